/** Whether somebody answers: by the clock of the site, and by who is online. */
import type { Availability } from '../../protocol/frames.ts';
import { openSockets } from '../durable/sockets.ts';
import { isOnline, type SiteConfig, writeOnline } from './config.ts';
import { openness } from './hours.ts';
import type { Parts } from './parts.ts';
import { VISITOR } from './presence.ts';

export class Availabilities {
  readonly #parts: Parts;
  #clock: ReturnType<typeof openness> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Keeps whether anybody can answer; tells visitors when that is news. */
  set(online: boolean): void {
    if (writeOnline(this.#parts.ctx.storage.sql, online)) this.send();
  }

  /** The settings are others: so may be the hours. */
  reset(): void {
    this.#clock = null;
  }

  of(config: SiteConfig): Availability {
    const { open, back } = this.#openness(config, Date.now());
    return { open, online: isOnline(this.#parts.ctx.storage.sql), ...(back === undefined ? {} : { back }) };
  }

  /** Tells every visitor whether somebody answers now, and comes again when the hours change that. */
  send(): void {
    const { config, ctx, presence } = this.#parts;
    const known = config();
    if (!known || openSockets(ctx, VISITOR).length === 0) return;
    presence.sendVisitors({ t: 'availability', availability: this.of(known) });
    this.watchHours(known);
  }

  /** Comes again when the clock changes the answer. */
  watchHours(config: SiteConfig): void {
    if (config.settings.hours.enabled) this.#parts.timers.setEarliest('hours', this.#openness(config, Date.now()).until);
  }

  #openness({ settings }: SiteConfig, now: number) {
    if (!this.#clock || now >= this.#clock.until) this.#clock = openness(settings.hours, now);
    return this.#clock;
  }
}
