/** Whose page each tab is on, and the conversations that follow from it. */
import { visitorPersonId } from '../../protocol/entries.ts';
import type { ListingTicket } from '../../protocol/frames.ts';
import { type Listing, visitorRoom } from '../contracts/people.ts';
import type { ListingRule } from '../contracts/site.ts';
import { attach, attached, send } from '../durable/sockets.ts';
import type { Availabilities } from './availability.ts';
import type { SiteConfig } from './config.ts';
import * as listings from './listings.ts';
import type { Parts } from './parts.ts';
import * as persons from './persons.ts';
import type { SiteSocket, TabSocket } from './presence.ts';
import { onListing } from './visitors.ts';

export class Pages {
  readonly #parts: Parts;
  readonly #availability: Availabilities;
  readonly #placedThere: (ws: WebSocket) => void;

  /** `placed`: it is known whose page a tab is on. */
  constructor(parts: Parts, availability: Availabilities, placed: (ws: WebSocket) => void) {
    this.#parts = parts;
    this.#availability = availability;
    this.#placedThere = placed;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  /** Finds out whose page a tab is on, and tells it. `data` is what the page says: a key, or signed page data. */
  place(ws: WebSocket, config: SiteConfig, data = ''): void {
    const { url } = attached<TabSocket>(ws).tab.page;
    if (!listings.isSigned(data)) this.#placed(ws, config, listings.findListing(this.#sql, data, url));
    else this.#parts.ctx.waitUntil(this.#placeSigned(ws, config, data));
  }

  /** Signed page data makes the listing it tells of, on first sight. */
  async #placeSigned(ws: WebSocket, config: SiteConfig, data: string): Promise<void> {
    const told = await listings.signedListing(config.identitySecret, data);
    if (told && !listings.findListing(this.#sql, told.key, '')) {
      listings.putListing(this.#sql, told, false);
      this.#parts.timers.setEarliest('listings', Date.now());
    }
    if (ws.readyState !== WebSocket.OPEN) return;
    this.#placed(ws, config, listings.findListing(this.#sql, told?.key ?? '', attached<TabSocket>(ws).tab.page.url));
  }

  #placed(ws: WebSocket, config: SiteConfig, found: Listing | null): void {
    const { ctx, presence } = this.#parts;
    const socket = attached<TabSocket>(ws);
    const { listing: before } = socket.tab;
    const tab = onListing(socket.tab, found);
    attach<SiteSocket>(ws, { ...socket, tab });
    presence.changed(tab.visitor);
    this.#placedThere(ws);
    if (same(before, found)) return;
    if (before?.advertiser !== found?.advertiser) this.#availability.tell(ws, config);
    if (!found) {
      send(ws, { t: 'listing', listing: null });
      return;
    }
    ctx.waitUntil(
      this.ticketFor(config, tab.visitor, found).then((listing) => {
        // Signing takes a moment: by then the tab may be elsewhere.
        if (attached<TabSocket>(ws).tab.listing?.key === listing.key) send(ws, { t: 'listing', listing });
      }),
    );
  }

  async ticketFor({ site }: SiteConfig, visitor: string, listing: Listing): Promise<ListingTicket> {
    const { key, name, advertiser } = listing;
    const ticket = await listings.signTicket(this.#parts.env.SECRET, site, visitor, listing);
    return { key, name, ticket, ...(advertiser ? { own: advertiser } : {}) };
  }

  /** Listings were made, changed or removed: tabs that are on one are told. */
  put(config: SiteConfig, changed: ListingRule[], gone: string[]): void {
    for (const listing of changed) listings.putListing(this.#sql, listing);
    for (const key of gone) listings.dropListing(this.#sql, key);
    for (const { ws, tab } of this.#parts.presence.tabs()) {
      const found = listings.findListing(this.#sql, tab.listing?.key ?? '', tab.page.url);
      if (!same(tab.listing, found)) this.#placed(ws, config, found);
    }
  }

  /** Listings made on first sight go where the others are. */
  async report({ site, account }: SiteConfig): Promise<void> {
    for (const { key, name, url } of listings.unreported(this.#sql)) {
      await this.#parts.env.DB.prepare('INSERT INTO listing (site, key, account, name, url) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .bind(site, key, account, name, url)
        .run();
      listings.setReported(this.#sql, key);
    }
    if (listings.unreported(this.#sql).length > 0) this.#parts.timers.setEarliest('listings', Date.now());
  }

  /** With whom a visitor has a conversation: what is theirs is found by it. */
  noteTalk(config: SiteConfig, visitor: string, talk: Listing | null): void {
    if (talk?.advertiser === undefined || persons.isErased(this.#sql, visitor)) return;
    if (!listings.noteTalk(this.#sql, visitor, { ...talk, advertiser: talk.advertiser })) return;
    for (const { ws } of this.#parts.presence.tabs(visitor)) this.#availability.tell(ws, config);
  }

  /** Names of the rooms a visitor has, or may have. */
  roomsOf({ site }: SiteConfig, visitor: string): string[] {
    return [undefined, ...listings.talksOf(this.#sql, visitor)].map((talk) => visitorRoom(site, visitor, talk?.advertiser));
  }

  /** What the visitor has not read yet; the room may take its time, or not answer. */
  async sendUnread(ws: WebSocket, config: SiteConfig, visitor: string): Promise<void> {
    try {
      for (const talk of [undefined, ...listings.talksOf(this.#sql, visitor)]) {
        const room = this.#parts.env.ROOM.getByName(visitorRoom(config.site, visitor, talk?.advertiser));
        const unread = await room.unread(visitorPersonId(visitor));
        if (unread.count === 0) continue;
        if (talk) send(ws, { t: 'listing', listing: await this.ticketFor(config, visitor, talk) });
        send(ws, { t: 'unread', ...unread });
        return;
      }
    } catch (error) {
      console.error('unread count failed', { error: String(error) });
    }
  }
}

const same = (a: Listing | undefined, b: Listing | null): boolean => JSON.stringify(a ?? null) === JSON.stringify(b);
