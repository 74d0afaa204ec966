/** Conversations by SMS between an own number of the account and people outside. */
import { type Entry, type FileRef, type PersonId, type PhoneId, phonePersonId } from './entries.ts';

/** An own number as a conversation knows it. */
export interface SmsNumber {
  id: string;
  e164: string;
  /** As it is written where it is. */
  national: string;
  label: string;
  /** Files can be sent with it. */
  mms: boolean;
}

/** Somebody outside. Who calls or writes may hide their number: `e164` is then what the network says of them. */
export interface SmsPerson {
  e164: string;
  /** As it is written where the own number is. */
  national: string;
  /** Of the contact; empty when nobody knows them. */
  name: string;
  contact?: string;
}

/** What became of a message for one of its people. `undelivered`: the carriers gave it up; `failed`: it did not leave. */
export const SMS_STATES = ['queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type SmsState = (typeof SMS_STATES)[number];

/** Why a message did not leave or arrive. What each means is in docs/protocol.md. */
export const SMS_ERRORS = [
  'invalid_number',
  'not_mobile',
  'unreachable',
  'unknown_country',
  'stopped',
  'media_refused',
  'content_refused',
  'own_number',
  'limit',
  'wrong',
  'number_removed',
  'cannot_sms',
  'cap',
] as const;
export type SmsError = (typeof SMS_ERRORS)[number];

/** `attempt`: the seq of the entry by which it was sent again; absent: it was sent once. */
export interface SmsDelivery {
  state: SmsState;
  error?: SmsError;
  attempt?: number;
}

/** Something that came with a message and could not be taken. `type` as the network called it. */
export interface LostMedia {
  reason: 'too_large' | 'type' | 'gone';
  type: string;
}

/** What a conversation by SMS is besides its messages, folded from its log. */
export interface SmsRoom {
  /** As it was called by a colleague; empty: it is called by its people. */
  name: string;
  form: 'one' | 'group';
  number: SmsNumber;
  /** The account has the number still. */
  held: boolean;
  people: SmsPerson[];
  /** Operators whose conversation it is: those the number is assigned to, without those who left. */
  members: PersonId[];
  /** Who left, and comes back by writing or opening it. */
  left: PersonId[];
  /** Numbers of those who want no more messages. */
  stopped: string[];
  /** It was deleted with all that was said. */
  erased?: true;
}

const NO_NUMBER: SmsNumber = { id: '', e164: '', national: '', label: '', mms: false };

/** Before the first entry. */
export const NEW_SMS_ROOM: SmsRoom = {
  name: '',
  form: 'one',
  number: NO_NUMBER,
  held: true,
  people: [],
  members: [],
  left: [],
  stopped: [],
};

const without = <T>(all: readonly T[], gone: readonly T[]): T[] => all.filter((one) => !gone.includes(one));
const formOf = (people: readonly SmsPerson[]): SmsRoom['form'] => (people.length > 1 ? 'group' : 'one');

/** The room after one more entry. Returns the same object when the entry changes nothing. */
export function foldSms(room: SmsRoom, entry: Entry): SmsRoom {
  switch (entry.kind) {
    case 'sms_begun': {
      const { number, people, members, stopped } = entry;
      return { ...NEW_SMS_ROOM, number, people, form: formOf(people), members, stopped };
    }
    case 'sms_people':
      return { ...room, people: entry.people, form: formOf(entry.people) };
    case 'sms_number':
      return { ...room, number: entry.number ?? room.number, held: entry.number !== null };
    case 'sms_opted':
      return withStop(room, entry.person, entry.word === 'stop');
    case 'sms_state':
      return entry.error === 'stopped' ? withStop(room, entry.to, true) : room;
    case 'renamed':
      return { ...room, name: entry.name };
    case 'added':
      return { ...room, members: [...without(room.members, entry.people), ...entry.people], left: without(room.left, entry.people) };
    case 'removed':
      return { ...room, members: without(room.members, entry.people), left: without(room.left, entry.people) };
    case 'left':
      return { ...room, members: without(room.members, [entry.by]), left: [...without(room.left, [entry.by]), entry.by] };
    case 'erased':
      return { ...room, name: '', people: [], stopped: [], members: [], left: [], erased: true };
    default:
      return room;
  }
}

function withStop(room: SmsRoom, person: string, on: boolean): SmsRoom {
  if (room.stopped.includes(person) === on) return room;
  return { ...room, stopped: on ? [...room.stopped, person] : without(room.stopped, [person]) };
}

/** What the conversation is called: its name, else its people. */
export const smsTitle = ({ name, people }: Pick<SmsRoom, 'name' | 'people'>): string =>
  name || people.map((person) => person.name || person.national || person.e164).join(', ');

/** Who wrote or called from outside, by the id that entries name them by. */
export const smsPersonOf = ({ people }: Pick<SmsRoom, 'people'>, id: PersonId): SmsPerson | undefined =>
  people.find(({ e164 }) => phonePersonId(e164) === id);

/** Messages that the room tells of are by this person from outside. */
export const isFromPhone = (id: PersonId): id is PhoneId => id.startsWith('p_');

/** Whether a room's name is one of a conversation by SMS. */
export const isSmsRoom = (room: string): boolean => room.startsWith('sms.');

/** Bounds of what is sent. https://www.twilio.com/docs/messaging/guides/accepted-mime-types */
export const SMS = {
  /** UTF-16 code units of a message. */
  text: 1_600,
  /** People of one conversation. */
  people: 20,
  /** Files of one message. */
  files: 10,
  /** Bytes of all files of a message together. */
  mms: 5 * 1024 * 1024,
} as const;

/** What can be sent as MMS; carriers make pictures smaller, other kinds arrive as they are or not at all. */
const MMS_TYPES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'video/mp4',
  'video/webm',
  'application/pdf',
]);

/** Why files cannot go out with a message of this number; null when they can. */
export function mmsFault(
  number: Pick<SmsNumber, 'mms'>,
  files: readonly Pick<FileRef, 'type' | 'size'>[],
): 'no_mms' | 'mms_type' | 'mms_large' | null {
  if (files.length === 0) return null;
  if (!number.mms) return 'no_mms';
  if (files.some(({ type }) => !MMS_TYPES.has(type))) return 'mms_type';
  return files.length > SMS.files || files.reduce((sum, { size }) => sum + size, 0) > SMS.mms ? 'mms_large' : null;
}
