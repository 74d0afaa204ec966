/** What the video queue carries: what is to happen at RealtimeKit. Done twice it is the same as once. */
export type VideoJob = { id: string; account: string; meeting: string } & (
  | { kind: 'end' }
  /** Somebody may be in it no more. */
  | { kind: 'remove'; participant: string }
);

/** Whether a queue message is a job this version knows. */
export function isVideoJob(body: unknown): body is VideoJob {
  if (typeof body !== 'object' || body === null) return false;
  const job = body as Record<string, unknown>;
  if (!['id', 'account', 'meeting'].every((key) => typeof job[key] === 'string')) return false;
  return job.kind === 'end' || (job.kind === 'remove' && typeof job.participant === 'string');
}
