/**
 * What the objects offer each other and the Worker over RPC. Classes implement these; callers depend on nothing else.
 * Every method is idempotent: callers repeat after a lost answer.
 */

import type { AlertPreferences } from '../protocol/alert-rules.ts';
import type { Role } from '../protocol/api.ts';
import type { Chat } from '../protocol/chat.ts';
import type { ClientRoom } from '../protocol/client-room.ts';
import type { Entry, EntryBodies, FileRef, Page, PersonId } from '../protocol/entries.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Availability, DeskSite, RoomAction, RoomPerson, RoomSummary, VisitorSummary } from '../protocol/frames.ts';
import type { Meeting } from '../protocol/meeting.ts';
import type { OptWord } from '../protocol/opt-out.ts';
import type { Permission } from '../protocol/permissions.ts';
import type { PushPayload } from '../protocol/push.ts';
import type { SearchPage, SearchProgress, SearchQuery } from '../protocol/search.ts';
import type { SiteSettings, WidgetSettings } from '../protocol/site-settings.ts';
import type { LostMedia, SmsDelivery, SmsNumber, SmsPerson, SmsRoom } from '../protocol/sms.ts';
import type { Team } from '../protocol/team.ts';
import type { VisitorDetails } from '../protocol/visitors.ts';
import type { Access } from './site/access.ts';
import type { Candidate } from './site/routing.ts';
import type { Media } from './video/media.ts';
import type { MeetingEvent } from './video/meeting-event.ts';
import type { PresetName } from './video/presets.ts';

/** RPC answers carry refusals as values, because classes of errors do not survive the crossing. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; code: ErrorCode; detail?: string };

/** A person whom the edge has identified; travels to an object in the header `x-foyer-person` of an upgrade, as
 * `encodeURIComponent(JSON.stringify(person))`. A first-time visitor of a Site has none yet: `x-foyer-place` carries the place alone.
 * `x-foyer-origin` is the page's origin. */
export type Person =
  | {
      kind: 'visitor';
      id: PersonId;
      account: string;
      site: string;
      visitor: string;
      verified?: string;
      name?: string;
      email?: string;
      place: Place;
      /** Mark of their network address (worker/http/limits.ts). */
      address?: string;
      /** Whose page they write from, as the site found it. */
      listing?: Listing;
    }
  | {
      kind: 'operator';
      id: PersonId;
      account: string;
      user: string;
      session: string;
      role: Role;
      name: string;
      photo?: string;
      access: Access;
    }
  | {
      kind: 'client';
      id: PersonId;
      account: string;
      /** Of the table `client`. */
      client: string;
      session: string;
      name: string;
    };

/** A listing as pages and chats know it. `advertiser`: whose operators alone answer it. */
export interface Listing {
  key: string;
  name: string;
  advertiser?: string;
}

export interface Place {
  country?: string;
  region?: string;
  city?: string;
}

/** Visitor tokens: HS256 JWT, `aud: 'visitor'`. `sub` visitor id, `verified` the site's own id of a verified person. */
export interface VisitorClaims {
  aud: 'visitor';
  sub: string;
  site: string;
  account: string;
  verified?: string;
  /** As the site told them when it identified the person. */
  name?: string;
  email?: string;
  iat: number;
  exp: number;
}

/** Name of the Room of a visitor on a site: one for the site's operators, one for each advertiser the visitor writes to. */
export const visitorRoom = (site: string, visitor: string, advertiser?: string): string =>
  advertiser ? `${site}.${visitor}.${advertiser}` : `${site}.${visitor}`;

/** The parts of a room's name. */
export function partsOf(room: string): { site: string; visitor: string; advertiser?: string } {
  const [site = '', visitor = '', advertiser] = room.split('.');
  return { site, visitor, ...(advertiser ? { advertiser } : {}) };
}

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

interface AnyReport {
  room: string;
  account: string;
  seq: number;
  last: RoomSummary['last'];
  /** The entries after `after`, all of them in order, as many as go into a page. */
  after: number;
  news: Entry[];
}

export interface VisitorReport extends AnyReport {
  kind: 'visitor';
  site: string;
  chat: Chat;
  visitor: VisitorSummary['visitor'];
  page?: Page;
  /** Visitor's messages since an operator last wrote, for everyone else. */
  pending: number;
  /** Unread messages by operator: those in the chat (owner, helpers, anyone who has opened it). */
  unread: Record<string, number>;
  /** Members of the group an offer is for. */
  offeredTo: PersonId[];
}

