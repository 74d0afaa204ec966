/** From a command or action to a decision: gathers what the rules need from the conversation. */
import { NEW_CHAT } from '../../protocol/chat.ts';
import { type FileRef, isOperator, type Page } from '../../protocol/entries.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Meeting } from '../../protocol/meeting.ts';
import type { Listing, Person } from '../contracts/people.ts';
import type { ResolvedAction } from '../contracts/room.ts';
import { type Callers, decideGroupCall } from './call-rules.ts';
import { decideClientCommand, mayIn, writingRefused } from './client-rules.ts';
import {
  type AnyConversation,
  type ClientConversation,
  callIn,
  groupOf,
  isBySms,
  isOfTeam,
  isWithClients,
  isWithVisitor,
  type SmsConversation,
  type TeamConversation,
  type VisitorConversation,
} from './conversation.ts';
import { fileOf } from './files.ts';
import { decideMeeting, type MeetingCommand } from './meeting-rules.ts';
import { type Actor, type Decision, decideAction, decideChange, decideCommand, type Facts } from './rules.ts';
import { decideSmsCommand } from './sms-rules.ts';
import { meetingsOf } from './state.ts';
import { decideTeamCommand, isTeamMember, managesTeam, teamRefused } from './team-rules.ts';

/** Commands that each kind of room decides by rules of its own. */
type CommandOfRooms = Exclude<RoomCommand, MeetingCommand>;

export const actorOf = (person: Person): Actor => ({ id: person.id, ...(person.kind === 'operator' ? { role: person.role } : {}) });

function factsOf(conversation: VisitorConversation | null, page = conversation?.state.page, listing?: Listing): Facts {
  const where = { ...(page ? { page } : {}), ...(listing ? { listing } : {}) };
  const { offeredTo = [], address } = conversation?.state ?? {};
  return { now: Date.now(), offeredTo, hasAddress: address !== undefined, ...where };
}

/** `page` is where a visitor is; `newMeeting` makes the id of a meeting in this room; `inCall` who else is in the call of a room of several. */
export function onCommand(
  conversation: AnyConversation | null,
  person: Person,
  command: RoomCommand,
  newMeeting: () => string,
  page: Page | undefined,
  inCall: () => Pick<Callers, 'others' | 'most'>,
): Decision {
  if (command.t === 'call' && conversation && !isWithVisitor(conversation) && !isBySms(conversation))
    return decideGroupCall(callersIn(conversation, actorOf(person), inCall()), person.id, command, Date.now());
  const talk = isWithVisitor(conversation) ? conversation : null;
  const chat = talk?.state.chat ?? NEW_CHAT;
  const actor = actorOf(person);
  if (command.t === 'meeting') return onMeeting(conversation, actor, command, newMeeting);
  if (isWithClients(conversation)) return onClientCommand(conversation, actor, command);
  if (isBySms(conversation)) return onSmsCommand(conversation, actor, command);
  if (command.t === 'edit' || command.t === 'delete') {
    if (chat.erased) return { code: 'erased' };
    if (!isOperator(actor.id) && chat.blocked) return { code: 'blocked' };
    return decideChange(actor, command, conversation?.log.get(command.of) ?? null);
  }
  if (command.t === 'transcript' && transcriptsAsked(talk) >= LIMITS.transcriptsPerChat) return { code: 'too_many' };
  const sent = filesOf(conversation, actor, command);
  if (!sent) return { code: 'unknown_file' };
  if (isOfTeam(conversation)) return decideTeamCommand(conversation.state.team, actor.id, command, sent);
  return decideCommand(chat, actor, command, sent, factsOf(talk, page, person.kind === 'visitor' ? person.listing : undefined));
}

function onMeeting(conversation: AnyConversation | null, actor: Actor, command: MeetingCommand, newId: () => string): Decision {
  const facts = (meetings: readonly Meeting[]) => ({ meetings, actor: actor.id, now: Date.now(), newId });
  if (isWithClients(conversation)) {
    const group = groupOf(conversation);
    const refused = mayIn(group, actor, 'schedule') ? writingRefused(group, actor) : 'forbidden';
    const manages = mayIn(group, actor, 'reschedule');
    return decideMeeting({ ...facts(meetingsOf(conversation.state)), refused, manages }, command);
  }
  if (!isOfTeam(conversation)) return { code: 'forbidden' };
  const { team } = conversation.state;
  const refused = teamRefused(team, actor.id);
  return decideMeeting({ ...facts(meetingsOf(conversation.state)), refused, manages: managesTeam(team, actor.id) }, command);
}

function callersIn(conversation: TeamConversation | ClientConversation, actor: Actor, inCall: Pick<Callers, 'others' | 'most'>): Callers {
  const call = callIn(conversation);
  if (isWithClients(conversation)) {
    const group = groupOf(conversation);
    return { call, refused: writingRefused(group, actor), isIn: group.isIn(actor.id), ...inCall };
  }
  const { team } = conversation.state;
  return { call, refused: teamRefused(team, actor.id), isIn: isTeamMember(team, actor.id), ...inCall };
}

function onClientCommand(conversation: ClientConversation, actor: Actor, command: CommandOfRooms): Decision {
  const sent = filesOf(conversation, actor, command);
  if (!sent) return { code: 'unknown_file' };
  const about = 'of' in command ? command.of : 'reply' in command ? command.reply : undefined;
  const target = about === undefined ? null : conversation.log.get(about);
  return decideClientCommand(groupOf(conversation), actor, command, sent, target);
}

function onSmsCommand(conversation: SmsConversation, actor: Actor, command: CommandOfRooms): Decision {
  const sent = filesOf(conversation, actor, command);
  if (!sent) return { code: 'unknown_file' };
  const target = command.t === 'again' ? conversation.log.get(command.of) : null;
  return decideSmsCommand(conversation.state.sms, actor, command, sent, target);
}

/** The files a command sends; null when one is not there to be sent by this person. */
function filesOf(conversation: AnyConversation | null, actor: Actor, command: RoomCommand): FileRef[] | null {
  const sent: FileRef[] = [];
  for (const id of command.t === 'send' ? (command.files ?? []) : []) {
    const found = conversation && fileOf(conversation.sql, id);
    if (found?.state !== 'pending' || found.by !== actor.id) return null;
    sent.push(found.file);
  }
  return sent;
}

export const onAction = (conversation: VisitorConversation, person: Person, action: ResolvedAction): Decision =>
  decideAction(conversation.state.chat, actorOf(person), action, factsOf(conversation));

/** Transcripts the visitor has asked for in the present chat. */
function transcriptsAsked(conversation: VisitorConversation | null): number {
  if (!conversation) return 0;
  const { log, state } = conversation;
  return log.after(state.chat.openedSeq, Number.MAX_SAFE_INTEGER).filter(({ entry }) => entry.kind === 'transcript').length;
}

/** Names whom a refusal is about. */
export function detailOf(
  conversation: AnyConversation | null,
  { detail, owner }: Extract<Decision, { code: unknown }>,
): { detail?: string } {
  const name = detail ?? (owner && conversation?.members.get(owner)?.name);
  return name ? { detail: name } : {};
}
