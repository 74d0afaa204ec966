/**
 * The visitors of a site in memory, in every order in which operators look at them. One visitor who moves costs each order two binary
 * searches, however many are online. It is made anew from the sockets' attachments after the object slept. Pure.
 */
import { namesIn } from '../../protocol/names.ts';
import type { VisitorsLook } from '../../protocol/visitors.ts';
import type { SiteVisitor } from '../contracts/site.ts';
import { type Access, maySee } from './access.ts';
import { fitting, sortKey } from './order.ts';

export class Board {
  readonly #rows: Map<string, SiteVisitor>;
  readonly #orders = new Map<string, Order>();

  constructor(rows: SiteVisitor[]) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }

  /** A visitor came or changed. */
  put(row: SiteVisitor): void {
    this.#rows.set(row.id, row);
    for (const order of this.#orders.values()) order.put(row);
  }

  drop(id: string): void {
    this.#rows.delete(id);
    for (const order of this.#orders.values()) order.drop(id);
  }

  get(id: string): SiteVisitor | undefined {
    return this.#rows.get(id);
  }

  /** The order of a look, as one with this access sees it: sorted when it is first asked for, kept in order from then on. */
  order(look: VisitorsLook, access: Access): Order {
    const key = orderKey(look, access);
    const known = this.#orders.get(key);
    if (known) return known;
    const order = new Order(look, access, this.#rows.values());
    this.#orders.set(key, order);
    return order;
  }

  /** Lets go of orders that nobody looks at any more. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#orders.keys()) if (!keys.has(key)) this.#orders.delete(key);
  }
}

/** What tells orders apart: operators who look for the same share one. */
export const orderKey = ({ sort, down, kind, text, language }: VisitorsLook, access: Access): string =>
  JSON.stringify([sort, down, kind, text, language, access.admin, access.listingsOnly, access.advertisers]);

/** A visitor's place: by key, then who came last, then by id, so that no two are equal. */
interface Place {
  id: string;
  key: string | number;
  since: number;
}

class Order {
  readonly #sorted: Place[] = [];
  /** All whom one may see; null for those who are not looked for. */
  readonly #places = new Map<string, Place | null>();
  readonly #down: 1 | -1;
  readonly #placeOf: (row: SiteVisitor) => Place | null | undefined;

  constructor(look: VisitorsLook, access: Access, rows: Iterable<SiteVisitor>) {
    this.#down = look.down ? -1 : 1;
    const names = namesIn(look.language);
    const fits = fitting(look);
    this.#placeOf = (row) => {
      if (!maySee(access, row.listing?.advertiser)) return undefined;
      return fits(row) ? { id: row.id, key: sortKey(row, look.sort, names), since: row.since } : null;
    };
    for (const row of rows) {
      const place = this.#placeOf(row);
      if (place !== undefined) this.#places.set(row.id, place);
      if (place) this.#sorted.push(place);
    }
    this.#sorted.sort((a, b) => this.#compare(a, b));
  }

  /** How many one may see. */
  get online(): number {
    return this.#places.size;
  }

  /** How many of them are looked for. */
  get total(): number {
    return this.#sorted.length;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** Ids of a window; it ends with the last visitor when it would lie beyond. */
  window(first: number, count: number): { first: number; ids: string[] } {
    const from = Math.max(0, Math.min(first, this.total - count));
    return { first: from, ids: this.#sorted.slice(from, from + count).map(({ id }) => id) };
  }

  put(row: SiteVisitor): void {
    const before = this.#places.get(row.id);
    const place = this.#placeOf(row);
    if (before && place && before.key === place.key && before.since === place.since) return;
    if (before) this.#sorted.splice(this.#search(before), 1);
    if (place) this.#sorted.splice(this.#search(place), 0, place);
    if (place === undefined) this.#places.delete(row.id);
    else this.#places.set(row.id, place);
  }

  drop(id: string): void {
    const before = this.#places.get(id);
    if (before) this.#sorted.splice(this.#search(before), 1);
    this.#places.delete(id);
  }

  /** Where a place is, or would be. */
  #search(place: Place): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.#sorted[middle]!, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: Place, b: Place): number {
    if (a.key !== b.key) return a.key < b.key ? -this.#down : this.#down;
    if (a.since !== b.since) return b.since - a.since;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  }
}

export type { Order };
