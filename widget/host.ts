/** What the loader gives the chat it loads: the only things the two know of each other. */
import type { AudienceFrame } from '../protocol/broadcast.ts';
import type { Availability, ErrorFrame, ListingTicket, SiteClientFrame, SiteServerFrame } from '../protocol/frames.ts';
import type { WidgetSettings } from '../protocol/site-settings.ts';

/** The newest of each kind of frame that the loader passes on as it came; a new object is a new frame. */
type Passed = { [T in (AudienceFrame | ErrorFrame)['t'] | 'queue' | 'unread']?: Extract<SiteServerFrame, { t: T }> };

/** Things that change while the chat is there. */
export interface HostState extends Passed {
  /** A new object with every connection to the site. */
  settings: WidgetSettings;
  availability: Availability;
  /** Whether the chat is open before the visitor's eyes. */
  open: boolean;
  /** Visitor token; another one after an identification. */
  token: string;
  visitor: string;
  /** Whose page this is. */
  listing?: ListingTicket | null;
  /** A greeting whose time has come. */
  greet?: Extract<SiteServerFrame, { t: 'greet' }>;
  /** The visitor has not agreed to being known: asked before anything is kept. */
  asks?: boolean;
  /** Text that the page wants in the composer; `at` tells one wish from the next. */
  prefill?: { text: string; at: number };
}

export interface Host {
  /** Origin of Foyer, `https://HOST`. */
  base: string;
  site: string;
  state(): HostState;
  /** Called after every change of the state. */
  subscribe(listener: () => void): void;
  page(): { url: string; title: string };
  open(shown: boolean): void;
  /** Told by the chat: how many messages are unread. */
  unread(count: number): void;
  emit(event: 'message', data: unknown): void;
  /** To the site; lost when there is no line now. */
  say(frame: SiteClientFrame): void;
  /** Where the launcher stands, in a shadow root; the chat's previews of messages go beside it. */
  box: HTMLElement;
  /** Given in the settings' preview: what it shows instead of a conversation. */
  preview?: () => 'chat' | 'prechat' | 'offline';
  /** On pages that ask for consent: what the visitor answered, or takes back. */
  consent?: (agreed: boolean) => void;
}

declare global {
  interface Window {
    foyerHost?: Host;
  }
}
