/** What the Worker and the other objects ask of a Room. Every method is idempotent: callers repeat after a lost answer. */
import type { Chat } from '../../protocol/chat.ts';
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { Entry, EntryBodies, FileRef, Page, PersonId } from '../../protocol/entries.ts';
import type { RoomAction, RoomPerson } from '../../protocol/frames.ts';
import type { Meeting } from '../../protocol/meeting.ts';
import type { OptWord } from '../../protocol/opt-out.ts';
import type { Permission } from '../../protocol/permissions.ts';
import type { LostMedia, SmsDelivery, SmsNumber, SmsPerson } from '../../protocol/sms.ts';
import type { MeetingEvent } from '../video/meeting-event.ts';
import type { MeetingHolder } from './meetings.ts';
import type { Answer, Listing, Person, Place } from './people.ts';

export interface TranscriptLine {
  at: number;
  name: string;
  operator: boolean;
  text: string;
  files: FileRef[];
}

export interface Transcript {
  account: string;
  site: string;
  episode: number;
  openedAt: number;
  closedAt: number | null;
  chat: Chat;
  visitor: { name?: string; email?: string };
  /** Where the visitor was last, as far as the room knows. */
  page?: Page;
  /** Operators who took part: user ids. */
  operators: string[];
  lines: TranscriptLine[];
}

/** Unread messages of a room with clients, oldest first, as a mail tells of them. */
export interface Digest {
  /** The room's. */
  name: string;
  /** Whether the reader may write in it. */
  writable: boolean;
  /** `name` of who wrote it. */
  messages: { seq: number; at: number; by: PersonId; name: string; text: string; files: FileRef[] }[];
  /** Unread ones before these, which are too many for a mail. */
  earlier: number;
}

/** A meeting with where it takes place. */
export interface KnownMeeting {
  meeting: Meeting;
  /** Of its room; empty for a conversation of two. */
  name: string;
  /** Nothing takes place in an archived room. */
  archived: boolean;
}

