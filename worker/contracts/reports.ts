/** What a room tells its desk. */
import type { Chat } from '../../protocol/chat.ts';
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { Entry, Page, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson, RoomSummary, VisitorSummary } from '../../protocol/frames.ts';
import type { SmsRoom } from '../../protocol/sms.ts';
import type { Team } from '../../protocol/team.ts';

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
