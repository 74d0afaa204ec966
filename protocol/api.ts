/** Shapes of the dashboard's JSON over HTTP (session cookie, same origin). Errors are problem+json, see errors.ts. */
import { type AlertPreferences, DEFAULT_ALERTS } from './alert-rules.ts';
import type { Entry } from './entries.ts';
import type { ErrorCode } from './errors.ts';
import type { SiteSettings } from './site-settings.ts';

export type Role = 'owner' | 'admin' | 'operator';

/** `application/problem+json` (RFC 9457). `code` is the stable one; `fields` names what was wrong in a form. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  fields?: Record<string, string>;
}

/** Personal settings of an operator. */
export interface Preferences {
  /** Copy of every chat one took part in; empty for none. */
  transcriptEmail: string;
  language: string;
  theme: 'auto' | 'light' | 'dark';
  /** Minutes without a touch after which one is shown as away; 0 for never. */
  awayAfter: number;
  /** IANA, in which mails tell times; empty: that of the account's oldest site. */
  timeZone: string;
  /** What one is called for, and how. */
  alerts: AlertPreferences;
}

export const DEFAULT_PREFERENCES: Preferences = {
  transcriptEmail: '',
  language: 'auto',
  theme: 'auto',
  awayAfter: 10,
  timeZone: '',
  alerts: DEFAULT_ALERTS,
};

/** `GET /api/me` */
export interface Me {
  user: { id: string; name: string; email: string; photo?: string; verified: boolean };
  account: { id: string; name: string; trialEndsAt: number | null; requiresSecondFactor: boolean };
  role: Role;
  preferences: Preferences;
  /** All accounts the person is in, the present one first; `PUT /api/me/account {account}` changes over. */
  accounts?: { id: string; name: string }[];
  /** The account asks for a second factor that this session lacks: until there is one, nothing else is answered. */
  needsSecondFactor?: true;
}

/**
 * `GET /api/me/mobile`, and what its changes answer: `POST {number}` has a code sent, `POST …/confirm {code}` shows that it came, `PUT {texts}`,
 * `DELETE`. Numbers as people read them.
 */
export interface MobileInfo {
  /** The account has a number that SMS can be sent from. */
  available: boolean;
  /** From which one is texted. */
  from?: string;
  /** One's own, confirmed. */
  number?: string;
  /** Its code is waited for. */
  pending?: string;
  /** One answers by SMS when no app is connected. */
  texts: boolean;
  /** One said STOP: only START by SMS takes that back. */
  stopped: boolean;
}

/** `POST /api/sign-in`: with `code` the password was right and `POST /api/sign-in/code {code, trust?}` has to follow. */
export interface SignInStep {
  code?: true;
}

/**
 * `GET /api/me/second-factor`. The app: `POST …/app {password}` begins, `POST …/app/confirm {code}` switches it on, `POST …/app/off
 * {password}` off; `POST …/codes {password}` makes new recovery codes.
 */
export interface SecondFactor {
  /** An authenticator app is set up. */
  app: boolean;
  /** Recovery codes that are left. */
  codes: number;
  passkeys: PasskeyInfo[];
}

/** `POST /api/me/passkeys/options {password}`, `POST /api/me/passkeys {name, response}`, `PUT|DELETE /api/me/passkeys/:id` */
export interface PasskeyInfo {
  id: string;
  name: string;
  createdAt: number;
}

/** `POST /api/me/second-factor/app`: what goes into the authenticator app, as an address (for a QR code) and as text. */
export interface AppSecret {
  uri: string;
  secret: string;
}

/** `GET /api/sites`, `GET|PUT /api/sites/:id` */
export interface SiteInfo {
  id: string;
  settings: SiteSettings;
  /** Whole embed line. */
  snippet: string;
  createdAt: number;
  /** Secret for verified identity; owners and admins only. */
  identitySecret?: string;
}

/** `GET|POST /api/categories`, `PUT|DELETE /api/categories/:id`; `emails` get the whole transcript. */
export interface Category {
  id: string;
  name: string;
  emails: string[];
}

/** `GET|POST /api/groups`, `PUT|DELETE /api/groups/:id`; `members` are user ids. */
export interface Group {
  id: string;
  name: string;
  members: string[];
}

/** A listing as it is given: `operators` are email addresses of members. */
export interface ListingInput {
  key: string;
  name: string;
  /** Pattern of addresses, `*` for anything. */
  url?: string;
  /** Name of the advertiser whose operators alone answer. */
  advertiser?: string;
  operators?: string[];
}