export interface RoomApi extends MeetingHolder {
  /** What RealtimeKit tells. Of a meeting or a person that is not known here it changes nothing. */
  meetingTold(event: MeetingEvent): Promise<void>;
  /** Upgrade to a socket; the request carries `x-foyer-person`. */
  fetch(request: Request): Promise<Response>;
  /** An operator's command; names of targets were looked up by the caller. `person.account` must be the room's. */
  act(person: Person, action: ResolvedAction): Promise<Answer<{ seq: number }>>;
  /** An operator invites a visitor who is on the site: opens the room with a message and the operator as owner. */
  invite(
    person: Person,
    target: { site: string; visitor: string; name?: string; place: Place; page?: Page; listing?: Listing },
    cid: string,
    text: string,
  ): Promise<Answer<{ seq: number }>>;
  /** An operator begins a room of colleagues, or opens again the one that is there. `room` is this object's name. */
  openTeam(person: Person, room: string, begin: TeamBegin): Promise<Answer<object>>;
  /** A member's command to a room of colleagues; `not_found` for everyone else. */
  changeTeam(person: Person, action: TeamAction): Promise<Answer<{ seq: number }>>;
  /** Nobody took the chat in time (from `Site`). */
  unanswered(episode: number): Promise<void>;
  /** This chat was begun by somebody who watched a broadcast (from `Site`). Answers whether that was not known. */
  fromBroadcast(episode: number, from: { broadcast: string; operator: PersonId; name: string }): Promise<boolean>;
  /** An operator begins a room with clients. `room` is this object's name. Asked again it is the same room. */
  openClients(person: Person, room: string, begin: ClientBegin): Promise<Answer<object>>;
  /** What people do to a room with clients besides writing; `not_found` for who may not see it. */
  changeClients(person: Person, action: ClientAction): Promise<Answer<{ seq: number }>>;
  /**
   * Brings a matter's room in line with its matter: begins it when the plan says how and nothing is there yet, then who is in it, who is assigned and
   * its name are as planned. `room` is this object's name, `by` who caused it. Asked again it changes nothing. `not_found` for a room that is not the
   * matter's or was never begun, `erased` for one that was deleted.
   */
  settleMatterRoom(room: string, by: RoomPerson | null, plan: MatterPlan): Promise<Answer<object>>;
  /** Whether the person may do this in a room with clients: `not_found` for who may not see it, `forbidden` for who may not do it. */
  permits(person: Person, action: Permission): Promise<Answer<object>>;
  /** Who is in a room with clients, by name, a page from behind `after` (a name and id as answered in `next`); `text` is part of their names. */
  people(person: Person, after: string, text: string): Promise<Answer<{ people: RoomPerson[]; total: number; next: string | null }>>;
  /** A room with clients to be handed out: a page of entries after `after`, who is named by them, and with the first page who is in it. */
  exported(person: Person, after: number): Promise<Answer<ExportPage>>;
  /** Who has read the entry `seq` of a room with clients and is in it. */
  seenBy(person: Person, seq: number): Promise<Answer<{ people: RoomPerson[] }>>;
  /** The person is a member of the account, or a client, no more: release what they own, take them out, cut their sockets. */
  removePerson(person: PersonId): Promise<void>;
  /** What the person may do has changed: cuts their sockets, which come back as what they are now. */
  recheck(person: PersonId): Promise<void>;
  /** Cuts the sockets of one session (signed out, revoked). */
  endSession(session: string): Promise<void>;
  /** Registers an upload before it may be sent. Answers `forbidden`, `blocked`, `not_found`. */
  addFile(person: Person, file: FileRef): Promise<Answer<object>>;
  /** The file, when this person may read it now. */
  file(person: Person, id: string): Promise<Answer<{ file: FileRef }>>;
  /** A meeting of the room, for who may come to it; `not_found` for everyone else, and for one that is not known any more. */
  meeting(person: Person, id: string): Promise<Answer<{ found: KnownMeeting }>>;
  /** Whose room this is, and whether clients may be in it; null for a room that holds nothing. */
  whose(): Promise<{ account: string; clients: boolean } | null>;
  /** What the room is called, for who may read it now; `not_found` for everyone else. */
  nameFor(person: Person): Promise<Answer<{ name: string }>>;
  /**
   * An answer by mail of somebody who is in the room; `cid` is made from the mail's Message-ID, so that a mail that comes twice is logged once.
   * Answers `not_found` for who is in it no more, `forbidden` for who may not write.
   */
  mailed(person: PersonId, message: { text: string; files: FileRef[]; cid: string }): Promise<Answer<{ seq: number }>>;
  /**
   * An operator's answer by SMS to a visitor, who is told nothing of that. Picks the chat up when nobody has. `here`: the visitor has it open.
   * Refuses like a message on a socket, and `not_waiting` where another operator's chat has ended.
   */
  texted(person: Person, message: { text: string; cid: string }): Promise<Answer<{ seq: number; here: boolean }>>;
  /**
   * What a mail says to somebody of the messages behind `from` up to `upto` that they have not read; null when there is nothing to say any more.
   * Asked right before sending.
   */
  digest(person: PersonId, from: number, upto: number): Promise<Digest | null>;
  /** An operator opens a conversation by SMS, or begins it, and is told of what is said in it from then on. `room` is this object's name. */
  openSms(person: Person, room: string, facts: SmsFacts): Promise<Answer<object>>;
  /** What operators do to a conversation by SMS besides writing; `not_found` for who may not see it. */
  changeSms(person: Person, action: SmsAction): Promise<Answer<{ seq: number }>>;
  /** What a conversation by SMS is to one operator: whether they are told of it, and whether it is among theirs until something new comes. */
  ownSms(person: Person, own: { muted?: boolean | undefined; hidden?: boolean | undefined }): Promise<Answer<object>>;
  /** Whether what somebody sends from a phone belongs here (`not_found`), and the seq it has here already. */
  expectsPhone(account: string, other: string, cid: string): Promise<Answer<{ seq: number | null }>>;
  /** Somebody wrote, or left a voicemail. `not_found` where they are not in the conversation. Told again, it is there once. */
  phoneTold(room: string, facts: SmsFacts, told: PhoneTold): Promise<Answer<{ seq: number }>>;
  /** How a call by phone goes; `by` the operator who makes it. `fresh`: it was not known before. */
  phoneCall(
    room: string,
    facts: SmsFacts,
    call: EntryBodies['phone_call'] & { by?: PersonId },
  ): Promise<Answer<{ seq: number; fresh: boolean }>>;
  /** What became of what the entry `seq` sent to a number. Late and repeated ones change nothing. */
  smsDelivery(seq: number, to: string, told: Pick<SmsDelivery, 'state' | 'error'>): Promise<void>;
  /** Somebody wants no more messages of the own number, or wants them again: said in another conversation. */
  smsOpted(account: string, person: string, word: 'stop' | 'start'): Promise<void>;
  /** A file that was sent by SMS, for whom its signed address was told. */
  sentFile(id: string): Promise<Answer<{ file: FileRef }>>;
  /** The own number, or whom it is assigned to, has changed. No effect on an object that holds nothing. */
  settleSms(facts: SmsFacts): Promise<void>;
  /** The transcript of one episode, without internal entries. */
  transcript(episode: number): Promise<Transcript | null>;
  /** The entry a mail is about (offline form, answer to it) as it reads now, and its episode; null when there is none. */
  entry(seq: number): Promise<{ entry: Entry; episode: number } | null>;
  /** Unread visible messages of the visitor and the newest of them. */
  unread(visitor: PersonId): Promise<{ count: number; last?: { name: string; photo?: string; text: string; invitation?: true } }>;
  /** Cuts the visitor's sockets: they may not come back as they are (from `Site`). */
  shut(visitor: PersonId, code: 'blocked' | 'unauthorised'): Promise<void>;
  /** What the visitor may know that is kept of them here; null for nothing. */
  known(person: Person): Promise<Answer<{ known: KnownHere | null }>>;
  /** The visitor's data is deleted (from `Site`). No effect on an object that holds nothing, but their sockets are cut. */
  erase(visitor: PersonId): Promise<void>;
  /** Tells the desk what it lacks (from `Desk`). No effect on an object that holds nothing. */
  retell(): Promise<void>;
  /** From now on only tokens verified as this person open the room. No effect on an object that holds nothing. */
  bind(verified: string): Promise<void>;
}

