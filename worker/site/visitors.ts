/**
 * Presence of visitors. Everything known about one is in the attachments of their sockets (one per tab), bounded so that an attachment
 * never outgrows the platform's 16,384 bytes; no row is written. Pure: attachments in, attachments and rows out.
 */
import type { Page } from '../../protocol/entries.ts';
import type { VisitFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Device, VisitorDetails, VisitorRow } from '../../protocol/visitors.ts';
import type { Listing, Place } from '../contracts/people.ts';
import type { SiteVisitor } from '../contracts/site.ts';
import { type Access, maySee } from './access.ts';
import { deviceOf } from './device.ts';

type VisitorEvent = NonNullable<VisitorDetails['events']>[number];

/** What one tab of a visitor is known by. `since`, `at` in ms since epoch. */
export interface Tab {
  visitor: string;
  verified?: string;
  name?: string;
  email?: string;
  place: Place;
  /** Mark of the network address (worker/http/limits.ts). */
  address?: string;
  device: Device;
  /** Origin of the page, as the browser told at the upgrade. */
  origin: string;
  since: number;
  /** When the visitor last did something in this tab. */
  at: number;
  referrer: string;
  language: string;
  visits: number;
  /** When this visit began, which may be many pages ago. */
  begun: number;
  /** Rules whose greetings were shown to them. */
  greeted: string[];
  /** The greeting their page waits to show, and when it will (ms). */
  greeting?: { rule: string; due: number };
  page: Page;
  listing?: Listing;
  pages: SiteVisitor['pages'];
  attributes: Record<string, string>;
  events: VisitorEvent[];
}

const PAGES = 20;
const EVENTS = 10;
const GREETED = 30;
/** Bytes of an attachment for each list; strings outside Latin-1 take two bytes a character. */
const BUDGET = { pages: 4_000, attributes: 4_000, events: 1_500 };
/** Characters kept of texts an operator reads in one line. */
const KEPT = { url: 800, title: 150, referrer: 300, name: 150, email: LIMITS.email };

/** `text` within `max` code units, never ending in half of a surrogate pair. */
const cut = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max)
        .toWellFormed()
        .replace(/\uFFFD$/, '');

/** An upper bound of what a plain value takes when serialised into an attachment. */
function bytes(value: unknown): number {
  if (typeof value === 'string') return 8 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 12;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + 8 + 2 * key.length + bytes(inner), 12);
}

/** The newest of a list that fit into the budget, at most `count`. */
function newest<T>(list: T[], count: number, budget: number): T[] {
  let first = list.length;
  let sum = 0;
  while (first > 0 && list.length - first < count) {
    sum += bytes(list[first - 1]);
    if (sum > budget) break;
    first--;
  }
  return list.slice(first);
}

const kept = (page: Page): Page => ({ url: cut(page.url, KEPT.url), title: cut(page.title, KEPT.title) });

/** A tab that has connected and not said anything yet. */
export function newTab(
  who: { visitor: string; verified?: string; name?: string; email?: string; place: Place; address?: string },
  userAgent: string,
  origin: string,
  now: number,
): Tab {
  const { visitor, verified, name, email, place, address } = who;
  return {
    visitor,
    ...(verified ? { verified: cut(verified, LIMITS.line) } : {}),
    ...(name ? { name: cut(name, KEPT.name) } : {}),
    ...(email ? { email: cut(email, KEPT.email) } : {}),
    place: { country: cut(place.country ?? '', 2), region: cut(place.region ?? '', 60), city: cut(place.city ?? '', 60) },
    ...(address ? { address } : {}),
    device: deviceOf(userAgent),
    origin: cut(origin, LIMITS.line),
    since: now,
    at: now,
    referrer: '',
    language: '',
    visits: 0,
    begun: now,
    greeted: [],
    page: { url: '', title: '' },
    pages: [],
    attributes: {},
    events: [],
  };
}

/** A tab that has connected, and goes on with the visit of one that was there a moment ago: the visitor loaded another page. */
export function continued(tab: Tab, { since, referrer, pages, attributes, events }: Tab): Tab {
  return { ...tab, since, referrer, pages, attributes, events };
}

