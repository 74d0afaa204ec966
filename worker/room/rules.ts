/**
 * Who may do what to a chat: from the chat, the person and the command to the entries it makes, or the refusal. Pure; the room gives numbers,
 * times and durability. An empty list of entries means that what was asked already holds.
 */
import type { Role } from '../../protocol/api.ts';
import type { Chat } from '../../protocol/chat.ts';
import { type EntryDraft, type FileRef, isOperator, type Page, type PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { ResolvedAction } from '../contracts/room.ts';
import { decideCall } from './call-rules.ts';
import type { Stored } from './log.ts';

/** How long an offer waits to be taken, ms. */
export const OFFER_LASTS = 60_000;

export interface Actor {
  id: PersonId;
  /** Of operators. */
  role?: Role;
  /** May delete what others wrote. */
  deletesAll?: true;
}

/** Where the visitor is. */
interface Where {
  page?: Page;
  listing?: { key: string; name: string };
}

/** What the rules need to know besides the chat. */
export interface Facts extends Where {
  now: number;
  /** Whether the visitor's network address is known. */
  hasAddress?: boolean;
  /** Everyone an offer to a group is for. */
  offeredTo: readonly PersonId[];
}

/** Entries by somebody else than the actor carry `by`. The one that answers the command carries `answers`. */
export type Decision =
  | { entries: { draft: EntryDraft; by?: PersonId; answers?: true; hidden?: boolean }[] }
  | { code: ErrorCode; detail?: string /** Whom the detail names. */; owner?: PersonId };

export const no = (code: ErrorCode): Decision => ({ code });
/** One entry, which answers the command. */
export const answer = (draft: EntryDraft, hidden?: boolean): Decision => ({
  entries: [{ draft, answers: true, ...(hidden === undefined ? {} : { hidden }) }],
});

const takesPart = (chat: Chat, person: PersonId): boolean => chat.owner === person || chat.helpers.includes(person);
const isAdmin = ({ role }: Actor): boolean => role === 'owner' || role === 'admin';
const isDormant = (chat: Chat): boolean => chat.status === 'new' || chat.status === 'closed';

const opened = (chat: Chat, via: 'visitor' | 'invitation' | 'form', { page, listing }: Where = {}): EntryDraft => ({
  kind: 'opened',
  episode: chat.episode + 1,
  via,
  ...(page ? { page } : {}),
  ...(listing ? { listing: { key: listing.key, name: listing.name } } : {}),
});

/** A command that came on a socket, with its files looked up. Edits and deletions have rules of their own (`decideChange`). */
export function decideCommand(
  chat: Chat,
  actor: Actor,
  command: Exclude<RoomCommand, { t: 'edit' | 'delete' | 'meeting' }>,
  files: readonly FileRef[],
  facts: Facts,
): Decision {
  if (chat.erased) return no('erased');
  if (command.t === 'call') return decideCall(chat, actor.id, command, facts.now);
  if (isOperator(actor.id)) return command.t === 'send' ? operatorSends(chat, actor, command, files) : no('forbidden');
  if (chat.blocked) return no('blocked');
  switch (command.t) {
    case 'send': {
      const message = messageOf(command.text, files);
      if (command.note || command.mentions || command.reply !== undefined || command.status) return no('forbidden');
      if (isEmpty(message)) return no('empty_text');
      return isDormant(chat) || chat.status === 'unanswered'
        ? { entries: [{ draft: opened(chat, 'visitor', facts) }, { draft: message, answers: true }] }
        : answer(message);
    }
    case 'form': {
      const form: EntryDraft = { kind: 'form', form: command.form, values: command.values };
      if (command.form === 'prechat') return answer(form);
      if (chat.status === 'open') return no('not_waiting');
      return isDormant(chat) ? { entries: [{ draft: opened(chat, 'form', facts) }, { draft: form, answers: true }] } : answer(form);
    }
    case 'end':
      return isDormant(chat) ? no('not_open') : answer({ kind: 'closed' });
    case 'rate':
      if (chat.status !== 'closed') return no('not_closed');
      if (chat.rating !== null) return no('already_rated');
      return answer({ kind: 'rated', score: command.score, ...(command.comment?.trim() ? { comment: command.comment.trim() } : {}) });
    case 'transcript':
      return chat.answered ? answer({ kind: 'transcript', address: command.address }) : no('not_answered');
    case 'react':
    case 'pin':
    case 'mark':
    case 'again':
      return no('forbidden');
  }
}

export const messageOf = (
  text: string,
  files: readonly FileRef[],
  mentions: readonly PersonId[] = [],
): EntryDraft & { kind: 'message' } => ({
  kind: 'message',
  text,
  ...(files.length > 0 ? { files: [...files] } : {}),
  ...(mentions.length > 0 ? { mentions: [...mentions] } : {}),
});

/** Nothing to read: only white space, control characters or marks that show nothing, and no file. */
export const isEmpty = ({ text, files }: { text: string; files?: unknown[] }): boolean => !files?.length && !/[^\s\p{C}]/u.test(text);

function operatorSends(chat: Chat, actor: Actor, command: Extract<RoomCommand, { t: 'send' }>, files: readonly FileRef[]): Decision {
  const message = messageOf(command.text, files);
  if (chat.status === 'new') return no('not_found');
  if (command.reply !== undefined || command.status) return no('bad_frame');
  if (isEmpty(message)) return no('empty_text');
  const mentions = [...new Set(command.mentions)].filter((person) => person !== actor.id);
  if (command.note) {
    // Whether they may see the chat is for the desk to know, which calls them.
    return message.files ? no('bad_frame') : answer({ kind: 'note', text: message.text, ...(mentions.length > 0 ? { mentions } : {}) });
  }
  if (mentions.length > 0) return no('bad_frame');
  if (takesPart(chat, actor.id) && chat.status !== 'closed') return answer(message);
  const take: EntryDraft = { kind: 'taken' };
  if (chat.status === 'closed') {
    return { entries: [{ draft: opened(chat, 'invitation') }, { draft: take }, { draft: message, answers: true }] };
  }
  if (chat.owner === null) return { entries: [{ draft: take }, { draft: message, answers: true }] };
  return { code: 'not_owner', owner: chat.owner };
}

/** An edit or deletion of an own message or note. The change of a note is as hidden as the note. */
export function decideChange(actor: Actor, command: Extract<RoomCommand, { t: 'edit' | 'delete' }>, target: Stored | null): Decision {
  const entry = target?.entry;
  if (!entry || (entry.kind !== 'message' && entry.kind !== 'note') || (entry.by !== actor.id && !actor.deletesAll))
    return no('unknown_entry');
  if (entry.deleted) return command.t === 'delete' ? { entries: [] } : no('unknown_entry');
  if (command.t === 'delete') return answer({ kind: 'deleted', of: command.of }, target.hidden);
  if (isEmpty({ text: command.text, ...('files' in entry ? { files: entry.files } : {}) })) return no('empty_text');
  return answer({ kind: 'edited', of: command.of, text: command.text }, target.hidden);
}

/** An operator's action. */
export function decideAction(chat: Chat, actor: Actor, action: ResolvedAction, facts: Facts): Decision {
  if (chat.status === 'new') return no('not_found');
  if (chat.erased) return no('erased');
  const offered = isOffered(chat, actor.id, facts.offeredTo);
  switch (action.kind) {
    case 'take':
      if (chat.owner === actor.id && chat.status === 'open') return { entries: [] };
      if (chat.status === 'closed') return no('not_waiting');
      if (chat.owner !== null && !offered) return { code: 'already_taken', owner: chat.owner };
      return answer({ kind: 'taken' });
    case 'release':
      return chat.owner === actor.id && chat.status === 'open' ? answer({ kind: 'released', reason: 'left' }) : no('not_owner');
    case 'transfer': {
      if (chat.status !== 'open') return no('not_open');
      if (chat.owner !== actor.id && !isAdmin(actor)) return { code: 'not_owner', ...(chat.owner ? { owner: chat.owner } : {}) };
      if ('operator' in action.to && action.to.operator === chat.owner) return no('bad_request');
      const to =
        'operator' in action.to ? { operator: action.to.operator, name: action.to.name } : { group: action.to.group, name: action.to.name };
      return answer({ kind: 'offered', to, until: facts.now + OFFER_LASTS, ...(action.note?.trim() ? { note: action.note.trim() } : {}) });
    }
    case 'decline':
      return offered ? answer({ kind: 'returned', reason: 'declined' }) : no('no_offer');
    case 'withdraw':
      if (!chat.offer) return no('no_offer');
      return chat.offer.by === actor.id || chat.owner === actor.id ? answer({ kind: 'returned', reason: 'withdrawn' }) : no('not_owner');
    case 'invite':
      if (chat.status !== 'open') return no('not_open');
      if (!takesPart(chat, actor.id) && !isAdmin(actor)) return { code: 'not_owner', ...(chat.owner ? { owner: chat.owner } : {}) };
      if (takesPart(chat, action.operator)) return { entries: [] };
      return { entries: [{ draft: { kind: 'joined', invitedBy: actor.id }, by: action.operator, answers: true }] };
    case 'leave':
      if (chat.owner === actor.id && chat.status === 'open') return answer({ kind: 'released', reason: 'left' });
      return chat.helpers.includes(actor.id) ? answer({ kind: 'left' }) : { entries: [] };
    case 'close':
      // A chat the visitor ended has no category yet: it may be closed into one.
      if (chat.status === 'closed' && (chat.category || !action.category)) return no('not_open');
      if (chat.owner !== null && !takesPart(chat, actor.id) && !isAdmin(actor)) return { code: 'not_owner', owner: chat.owner };
      return answer({ kind: 'closed', ...(action.category ? { category: action.category } : {}) });
    case 'tag':
      return answer({ kind: 'tagged', tags: [...new Set(action.tags)].slice(0, LIMITS.tags) });
    case 'details':
      return answer({ kind: 'details', changes: action.changes });
    case 'block': {
      if (chat.blocked) return { entries: [] };
      if (action.address && !facts.hasAddress) return no('no_address');
      const block: EntryDraft = {
        kind: 'blocked',
        ...(action.reason ? { reason: action.reason } : {}),
        ...(action.seconds ? { until: facts.now + action.seconds * 1000 } : {}),
        ...(action.address ? { address: true } : {}),
      };
      return {
        entries: [...(chat.status === 'closed' ? [] : [{ draft: { kind: 'closed' } as EntryDraft }]), { draft: block, answers: true }],
      };
    }
    case 'unblock':
      return chat.blocked ? answer({ kind: 'unblocked' }) : { entries: [] };
  }
}

/** An operator invites a visitor: begins a chat of their own, unless a colleague has one. */
export function decideInvitation(chat: Chat, actor: Actor, text: string, where: Where): Decision {
  if (chat.erased) return no('erased');
  if (chat.blocked) return no('blocked');
  const message: EntryDraft & { kind: 'message' } = { kind: 'message', text, invitation: true };
  if (isEmpty(message)) return no('empty_text');
  if (!isDormant(chat) && chat.owner !== null && chat.owner !== actor.id) return { code: 'already_taken', owner: chat.owner };
  const begin = isDormant(chat) ? [{ draft: opened(chat, 'invitation', where) }] : [];
  const take = !isDormant(chat) && chat.owner === actor.id ? [] : [{ draft: { kind: 'taken' } as EntryDraft }];
  return { entries: [...begin, ...take, { draft: message, answers: true }] };
}

/** What remains to be done when an operator is no member any more. */
export function decideRemoval(chat: Chat, person: PersonId): Decision {
  if (chat.owner === person && chat.status === 'open') {
    return { entries: [{ draft: { kind: 'released', reason: 'removed' }, by: 'system', answers: true }] };
  }
  return chat.helpers.includes(person) ? answer({ kind: 'left' }) : { entries: [] };
}

/** Whether the standing offer is for this person. */
export function isOffered(chat: Chat, person: PersonId, offeredTo: readonly PersonId[]): boolean {
  if (!chat.offer) return false;
  return 'operator' in chat.offer.to ? chat.offer.to.operator === person : offeredTo.includes(person);
}
