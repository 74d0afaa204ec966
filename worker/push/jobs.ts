import type { PersonId } from '../../protocol/entries.ts';

/**
 * What the push queue carries: a call for a person about a room, named by the desk. What it says, and whether it still goes, is asked of
 * the desk right before sending. `device` is one subscription that could not be reached; without it, all of the person's.
 */
export interface PushJob {
  id: string;
  kind: 'alert';
  account: string;
  person: PersonId;
  room: string;
  device?: string;
}

/** Whether a queue message is a job this version knows. */
export function isPushJob(body: unknown): body is PushJob {
  if (typeof body !== 'object' || body === null || !('kind' in body) || body.kind !== 'alert') return false;
  return ['id', 'account', 'person', 'room'].every((key) => typeof (body as Record<string, unknown>)[key] === 'string');
}
