/** Who may call whom, and what ends a call. Pure. */
import { type Call, endOf, isInCall } from '../../protocol/call.ts';
import type { Chat } from '../../protocol/chat.ts';
import { type EntryDraft, type EntryKind, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Entries } from './conversation.ts';
import { answer, type Decision, no } from './rules.ts';

/** How long one of the two may be gone, ms: a page is loaded anew, a train is in a tunnel. */
export const GONE_FOR = 60_000;

type CallCommand = Extract<RoomCommand, { t: 'call' }>;

/** A command about a call in a visitor's chat: only the owner of an open chat calls, only the visitor answers, either ends it. */
export function decideCall(chat: Chat, actor: PersonId, command: CallCommand, now: number): Decision {
  const { call } = chat;
  if (command.do === 'start') {
    if (!isOperator(actor)) return no('forbidden');
    if (chat.status !== 'open') return no('not_open');
    if (chat.owner !== actor) return { code: 'not_owner', ...(chat.owner ? { owner: chat.owner } : {}) };
    return call ? no('in_call') : answer({ kind: 'call_started', media: command.media });
  }
  const isVisitor = !isOperator(actor);
  if (command.do === 'answer') {
    if (!isVisitor) return no('forbidden');
    if (call?.id !== command.call) return no('no_call');
    return call.answered ? { entries: [] } : answer({ kind: 'call_answered', media: command.media });
  }
  if (!isVisitor && call && call.by !== actor) return no('forbidden');
  // It is over, which is what was wanted.
  if (call?.id !== command.call) return { entries: [] };
  return answer(endOf(call, 'hung_up', isVisitor ? 'declined' : 'cancelled', now));
}

/** A room of several, as far as its calls are concerned. */
export interface Callers {
  call: Call | undefined;
  /** Why this person may not call here; null when they may. */
  refused: ErrorCode | null;
  /** Whether they are in the room. */
  isIn: boolean;
  /** Who is in the call besides them, and how many may be in it. */
  others: readonly PersonId[];
  most: number;
}

/** More than four need a server that forwards: whoever runs this one is told how. */
export const MORE_PEOPLE =
  'Four people are in this call, the most between browsers. For more: REALTIMEKIT_ACCOUNT_ID, REALTIMEKIT_APP_ID, REALTIMEKIT_TOKEN.';

/** Whether one more is too many. */
export const isFull = ({ others, most }: Pick<Callers, 'others' | 'most'>): boolean => others.length >= most;

/** The refusal, in words for who may know of settings. */
export const full = (person: PersonId, most: number): { code: ErrorCode; detail?: string } => ({
  code: 'call_full',
  ...(isOperator(person) && most === LIMITS.groupCall ? { detail: MORE_PEOPLE } : {}),
});

/** A command about a call in a room of several: who may write starts one, everybody in the room comes in and leaves, and the last one ends it. */
export function decideGroupCall(
  { call, refused, isIn, others, most }: Callers,
  actor: PersonId,
  command: CallCommand,
  now: number,
): Decision {
  if (command.do === 'start') {
    if (refused) return no(refused);
    return call ? no('in_call') : answer({ kind: 'call_started', media: command.media });
  }
  if (!isIn) return no('forbidden');
  if (command.do === 'answer') {
    if (call?.id !== command.call) return no('no_call');
    if (isFull({ others, most })) return full(actor, most);
    return isInCall(call, actor) ? { entries: [] } : answer({ kind: 'call_answered', media: command.media });
  }
  if (call?.id !== command.call || others.length > 0 || !isInCall(call, actor)) return { entries: [] };
  return answer(endOf(call, 'hung_up', 'cancelled', now));
}

const ENDS_CHAT: ReadonlySet<EntryKind> = new Set(['closed', 'released', 'blocked', 'erased'] satisfies EntryKind[]);

const endsRoom = (draft: EntryDraft): boolean => ENDS_CHAT.has(draft.kind) || (draft.kind === 'archived' && draft.on);

/** The entries, with the end of the call before what ends the chat for one of the two, or the room. The same when there is no call to end. */
export function withCallsEnd(call: Call | undefined, actor: PersonId, entries: Entries, now: number): Entries {
  if (!call) return entries;
  const at = entries.findIndex(({ draft, by = actor }) => endsRoom(draft) || (draft.kind === 'taken' && by !== call.by));
  if (at < 0) return entries;
  return [...entries.slice(0, at), { draft: endOf(call, 'chat', 'chat', now), by: 'system' }, ...entries.slice(at)];
}
