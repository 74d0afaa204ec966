import { type Call, isInCall } from '../../protocol/call.ts';
import type { PersonId } from '../../protocol/entries.ts';

/** A call that may ring. */
export interface Ringing {
  room: string;
  call: number;
  /** When it began, ms. */
  since: number;
  /** What the room is called, and its page. */
  title: string;
  path: string;
}

/** The call of a room, for somebody who has not joined it. */
export const ringOf = (
  me: PersonId | null,
  { room, call, title, path }: { room: string; call: Call | undefined; title: string; path: string },
): Ringing[] => (call && me && !isInCall(call, me) ? [{ room, call: call.id, since: call.since, title, path }] : []);
