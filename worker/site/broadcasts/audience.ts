/** Whom a broadcast is for, and who may broadcast to whom. Pure. */
import type { Audience } from '../../../protocol/broadcast.ts';
import type { Listing } from '../../contracts/people.ts';
import { type Access, maySee } from '../access.ts';

/** Where a tab is, and whose it is. */
interface Place {
  visitor: string;
  page: { url: string };
  listing?: Listing;
}

/** The address of a page without what comes after `?` or `#`. */
const bare = (url: string): string => url.replace(/[?#].*$/s, '');

/** The audience as it is kept: an address without its query, each visitor once. */
export function keptAudience(audience: Audience): Audience {
  if (audience.to === 'page') return { to: 'page', url: bare(audience.url) };
  return audience.to === 'picked' ? { to: 'picked', visitors: [...new Set(audience.visitors)] } : audience;
}

export function isFor(audience: Audience, { visitor, page, listing }: Place): boolean {
  switch (audience.to) {
    case 'site':
      return true;
    case 'page':
      return bare(page.url) === audience.url;
    case 'listing':
      return listing?.key === audience.listing;
    case 'picked':
      return audience.visitors.includes(visitor);
  }
}

/** From the most particular to the most general. */
const ORDER: readonly Audience['to'][] = ['picked', 'page', 'listing', 'site'];

/** The broadcast a page shows: the most particular of those that are for it, of several the one that began first. */
export function castFor<C extends { audience: Audience; live: { id: string; since: number } }>(
  casts: readonly C[],
  place: Place,
): C | null {
  const rank = ({ audience }: C) => ORDER.indexOf(audience.to);
  const [first] = casts
    .filter(({ audience }) => isFor(audience, place))
    .sort((a, b) => rank(a) - rank(b) || a.live.since - b.live.since || (a.live.id < b.live.id ? -1 : 1));
  return first ?? null;
}

/** Whether an operator may broadcast to these: who answers only their own listings, only to those. `listing`: the audience's, as far as it is known. */
export function mayBroadcast(access: Access, audience: Audience, listing: Listing | null): boolean {
  if (audience.to === 'listing') return listing !== null && maySee(access, listing.advertiser);
  return maySee(access, undefined);
}
