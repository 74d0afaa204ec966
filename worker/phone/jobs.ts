import type { PersonId } from '../../protocol/entries.ts';
import type { PhoneEvent } from './events.ts';

/**
 * What the phone queue carries: a message of the ledger to send (`id` is its id), an SMS to an operator about a chat, which the desk is asked for
 * before every try, and what the provider told that could not be taken at once. Each may come again.
 */
export type PhoneJob =
  | ({ id: string; account: string | null } & ({ kind: 'send' } | { kind: 'event'; event: PhoneEvent }))
  | { id: string; account: string; kind: 'fallback'; person: PersonId; room: string };

/** What a job was to do, without anything of its content: an account's people read this in the dashboard. */
export const titleOf = ({ kind }: PhoneJob): string => (kind === 'event' ? 'Message or call from a phone' : 'SMS');

/** Whether a queue message is a job this version knows. */
export function isPhoneJob(body: unknown): body is PhoneJob {
  const job = body as Partial<PhoneJob> | null;
  if (typeof job !== 'object' || typeof job?.id !== 'string' || !(typeof job.account === 'string' || job.account === null)) return false;
  if (job.kind === 'fallback') return typeof job.person === 'string' && typeof job.room === 'string' && job.account !== null;
  return job.kind === 'send' || (job.kind === 'event' && typeof job.event?.id === 'string');
}
