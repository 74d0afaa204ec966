/** Portals on host names of their own: the account is found by the host, and nothing but its portal is there. */
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../http/context.ts';
import { problem } from '../http/problems.ts';
import { portalPage } from './page.ts';
import { accountOfHost } from './portals.ts';

/** Addresses that are no pages. */
const NO_PAGE = /^\/(api|w|f|dev|app|portal|demo)(\/|$)|\.(js|css|map|json|html|png|svg|webp|ico|txt|woff2?|webmanifest)$/;

/** Serves portals by host. Requests to our own host pass at the cost of comparing two names. */
export const portalHosts = createMiddleware<AppEnv>(async (c, next) => {
  const { hostname, pathname } = new URL(c.req.url);
  if (hostname === new URL(c.env.PUBLIC_URL).hostname) return next();
  const account = await accountOfHost(c.env, hostname);
  if (account === null) return next();
  c.set('portalHost', true);
  if (pathname === `/api/portal/${account}` || pathname.startsWith(`/api/portal/${account}/`) || pathname.startsWith('/f/')) return next();
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  // Links made before the portal had a host of its own, and those that always lead to ours.
  const path = `/portal/${account}`;
  if (isRead && (pathname === path || pathname.startsWith(`${path}/`))) {
    return c.redirect(`${pathname.slice(path.length) || '/'}${new URL(c.req.url).search}`);
  }
  return isRead && !NO_PAGE.test(pathname) ? portalPage(c, account, '') : problem('not_found');
});
