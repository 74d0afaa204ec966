/** Types of the page API. Copy this file into your project, or reference it. */

interface FoyerMessage {
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
  from: 'visitor' | 'operator';
}

interface FoyerEvents {
  /** The launcher is there. Called at once when it already is. */
  ready: () => void;
  open: () => void;
  close: () => void;
  message: (message: FoyerMessage) => void;
  /** How many messages the visitor has not seen. */
  unread: (count: number) => void;
}

interface Foyer {
  (method: 'open' | 'close' | 'show' | 'hide' | 'destroy'): void;
  /** A signed-in person, proven by your server (docs/protocol.md, Verified identity). */
  (method: 'identify', proof: { id: string; hmac: string; name?: string; email?: string } | { jwt: string }): void;
  /** Shown to operators beside the visitor. At most 40 of 300 characters. */
  (method: 'attributes', attributes: Record<string, string>): void;
  (method: 'track', name: string, data?: Record<string, string>): void;
  /** Opens the chat with this text in the composer. */
  (method: 'prefill', text: string): void;
  /** Key of the listing this page is, or its page data signed by your server (docs/protocol.md, Listings); empty for none. */
  (method: 'listing', listing: string): void;
  /** With `data-consent="required"` on the embed line: what the visitor answered. `false` deletes what this browser keeps. */
  (method: 'consent', agreed: boolean): void;
  /** Language of the chat, before it is opened: en, es, fr, de, pt, ar, ja. */
  (method: 'language', tag: string): void;
  <E extends keyof FoyerEvents>(method: 'on' | 'off', event: E, handler: FoyerEvents[E]): void;
}

interface Window {
  Foyer?: Foyer;
}
