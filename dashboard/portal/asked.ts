/** The page that somebody asked for before they were signed in: it goes along with links in mails, and opens when they are in. */
import { useLocation } from 'preact-iso';
import { portalPlace } from '../../protocol/portal.ts';
import { portal } from './portal.ts';

/** Pages of people who are not signed in: what is asked for stands in their query. */
const ENTRIES = ['/activate', '/link', '/reset', '/forgot'];

/** The page asked for, below the portal's address; `/` for its first one. */
export function useAsked(): string {
  const { url, path, query } = useLocation();
  const { base } = portal!;
  return portalPlace(ENTRIES.includes(path.slice(base.length)) ? query.to : url.slice(base.length));
}

/** What a request for a link says of it. */
export const leadingTo = (asked: string): { to?: string } => (asked === '/' ? {} : { to: asked });

/** The same in the query of an address. */
export const queryOf = (asked: string): string => (asked === '/' ? '' : `?to=${encodeURIComponent(asked)}`);