export interface TeamReport extends AnyReport {
  kind: 'team';
  team: Team;
  /** Unread messages by member. */
  unread: Record<string, number>;
  /** Of a direct room: what the two are called. */
  names: Record<string, string>;
}

export interface ClientReport extends AnyReport {
  kind: 'client';
  client: ClientRoom;
  /** Messages that the news make a status, as they are now. */
  marked: Entry[];
  /** Read marks that moved since the last accepted report. */
  reads: [PersonId, number][];
  /** Who wrote what is new. */
  authors: RoomPerson[];
}

export interface SmsReport extends AnyReport {
  kind: 'sms';
  sms: SmsRoom;
  /** Who is told of nothing. */
  muted: PersonId[];
  /** Who does not want it in their list before something new comes. */
  hidden: PersonId[];
  /** Unread messages and missed calls by member. */
  unread: Record<string, number>;
}

/** What a Room tells its Desk: the state at `seq`, and a page of its log, for alerts and search. */
export type RoomReport = VisitorReport | TeamReport | ClientReport | SmsReport;

/** A member as the Worker configures a desk with them. */
export interface DeskMember {
  id: PersonId;
  name: string;
  photo?: string;
  email: string;
  role: Role;
  extension?: string;
  /** Ids of the groups they are in. */
  groups: string[];
  listingsOnly: boolean;
  advertisers: string[];
}

/** A waiting chat, and who is asked to take it. `late`: who of them has no app connected may be texted. */
export interface Offer {
  room: string;
  episode: number;
  to: PersonId[];
  late?: boolean;
}

/** A visitor's chat as an operator knows it who answers by SMS. `n`: its short number; `name` is empty where it is not known. */
export interface TextedChat {
  room: string;
  n: number;
  name: string;
  state: 'waiting' | 'mine' | 'taken' | 'closed';
  /** The newest that was said in it. */
  last: string;
}

/** What an SMS tells an operator of a chat. */
export interface TextContent {
  chat: TextedChat;
  text: string;
  /** Of a chat that waits: the page it came from, and its site. */
  from?: { page: string; site: string };
  /** Other chats of theirs, of which an answer has to say which it is for. */
  others: TextedChat[];
  /** It is the first of all: it says how one answers. */
  rules: boolean;
}

/** What is to be done with an operator's SMS: `chats` are all that it could have been about. */
export type TextDecision =
  | { do: 'send'; chat: TextedChat; text: string }
  | { do: 'close'; chat: TextedChat }
  | { do: 'tell'; what: 'help' | 'list' | 'away' | 'back' | 'none'; chats: TextedChat[] }
  | { do: 'tell'; what: 'pick' | 'unknown'; n: number; chats: TextedChat[] }
  | { do: 'tell'; what: 'which'; chats: TextedChat[]; guess?: { n: number; text: string } };

/** `only`: the devices it is for, when not all of the person's. */
export interface PushContent {
  payload: Omit<PushPayload, 'language'>;
  only?: string[];
}

/** What somebody may be in a meeting, and what is known of the meeting and of them in it, as far as there are. */
export interface Seat {
  meeting?: string;
  participant?: string;
  preset: PresetName;
  name: string;
}

/** An object whose calls or broadcasts may go through a meeting of RealtimeKit. `subject`: which of them. */
export interface MeetingHolder {
  /** Refused for who may not be in it now. */
  seat(person: Person, subject: string): Promise<Answer<Seat>>;
  /** A meeting was made; answers the one that counts, which is the first, unless that was `lost`. Others are ended. */
  keepMeeting(subject: string, meeting: string, lost?: string): Promise<Answer<{ meeting: string }>>;
  /** Somebody was joined to it; answers who they are in it: the first, unless that was `lost`; null for nobody yet. Others are put out. */
  keepSeat(person: Person, subject: string, joined: JoinedSeat, lost?: string): Promise<Answer<{ participant: string | null }>>;
}

/** What came of joining somebody to a meeting. */
export interface JoinedSeat {
  meeting: string;
  participant: string;
  preset: PresetName;
}

