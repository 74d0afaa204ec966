/** What a site's owner is told of the embed: where it was seen first, how often it was refused; and how many visitors there were. */
import { LIMITS } from '../../protocol/limits.ts';
import { visitorsJob } from '../statistics/jobs.ts';
import * as store from './config.ts';
import type { Parts } from './parts.ts';
import * as visitorCount from './visitor-count.ts';

/** How often at most the desk is told of refused starts, ms. */
const REFUSED = 2_000;

export class Embed {
  readonly #parts: Parts;
  /** Starts refused since they were last written down; at most those of one pause are lost with the object's memory. */
  #refused = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  /** Whether it may run on pages of this origin. One that may not is counted: the first of a burst is written at once, the others with the next telling. */
  admits({ settings }: store.SiteConfig, origin: string, now: number): boolean {
    if (store.allowsOrigin(settings, origin)) return true;
    if (this.#parts.timers.due('refused') !== null) this.#refused++;
    else {
      store.addRefused(this.#sql, 1, origin.slice(0, LIMITS.line));
      this.#parts.timers.set('refused', now + REFUSED);
    }
    return false;
  }

  /** It runs on a page of this origin. */
  saw(origin: string, now: number): void {
    if (store.writeSeen(this.#sql, now, origin)) this.#parts.timers.set('seen', now);
  }

  async tellRefused({ site, account }: store.SiteConfig): Promise<void> {
    if (this.#refused > 0) store.addRefused(this.#sql, this.#refused, store.refusedStarts(this.#sql).origin);
    this.#refused = 0;
    await this.#parts.env.DESK.getByName(account).embed(site, { refused: { ...store.refusedStarts(this.#sql), at: Date.now() } });
  }

  async tellSeen({ site, account, seen }: store.SiteConfig): Promise<void> {
    if (seen) await this.#parts.env.DESK.getByName(account).embed(site, { seen });
  }

  /** Counts a visitor, once on each day of the site. */
  count({ settings }: store.SiteConfig, visitor: string): void {
    const now = Date.now();
    if (visitorCount.countVisitor(this.#sql, settings.hours.timeZone, visitor, now)) {
      this.#parts.timers.setEarliest('visitors', visitorCount.nextTelling(now));
    }
  }

  /** Tells statistics how many were new in each quarter of an hour since the last telling, the present one included. */
  async tellVisitors({ site, account, settings }: store.SiteConfig): Promise<void> {
    const now = Date.now();
    const counts = visitorCount.untold(this.#sql);
    if (counts.length > 0) await this.#parts.env.STATISTICS.send(visitorsJob(account, site, counts));
    visitorCount.told(this.#sql, settings.hours.timeZone, now);
  }
}
