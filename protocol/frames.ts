/**
 * Everything that crosses a socket, as discriminated unions on `t`. One JSON object per text frame. Three sockets:
 * a Room's (visitors and operators), a Site's (the loader on every page; operators watching the visitors list) and a Desk's
 * (an operator's app). The version is told in `hello` and answered in `welcome`. docs/protocol.md describes each field.
 */
import type { CallMedia, SignalFrame } from './call.ts';
import type { Chat } from './chat.ts';
import type { ClientRoom } from './client-room.ts';
import type { Entry, EntryOf, OfferTarget, Page, PersonId } from './entries.ts';
import type { ErrorCode } from './errors.ts';
import type { Meeting, MeetingEntry } from './meeting.ts';
import type { WidgetSettings } from './site-settings.ts';
import type { SmsRoom } from './sms.ts';
import type { Team } from './team.ts';
import type { VisitorsChange, VisitorsLook } from './visitors.ts';

export const VERSION = 1;

/** WebSocket subprotocol. A visitor's token follows as a second one, because browsers cannot set headers on a socket. */
export const SUBPROTOCOL = 'foyer.v1';

/** Answered by the platform without waking the object; also tells the object's owner that the other side lives. */
export const PING = 'p';
export const PONG = 'q';

/** A command was refused, or the connection is about to be closed. `cid` names the command. */
export interface ErrorFrame {
  t: 'error';
  code: ErrorCode;
  message: string;
  cid?: string;
}

// ---------------------------------------------------------------- Room

export type RoomCommand =
  /**
   * A message; with `note`, for operators only. `files` are ids from an upload to this room by the same person. `mentions`, among operators
   * only: colleagues the text names. In rooms with clients also of clients, and: `reply` the message it answers, `status` it is the matter's
   * current status.
   */
  | { t: 'send'; cid: string; text: string; files?: string[]; note?: true; mentions?: PersonId[]; reply?: number; status?: true }
  | { t: 'edit'; cid: string; of: number; text: string }
  | { t: 'delete'; cid: string; of: number }
  /** By the visitor, once per chat, after it closed. `score` 1 to 5. */
  | { t: 'rate'; cid: string; score: number; comment?: string }
  | { t: 'form'; cid: string; form: 'prechat' | 'offline'; values: Record<string, string> }
  | { t: 'transcript'; cid: string; address: string }
  /** In rooms with clients; `on` false takes it back. `emoji` is one grapheme. */
  | { t: 'react'; cid: string; of: number; emoji: string; on: boolean }
  | { t: 'pin'; cid: string; of: number; on: boolean }
  | { t: 'mark'; cid: string; of: number; on: boolean }
  /**
   * A call in a visitor's chat: its owner starts one, the visitor answers with what they send, either ends it. To end it before the answer is to
   * decline it, or to take it back. In a room of colleagues, or with clients: who may write starts one, everybody joins (`answer`) and leaves (`end`).
   */
  | { t: 'call'; cid: string; do: 'start'; media: 'audio' | 'video' }
  | { t: 'call'; cid: string; do: 'answer'; call: number; media: CallMedia }
  | { t: 'call'; cid: string; do: 'end'; call: number }
  /** In rooms of colleagues and with clients: a meeting of all who are in the room. Who scheduled it moves and cancels it, and who rules the room. */
  | { t: 'meeting'; cid: string; do: 'schedule'; title: string; starts: number; minutes: number }
  | { t: 'meeting'; cid: string; do: 'move'; meeting: string; starts: number; minutes: number }
  | { t: 'meeting'; cid: string; do: 'cancel'; meeting: string }
  /** In a conversation by SMS: the message `of` is sent again to those of its people who did not get it. */
  | { t: 'again'; cid: string; of: number }
  /** The visitor ends the chat. Operators close by HTTP, with a category. */
  | { t: 'end'; cid: string };

