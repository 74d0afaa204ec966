/** How operators sort and search visitors. Pure. */
import { type Names, namesIn } from '../../protocol/names.ts';
import type { VisitorKind, VisitorSort, VisitorsLook } from '../../protocol/visitors.ts';
import type { SiteVisitor } from '../contracts/site.ts';

/** Sorts after every text: who has no name, a page of no listing. */
const LAST = '\uffff';

/** Text without what typing leaves out: case and accents. */
export const plain = (text: string): string =>
  // Most of it is ASCII, for which taking apart what is composed costs most.
  (/^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '')).toLowerCase();

/** By what a visitor is sorted. */
export function sortKey(row: SiteVisitor, sort: VisitorSort, names: Names): string | number {
  switch (sort) {
    case 'came':
      return row.since;
    case 'moved':
      return row.pages.at(-1)?.at ?? row.since;
    case 'visits':
      return row.visits;
    case 'name':
      return plain(row.name || row.email || LAST);
    case 'page':
      return plain(row.page.title || row.page.url);
    case 'listing':
      return plain(row.listing?.name ?? LAST);
    case 'referrer':
      return plain(row.referrer);
    case 'place':
      return plain(`${names.country(row.country ?? '') || LAST} ${row.city ?? ''}`);
    case 'device':
      return plain(row.device.name);
    case 'language':
      return plain(names.language(row.language));
  }
}

const isKind: Record<VisitorKind, (row: SiteVisitor) => boolean> = {
  all: () => true,
  first: ({ visits }) => visits <= 1,
  returning: ({ visits }) => visits > 1,
  known: ({ name, email, verified }) => !!(name || email || verified),
};

/** Whether a visitor is among those looked for. */
export function fitting({ kind, text, language }: VisitorsLook): (row: SiteVisitor) => boolean {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const names = namesIn(language);
  return (row) => {
    if (!isKind[kind](row)) return false;
    if (words.length === 0) return true;
    const said = saidOf(row, names);
    return words.every((word) => said.includes(word));
  };
}

/** Everything a row says, to be searched. Nameless visitors are shown by the end of their id. */
function saidOf(row: SiteVisitor, names: Names): string {
  const { id, name = '', email = '', page, referrer, city = '', region = '', country = '', language, device, listing } = row;
  const place = [city, region, country, names.country(country)];
  const listed = listing ? [listing.key, listing.name] : [];
  const tongue = [language, names.language(language)];
  return plain([id.slice(-4), name, email, page.title, page.url, referrer, device.name, ...place, ...tongue, ...listed].join('\n'));
}
