/** What the Worker and the other objects ask of a Site. Every method is idempotent: callers repeat after a lost answer. */
import type { PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Availability } from '../../protocol/frames.ts';
import type { SiteSettings, WidgetSettings } from '../../protocol/site-settings.ts';
import type { VisitorDetails } from '../../protocol/visitors.ts';
import type { Access } from '../site/access.ts';
import type { Media } from '../video/media.ts';
import type { MeetingHolder } from './meetings.ts';
import type { Answer, Listing, Person, VisitorClaims } from './people.ts';
import type { Block } from './room.ts';

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