export type RoomClientFrame =
  /** First frame. `after` is the last seq before which nothing is missing; absent: the newest entries. */
  | { t: 'hello'; v: number; epoch?: string; after?: number }
  | RoomCommand
  /** To the other in the call. Never stored; `hello` makes this socket the one that is in it. */
  | SignalFrame
  /** The visitor is on this page now; logged while a chat is open. */
  | ({ t: 'page' } & Page)
  | { t: 'typing'; on: boolean; draft?: string }
  /** Everything up to `seq` was seen by this person. */
  | { t: 'read'; seq: number }
  /** Everything up to `seq` has arrived (flow control, not a read mark). Sent at least every 100 entries. */
  | { t: 'got'; seq: number }
  | { t: 'older'; before: number };

/** A person as others in the room may see them. */
export interface RoomPerson {
  id: PersonId;
  name: string;
  photo?: string;
}

interface RoomWelcome {
  t: 'welcome';
  v: number;
  /** Changes when the log was replaced by another (restore from a back-up): drop what you hold. */
  epoch: string;
  head: number;
  me: PersonId;
  people: RoomPerson[];
  /** Read marks of the others, by person; a visitor gets one, `operators`, the furthest of any. */
  reads: Record<string, number>;
  /** Own read mark. */
  read: number;
  /** Whether anyone besides is connected: the visitor (for operators), an operator (for the visitor). */
  present: PersonId[];
  /** Pass as `k` to file addresses; valid 24 hours. Operators use their session instead. */
  fileKey?: string;
  /** Whether this conversation is under a verified identity. */
  verified?: true;
}

export type RoomServerFrame =
  /** With the state at `head`: of a visitor's room its chat, of a room of colleagues its team, of one with clients or by SMS the room. */
  | (RoomWelcome &
      (
        | { chat: Chat }
        | { sms: SmsRoom }
        | { team: Team; meetings: readonly Meeting[] }
        | { client: ClientRoom; meetings: readonly Meeting[] }
      ))
  /** Entries of (after, upto]; those hidden from the reader are left out, the range still covers them. */
  | { t: 'log'; after: number; upto: number; entries: Entry[]; people?: RoomPerson[] }
  | { t: 'older'; before: number; entries: Entry[]; done: boolean; people?: RoomPerson[] }
  /** The command is stored as entry `seq`. A repeated cid gets the same answer. */
  | { t: 'ack'; cid: string; seq: number }
  | { t: 'read'; by: string; seq: number }
  | { t: 'typing'; by: PersonId; on: boolean; draft?: string }
  | { t: 'present'; people: PersonId[] }
  | SignalFrame
  /** This person goes on with the call on another socket. */
  | { t: 'elsewhere'; call: number }
  /** Who is in the call of a room of colleagues, or with clients: told when it changes, and to who comes while one is on. */
  | { t: 'calling'; call: number; people: RoomPerson[] }
  | ErrorFrame;

/** What operators do to a chat besides writing: `POST /api/rooms/:room/actions`, because each needs facts from D1. */
export type RoomAction =
  | { kind: 'take' }
  | { kind: 'release' }
  | { kind: 'transfer'; to: { operator: string } | { group: string }; note?: string }
  | { kind: 'decline' }
  | { kind: 'withdraw' }
  | { kind: 'invite'; operator: string }
  | { kind: 'leave' }
  | { kind: 'close'; category?: string }
  | { kind: 'tag'; tags: string[] }
  | { kind: 'details'; changes: Record<string, string | null> }
  /** `seconds` it lasts; absent: for good. `address`: with the visitor's network address. */
  | { kind: 'block'; reason?: string; seconds?: number; address?: true }
  | { kind: 'unblock' };

// ---------------------------------------------------------------- Site

