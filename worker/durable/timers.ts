/**
 * Many timers on an object's one alarm: each is a row, the alarm is the earliest. The handler never throws, because the platform gives
 * an alarm up after six throwing runs (https://developers.cloudflare.com/durable-objects/api/alarms/).
 */

/** Part of an object's schema. */
export const TIMERS_SCHEMA = `
  CREATE TABLE timer (key TEXT PRIMARY KEY, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
`;

/** Pause before a timer whose work failed runs again, ms: doubles from one second to five minutes. */
export const retryAfter = (attempts: number): number => Math.min(1000 * 2 ** attempts, 300_000);

export class Timers {
  readonly #storage: DurableObjectStorage;
  /** When the alarm is set for, as far as this instance knows: undefined after waking, null for none. */
  #alarm: number | null | undefined;

  constructor(ctx: DurableObjectState) {
    this.#storage = ctx.storage;
  }

  /** Sets a timer, in place of one with the same key. `due` in ms since epoch. */
  set(key: string, due: number): void {
    this.#storage.sql.exec(
      'INSERT INTO timer (key, due) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET due = ?2, attempts = 0 WHERE due <> ?2 OR attempts > 0',
      key,
      due,
    );
    this.wake(due);
  }

  /** Sets a timer unless it is set for that time or before. */
  setEarliest(key: string, due: number): void {
    const set = this.due(key);
    if (set === null || set > due) this.set(key, due);
  }

  /** When a timer is due; null when it is not set. */
  due(key: string): number | null {
    return this.#storage.sql.exec<{ due: number }>('SELECT due FROM timer WHERE key = ?', key).toArray()[0]?.due ?? null;
  }

  /** Keys of timers that begin so. */
  keys(prefix: string): string[] {
    const found = this.#storage.sql.exec<{ key: string }>('SELECT key FROM timer WHERE substr(key, 1, ?) = ?', prefix.length, prefix);
    return found.toArray().map(({ key }) => key);
  }

  clear(key: string): void {
    this.#storage.sql.exec('DELETE FROM timer WHERE key = ?', key);
  }

  /**
   * Sees to it that the alarm runs at `due` or before, without a row. One billed write, and only when no earlier alarm is known: in a
   * busy object almost never.
   */
  wake(due: number): void {
    // An instance that just woke does not know what is set; no timer may be later than its row, so the earliest of both is right.
    const first = this.#alarm === undefined ? Math.min(due, this.#earliest() ?? due) : due;
    if (this.#alarm != null && this.#alarm <= first) return;
    this.#alarm = first;
    void this.#storage.setAlarm(first);
  }

  #earliest(): number | null {
    return this.#storage.sql.exec<{ due: number | null }>('SELECT min(due) AS due FROM timer').one().due;
  }

  /**
   * To be called by the object's `alarm()`. Runs what is due; what fails is put off. A timer is deleted before its work runs so that the work
   * may set it again, and comes back when the work fails; work must bear running twice.
   */
  async run(now: number, work: (key: string) => void | Promise<void>): Promise<void> {
    this.#alarm = null;
    const due = this.#storage.sql
      .exec<{ key: string; attempts: number }>('SELECT key, attempts FROM timer WHERE due <= ? ORDER BY due', now)
      .toArray();
    for (const { key, attempts } of due) {
      this.clear(key);
      try {
        await work(key);
      } catch (error) {
        console.error('timer failed', { key: key.split(':', 1)[0], attempts, error: String(error) });
        this.#storage.sql.exec(
          'INSERT INTO timer (key, due, attempts) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
          key,
          now + retryAfter(attempts),
          attempts + 1,
        );
      }
    }
    const next = this.#earliest();
    if (next !== null) this.wake(next);
  }
}
