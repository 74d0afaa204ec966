/** Tells each thing that changes once a second at most: at once when nothing was told for a second, else by the alarm. */

/** Between two tellings of the same, ms. */
const PAUSE = 1_000;

export class Pacing {
  readonly #wake: (due: number) => void;
  readonly #tell: (key: string) => void;
  readonly #changed = new Set<string>();
  readonly #at = new Map<string, number>();
  #telling = false;

  constructor(wake: (due: number) => void, tell: (key: string) => void) {
    this.#wake = wake;
    this.#tell = tell;
  }

  /** Something is not as it was told. All that changes in one turn is told as one. */
  changed(key: string): void {
    this.#changed.add(key);
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      this.tend(Date.now());
    });
  }

  /** Tells what it is time to tell. */
  tend(now: number): void {
    for (const key of [...this.#changed]) {
      const due = (this.#at.get(key) ?? 0) + PAUSE;
      if (due > now) {
        this.#wake(due);
        continue;
      }
      this.#changed.delete(key);
      this.#at.set(key, now);
      this.#tell(key);
    }
  }

  /** It is over: nothing of it is told any more. */
  forget(key: string): void {
    this.#changed.delete(key);
    this.#at.delete(key);
  }
}
