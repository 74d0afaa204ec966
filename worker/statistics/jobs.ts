import type { Audience, CastEnding } from '../../protocol/broadcast.ts';
import type { ChatFact } from './fact.ts';

/** Visitors first seen in one quarter of an hour that began at `slot`, ms since epoch. */
export interface VisitorCount {
  slot: number;
  visitors: number;
}

/** A broadcast: while it is on `seconds` and `ending` are null. `operator` is a user id, `viewers` how many watched at once at most. */
export interface BroadcastFact {
  id: string;
  account: string;
  site: string;
  operator: string;
  name: string;
  audience: Audience['to'];
  /** ms since epoch. */
  since: number;
  seconds: number | null;
  ending: CastEnding | null;
  viewers: number;
  chats: number;
}

/** What the statistics queue carries: whole snapshots, which may be repeated and come in any order. */
export type StatisticsJob = { id: string; account: string } & (
  | { kind: 'chat'; fact: ChatFact }
  | { kind: 'visitors'; site: string; counts: VisitorCount[] }
  | { kind: 'broadcast'; broadcast: BroadcastFact }
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

export const broadcastJob = (broadcast: BroadcastFact): StatisticsJob => ({
  id: `broadcast:${broadcast.id}`,
  account: broadcast.account,
  kind: 'broadcast',
  broadcast,
});

/** Whether a queue message is a job this version knows. */
export function isStatisticsJob(body: unknown): body is StatisticsJob {
  const job = body as Partial<StatisticsJob> | null;
  if (typeof job !== 'object' || typeof job?.id !== 'string' || typeof job.account !== 'string') return false;
  if (job.kind === 'chat') return typeof job.fact?.seq === 'number' && Array.isArray(job.fact.operators);
  if (job.kind === 'broadcast') return typeof job.broadcast?.id === 'string';
  return job.kind === 'visitors' && Array.isArray(job.counts);
}