/** The tab after one more frame of its loader, or null when the frame's attributes would not fit. An empty value removes an attribute. */
export function afterFrame(tab: Tab, frame: VisitFrame, now: number): Tab | null {
  switch (frame.t) {
    case 'hello': {
      const { language, visits, spent = 0, greeted = '' } = frame;
      const shown = { begun: now - spent, greeted: greeted.split(' ').filter(isRule).slice(-GREETED) };
      // Who goes on with a visit came from where it began, not from the page before.
      const referrer = tab.pages.length > 0 ? tab.referrer : cut(frame.referrer, KEPT.referrer);
      return onPage({ ...tab, ...shown, referrer, language, visits }, frame.page, now);
    }
    case 'page':
      return onPage(tab, frame, now);
    case 'attributes': {
      const merged = Object.entries({ ...tab.attributes, ...frame.attributes }).filter(([, value]) => value !== '');
      const attributes = Object.fromEntries(merged);
      return merged.length > LIMITS.attributes || bytes(attributes) > BUDGET.attributes ? null : { ...tab, at: now, attributes };
    }
    case 'event': {
      const event: VisitorEvent = { name: frame.name, ...(frame.data ? { data: frame.data } : {}), at: now };
      if (bytes(event) > BUDGET.events) return null;
      return { ...tab, at: now, events: newest([...tab.events, event], EVENTS, BUDGET.events) };
    }
    case 'greeted':
      return tab.greeted.includes(frame.rule) ? tab : { ...tab, greeted: [...tab.greeted, frame.rule].slice(-GREETED) };
  }
}

const isRule = (id: string): boolean => /^[\w-]{1,20}$/.test(id);

function onPage(tab: Tab, page: Page, now: number): Tab {
  const here = kept(page);
  const last = tab.pages.at(-1);
  // A new title for the same address is a page that finished loading, not another page.
  const before = last?.url === here.url ? tab.pages.slice(0, -1) : tab.pages;
  const same = last?.url === here.url ? last : { at: now };
  return { ...tab, at: now, page: here, pages: newest([...before, { ...same, ...here }], PAGES, BUDGET.pages) };
}

/** The tab when it is known whose page it is on: nobody's, or a listing's. */
export function onListing({ listing: _, ...tab }: Tab, found: Listing | null): Tab {
  const pages = tab.pages.map((page, i) => {
    if (i < tab.pages.length - 1) return page;
    const { advertiser: __, ...rest } = page;
    return { ...rest, ...(found?.advertiser ? { advertiser: found.advertiser } : {}) };
  });
  return { ...tab, pages, ...(found ? { listing: found } : {}) };
}

/** One visitor's row from all of their tabs (at least one): the tab used last says where they are. */
export function visitorRow(tabs: Tab[]): SiteVisitor {
  const byUse = tabs.toSorted((a, b) => a.at - b.at);
  const latest = byUse.at(-1)!;
  const first = tabs.reduce((a, b) => (b.since < a.since ? b : a));
  const { name, email, verified } = byUse.findLast((tab) => tab.verified) ?? latest;
  const { country, region, city } = latest.place;
  const events = byUse.flatMap((tab) => tab.events).sort((a, b) => a.at - b.at);
  return {
    id: latest.visitor,
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(verified ? { verified: true as const } : {}),
    page: latest.page,
    ...(latest.listing ? { listing: latest.listing } : {}),
    referrer: first.referrer,
    ...(country ? { country } : {}),
    ...(region ? { region } : {}),
    ...(city ? { city } : {}),
    language: latest.language,
    device: latest.device,
    visits: Math.max(...tabs.map((tab) => tab.visits)),
    since: first.since,
    pages: tabs
      .flatMap((tab) => tab.pages)
      .sort((a, b) => a.at - b.at)
      .slice(-PAGES),
    attributes: Object.assign({}, ...byUse.map((tab) => tab.attributes)),
    ...(events.length > 0 ? { events: events.slice(-EVENTS) } : {}),
    tabs: tabs.length,
  };
}

/** Rows of all visitors, newest come first. */
export function visitorRows(tabs: Iterable<Tab>): SiteVisitor[] {
  const byVisitor = new Map<string, Tab[]>();
  for (const tab of tabs) {
    const same = byVisitor.get(tab.visitor);
    if (same) same.push(tab);
    else byVisitor.set(tab.visitor, [tab]);
  }
  return [...byVisitor.values()].map(visitorRow).sort((a, b) => b.since - a.since);
}

/** What one line of the list says of a visitor. */
export function lineOf({ pages: _, attributes: __, events: ___, listing, ...row }: SiteVisitor): VisitorRow {
  return { ...row, ...shown(listing) };
}

/** Everything an operator may know of a visitor's visit: not where they were with another advertiser. */
export function detailsOf({ listing, pages, ...row }: SiteVisitor, access: Access): VisitorDetails {
  const seen = pages.filter(({ advertiser }) => maySee(access, advertiser)).map(({ advertiser: _, ...page }) => page);
  return { ...row, pages: seen, ...shown(listing) };
}

const shown = (listing: Listing | undefined): Pick<VisitorRow, 'listing'> =>
  listing ? { listing: { key: listing.key, name: listing.name } } : {};
