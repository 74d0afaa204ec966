/** The broadcasts of a site that are on, as the object holds them: rows, read once since it woke. */
import type { PersonId } from '../../../protocol/entries.ts';
import type { Parts } from '../parts.ts';
import { type Cast, dropCast, readCasts, writeCast } from './rows.ts';

export class Casts {
  readonly #parts: Parts;
  #known: Map<string, Cast> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  #all(): Map<string, Cast> {
    if (!this.#parts.config()) return new Map();
    this.#known ??= new Map(readCasts(this.#parts.ctx.storage.sql).map((cast) => [cast.live.id, cast]));
    return this.#known;
  }

  all(): Cast[] {
    return [...this.#all().values()];
  }

  get(id: string): Cast | undefined {
    return this.#all().get(id);
  }

  /** The operator's own; everybody has one at most. */
  by(operator: PersonId): Cast | undefined {
    return this.all().find(({ live }) => live.by.id === operator);
  }

  /** Keeps a broadcast as it is from now on. */
  put(cast: Cast): Cast {
    this.#all().set(cast.live.id, cast);
    writeCast(this.#parts.ctx.storage.sql, cast);
    return cast;
  }

  drop(id: string): void {
    this.#all().delete(id);
    dropCast(this.#parts.ctx.storage.sql, id);
  }
}
