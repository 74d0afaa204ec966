/**
 * The log as an outbox: each destination has a cursor, everything behind it was accepted. Cursors move in memory and are saved by the alarm
 * now and then; a commit arms the alarm before it is acknowledged, so that a crash between commit and delivery is healed. A destination may
 * therefore get the same entries again, in order, and drops what it has. One that lost what it had answers so, and its cursor goes back.
 *
 * Deliveries of one destination never overlap. The first goes out right after its commit, the next after a pause: under load many entries share one.
 */
import { retryAfter } from './timers.ts';

/** Part of an object's schema: one row, the last seq that each destination is known to have, as JSON. */
export const CURSORS_SCHEMA = 'CREATE TABLE cursor (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);';

export const loadCursors = (sql: SqlStorage): Record<string, number> =>
  JSON.parse(sql.exec<{ json: string }>('SELECT json FROM cursor').toArray()[0]?.json ?? '{}');

export function saveCursors(sql: SqlStorage, cursors: Record<string, number>): void {
  sql.exec('INSERT INTO cursor (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = ?1', JSON.stringify(cursors));
}

/** Pause between two deliveries to one destination, ms. */
export const DELIVERY_PAUSE = 1_000;
/** A delivery begins this much later than what it tells of, so that answers to clients go first, ms. */
export const AFTERWARDS = 15;
/** The alarm runs at most this long after a commit, ms. */
export const GUARD = 10_000;
/** Cursors are saved when one has moved this far: a row for many entries. */
const SAVE_EVERY = 64;

export interface OutboxPort<Name extends string> {
  destinations: readonly Name[];
  head(): number;
  load(): Partial<Record<Name, number>>;
  save(cursors: Record<Name, number>): void;
  /** Nothing more is to come for a while: cursors are saved however little they moved. */
  ended(): boolean;
  /** How long a delivery may wait for others to share it with, ms. */
  patience(destination: Name): number;
  /** Delivers what lies in (after, head]; answers up to where the destination has it now, which may lie before `after`. Throws when it was not accepted. */
  deliver(destination: Name, after: number): Promise<number>;
  /** Runs the alarm at this time or before. */
  arm(due: number): void;
  now(): number;
  pause(ms: number): Promise<void>;
}

interface Cursor {
  live: number;
  saved: number;
  /** Something other than the log changed that this destination shows. */
  stale: boolean;
  last: number;
  failures: number;
  running: Promise<void> | null;
}

export class Outbox<Name extends string> {
  readonly #port: OutboxPort<Name>;
  readonly #cursors = new Map<Name, Cursor>();

  constructor(port: OutboxPort<Name>) {
    this.#port = port;
  }

  /** To be called in the turn of a commit. */
  committed(): void {
    this.#port.arm(this.#port.now() + GUARD);
    for (const destination of this.#port.destinations) this.#kick(destination);
  }

  /** A destination's picture changed without a new entry. */
  touch(destination: Name): void {
    this.#cursor(destination).stale = true;
    this.#port.arm(this.#port.now() + GUARD);
    this.#kick(destination);
  }

  /** To be called by the alarm: delivers what is behind, and saves where each destination stands. Never throws. */
  async settle(): Promise<void> {
    for (const destination of this.#port.destinations) {
      this.#kick(destination);
      await this.#cursor(destination).running;
    }
    const cursors = this.#port.destinations.map((destination) => [destination, this.#cursor(destination)] as const);
    const moved = Math.max(...cursors.map(([, { live, saved }]) => Math.abs(live - saved)));
    if (moved < (this.#port.ended() ? 1 : SAVE_EVERY)) return;
    this.#port.save(Object.fromEntries(cursors.map(([destination, { live }]) => [destination, live])) as Record<Name, number>);
    for (const [, cursor] of cursors) cursor.saved = cursor.live;
  }

  #cursor(destination: Name): Cursor {
    let cursor = this.#cursors.get(destination);
    if (!cursor) {
      const saved = this.#port.load()[destination] ?? 0;
      // An instance that just woke does not know what changed besides the log: one delivery more makes it sure.
      cursor = { live: saved, saved, stale: true, last: Number.NEGATIVE_INFINITY, failures: 0, running: null };
      this.#cursors.set(destination, cursor);
    }
    return cursor;
  }

  #kick(destination: Name): void {
    const cursor = this.#cursor(destination);
    if (cursor.running || !this.#behind(cursor)) return;
    cursor.running = this.#drain(destination, cursor).finally(() => {
      cursor.running = null;
    });
  }

  #behind(cursor: Cursor): boolean {
    return cursor.stale || cursor.live < this.#port.head();
  }

  async #drain(destination: Name, cursor: Cursor): Promise<void> {
    while (this.#behind(cursor)) {
      const wait = Math.max(cursor.last + DELIVERY_PAUSE - this.#port.now(), this.#port.patience(destination), AFTERWARDS);
      await this.#port.pause(wait);
      cursor.stale = false;
      try {
        // A destination that lost what it had says so by a smaller answer, and is told again.
        cursor.live = await this.#port.deliver(destination, cursor.live);
        cursor.failures = 0;
      } catch (error) {
        console.error('delivery failed', { destination, failures: cursor.failures, error: String(error) });
        cursor.stale = true;
        this.#port.arm(this.#port.now() + retryAfter(cursor.failures++));
        return;
      } finally {
        cursor.last = this.#port.now();
      }
    }
  }
}
