import type { PhoneEvent } from './events.ts';

/**
 * What the phone queue carries: a message of the ledger to send (`id` is its id), and what the provider told that could not be taken at once.
 * Either may come again.
 */
export type PhoneJob = { id: string; account: string | null } & ({ kind: 'send' } | { kind: 'event'; event: PhoneEvent });

/** What a job was to do, without anything of its content: an account's people read this in the dashboard. */
export const titleOf = ({ kind }: PhoneJob): string => (kind === 'send' ? 'SMS' : 'Message or call from a phone');

/** Whether a queue message is a job this version knows. */
export function isPhoneJob(body: unknown): body is PhoneJob {
  const job = body as Partial<PhoneJob> | null;
  if (typeof job !== 'object' || typeof job?.id !== 'string' || !(typeof job.account === 'string' || job.account === null)) return false;
  return job.kind === 'send' || (job.kind === 'event' && typeof job.event?.id === 'string');
}
