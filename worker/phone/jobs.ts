import type { PersonId } from '../../protocol/entries.ts';
import type { PhoneEvent } from './events.ts';

/**
 * What the phone queue carries: a message of the ledger to send (`id` is its id), an SMS to an operator about a chat, which the desk is asked for
 * before every try, what the provider told that is not taken at once, and that conversations of a number (those after `after`) are to be told what it
 * is now. Each may come again.
 */
export type PhoneJob = { id: string; account: string | null } & (
  | { kind: 'send' }
  | { kind: 'fallback'; account: string; person: PersonId; room: string }
  | { kind: 'event'; event: PhoneEvent }
  | { kind: 'number'; number: string; after: string }
);

/** What a job was to do, without anything of its content: an account's people read this in the dashboard. */
export const titleOf = ({ kind }: PhoneJob): string => TITLES[kind];
const TITLES = {
  send: 'SMS',
  fallback: 'SMS to an operator',
  event: 'Message or call from a phone',
  number: 'Change of a number',
} as const;

/** Whether a queue message is a job this version knows. */
export function isPhoneJob(body: unknown): body is PhoneJob {
  const job = body as Partial<PhoneJob> | null;
  if (typeof job !== 'object' || typeof job?.id !== 'string' || !(typeof job.account === 'string' || job.account === null)) return false;
  if (job.kind === 'fallback') return typeof job.person === 'string' && typeof job.room === 'string' && job.account !== null;
  if (job.kind === 'number') return typeof job.account === 'string' && typeof job.number === 'string' && typeof job.after === 'string';
  return job.kind === 'send' || (job.kind === 'event' && typeof job.event?.id === 'string');
}
