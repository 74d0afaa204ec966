/**
 * An operator's view of the visitors of a site: what they look at, the window that the site answers with, and how it is kept up to date by
 * changes alone. Both sides of the wire use this file.
 */
import type { Page } from './entries.ts';

export const VISITOR_SORTS = ['came', 'moved', 'name', 'page', 'listing', 'referrer', 'place', 'device', 'language', 'visits'] as const;
export type VisitorSort = (typeof VISITOR_SORTS)[number];

/** Everyone, those here for the first time, those who have been here before, those whose name or address is known. */
export const VISITOR_KINDS = ['all', 'first', 'returning', 'known'] as const;
export type VisitorKind = (typeof VISITOR_KINDS)[number];

/** What an operator looks at. */
export interface VisitorsLook {
  sort: VisitorSort;
  /** From the greatest (the newest, the last of the alphabet) down. */
  down: boolean;
  kind: VisitorKind;
  /** Words that all have to be in what the row says, in any case, with or without accents. */
  text: string;
  /** Two letters: the language in which countries and languages have their names, for `text` and `sort`. */
  language: string;
  /** The window: place of its first row, and how many. */
  first: number;
  count: number;
  /** Somebody reads: rows keep their places until the next look without it. */
  hold?: true;
  /** The visitor whose details are shown. */
  open?: string;
}

export interface Device {
  kind: 'desktop' | 'mobile' | 'tablet' | 'other';
  /** Browser and system; empty when they are not known. */
  name: string;
}

/** One visitor online, as a line of the list. Times in ms since epoch. */
export interface VisitorRow {
  id: string;
  name?: string;
  email?: string;
  verified?: true;
  page: Page;
  referrer: string;
  country?: string;
  region?: string;
  city?: string;
  language: string;
  device: Device;
  visits: number;
  /** Since when on the site. */
  since: number;
  /** Listing of the page they are on. */
  listing?: { key: string; name: string };
  /** Open tabs. */
  tabs: number;
}

/** One visitor online with everything that is known of the visit. */
export interface VisitorDetails extends VisitorRow {
  /** Pages of this visit, newest last, at most 20. */
  pages: (Page & { at: number })[];
  attributes: Record<string, string>;
  /** Events the page told of, newest last, at most 10; absent when there were none. */
  events?: { name: string; data?: Record<string, string>; at: number }[];
}

/** An order told as a change: each part is an id that was not in the order before, or a run of the order before. */
export type OrderChange = (string | [from: number, count: number])[];

/** What changed in an operator's window. What is absent is as before; `online`, `total` and `first` are always told. */
export interface VisitorsChange {
  /** How many the operator may see, how many of them fit, and the place of the window's first row. */
  online: number;
  total: number;
  first: number;
  order?: OrderChange;
  set?: VisitorRow[];
  /** Of those held in their places: who has left. */
  gone?: string[];
  /** Places are held, and the rows would stand otherwise by now. */
  moved?: boolean;
  /** The visitor whose details are open; null when they have left. */
  open?: VisitorDetails | null;
}

/** The window as the operator's client holds it. */
export interface VisitorsWindow {
  online: number;
  total: number;
  first: number;
  order: readonly string[];
  /** Every visitor in `order`, as last told. */
  rows: ReadonlyMap<string, VisitorRow>;
  gone: ReadonlySet<string>;
  moved: boolean;
  /** Null when they have left; absent when nobody's details were asked for. */
  open?: VisitorDetails | null;
}

export const EMPTY_WINDOW: VisitorsWindow = { online: 0, total: 0, first: 0, order: [], rows: new Map(), gone: new Set(), moved: false };

/** How `after` comes out of `before`. */
export function orderChange(before: readonly string[], after: readonly string[]): OrderChange {
  const places = new Map(before.map((id, place) => [id, place]));
  const change: OrderChange = [];
  for (const id of after) {
    const place = places.get(id);
    const last = change.at(-1);
    if (place === undefined) change.push(id);
    else if (Array.isArray(last) && last[0] + last[1] === place) last[1]++;
    else change.push([place, 1]);
  }
  return change;
}

/** The order after a change. */
export const orderAfter = (before: readonly string[], change: OrderChange): string[] =>
  change.flatMap((part) => (typeof part === 'string' ? part : before.slice(part[0], part[0] + part[1])));

/** The window after a change. */
export function windowAfter(window: VisitorsWindow, change: VisitorsChange): VisitorsWindow {
  const { online, total, first, set = [], gone = [], moved = false } = change;
  const order = change.order ? orderAfter(window.order, change.order) : window.order;
  const told = new Map(set.map((row) => [row.id, row]));
  const rows = new Map(order.flatMap((id) => [[id, told.get(id) ?? window.rows.get(id)!] as const]));
  // Who came back while their place was held is told with their row.
  const left = new Set(order.filter((id) => !told.has(id) && (window.gone.has(id) || gone.includes(id))));
  const open = change.open === undefined ? window.open : change.open;
  return { online, total, first, order, rows, gone: left, moved, ...(open === undefined ? {} : { open }) };
}
