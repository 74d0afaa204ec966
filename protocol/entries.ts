import type { CallEnding, CallMedia, CallMissing } from './call.ts';
import type { ClientRoom } from './client-room.ts';
import type { MeetingNews } from './meeting.ts';
import type { LostMedia, SmsDelivery, SmsError, SmsNumber, SmsPerson, SmsState } from './sms.ts';

/**
 * The log of a room: numbered entries, the only truth about a conversation. Messages, changes of them and everything
 * that happens to a chat are entries of one sequence, so that one cursor catches up all of it.
 */

/**
 * Who acts: `o_<user id>` an operator, `v_<visitor id>` a visitor, `c_<client id>` a client, `p_<number>` somebody at a phone, `system` the room itself.
 * To clients also `x_…`: somebody they do not know, who reacted.
 */
export type PersonId = `o_${string}` | `v_${string}` | `c_${string}` | `x_${string}` | PhoneId | 'system';
export type PhoneId = `p_${string}`;

export const operatorId = (user: string): PersonId => `o_${user}`;
export const visitorPersonId = (visitor: string): PersonId => `v_${visitor}`;
export const clientPersonId = (client: string): PersonId => `c_${client}`;
/** `number`: E.164, a short code, or what the network says of who hides it. */
export const phonePersonId = (number: string): PhoneId => `p_${number}`;
export const isOperator = (person: string): boolean => person.startsWith('o_');
export const isClient = (person: string): boolean => person.startsWith('c_');

/** A file in a message. `type` is what the server found, never what the sender claimed. `size` in bytes. */
export interface FileRef {
  id: string;
  name: string;
  type: string;
  size: number;
  /** Pixels, for images whose dimensions are known: keeps the page from jumping while they load. */
  width?: number;
  height?: number;
}

export interface Page {
  url: string;
  title: string;
}

/** Whom a chat is offered to: one operator, or everyone of a group. */
export type OfferTarget = { operator: PersonId; name: string } | { group: string; name: string };

/** What an entry of each kind carries besides seq, time and author. */
export interface EntryBodies {
  /** A chat (episode) begins. `via` says how; `waiting` is false when an operator began it. */
  opened: { episode: number; via: 'visitor' | 'invitation' | 'form'; page?: Page; listing?: { key: string; name: string } };
  /**
   * `reply`: the seq of the message it answers. `status`: it is, or was, its matter's status. `via`: how it came when not on a page. In a conversation
   * by SMS: `delivery` what became of it for each number it went to; `lost` what came with it and could not be taken; of a voicemail `seconds`.
   */
  message: {
    text: string;
    files?: FileRef[];
    mentions?: PersonId[];
    invitation?: true;
    reply?: number;
    status?: true;
    via?: 'mail' | 'voicemail';
    seconds?: number;
    delivery?: Record<string, SmsDelivery>;
    lost?: LostMedia[];
    reactions?: Reactions;
    edited?: true;
    deleted?: true;
  };
  /** Between operators only. */
  note: { text: string; mentions?: PersonId[]; edited?: true; deleted?: true };
  edited: { of: number; text: string };
  deleted: { of: number };
  /** An operator became the owner. */
  taken: object;
  /** The chat went back to the queue. */
  released: { reason: 'left' | 'removed' };
  /** A transfer is offered, until the time given (ms since epoch). */
  offered: { to: OfferTarget; note?: string; until: number };
  /** An offer ended without being taken; the owner keeps the chat. */
  returned: { reason: 'declined' | 'timeout' | 'withdrawn' };
  joined: { invitedBy: PersonId };
  left: object;
  closed: { category?: { id: string; name: string } };
  rated: { score: number; comment?: string };
  /** Nobody took the chat in time: the visitor is shown the offline form. */
  unanswered: object;
  form: { form: 'prechat' | 'offline'; values: Record<string, string> };
  /** Changed details of the visitor; null removes one. */
  details: { changes: Record<string, string | null> };
  tagged: { tags: string[] };
  page: Page;
  /** `until` ms since epoch, absent for good; `address`: whoever comes from the visitor's network address is refused too. */
  blocked: { reason?: string; until?: number; address?: true };
  unblocked: object;
  /** A transcript of the episode was asked for by the visitor. */
  transcript: { address: string };
  /** The visitor deleted their data: nothing that was written before it is left, and nothing comes after it. */
  erased: object;
  /** A room of colleagues, or one with clients, began. `members` with who began it; of a direct one the two. */
  created:
    | { form: 'direct'; members: PersonId[] }
    | { form: 'group'; name: string; members: PersonId[] }
    | { form: ClientRoom['form']; name: string; members: PersonId[]; assignee: PersonId; matter?: string; thread?: PersonId };
  renamed: { name: string };
  added: { people: PersonId[] };
  /** By an admin of the group, or by the system because they are in the account no more. Who goes by themselves `left`. */
  removed: { people: PersonId[] };
  /** Became an admin of the group, or is none any more. */
  promoted: { person: PersonId };
  demoted: { person: PersonId };
  /** Rooms with clients: a reaction to the message `of`, and what else becomes of messages and room; `on` false takes it back. */
  reacted: { of: number; emoji: string; on: boolean };
  pinned: { of: number; on: boolean };
  /** The message is its matter's current status. */
  marked: { of: number; on: boolean };
  archived: { on: boolean };
  /** Who is alerted of what clients write. */
  assigned: { to: PersonId };
  /** A call begins. Its seq names it. */
  call_started: { media: CallMedia };
  /** The visitor answered; in a room of several: somebody came in, for the first time. */
  call_answered: { media: CallMedia };
  /** `seconds` since it was answered. */
  call_ended: { seconds: number; reason: CallEnding };
  /** It ended without an answer. */
  call_missed: { reason: CallMissing };
  /** A meeting of those in the room; times in ms since epoch. */
  meeting_scheduled: MeetingNews & { minutes: number };
  meeting_moved: MeetingNews & { minutes: number };
  meeting_cancelled: MeetingNews;
  /** It begins in a few minutes. */
  meeting_near: MeetingNews;
  /** A conversation by SMS began. `stopped`: numbers of people who want no messages of the own number. */
  sms_begun: { number: SmsNumber; people: SmsPerson[]; members: PersonId[]; stopped: string[] };
  /** With whom it goes on from now on, or what they are called now. */
  sms_people: { people: SmsPerson[] };
  /** The own number as it is now; null: the account has it no more. */
  sms_number: { number: SmsNumber | null };
  /** What became of the message `of` for one of its people. `attempt` as in its delivery. */
  sms_state: { of: number; to: string; state: SmsState; error?: SmsError; attempt?: number };
  /** The message `of` is sent again to those who did not get it. */
  sms_again: { of: number; to: string[] };
  /** Somebody asked to get no more messages, or to get them again. */
  sms_opted: { person: string; word: 'stop' | 'start' };
  /**
   * A call by phone with somebody outside; `call` names it. `out`: it `began` when the own phone rang. `missed`: who was called was not reached. `talked`
   * is told when they have done.
   */
  phone_call: { call: string; direction: 'in' | 'out'; person: string; state: 'began' | 'talked' | 'missed'; seconds?: number };
}