export type SiteClientFrame =
  /**
   * First frame of the loader. `chatted`: this browser has had a conversation, so tell its unread count. `visits` counts this browser's. `spent`: how
   * long this visit has lasted, ms. `greeted`: rules whose greetings it has shown, with spaces between.
   */
  | {
      t: 'hello';
      v: number;
      page: Page;
      referrer: string;
      language: string;
      visits: number;
      chatted: boolean;
      listing?: string;
      spent?: number;
      greeted?: string;
    }
  /** `listing`: the key the page says, or its signed page data. */
  | ({ t: 'page'; listing?: string } & Page)
  /** Shown to operators beside the visitor. */
  | { t: 'attributes'; attributes: Record<string, string> }
  | { t: 'event'; name: string; data?: Record<string, string> }
  /** The greeting of this rule was shown. */
  | { t: 'greeted'; rule: string };

export interface Availability {
  /** Within business hours (always true when none are set). */
  open: boolean;
  /** Somebody can answer now who writes from this page. */
  online: boolean;
  /** Whether somebody can answer now in each conversation the visitor has or was shown, by its advertiser (empty: the site's). */
  talks: Record<string, boolean>;
  /** When it opens again, ms since epoch; absent when open or unknown. */
  back?: number;
}

/** A listing as the widget knows it. `own`: the advertiser with whom it has a conversation of its own. */
export interface ListingTicket {
  key: string;
  name: string;
  ticket: string;
  own?: string;
}

/**
 * How a waiting chat stands: `own` the advertiser whose conversation it is (empty: the site's), how many are before it, seconds until somebody
 * probably answers (null: unknown), and how far it has climbed (0: with those it is meant for).
 */
export interface QueuePlace {
  own: string;
  ahead: number;
  wait: number | null;
  step: number;
}

export type SiteServerFrame =
  | {
      t: 'welcome';
      v: number;
      visitor: string;
      /** A new or renewed token; keep it in place of the old one. */
      token?: string;
      settings: WidgetSettings;
      availability: Availability;
    }
  | { t: 'settings'; settings: WidgetSettings }
  | { t: 'availability'; availability: Availability }
  /** Whose page this is; null when it is nobody's. `ticket` opens the conversation with whoever answers it. */
  | { t: 'listing'; listing: ListingTicket | null }
  /** Messages the visitor has not seen, told while no chat is loaded. `last` previews the newest. */
  | { t: 'unread'; count: number; last?: { name: string; photo?: string; text: string; invitation?: true } }
  /** Where the visitor's waiting chats stand. */
  | { t: 'queue'; places: QueuePlace[] }
  /** Show this greeting `after` ms, in place of one announced before; without a text none is due. `once`: per visit, or per visitor. */
  | { t: 'greet'; rule: string; text: string; after: number; once: 'visit' | 'visitor' }
  /** The visitor was blocked: take everything away. */
  | { t: 'blocked' }
  | ErrorFrame;

/** An operator watches the visitors of a site. */
export type WatcherClientFrame = { t: 'hello'; v: number; look: VisitorsLook } | { t: 'look'; look: VisitorsLook };

export type WatcherServerFrame =
  | { t: 'welcome'; v: number }
  /** Changes since the last such frame on this socket; the first one begins with nothing. */
  | ({ t: 'visitors' } & VisitorsChange)
  | ErrorFrame;

// ---------------------------------------------------------------- Desk

export type PresenceState = 'online' | 'away' | 'offline';

/** A colleague. `seen`: last time online, ms since epoch. */
export interface Colleague {
  id: PersonId;
  name: string;
  photo?: string;
  email: string;
  role: 'owner' | 'admin' | 'operator';
  presence: PresenceState;
  seen?: number;
  /** Answers and sees only the listings of their own advertisers. */
  listingsOnly?: true;
}

interface AnySummary {
  id: string;
  /** The account's change counter at this room's last change. */
  rev: number;
  seq: number;
  /** Newest message or event worth a line. */
  last: {
    at: number;
    by: PersonId;
    kind: Entry['kind'];
    text: string;
    /** Of a call by phone. */
    call?: Pick<EntryOf<'phone_call'>, 'direction' | 'state'>;
    voicemail?: true;
  } | null;
  /** Unread messages of the operator who asked. */
  unread: number;
}

