/** The chats that wait on a site: whom each is offered to, what their visitors are told, and when nobody came in time. */
import type { PersonId } from '../../protocol/entries.ts';
import type { QueuePlace } from '../../protocol/frames.ts';
import { partsOf } from '../contracts/people.ts';
import type { SiteConfig } from './config.ts';
import type { Parts } from './parts.ts';
import * as queue from './queue.ts';
import { places, route } from './routing.ts';

/** Pause before a room that did not answer is told again, ms. */
const RETRY = 5_000;

export class Line {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  /** A chat begins to wait; what its visitor's page says now decides which rules fit. `host`: whose broadcast they watch. */
  start({ settings }: SiteConfig, room: string, episode: number, since: number, host: PersonId | undefined): void {
    const { visitor, advertiser } = partsOf(room);
    const [row] = this.#parts.presence.rows([visitor]);
    const { page, language = '', country = '' } = row ?? {};
    const asked = { url: page?.url ?? '', language, country, ...(advertiser ? { advertiser } : {}), ...(host ? { host } : {}) };
    queue.startWaiting(this.#sql, room, episode, since, settings.patience, asked);
    this.arm();
    this.reroute();
  }

  /** It was taken (`taken`, ms) or closed. */
  stop(room: string, episode: number, taken: number | null): void {
    queue.stopWaiting(this.#sql, room, episode, taken);
    this.reroute();
  }

  /** By the alarm, which runs one at a time and again when the desk did not answer. */
  reroute(): void {
    if (queue.nextDue(this.#sql) !== null) this.#parts.timers.setEarliest('route', Date.now());
  }

  async route({ account, settings }: SiteConfig): Promise<void> {
    if (queue.nextDue(this.#sql) === null) return;
    const desk = this.#parts.env.DESK.getByName(account);
    const operators = await desk.roster();
    const chats = queue.waitingChats(this.#sql);
    const routed = route(chats, operators, settings.routing, queue.turns(this.#sql), Date.now());
    const episodes = new Map(chats.map(({ room, episode }) => [room, episode]));
    await desk.offer(
      routed.map(({ room, standing, late, texted }) => ({
        room,
        episode: episodes.get(room)!,
        to: [...new Set([...standing.to, ...texted])],
        ...(late ? { late } : {}),
      })),
    );
    queue.keepStanding(this.#sql, chats, routed);
    const due = routed.flatMap((chat) => chat.due ?? []);
    if (due.length > 0) this.#parts.timers.setEarliest('route', Math.min(...due));
    this.sendPlaces();
  }

  /** Tells those who wait, or one of them, where they stand. */
  sendPlaces(visitor?: string): void {
    const chats = queue.waitingChats(this.#sql);
    const found = places(chats, queue.recentAnswers(this.#sql, Date.now()));
    /** A visitor may wait in several conversations. */
    const told = new Map<string, QueuePlace[]>();
    for (const { room, standing } of chats) {
      const { visitor: who, advertiser: own = '' } = partsOf(room);
      if (visitor !== undefined && who !== visitor) continue;
      told.set(who, [...(told.get(who) ?? []), { own, ...found.get(room)!, step: standing?.step ?? 0 }]);
    }
    for (const [who, places] of told) this.#parts.presence.sendVisitors({ t: 'queue', places }, who);
  }

  /** Sees to it that who has waited long enough is told. */
  arm(): void {
    const due = queue.nextDue(this.#sql);
    if (due !== null) this.#parts.timers.setEarliest('queue', due);
  }

  async tellUnanswered(): Promise<void> {
    for (const chat of queue.dueChats(this.#sql, Date.now())) {
      try {
        await this.#parts.env.ROOM.getByName(chat.room).unanswered(chat.episode);
        queue.told(this.#sql, chat);
      } catch (error) {
        console.error('room did not take its time-out', { error: String(error) });
        queue.postpone(this.#sql, chat, Date.now() + RETRY);
      }
    }
  }
}
