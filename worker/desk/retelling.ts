/** Has every room of the account tell its log to the desk again, some at a time, by the alarm. */
import type { SearchProgress } from '../../protocol/search.ts';
import type { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { roomOf } from '../http/objects.ts';

/** Rooms asked at a time, and the pause before the next ones, ms. They tell when they have a moment. */
const ROOMS = 20;
const PAUSE = 500;
/** Rooms that did not tell are asked again after a while, ms, but not for ever: one may hold nothing any more. */
const NEXT_PASS = 60_000;
const PASSES = 5;

/** Which rooms are asked: those whose log the index has not got, and then those that only the statistics know, should the desk have lost them. */
const BEHIND = 'SELECT id FROM room WHERE told < seq AND id > ? ORDER BY id LIMIT ?';
const COUNTED = 'SELECT DISTINCT room FROM chat_fact WHERE account = ? AND site IN (SELECT id FROM site WHERE account = ?) AND room > ?';

export class Retelling {
  readonly #sql: SqlStorage;
  readonly #timers: Timers;
  readonly #env: Env;
  readonly #account: () => string | null;
  /** Its timer is not set while its work runs. */
  #asking = false;

  constructor(sql: SqlStorage, timers: Timers, env: Env, account: () => string | null) {
    this.#sql = sql;
    this.#timers = timers;
    this.#env = env;
    this.#account = account;
  }

  get isRunning(): boolean {
    return this.#asking || this.#timers.due('retell') !== null;
  }

  /** Begins, unless it is going on. */
  begin(now: number): void {
    if (this.isRunning) return;
    this.#sql.exec("UPDATE search SET asked = '', pass = 0");
    this.#timers.set('retell', now);
  }

  progress(): SearchProgress {
    const counted = 'SELECT count(*) AS rooms, coalesce(sum(told >= seq), 0) AS done FROM room';
    return { ...this.#sql.exec<{ rooms: number; done: number }>(counted).one(), running: this.isRunning };
  }

  /** Asks the next rooms. What is in the midst of it when the object goes is asked twice, which changes nothing. */
  async run(now: number): Promise<void> {
    this.#asking = true;
    try {
      await this.#ask(now);
    } finally {
      this.#asking = false;
    }
  }

  async #ask(now: number): Promise<void> {
    const { asked, pass } = this.#sql.exec<{ asked: string; pass: number }>('SELECT asked, pass FROM search').one();
    // The first pass is over the rooms of the statistics: they are asked whether they are known or not.
    const next = pass === 0 ? await this.#counted(asked) : this.#behind(asked);
    const answers = await Promise.allSettled(next.map((room) => roomOf(this.#env, room).retell()));
    const failed = answers.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) console.error('rooms were not asked', { failed, of: next.length });
    const last = next.at(-1);
    if (last !== undefined) {
      this.#sql.exec('UPDATE search SET asked = ?', last);
      this.#timers.set('retell', now + PAUSE);
      return;
    }
    this.#sql.exec("UPDATE search SET asked = '', pass = ?", pass + 1);
    if (pass === 0) this.#timers.set('retell', now);
    else if (pass < PASSES && this.#behind('').length > 0) this.#timers.set('retell', now + NEXT_PASS);
  }

  #behind(after: string): string[] {
    const rows = this.#sql.exec<{ id: string }>(BEHIND, after, ROOMS).toArray();
    return rows.map(({ id }) => id);
  }

  async #counted(after: string): Promise<string[]> {
    const account = this.#account();
    const { results } = await this.#env.DB.prepare(`${COUNTED} ORDER BY room LIMIT ${ROOMS}`)
      .bind(account, account, after)
      .all<{ room: string }>();
    return results.map(({ room }) => room);
  }
}