/** A visitor's room as lists show it. */
export interface VisitorSummary extends AnySummary {
  kind: 'visitor';
  site: string;
  chat: Chat;
  visitor: { id: string; name?: string; email?: string; country?: string; city?: string; verified?: true };
  page?: Page;
  /** It waits, and they are asked to take it. */
  offered?: true;
}

/** A room of colleagues as its members' lists show it. */
export interface TeamSummary extends AnySummary {
  kind: 'team';
  team: Team;
  /** The group's name, or that of the other of two as the room knew it last. */
  title: string;
}

/** A room with clients, as lists show it to who is in it, and to owners and admins. */
export interface ClientSummary extends AnySummary {
  kind: 'client';
  client: ClientRoom;
  /** Whether the person who asked is in it. */
  in: boolean;
}

/** A conversation by SMS, as lists show it to those the number is assigned to, and to owners and admins. */
export interface SmsSummary extends AnySummary {
  kind: 'sms';
  sms: SmsRoom;
  /** Whether the person who asked is among its members: others are told of nothing. */
  in: boolean;
  /** They are told of nothing new in it, by their own wish. */
  muted: boolean;
}

export type RoomSummary = VisitorSummary | TeamSummary | ClientSummary | SmsSummary;

export type Alert =
  | { kind: 'waiting'; room: string }
  | { kind: 'message'; room: string; seq: number }
  /** `by` named the person in a message or note. */
  | { kind: 'mention'; room: string; seq: number; by: PersonId }
  /** `by` picked up what was offered to all. */
  | { kind: 'taken'; room: string; by: PersonId }
  | { kind: 'offered'; room: string; by: PersonId; to: OfferTarget; note?: string }
  | { kind: 'returned'; room: string; reason: string }
  | { kind: 'joined'; room: string; by: PersonId }
  /** `by` scheduled, moved or cancelled a meeting; or it is near. */
  | { kind: 'meeting'; room: string; by: PersonId; what: MeetingEntry['kind']; title: string; starts: number }
  /** `by` began a call in a room of colleagues, or with clients; it is on. */
  | { kind: 'called'; room: string; by: PersonId };

export interface DeskSite {
  id: string;
  name: string;
  /** First time the embed was seen, and where. */
  seen?: { at: number; origin: string };
  /** Starts refused because the page's origin is not allowed. */
  refused?: { count: number; origin: string; at: number };
}

export type DeskClientFrame =
  /** `rev`: the last change this client holds. `front`: whether its window is in front, as in the frame of that name. */
  | { t: 'hello'; v: number; rev?: number; front?: boolean }
  | { t: 'presence'; state: 'online' | 'away' }
  /** Whether the person sees this window now. While they see one, nothing is pushed to their devices. */
  | { t: 'front'; on: boolean }
  | { t: 'older'; before: number };

export type DeskServerFrame =
  /** `rooms`: all that are not closed and the newest closed, or (after `rev`) those changed since. */
  | {
      t: 'welcome';
      v: number;
      me: PersonId;
      rev: number;
      resumed: boolean;
      rooms: RoomSummary[];
      gone?: string[];
      /** Both are empty for clients. */
      people: Colleague[];
      sites: DeskSite[];
      more: boolean;
    }
  /** `gone`: rooms one is in no more. */
  | { t: 'rooms'; rev: number; rooms: RoomSummary[]; gone?: string[] }
  | { t: 'older'; rooms: RoomSummary[]; done: boolean }
  | { t: 'people'; people: Colleague[] }
  | { t: 'sites'; sites: DeskSite[] }
  | { t: 'alert'; alert: Alert }
  | { t: 'typing'; room: string; by: PersonId; on: boolean; visitor?: VisitorSummary['visitor']; site?: string }
  /** The status of this matter has changed, for clients perhaps in a room they are not in. */
  | { t: 'status'; matter: string }
  /** Membership or role changed: fetch `/api/me` again. */
  | { t: 'membership' }
  | ErrorFrame;
