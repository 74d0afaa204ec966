/** Portals on host names of their own: the account is found by the host, and nothing but its portal is there. */
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../http/context.ts';
import { problem } from '../http/problems.ts';
import { portalPage } from './page.ts';
import { accountOfHost } from './portals.ts';

/** Addresses that are no pages. */
const NO_PAGE = /^\/(api|w|f|dev|app|portal|demo)(\/|$)|\.(js|css|map|json|html|png|svg|webp|ico|txt|woff2?|webmanifest)$/;
/** Files that a portal shows: logos, photos of the company's people, what is in rooms with clients; and links of meetings. */
const FILES = /^\/f\/(portals\/|photos\/|client\.)|^\/m\//;

/** Serves portals by host. Requests to our own host pass at the cost of comparing two names. */
export const portalHosts = createMiddleware<AppEnv>(async (c, next) => {
  const { hostname, pathname, search } = new URL(c.req.url);
  const host = hostname.replace(/\.$/, '');
  if (host === new URL(c.env.PUBLIC_URL).hostname) return next();
  const account = await accountOfHost(c.env, host);
  if (account === null) return next();
  c.set('portalHost', true);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (below(pathname, `/api/portal/${account}`) !== null || (isRead && FILES.test(pathname))) return next();
  // Links made before the portal had a host of its own, and those that always lead to ours.
  const page = below(pathname, `/portal/${account}`);
  // One slash: with two the rest would be a host.
  if (isRead && page !== null) return c.redirect(`/${page.replace(/^\/+/, '')}${search}`);
  return isRead && !NO_PAGE.test(pathname) ? portalPage(c, account, '') : problem('not_found');
});

/** What follows `path` in an address that is it or below it. */
const below = (address: string, path: string): string | null =>
  address === path || address.startsWith(`${path}/`) ? address.slice(path.length) : null;