export interface DeskApi {
  fetch(request: Request): Promise<Response>;
  /**
   * Answers up to where the desk has the room's log: from there on it is to be told, also when it was told of that before. `digestMinutes`: to rooms
   * with clients, the account's pause before mails of unread messages.
   */
  report(report: RoomReport): Promise<{ seq: number; digestMinutes?: number }>;
  /** What a person finds, of what they may see. */
  search(viewer: PersonId, query: SearchQuery): Promise<SearchPage>;
  /** Builds the search index anew: every room that is known here or to the statistics tells its log again. */
  reindex(): Promise<void>;
  searchProgress(): Promise<SearchProgress>;
  /** Ephemeral: a visitor types; lights the operators' lists. */
  typing(room: string, by: PersonId, on: boolean, visitor: VisitorSummary['visitor'], site: string): Promise<void>;
  /**
   * Replaces members and sites; cuts sockets of those who are gone (here and at the sites), tells those with another role. `digestMinutes`: pause
   * before mails of unread messages.
   */
  configure(account: string, people: DeskMember[], sites: { id: string; name: string }[], digestMinutes?: number): Promise<void>;
  /** First sight or a refused start of the embed. */
  embed(site: string, news: Pick<DeskSite, 'seen' | 'refused'>): Promise<void>;
  /** Ends all sockets of one session (signed out, revoked). */
  endSession(session: string): Promise<void>;
  /** A client is no client any more: cuts their sockets, takes them out of all rooms. */
  removeClient(person: PersonId): Promise<void>;
  /** How a person wants to be called who has a device that takes pushes; null for one who has none. */
  listen(person: PersonId, alerts: AlertPreferences | null): Promise<void>;
  /** What the push job `id` says now; null when it is not to be sent any more. Asked right before sending. */
  pushContent(person: PersonId, room: string, id: string): Promise<PushContent | null>;
  /** These devices have been called by the push job `id`. */
  pushed(person: PersonId, room: string, id: string, devices: string[]): Promise<void>;
  /** How a person may be texted who answers by SMS when no app of theirs is connected; null for one who does not. */
  textable(person: PersonId, alerts: AlertPreferences | null): Promise<void>;
  /** What the SMS of the job `id` says now; null when it is not to be sent any more. Asked right before sending. */
  textContent(person: PersonId, room: string, id: string): Promise<TextContent | null>;
  /** The SMS of the job `id` left (`sent`), or never will. */
  texted(person: PersonId, room: string, id: string, sent: boolean): Promise<void>;
  /** An SMS `id` of an operator came. */
  textCame(person: PersonId, id: string, text: string): Promise<TextDecision>;
  /** The operator knows that this chat is over for them. */
  textOver(person: PersonId, room: string): Promise<void>;
  /** Somebody opens a room with clients, whose reports have not named them yet or never will (from `Room`): it is among their rooms. */
  opens(person: PersonId, room: string): Promise<void>;
  /** Rooms a person owns, helps in, has opened or is in: where their sockets and chats may be. */
  roomsOf(person: PersonId): Promise<string[]>;
  /** Rooms of a matter; those named in `expected` are from now on, also before they tell anything themselves. */
  matterRooms(matter: string, expected?: string[]): Promise<KnownMatterRoom[]>;
  /** Statuses of a matter made before a time (ms), newest first, about fifty; those of one moment are never parted. */
  statuses(viewer: PersonId, matter: string, before?: number): Promise<KnownStatus[]>;
  /** The current status of each of these matters that has one. */
  currentStatuses(viewer: PersonId, matters: string[]): Promise<Record<string, KnownStatus>>;
  /** Files sent in the rooms of a matter that the person may see, before a time (ms), newest first, about fifty. */
  documents(viewer: PersonId, matter: string, before?: number): Promise<KnownFile[]>;
  /** Operators as routing needs them. */
  roster(): Promise<Candidate[]>;
  /** Whom each of these waiting chats is offered to from now on (from `Site`): those who are new are alerted. */
  offer(offers: Offer[]): Promise<void>;
  now(
    since: number,
    viewer: PersonId,
  ): Promise<{
    waiting: number;
    open: number;
    unanswered: number;
    closed: number;
    online: number;
    byCategory: { name: string; count: number }[];
  }>;
}

/** A visitor online, with whose page they are on, and whose the pages before were. */
export type SiteVisitor = Omit<VisitorDetails, 'listing' | 'pages'> & {
  listing?: Listing;
  pages: (VisitorDetails['pages'][number] & { advertiser?: string })[];
};

