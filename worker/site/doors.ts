/** Who may come in: blocked visitors, addresses and countries, visitors who deleted their data, and taking out those who are there. */
import { visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { VisitorClaims } from '../contracts/people.ts';
import type { Block } from '../contracts/room.ts';
import { attached, openSockets, send } from '../durable/sockets.ts';
import * as blocks from './blocks.ts';
import { allowsOrigin, type SiteConfig } from './config.ts';
import * as listings from './listings.ts';
import type { Pages } from './pages.ts';
import type { Parts } from './parts.ts';
import * as persons from './persons.ts';
import { type TabSocket, VISITOR, visitorTag } from './presence.ts';
import type { Tab } from './visitors.ts';

/** Pause before rooms that have not been emptied are asked again, ms. */
const RETRY = 5_000;

export class Doors {
  readonly #parts: Parts;
  readonly #pages: Pages;

  constructor(parts: Parts, pages: Pages) {
    this.#parts = parts;
    this.#pages = pages;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  /** An anonymous token whose visitor has since been verified does not say who comes with it; that of one who was deleted is nobody's. */
  isStale(visitor: string, verified: string | undefined): boolean {
    return persons.isErased(this.#sql, visitor) || (!verified && persons.holderOf(this.#sql, visitor) !== null);
  }

  isBlocked({ settings }: SiteConfig, visitor: string, address: string | undefined, country: string | undefined): boolean {
    return (!!country && settings.blockedCountries.includes(country)) || blocks.isBlocked(this.#sql, visitor, address, Date.now());
  }

  /** Why whoever holds this token may not come in; null when they may. */
  refusal(config: SiteConfig, { site, account, sub, verified }: VisitorClaims, address?: string, country?: string): ErrorCode | null {
    if (config.site !== site || config.account !== account || this.isStale(sub, verified)) return 'unauthorised';
    return this.isBlocked(config, sub, address, country) ? 'blocked' : null;
  }

  setBlock(config: SiteConfig, room: string, block: Block | null): void {
    if (!block) {
      blocks.dropBlock(this.#sql, room);
      return;
    }
    blocks.putBlock(this.#sql, block);
    const { visitor, address, until } = block;
    if (until !== undefined) this.#parts.timers.setEarliest('blocks', until);
    this.#expel(config, (tab) => tab.visitor === visitor || (address !== undefined && tab.address === address), visitor);
  }

  /** By the alarm: forgets blocks that are over. */
  dropEnded(): void {
    const next = blocks.dropEnded(this.#sql, Date.now());
    if (next !== null) this.#parts.timers.set('blocks', next);
  }

  /** The settings are others: they may allow fewer origins, and block countries. */
  lookAgain(config: SiteConfig): void {
    const { presence } = this.#parts;
    const { blockedCountries } = config.settings;
    for (const { ws, tab } of presence.tabs()) if (!allowsOrigin(config.settings, tab.origin)) presence.dismiss(ws, 'foreign_origin');
    if (blockedCountries.length > 0) this.#expel(config, ({ place }) => !!place.country && blockedCountries.includes(place.country));
  }

  /** Takes the widget away from those who are blocked now, and their sockets in rooms; `visitor` may be there without a page. */
  #expel(config: SiteConfig, isOut: (tab: Tab) => boolean, visitor?: string): void {
    const { ctx, env, presence } = this.#parts;
    const found = new Set(visitor === undefined ? [] : [visitor]);
    for (const ws of openSockets(ctx, VISITOR)) {
      const { tab } = attached<TabSocket>(ws);
      if (!isOut(tab)) continue;
      found.add(tab.visitor);
      send(ws, { t: 'blocked' });
      presence.dismiss(ws, 'blocked');
    }
    for (const one of found) {
      const rooms = this.#pages.roomsOf(config, one).map((room) => env.ROOM.getByName(room).shut(visitorPersonId(one), 'blocked'));
      ctx.waitUntil(Promise.all(rooms).catch((error: unknown) => console.error('room not shut', { error: String(error) })));
    }
  }

  /** Deletes what is known of a visitor. What a room that does not answer holds is deleted later; the visitor is nobody from now on. */
  async erase(config: SiteConfig, visitor: string): Promise<void> {
    const { ctx, presence, timers } = this.#parts;
    persons.writeErased(this.#sql, visitor);
    timers.set('erase', Date.now() + RETRY);
    for (const ws of openSockets(ctx, visitorTag(visitor))) presence.dismiss(ws, 'slow_reader');
    await this.#eraseRooms(config, visitor).catch((error: unknown) => console.error('room not erased yet', { error: String(error) }));
  }

  /** By the alarm, until every room has answered. */
  async eraseRest(config: SiteConfig): Promise<void> {
    for (const visitor of persons.erasing(this.#sql)) await this.#eraseRooms(config, visitor);
  }

  async #eraseRooms(config: SiteConfig, visitor: string): Promise<void> {
    for (const room of this.#pages.roomsOf(config, visitor)) {
      await this.#parts.env.ROOM.getByName(room).erase(visitorPersonId(visitor));
    }
    listings.dropTalks(this.#sql, visitor);
    persons.setErased(this.#sql, visitor);
  }
}
