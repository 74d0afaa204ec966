/** What the Worker and the other objects ask of a Desk. Every method is idempotent: callers repeat after a lost answer. */
import type { AlertPreferences } from '../../protocol/alert-rules.ts';
import type { Role } from '../../protocol/api.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { DeskSite, VisitorSummary } from '../../protocol/frames.ts';
import type { PushPayload } from '../../protocol/push.ts';
import type { SearchPage, SearchProgress, SearchQuery } from '../../protocol/search.ts';
import type { Candidate } from '../site/routing.ts';
import type { RoomReport } from './reports.ts';
import type { KnownFile, KnownMatterRoom, KnownStatus } from './room.ts';

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