/** `GET /api/sites/:site/listings?after=&q=` answers `{listings, next?}`. */
export type ListingInfo = Omit<ListingInput, 'operators'>;

/** What is wrong with one row, counted from 1. */
export interface RowFault {
  row: number;
  field: string;
  message: string;
}

/** `PUT /api/sites/:site/listings` */
export interface ListingsSaved {
  saved: number;
  faults: RowFault[];
}

/** `GET /api/sites/:site/advertisers`, `PUT|DELETE …/:id {name, operators}`; `operators` are user ids, `listings` a count. */
export interface Advertiser {
  id: string;
  name: string;
  operators: string[];
  listings: number;
}

/** `GET|POST /api/canned`, `PUT|DELETE /api/canned/:id`; text may hold {visitor.name}, {operator.name}, {site.name}. */
export interface CannedResponse {
  id: string;
  shortcut: string;
  text: string;
  shared: boolean;
}

/**
 * `GET /api/members`; `POST /api/invitations {email, role}`; `PUT /api/members/:user {role?, listingsOnly?, extension?}`, `extension` two to five
 * digits or empty; `DELETE` both. Whether somebody has a second factor is told to owners and admins; `PUT /api/account/second-factor {required}` is
 * the owners'.
 */
export interface Members {
  members: { id: string; name: string; email: string; photo?: string; role: Role; listingsOnly: boolean; secondFactor?: boolean }[];
  invitations: { id: string; email: string; role: Role; expiresAt: number }[];
}

/** `GET /api/sessions`, `DELETE /api/sessions/:id` */
export interface SessionInfo {
  id: string;
  createdAt: number;
  lastSeenAt: number;
  address?: string;
  userAgent?: string;
  current: boolean;
}

/** `GET /api/dead-letters`, `POST /api/dead-letters/:id/replay` */
export interface DeadLetter {
  id: string;
  queue: string;
  /** What it was to do, without content: `transcript to 2 addresses`. */
  title: string;
  error: string;
  at: number;
}

/**
 * `GET /api/held-mails`: answers by email that wait for a person. `POST …/:id/release` answers `{seq, leftOut}` (names of files), `DELETE …/:id`
 * throws one away.
 */
export interface HeldMail {
  id: string;
  from: string;
  subject: string;
  /** The beginning of it. */
  text: string;
  room: string;
  roomName: string;
  /** Whose answer it would be. */
  person: string;
  /** It came from another address than theirs, or nothing vouches that it came from theirs. */
  reason: 'other_sender' | 'not_authentic';
  at: number;
}

/** `GET /api/sites/:site/blocks`: visitors who are blocked now. `address`: whoever comes from their network address is too. */
export interface BlockInfo {
  room: string;
  /** Names, where they are known. */
  visitor: string;
  by: string;
  at: number;
  /** Absent: for good. */
  until?: number;
  reason?: string;
  address?: true;
}

/** `GET /w/v1/data`: what is known of a visitor, for themselves. `with`: name of the listing, empty for the site. */
export interface VisitorData {
  visitor: string;
  attributes: Record<string, string>;
  conversations: { with: string; name?: string; email?: string; given: Record<string, string>; entries: Entry[] }[];
}

/** `GET /api/statistics/now`: counted from the live desk. */
export interface Now {
  waiting: number;
  open: number;
  unanswered: number;
  closedToday: number;
  online: number;
  byCategory: { name: string; count: number }[];
}

/**
 * `POST /api/sms-rooms {number, people}` opens the conversation of an own number (its id) with these people, or begins it; `people` are numbers as
 * they are typed. `PUT /api/sms-rooms/:room/people {people}` goes on with other people; where they have a conversation already, that one is answered.
 * `PUT /api/sms-rooms/:room {name}` (empty: called by its people), `PUT …/:room/mine {muted?, hidden?}`, `POST …/:room/leave`, `DELETE …/:room` (owners
 * and admins; with all that was said).
 */
export interface SmsRoomOpened {
  room: string;
}

/**
 * `POST /api/phone/calls {cid, number, to, room?}` rings the own phone and then connects it with `to`. Answers the conversation in which it is told how
 * it goes, and the seq of its beginning there. Asked again under the same `cid`, nothing rings twice.
 */
export interface PhoneCallBegun {
  room: string;
  seq: number;
}
