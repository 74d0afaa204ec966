/** Who may do what in a conversation by SMS: from the room, the person and the command to the entries it makes, or the refusal. Pure. */
import { type EntryDraft, type FileRef, isOperator, type PersonId, phonePersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { mmsFault, SMS, type SmsDelivery, type SmsPerson, type SmsRoom, type SmsState } from '../../protocol/sms.ts';
import type { PhoneTold, SmsAction, SmsFacts } from '../contracts/room.ts';
import type { Entries } from './conversation.ts';
import type { Stored } from './log.ts';
import { type Actor, answer, type Decision, isEmpty, messageOf, no } from './rules.ts';

const manages = ({ role }: Actor): boolean => role === 'owner' || role === 'admin';

/** Whether somebody may open the conversation: whose it is, who left it, and who manages the account. */
export const mayOpenSms = ({ erased, members, left }: SmsRoom, actor: Actor): boolean =>
  !erased && isOperator(actor.id) && (manages(actor) || members.includes(actor.id) || left.includes(actor.id));

/** A number that can be written to. */
const isReachable = (e164: string): boolean => /^(\+\d{7,15}|\d{3,6})$/.test(e164);

/** Who takes up the conversation is told of what is said in it from then on. */
const coming = ({ members }: SmsRoom, person: PersonId): Entries =>
  members.includes(person) ? [] : [{ draft: { kind: 'added', people: [person] } }];

/** A command that came on a socket, with its files and the message it is about looked up. */
export function decideSmsCommand(
  sms: SmsRoom,
  actor: Actor,
  command: Exclude<RoomCommand, { t: 'meeting' }>,
  files: readonly FileRef[],
  target: Stored | null,
): Decision {
  if (!mayOpenSms(sms, actor)) return no('forbidden');
  switch (command.t) {
    case 'send':
      return sends(sms, actor, command, files);
    case 'again':
      return sendsAgain(sms, target);
    // Whoever got it has it.
    case 'edit':
    case 'delete':
      return no('sms_final');
    default:
      return no('forbidden');
  }
}

function sends(sms: SmsRoom, actor: Actor, command: Extract<RoomCommand, { t: 'send' }>, files: readonly FileRef[]): Decision {
  if (command.note || command.mentions || command.reply !== undefined || command.status) return no('forbidden');
  const message = messageOf(command.text, files);
  if (isEmpty(message)) return no('empty_text');
  const refused = sendingRefused(sms) ?? (command.text.length > SMS.text ? 'sms_long' : mmsFault(sms.number, files));
  if (refused) return no(refused);
  const delivery = Object.fromEntries(sms.people.map(({ e164 }) => [e164, firstDelivery(sms, e164)]));
  return { entries: [...coming(sms, actor.id), { draft: { ...message, delivery }, answers: true }] };
}

function firstDelivery({ stopped }: SmsRoom, e164: string): SmsDelivery {
  if (!isReachable(e164)) return { state: 'failed', error: 'invalid_number' };
  return stopped.includes(e164) ? { state: 'failed', error: 'stopped' } : { state: 'queued' };
}

/** Why nothing can be sent; null when it can, to one of the people at least. */
function sendingRefused({ held, people, stopped }: SmsRoom): ErrorCode | null {
  if (!held) return 'number_gone';
  const reachable = people.filter(({ e164 }) => isReachable(e164));
  if (reachable.length === 0) return 'not_a_number';
  return reachable.every(({ e164 }) => stopped.includes(e164)) ? 'opted_out' : null;
}

const isLost = ({ state }: SmsDelivery): boolean => state === 'failed' || state === 'undelivered';

function sendsAgain(sms: SmsRoom, target: Stored | null): Decision {
  const message = target?.entry;
  if (message?.kind !== 'message' || !message.delivery) return no('unknown_entry');
  const refused = sendingRefused(sms);
  if (refused) return no(refused);
  const lost = Object.entries(message.delivery).flatMap(([to, delivery]) => (isLost(delivery) ? to : []));
  if (lost.length === 0) return { entries: [] };
  const to = lost.filter((one) => isReachable(one) && !sms.stopped.includes(one));
  return to.length > 0 ? answer({ kind: 'sms_again', of: message.seq, to }) : no('opted_out');
}

/** What operators do to the conversation besides writing. */
export function decideSmsAction(sms: SmsRoom, actor: Actor, action: SmsAction): Decision {
  if (!mayOpenSms(sms, actor)) return no('not_found');
  switch (action.kind) {
    case 'see':
      return { entries: [] };
    case 'open':
      return { entries: opening(sms, actor.id, action.facts) };
    case 'rename':
      return action.name === sms.name ? { entries: [] } : answer({ kind: 'renamed', name: action.name });
    case 'people':
      return { entries: [...coming(sms, actor.id), ...withPeople(sms, action.facts.people), ...stopsIn(sms, action.facts)] };
    case 'leave':
      return sms.members.includes(actor.id) ? answer({ kind: 'left' }) : { entries: [] };
    case 'erase':
      return manages(actor) ? answer({ kind: 'erased' }) : no('forbidden');
  }
}

/** What remains to be done when somebody is a member of the account no more. */
export const decideSmsRemoval = ({ members, left }: SmsRoom, person: PersonId): Decision =>
  members.includes(person) || left.includes(person)
    ? { entries: [{ draft: { kind: 'removed', people: [person] }, by: 'system', answers: true }] }
    : { entries: [] };

function opening(sms: SmsRoom, person: PersonId, facts: SmsFacts): Entries {
  const come = coming(sms, person);
  const taken = { ...sms, people: facts.people, members: come.length > 0 ? [...sms.members, person] : sms.members };
  return [...come, ...withPeople(sms, facts.people), ...stopsIn(sms, facts), ...settling(taken, facts)];
}

const bySystem = (draft: EntryDraft): Entries => [{ draft, by: 'system' }];
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function withPeople(sms: SmsRoom, people: SmsPerson[]): Entries {
  return same(people, sms.people) ? [] : [{ draft: { kind: 'sms_people', people } }];
}

/** Who wants no messages, as far as the room does not know it. */
function stopsIn(sms: SmsRoom, { stopped }: Pick<SmsFacts, 'stopped'>): Entries {
  const fresh = stopped.filter((person) => !sms.stopped.includes(person));
  return fresh.flatMap((person): Entries => [{ draft: { kind: 'sms_opted', person, word: 'stop' }, by: phonePersonId(person) }]);
}

/**
 * Brings the room in line with what is known of its number and people: whose conversation it is follows from whom the number is assigned to, but for
 * who left by themselves, and for managers of the account who took it up.
 */
export function settling(sms: SmsRoom, { number, members, managers, people }: SmsFacts): Entries {
  const assigned = members.map(({ id }) => id);
  const known = [...sms.members, ...sms.left];
  const come = assigned.filter((person) => !known.includes(person));
  const go = known.filter((person) => !assigned.includes(person) && !managers.includes(person));
  const named = sms.people.map((person) => people.find(({ e164 }) => e164 === person.e164) ?? person);
  const isSame = number === null ? !sms.held : sms.held && same(number, sms.number);
  return [
    ...(isSame ? [] : bySystem({ kind: 'sms_number', number })),
    ...(same(named, sms.people) ? [] : bySystem({ kind: 'sms_people', people: named })),
    ...(go.length > 0 ? bySystem({ kind: 'removed', people: go }) : []),
    ...(come.length > 0 ? bySystem({ kind: 'added', people: come }) : []),
  ];
}

/** What came from a phone, as entries by its person. The first is known by its cid. */
export function toldByPhone(sms: SmsRoom, { person, text, files, lost, voicemail, word }: PhoneTold): Entries {
  const opted = word === 'stop' || word === 'start' ? [{ draft: { kind: 'sms_opted', person, word } as EntryDraft }] : [];
  const message: EntryDraft = {
    ...messageOf(text, files),
    ...(voicemail === undefined ? {} : { via: 'voicemail' as const, seconds: voicemail }),
    ...(lost.length > 0 ? { lost } : {}),
  };
  return [{ draft: message, answers: true }, ...(word === 'start' && !sms.stopped.includes(person) ? [] : opted)];
}

const RANK: Record<SmsState, number> = { queued: 0, sent: 1, failed: 2, undelivered: 2, delivered: 3 };

/** What the provider told of a message for one of its people; nothing for what is known, comes late, or is of an earlier try. */
export function toldOfDelivery(
  target: Stored | null,
  to: string,
  attempt: number | undefined,
  { state, error }: Pick<SmsDelivery, 'state' | 'error'>,
): Entries {
  const message = target?.entry;
  const known = message?.kind === 'message' ? message.delivery?.[to] : undefined;
  if (!message || !known || known.attempt !== attempt || RANK[state] <= RANK[known.state]) return [];
  const more = { ...(error ? { error } : {}), ...(attempt === undefined ? {} : { attempt }) };
  return bySystem({ kind: 'sms_state', of: message.seq, to, state, ...more });
}
