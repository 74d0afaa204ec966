/** Who may call whom in a visitor's chat, and what ends a call. Pure. */
import { type Call, endOf } from '../../protocol/call.ts';
import type { Chat } from '../../protocol/chat.ts';
import { type EntryKind, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import type { Entries } from './conversation.ts';
import { answer, type Decision, no } from './rules.ts';

/** How long it rings, ms. */
export const RINGS = 45_000;
/** How long one of the two may be gone, ms: a page is loaded anew, a train is in a tunnel. */
export const GONE_FOR = 60_000;

/** A command about a call: only the owner of an open chat calls, only the visitor answers, either ends it. */
export function decideCall(chat: Chat, actor: PersonId, command: Extract<RoomCommand, { t: 'call' }>, now: number): Decision {
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

const ENDS_CHAT: ReadonlySet<EntryKind> = new Set(['closed', 'released', 'blocked', 'erased'] satisfies EntryKind[]);

/** The entries, with the end of the call before what ends the chat for one of the two. The same when there is no call to end. */
export function withCallsEnd(call: Call | undefined, actor: PersonId, entries: Entries, now: number): Entries {
  if (!call) return entries;
  const at = entries.findIndex(({ draft, by = actor }) => ENDS_CHAT.has(draft.kind) || (draft.kind === 'taken' && by !== call.by));
  if (at < 0) return entries;
  return [...entries.slice(0, at), { draft: endOf(call, 'chat', 'chat', now), by: 'system' }, ...entries.slice(at)];
}