/** RoomAction with the names that only D1 knows. `emails` never travel: the mail consumer looks them up. */
export type ResolvedAction =
  | Exclude<RoomAction, { kind: 'transfer' | 'invite' | 'close' }>
  | { kind: 'transfer'; to: { operator: PersonId; name: string } | { group: string; name: string; members: PersonId[] }; note?: string }
  | { kind: 'invite'; operator: PersonId; name: string }
  | { kind: 'close'; category?: { id: string; name: string } };

/** What a room keeps of its visitor: what they said or the site told, and the log as they see it. */
export interface KnownHere {
  name?: string;
  email?: string;
  /** What they filled in in forms. */
  given: Record<string, string>;
  entries: Entry[];
}

/** A visitor who was blocked in a room. `address`: mark of the network address that is refused with them. Times in ms. */
export interface Block {
  room: string;
  visitor: string;
  address?: string;
  at: number;
  until?: number;
  reason?: string;
  /** Name of the operator. */
  by: string;
  /** Name of the visitor, as far as it is known. */
  name?: string;
}

/** How a room of colleagues begins: `people` with who begins it. Names come from D1. */
export type TeamBegin = { form: 'direct'; people: [RoomPerson, RoomPerson] } | { form: 'group'; name: string; people: RoomPerson[] };

/** What members of a room of colleagues do besides writing. */
export type TeamAction =
  | { kind: 'rename'; name: string }
  | { kind: 'add'; people: RoomPerson[] }
  | { kind: 'remove'; person: PersonId }
  | { kind: 'promote'; person: PersonId }
  | { kind: 'demote'; person: PersonId }
  | { kind: 'leave' };

/** How a room with clients begins: `people` with who begins it. Names come from D1. */
export interface ClientBegin {
  form: ClientRoom['form'];
  name: string;
  people: RoomPerson[];
  assignee: PersonId;
  matter?: string;
  thread?: PersonId;
}

/** A part of a room with clients that is handed out. `inside` is empty but on the first page. */
export interface ExportPage {
  entries: Entry[];
  people: RoomPerson[];
  inside: RoomPerson[];
  head: number;
  room: ClientRoom;
}

/** What a matter's room is to be. */
export interface MatterPlan {
  account: string;
  matter: string;
  /** Who is in it. */
  come: RoomPerson[];
  /** Who may be in it besides; everyone else goes. */
  stay: PersonId[];
  assignee: PersonId;
  /** Absent: as it is called. */
  name?: string;
  /** How it begins; `people` are in it from then on as far as they may stay. */
  begin?: { form: 'clients' | 'internal'; name: string; creator: PersonId; people: RoomPerson[]; thread?: PersonId };
}

/** A room of a matter as the desk knows it; `seq` 0: the room has not told anything yet. */
export interface KnownMatterRoom {
  room: string;
  thread?: PersonId;
  name: string;
  seq: number;
  internal: boolean;
  archived: boolean;
  /** Members of the account and clients who are in it. */
  inside: PersonId[];
}

/** A message that is its matter's status, as the desk keeps it. `open`: the person who asked may see its room. */
export interface KnownStatus {
  room: string;
  seq: number;
  at: number;
  by: PersonId;
  text: string;
  open: boolean;
}

/** A file that was sent, as the desk keeps it. */
export interface KnownFile {
  room: string;
  seq: number;
  at: number;
  by: PersonId;
  file: FileRef;
}

/** What people do to a room with clients besides writing; each kind is a permission (protocol/permissions.ts). */
export type ClientAction =
  | { kind: 'rename'; name: string }
  | { kind: 'archive'; on: boolean }
  | { kind: 'add'; people: RoomPerson[] }
  | { kind: 'remove'; person: PersonId }
  | { kind: 'leave' }
  | { kind: 'assign'; to: PersonId }
  | { kind: 'erase' };

/** What is known of an own number and the people it writes to, from D1. */
export interface SmsFacts {
  account: string;
  /** Null: the account has it no more. */
  number: SmsNumber | null;
  /** Whom it is assigned to; nobody: owners and admins. */
  members: RoomPerson[];
  /** Owners and admins. */
  managers: PersonId[];
  people: SmsPerson[];
  /** Numbers of those of the people who want no messages of it. */
  stopped: string[];
}

/** A message or voicemail (`voicemail`: its seconds) from a phone. `cid` is the provider's id of it. */
export interface PhoneTold {
  person: string;
  cid: string;
  text: string;
  files: FileRef[];
  lost: LostMedia[];
  voicemail?: number;
  word: OptWord | null;
}

/** What operators do to a conversation by SMS besides writing. */
export type SmsAction =
  | { kind: 'open'; facts: SmsFacts }
  | { kind: 'rename'; name: string }
  | { kind: 'people'; facts: SmsFacts }
  | { kind: 'leave' }
  | { kind: 'erase' }
  /** Nothing, for who may see it. */
  | { kind: 'see' };
