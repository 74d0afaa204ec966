/** What is chosen of an audience, and what comes of it. Pure. */
import type { Audience } from '../../protocol/broadcast.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { VisitorRow } from '../../protocol/visitors.ts';

export type Kind = Audience['to'];

/** What is chosen so far, of each kind. */
export interface Choice {
  to: Kind;
  url: string;
  listing: string;
  /** Names by id. */
  picked: ReadonlyMap<string, string>;
}

/** The address of a page without what follows it; null for what is none. */
export function pageOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, origin, pathname } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? origin + pathname : null;
}

/** Null while something is missing, or too many are picked. */
export function audienceOf({ to, url, listing, picked }: Choice): Audience | null {
  if (to === 'site') return { to };
  if (to === 'page') {
    const page = pageOf(url.trim());
    return page ? { to, url: page } : null;
  }
  if (to === 'listing') return listing ? { to, listing } : null;
  return picked.size > 0 && picked.size <= LIMITS.castPicked ? { to, visitors: [...picked.keys()] } : null;
}

/** Pages that are looked at, and by how many, most first. */
export function pagesOf(rows: Iterable<VisitorRow>): [page: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { page } of rows) {
    const url = pageOf(page.url);
    if (url) counts.set(url, (counts.get(url) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
