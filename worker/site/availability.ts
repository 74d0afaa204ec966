/** Whether somebody answers: by the clock of the site, and by who is online for each conversation that a visitor has or may begin. */
import type { Availability } from '../../protocol/frames.ts';
import type { Answering } from '../contracts/site.ts';
import { attached, openSockets, send } from '../durable/sockets.ts';
import type { SiteConfig } from './config.ts';
import { openness } from './hours.ts';
import { talksOf } from './listings.ts';
import type { Parts } from './parts.ts';
import { type TabSocket, VISITOR } from './presence.ts';
import type { Tab } from './visitors.ts';

/**
 * answering: one row, who can answer, as the desk told it last (JSON); apart from the settings, because it may arrive before them. Until the
 * desk tells it anew, all answer where anybody did.
 */
export const ANSWERING_SCHEMA = `
  CREATE TABLE answering (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);
  INSERT INTO answering SELECT 1, '{"admins":true,"site":true,"advertisers":[]}' FROM operators WHERE online = 1;
  DROP TABLE operators;
`;

const NOBODY: Answering = { admins: false, site: false, advertisers: [] };

/** Whether anybody online answers in the conversation of this advertiser; empty: the site's. */
const answers = ({ admins, site, advertisers }: Answering, own: string): boolean => (own ? admins || advertisers.includes(own) : site);

export class Availabilities {
  readonly #parts: Parts;
  #clock: ReturnType<typeof openness> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  #answering(): Answering {
    const [row] = this.#sql.exec<{ json: string }>('SELECT json FROM answering').toArray();
    return row ? JSON.parse(row.json) : NOBODY;
  }

  /** Keeps who can answer; tells the visitors for whom that is news. */
  set(answering: Answering): void {
    const before = this.#answering();
    const json = JSON.stringify(answering);
    if (JSON.stringify(before) === json) return;
    this.#sql.exec('INSERT INTO answering (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = ?1', json);
    this.send(before);
  }

  /** The settings are others: so may be the hours. */
  reset(): void {
    this.#clock = null;
  }

  /** Of the page a tab is on, and of each conversation its visitor has or was shown. Without a tab: of the site. */
  of(config: SiteConfig, tab?: Tab, answering = this.#answering(), owns = this.#owns(tab)): Availability {
    const { open, back } = this.#openness(config, Date.now());
    return {
      open,
      online: answers(answering, tab?.listing?.advertiser ?? ''),
      talks: Object.fromEntries(owns.map((own) => [own, answers(answering, own)])),
      ...(back === undefined ? {} : { back }),
    };
  }

  /** Advertisers of those conversations. */
  #owns(tab?: Tab): string[] {
    if (!tab) return [''];
    return ['', ...[...talksOf(this.#sql, tab.visitor), ...tab.pages].flatMap(({ advertiser }) => advertiser ?? [])];
  }

  /** Tells one tab, which is on another page now or whose visitor has another conversation. */
  tell(ws: WebSocket, config: SiteConfig): void {
    send(ws, { t: 'availability', availability: this.of(config, attached<TabSocket>(ws).tab) });
  }

  /** Tells every visitor whether somebody answers now, and comes again when the hours change that. With `before`, only those whom another answer reaches than then. */
  send(before?: Answering): void {
    const { config, ctx, presence } = this.#parts;
    const known = config();
    if (!known || openSockets(ctx, VISITOR).length === 0) return;
    const answering = this.#answering();
    for (const { ws, tab } of presence.tabs()) {
      const owns = this.#owns(tab);
      if (before && owns.every((own) => answers(before, own) === answers(answering, own))) continue;
      send(ws, { t: 'availability', availability: this.of(known, tab, answering, owns) });
    }
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
