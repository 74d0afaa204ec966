/** Who may do what in a room with clients: from the room, the person and the command to the entries it makes, or the refusal. Pure. */
import type { ClientRoom } from '../../protocol/client-room.ts';
import { type EntryDraft, type FileRef, isClient, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { may, type Permission, rolesIn } from '../../protocol/permissions.ts';
import type { ClientAction } from '../contracts/room.ts';
import type { Stored } from './log.ts';
import { type Actor, answer, type Decision, decideChange, isEmpty, messageOf, no } from './rules.ts';

/** A room and who is in it. `isAuthor`: has written in it, so that clients know of them. */
export interface Group {
  room: ClientRoom;
  isIn: (person: PersonId) => boolean;
  isAuthor: (person: PersonId) => boolean;
  /** Members of the account in the room, longest there first. */
  team: () => PersonId[];
}

export const mayIn = ({ room, isIn }: Group, actor: Actor, action: Permission): boolean =>
  !room.erased && may(rolesIn(room, actor, isIn(actor.id)), action);

/** Why nobody may write now, or this person never; null when they may. */
export function writingRefused(group: Group, actor: Actor): ErrorCode | null {
  if (!mayIn(group, actor, group.room.form === 'announcement' ? 'announce' : 'write')) return 'forbidden';
  return group.room.archived ? 'archived' : null;
}

/** A command that came on a socket, with its files and the message it is about looked up. */
export function decideClientCommand(
  group: Group,
  actor: Actor,
  command: Exclude<RoomCommand, { t: 'meeting' }>,
  files: readonly FileRef[],
  target: Stored | null,
): Decision {
  switch (command.t) {
    case 'send':
      return clientSends(group, actor, command, files, target);
    case 'edit':
    case 'delete': {
      if (!mayIn(group, actor, 'see')) return no('forbidden');
      // Who may delete what others wrote may delete what they wrote themselves, whether they are in the room still or not.
      if (command.t === 'delete' && mayIn(group, actor, 'delete')) return decideChange({ ...actor, deletesAll: true }, command, target);
      if (!mayIn(group, actor, 'change')) return no('forbidden');
      if (target?.entry.kind === 'message' && target.entry.by !== actor.id) return no('forbidden');
      return group.room.archived ? no('archived') : decideChange(actor, command, target);
    }
    case 'react':
    case 'pin':
    case 'mark':
      return clientMarks(group, actor, command, target);
    default:
      return no('forbidden');
  }
}

function clientSends(
  group: Group,
  actor: Actor,
  command: Extract<RoomCommand, { t: 'send' }>,
  files: readonly FileRef[],
  target: Stored | null,
): Decision {
  const refused = writingRefused(group, actor);
  if (refused) return no(refused);
  if (command.note || (command.status && !(group.room.matter && mayIn(group, actor, 'mark')))) return no('forbidden');
  if (command.reply !== undefined && target?.entry.kind !== 'message') return no('unknown_entry');
  // Who left while it was written is named in the text and not called; a client can call only those they know of.
  const callable = (person: PersonId) => group.isIn(person) && (isOperator(actor.id) || group.isAuthor(person));
  const mentions = [...new Set(command.mentions)].filter((person) => person !== actor.id && callable(person));
  const message = messageOf(command.text, files, mentions);
  if (isEmpty(message)) return no('empty_text');
  const { reply, status } = command;
  return answer({ ...message, ...(reply === undefined ? {} : { reply }), ...(status ? { status } : {}) });
}

/** Somebody in the room as the mail they got or answered knows them: whatever they are to the account, here they are one of the room. */
export const byMail = (person: PersonId): Actor => ({ id: person, ...(isOperator(person) ? { role: 'operator' as const } : {}) });

/** An answer by mail, with the files it brought. */
export function decideMailed(group: Group, actor: Actor, text: string, files: readonly FileRef[]): Decision {
  const refused = writingRefused(group, actor);
  if (refused) return no(refused);
  const message = messageOf(text, files);
  return isEmpty(message) ? no('empty_text') : answer({ ...message, via: 'mail' });
}

function clientMarks(
  group: Group,
  actor: Actor,
  command: Extract<RoomCommand, { t: 'react' | 'pin' | 'mark' }>,
  target: Stored | null,
): Decision {
  if (!mayIn(group, actor, command.t)) return no('forbidden');
  if (group.room.archived) return no('archived');
  const message = target?.entry;
  if (message?.kind !== 'message' || message.deleted) return no('unknown_entry');
  const { of, on } = command;
  if (command.t === 'pin') return group.room.pins.includes(of) === on ? { entries: [] } : answer({ kind: 'pinned', of, on });
  if (command.t === 'mark') {
    if (!group.room.matter) return no('forbidden');
    return (message.status ?? false) === on ? { entries: [] } : answer({ kind: 'marked', of, on });
  }
  const { emoji } = command;
  const before = message.reactions?.[emoji] ?? [];
  if (before.includes(actor.id) === on) return { entries: [] };
  if (on && before.length === 0 && Object.keys(message.reactions ?? {}).length >= LIMITS.reactions) return no('too_many');
  return answer({ kind: 'reacted', of, emoji, on });
}

/** What people do to the room besides writing. */
export function decideClientAction(group: Group, actor: Actor, action: ClientAction): Decision {
  const { room, isIn } = group;
  if (!mayIn(group, actor, 'see')) return no('not_found');
  if (!mayIn(group, actor, action.kind)) return no('forbidden');
  switch (action.kind) {
    case 'rename':
      return action.name === room.name ? { entries: [] } : answer({ kind: 'renamed', name: action.name });
    case 'archive':
      return action.on === room.archived ? { entries: [] } : answer({ kind: 'archived', on: action.on });
    case 'add': {
      const people = [...new Set(action.people.map(({ id }) => id))].filter((person) => !isIn(person));
      if (room.form === 'internal' && people.some(isClient)) return no('no_clients');
      if (people.length > LIMITS.peopleAtOnce) return no('too_large');
      return people.length > 0 ? answer({ kind: 'added', people }) : { entries: [] };
    }
    case 'remove':
      if (action.person === actor.id) return no('bad_request');
      return isIn(action.person) ? going(group, action.person, { kind: 'removed', people: [action.person] }) : { entries: [] };
    case 'leave':
      return going(group, actor.id, { kind: 'left' });
    case 'assign':
      if (!isOperator(action.to) || !isIn(action.to)) return no('not_found');
      return action.to === room.assignee ? { entries: [] } : answer({ kind: 'assigned', to: action.to });
    case 'erase':
      return answer({ kind: 'erased' });
  }
}

/** What remains to be done when somebody is a member of the account, or a client, no more. */
export function decideClientRemoval(group: Group, person: PersonId): Decision {
  if (!group.isIn(person)) return { entries: [] };
  const { entries } = going(group, person, { kind: 'removed', people: [person] }) as {
    entries: Extract<Decision, { entries: unknown }>['entries'];
  };
  return { entries: entries.map((entry) => ({ by: 'system', ...entry })) };
}

/** Somebody goes. Where they were alerted of what clients write, another is: who began the room, or who is in it longest. */
function going({ room, isIn, team }: Group, person: PersonId, draft: EntryDraft): Decision {
  const heir = room.creator !== person && isIn(room.creator) ? room.creator : team().find((other) => other !== person);
  const hands = room.assignee === person && heir ? [{ draft: { kind: 'assigned', to: heir } as EntryDraft, by: 'system' as const }] : [];
  return { entries: [{ draft, answers: true }, ...hands] };
}