/** Who reacted with each emoji, in the order they did. */
export type Reactions = Record<string, PersonId[]>;

export type EntryKind = keyof EntryBodies;

/** One entry: `seq` from 1 without gaps, `at` in ms since epoch by the room's clock, `cid` the author's own id for it. */
export type Entry = { [K in EntryKind]: { seq: number; at: number; by: PersonId; kind: K; cid?: string } & EntryBodies[K] }[EntryKind];
export type EntryOf<K extends EntryKind> = Extract<Entry, { kind: K }>;
/** An entry before the room gives it number, time and author. */
export type EntryDraft = { [K in EntryKind]: { kind: K } & EntryBodies[K] }[EntryKind];

/** Kinds that never leave the server towards a visitor. An `edited` or `deleted` of a note is hidden with its note. */
const INTERNAL: ReadonlySet<EntryKind> = new Set([
  'note',
  'offered',
  'returned',
  'details',
  'tagged',
  'page',
  'blocked',
  'unblocked',
] satisfies EntryKind[]);

/** What clients do not learn of their rooms: who is in them, comes and goes. */
const UNKNOWN_TO_CLIENTS: ReadonlySet<EntryKind> = new Set(['created', 'added', 'removed', 'left', 'assigned'] satisfies EntryKind[]);

export const isUnknownToClients = (kind: EntryKind): boolean => UNKNOWN_TO_CLIENTS.has(kind);

/** What is left of an entry when its visitor has deleted their data: its place in the log, and what says nothing about a person. */
export function erasedEntry({ seq, at, by, kind, cid: _cid, ...body }: Entry): Entry {
  const left = { seq, at, by, kind };
  switch (kind) {
    case 'message':
    case 'note':
      return { ...left, text: '', deleted: true } as Entry;
    case 'edited':
      return { ...left, of: (body as EntryBodies['edited']).of, text: '' } as Entry;
    case 'opened': {
      const { page: _page, ...rest } = body as EntryBodies['opened'];
      return { ...left, ...rest } as Entry;
    }
    case 'offered': {
      const { note: _note, ...rest } = body as EntryBodies['offered'];
      return { ...left, ...rest } as Entry;
    }
    case 'rated':
      return { ...left, score: (body as EntryBodies['rated']).score } as Entry;
    case 'form':
      return { ...left, form: (body as EntryBodies['form']).form, values: {} } as Entry;
    case 'details':
      return { ...left, changes: {} } as Entry;
    case 'tagged':
      return { ...left, tags: [] } as Entry;
    case 'page':
      return { ...left, url: '', title: '' } as Entry;
    case 'transcript':
      return { ...left, address: '' } as Entry;
    case 'blocked':
      return left as Entry;
    case 'renamed':
      return { ...left, name: '' } as Entry;
    case 'created':
      return { ...left, ...body, ...('name' in body ? { name: '' } : {}) } as Entry;
    case 'meeting_scheduled':
    case 'meeting_moved':
    case 'meeting_cancelled':
    case 'meeting_near':
      return { ...left, ...body, title: '' } as Entry;
    case 'sms_begun':
      return { ...left, ...body, people: [], stopped: [] } as Entry;
    case 'sms_people':
      return { ...left, people: [] } as Entry;
    case 'sms_state':
      return { ...left, ...body, to: '' } as Entry;
    case 'sms_again':
      return { ...left, ...body, to: [] } as Entry;
    case 'sms_opted':
    case 'phone_call':
      return { ...left, ...body, person: '' } as Entry;
    // What these carry says nothing about a person.
    case 'sms_number':
    case 'added':
    case 'removed':
    case 'promoted':
    case 'demoted':
    case 'deleted':
    case 'taken':
    case 'released':
    case 'returned':
    case 'joined':
    case 'left':
    case 'closed':
    case 'unanswered':
    case 'unblocked':
    case 'erased':
    case 'reacted':
    case 'pinned':
    case 'marked':
    case 'archived':
    case 'assigned':
    case 'call_started':
    case 'call_answered':
    case 'call_ended':
    case 'call_missed':
      return { ...left, ...body } as Entry;
  }
}

export const isInternalKind = (kind: EntryKind): boolean => INTERNAL.has(kind);
