import type { ChatFact } from './fact.ts';

/** Visitors first seen in one quarter of an hour that began at `slot`, ms since epoch. */
export interface VisitorCount {
  slot: number;
  visitors: number;
}

/** What the statistics queue carries: whole snapshots, which may be repeated and come in any order. */
export type StatisticsJob = { id: string; account: string } & (
  | { kind: 'chat'; fact: ChatFact }
  | { kind: 'visitors'; site: string; counts: VisitorCount[] }
);

export const chatJob = (fact: ChatFact): StatisticsJob => ({
  id: `chat:${fact.room}:${fact.episode}`,
  account: fact.account,
  kind: 'chat',
  fact,
});

export const visitorsJob = (account: string, site: string, counts: VisitorCount[]): StatisticsJob => ({
  id: `visitors:${site}:${counts[0]?.slot}`,
  account,
  kind: 'visitors',
  site,
  counts,
});

/** Whether a queue message is a job this version knows. */
export function isStatisticsJob(body: unknown): body is StatisticsJob {
  const job = body as Partial<StatisticsJob> | null;
  if (typeof job !== 'object' || typeof job?.id !== 'string' || typeof job.account !== 'string') return false;
  if (job.kind === 'chat') return typeof job.fact?.seq === 'number' && Array.isArray(job.fact.operators);
  return job.kind === 'visitors' && Array.isArray(job.counts);
}
