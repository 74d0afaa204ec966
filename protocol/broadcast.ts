/** Broadcasts: one operator's picture and sound to many visitors of a site, told and signalled by the Site. */
import type { Sending, Signal } from './call.ts';
import type { PersonId } from './entries.ts';
import type { ErrorFrame } from './frames.ts';

/** Whom a broadcast is for. `page`: an address, of which everything after `?` or `#` is left out. `listing`: its key. `picked`: visitors' ids. */
export type Audience =
  | { to: 'site' }
  | { to: 'page'; url: string }
  | { to: 'listing'; listing: string }
  | { to: 'picked'; visitors: string[] };

/** Which way the media go: from browser to browser, through Cloudflare's SFU, or through a meeting of RealtimeKit. */
export type Carrier = 'peer' | 'sfu' | 'meeting';

/** A broadcast that is on, as those know it who may watch. */
export interface Broadcast {
  id: string;
  by: { id: PersonId; name: string; photo?: string };
  /** ms since epoch. */
  since: number;
  carrier: Carrier;
  sending: Sending;
  /** Rises whenever the operator's media are to be had anew: their page was loaded anew, or their session at the SFU. */
  take: number;
  /** The operator's page is gone; the broadcast ends when it does not come back within a minute. */
  away?: true;
  /** The viewer who is on stage, seen by all. `take` rises with what they send. */
  guest?: { name: string; take: number };
}

/** A question on the board of a broadcast; equal ones are one, with as many votes. */
export interface Question {
  id: string;
  /** As it was asked first. */
  text: string;
  votes: number;
  /** The operator has answered it. */
  answered?: true;
}

/** One end's signal to the other, from browser to browser. `leg` names the end it comes from; `to` the one it is for, which only the first `hello` lacks. */
export interface CastSignal {
  t: 'signal';
  cast: string;
  leg: string;
  to?: string;
  data: Signal;
}

/** What the page of somebody who watches says, over the socket to its site. */
export type ViewerFrame =
  /**
   * Watches from now on, or no more; again after each `welcome`. A tab watches one broadcast. With `peer` the first `hello` follows. When the broadcast
   * is not this page's any more, the answer is `broadcast` with what is.
   */
  | { t: 'watch'; cast: string; on: boolean }
  | CastSignal
  /** Asks before everybody. Acknowledged by `asked`, or `error` with the cid. */
  | { t: 'ask'; cast: string; cid: string; text: string }
  | { t: 'vote'; cast: string; question: string }
  /** Comes on stage when asked to, does not want to, or goes. */
  | { t: 'stage'; cast: string; do: 'accept' | 'decline' | 'leave' };

const VIEWER_FRAMES: ReadonlySet<string> = new Set(['watch', 'signal', 'ask', 'vote', 'stage'] satisfies ViewerFrame['t'][]);

export const isViewerFrame = (frame: { t: string }): frame is ViewerFrame => VIEWER_FRAMES.has(frame.t);

/** What pages of visitors are told. */
export type AudienceFrame =
  /** The broadcast for this page; null for none any more. `full`: there is no place for one more. */
  | { t: 'broadcast'; live: Broadcast | null; full?: true }
  | CastSignal
  /** The board, best first; to those who watch. `mine`: ids the reader asked or voted for, told when they begin to watch and when they change. */
  | { t: 'questions'; cast: string; list: Question[]; mine?: string[] }
  | { t: 'asked'; cast: string; cid: string }
  /** The operator asks this viewer on stage; they are on it; not, or no more. */
  | { t: 'stage'; cast: string; state: 'invited' | 'on' | 'off' };

/** Somebody who watches, as the operator sees them. `room` is their chat with the site. */
export interface Viewer {
  visitor: string;
  name?: string;
  room: string;
  since: number;
  stage?: 'invited' | 'on';
  /** Of who is on stage, from browser to browser: which leg is theirs. No leg says that of itself. */
  leg?: string;
}

/** What the page of the operator who broadcasts says, over a socket of its own to the site. */
export type HostClientFrame =
  /** `page` names this load of the page; `cast`: goes on with it, after a reload or a lost line. */
  | { t: 'hello'; v: number; page: string; cast?: string }
  /** One broadcast per operator and site. Acknowledged by `live`, or `error` with the cid. */
  | { t: 'start'; cid: string; audience: Audience; sending: Sending }
  | { t: 'sending'; sending: Sending }
  | CastSignal
  /** Asks a viewer on stage, or takes them down; one is on it at a time. */
  | { t: 'stage'; visitor: string; on: boolean }
  | { t: 'answered'; question: string; on: boolean }
  | { t: 'end' };

/** Why a broadcast ended. */
export type CastEnding = 'ended' | 'lost' | 'removed';

/** A broadcast of the past, or one that is on (`seconds` and `ending` null): `GET /api/sites/:site/broadcasts`, newest first. */
export interface PastBroadcast {
  id: string;
  by: { id: PersonId; name: string };
  to: Audience['to'];
  /** ms since epoch. */
  since: number;
  seconds: number | null;
  ending: CastEnding | null;
  /** How many watched at once, at most. */
  viewers: number;
  /** Chats that viewers began. */
  chats: number;
}

export type HostServerFrame =
  /** `most`: viewers at once, where there is a limit. `live`: the operator's own broadcast on this site. */
  | { t: 'welcome'; v: number; carrier: Carrier; most?: number; live: (Broadcast & { audience: Audience }) | null }
  | { t: 'live'; cid?: string; live: Broadcast & { audience: Audience } }
  | { t: 'ended'; reason: CastEnding; seconds: number }
  /** How many watch, and wait for a place or their turn; of the viewers those who came last, at most a hundred. At most once a second. */
  | { t: 'viewers'; count: number; waiting: number; people: Viewer[] }
  | { t: 'questions'; cast: string; list: Question[] }
  | CastSignal
  /** The operator goes on in another tab. */
  | { t: 'elsewhere' }
  | ErrorFrame;
