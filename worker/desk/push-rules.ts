/** Whether a call for a person about a room still has a point, and what it says: pure functions of the room's line at the desk. */

import { isInCall } from '../../protocol/call.ts';
import type { Chat } from '../../protocol/chat.ts';
import { isOperator, type PersonId } from '../../protocol/entries.ts';
import type { Alert, RoomSummary } from '../../protocol/frames.ts';
import { PUSH_NAME, PUSH_TEXT } from '../../protocol/push.ts';
import { smsTitle } from '../../protocol/sms.ts';
import type { PushContent } from '../contracts/desk.ts';
import { type StoredRoom, summaryFor } from './summary.ts';

/** What a call is about; `settled` takes back one that was shown. */
export type CallKind = Alert['kind'] | 'settled';

/** Whether the reason for a call still holds. */
export function isWanted(kind: CallKind, person: PersonId, room: StoredRoom): boolean {
  if (room.kind === 'sms')
    return room.sms.members.includes(person) && !room.muted.includes(person) && (isNoMessage(kind) || (room.unread[person] ?? 0) > 0);
  if (room.kind !== 'visitor') {
    const isIn = room.kind === 'team' ? room.team.members.includes(person) : room.inside.includes(person);
    const call = room.kind === 'team' ? room.team.call : room.client.call;
    if (kind === 'called') return isIn && call !== undefined && !isInCall(call, person);
    return isIn && (isNoMessage(kind) || (room.unread[person] ?? 0) > 0);
  }
  const { chat, unread, pending, asked } = room;
  switch (kind) {
    case 'waiting':
      return chat.status === 'unanswered' || (chat.status === 'waiting' && (asked?.includes(person) ?? true));
    case 'mention':
    case 'message':
      return chat.status !== 'closed' && !isTakenFrom(person, chat) && (unread[person] ?? pending) > 0;
    case 'offered':
      return chat.offer !== null;
    case 'returned':
      return chat.status === 'open' && chat.owner === person;
    case 'joined':
      return chat.status === 'open' && chat.helpers.includes(person);
    case 'taken':
      return chat.status === 'open' && chat.owner !== null && chat.owner !== person;
    // A visitor's chat has none.
    case 'meeting':
      return false;
    case 'settled':
      return isTakenFrom(person, chat);
    case 'called':
      return false;
  }
}

/** What is new of a room besides messages: it is not read, but seen. */
const isNoMessage = (kind: CallKind): boolean => kind === 'joined' || kind === 'meeting';

/** Whether a colleague has the chat, without this person. */
export const isTakenFrom = (person: PersonId, { status, owner, helpers }: Chat): boolean =>
  status === 'open' && owner !== null && owner !== person && !helpers.includes(person);

/** Whether the person read the room between two reports: what they had not seen, they have now. */
export const hasRead = (person: PersonId, before: StoredRoom, after: StoredRoom): boolean =>
  (before.unread[person] ?? ('pending' in before ? before.pending : 0)) > 0 && after.unread[person] === 0;

/** Of a call not yet made and another alert, what the call is about: a message says no more than that there is something to do. */
export const merged = (pending: CallKind | null, next: CallKind): CallKind => (pending !== null && next === 'message' ? pending : next);

/** What the push holds for a person. */
export function payloadOf(kind: CallKind, person: PersonId, room: StoredRoom): PushContent['payload'] {
  const { id, last } = room;
  const shows = room.kind === 'visitor' ? kind !== 'settled' && last && !isOperator(last.by) : kind !== 'called' && kind !== 'meeting';
  const summary = summaryFor(person, room, 0, 0);
  const name = nameOf(summary);
  return { kind, room: id, name: cut(name, PUSH_NAME), text: shows && last ? cut(last.text, PUSH_TEXT) : '' };
}

function nameOf(summary: RoomSummary): string {
  if (summary.kind === 'client') return summary.client.name;
  if (summary.kind === 'sms') return smsTitle(summary.sms);
  return summary.kind === 'team' ? summary.title : summary.visitor.name || summary.visitor.email || '';
}

/** The beginning of a text, never with half a character at its end. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.slice(0, length - 1);
  return `${/[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short}…`;
}