/** A listing as a site keeps it: `url` is a pattern, or empty. */
export interface ListingRule extends Listing {
  url: string;
}

/** Who of an account can answer visitors now: owners and admins anywhere, others in the site's own conversations (`site`), and in those of these advertisers. */
export interface Answering {
  admins: boolean;
  site: boolean;
  advertisers: string[];
}

export interface SiteApi extends MeetingHolder {
  fetch(request: Request): Promise<Response>;
  /** Settings were saved. `identitySecret` checks verified identity. */
  configure(config: { account: string; site: string; settings: SiteSettings; identitySecret: string }): Promise<void>;
  /** Who can answer now (from `Desk`). */
  setAnswering(answering: Answering): Promise<void>;
  /** A chat began to wait, or stopped (from `Room`). `talk`: from where they wrote, when it is a conversation with an advertiser. */
  waiting(room: string, episode: number, since: number, talk?: Listing | null): Promise<void>;
  /** `taken`: when an operator took it, ms; null when it was closed. */
  settled(room: string, episode: number, taken: number | null, talk?: Listing | null): Promise<void>;
  /** Operators came, went, or have another number of chats (from `Desk`): whom waiting chats are offered to may have changed. */
  reroute(): Promise<void>;
  /** The visitor has messages and no chat open. */
  notify(
    visitor: string,
    unread: { count: number; last?: { name: string; photo?: string; text: string; invitation?: true } },
    /** From where they wrote, when it is a conversation with an advertiser. */
    talk: Listing | null,
  ): Promise<void>;
  /** The visitor was blocked in this room, or is no more (from `Room`). */
  setBlock(room: string, block: Block | null): Promise<void>;
  /** Blocks that hold now, newest first. */
  blocks(): Promise<Block[]>;
  /** Why a visitor may not come in; null when they may. The place is where the network says they are. */
  refusal(claims: VisitorClaims, address: string | undefined, country: string | undefined): Promise<ErrorCode | null>;
  /** What the widget shows before the visitor is anybody: no token is made. */
  look(
    origin: string,
    address: string | undefined,
    country: string | undefined,
  ): Promise<Answer<{ settings: WidgetSettings; availability: Availability }>>;
  /** What is known of a visitor besides their conversations, and with whom they have had those. */
  known(claims: VisitorClaims): Promise<Answer<{ attributes: Record<string, string>; talks: Listing[] }>>;
  /** Deletes all that is kept of a visitor, here and in their rooms. They come back as somebody new. */
  erase(claims: VisitorClaims): Promise<Answer<object>>;
  /** Cuts watchers' sockets: of one session, or of an operator who is no member any more or may see other things now (from `Desk`). */
  cutWatchers(of: { session: string } | { operator: PersonId; stays: boolean }): Promise<void>;
  /** Rows of visitors online now, of those asked for and visible. */
  visitors(ids: string[], access: Access): Promise<SiteVisitor[]>;
  /** Listings were made or changed; those with a key in `gone` are no more. */
  putListings(listings: ListingRule[], gone: string[]): Promise<void>;
  /** A viewer asks what to get from the SFU: the media, or seconds until they ask again. */
  turn(claims: VisitorClaims, cast: string, of: 'host' | 'guest'): Promise<Answer<{ media: Media } | { wait: number }>>;
  /** Whether a viewer may ask the SFU for something now; with `stage` as the one who is on it. */
  mayAsk(claims: VisitorClaims, cast: string, stage: boolean): Promise<Answer<object>>;
  /** Whether it is a viewer's turn to come into the meeting of a broadcast; `wait`: seconds until they ask again. */
  placeTurn(claims: VisitorClaims, cast: string): Promise<Answer<{ wait: number | null }>>;
  /** What an operator who broadcasts may get from the SFU: the media of who is on stage. */
  guestOf(person: Person, cast: string): Promise<Answer<{ guest: Media | null }>>;
  /** Somebody's media go through this session from now on. Answers those from before. */
  published(by: Person | VisitorClaims, cast: string, media: Media): Promise<Answer<{ before: Media | null }>>;
  /** Exchanges a site's signed identity for a visitor token (docs/protocol.md, Verified identity). */
  identify(
    origin: string,
    token: string | null,
    proof: { id: string; hmac: string; name?: string; email?: string } | { jwt: string },
    address: string | undefined,
  ): Promise<Answer<{ token: string; visitor: string }>>;
}
