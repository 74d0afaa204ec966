/** The portal's page, which the Worker tells whose it is: no second request until the company's name is there. */
import { type Context, Hono } from 'hono';
import type { PortalPage } from '../../protocol/portal.ts';
import type { AppEnv } from '../http/context.ts';
import { pagePolicy } from '../http/headers.ts';
import { problem } from '../http/problems.ts';
import { branding, findPortal } from './portals.ts';

/** `/portal/<account>` and every address of the portal's router below it. */
export const portalPageRoutes = new Hono<AppEnv>()
  .get('/', (c) => portalPage(c, null, ''))
  .get('/:account/*', (c) => {
    // A file that the build did not make is missing, and must not be answered with a page.
    if (/\.(js|css|map|json|html|png|svg|webp|ico|woff2?|webmanifest)$/.test(c.req.path)) return problem('not_found');
    const account = c.req.param('account');
    return portalPage(c, account, `/portal/${account}`);
  });

/** The page for an account's portal at addresses that begin with `base`; a page that says so when there is none. */
export async function portalPage(c: Context<AppEnv>, account: string | null, base: string): Promise<Response> {
  const portal = account === null ? null : await findPortal(c.env, account);
  const built = await c.env.ASSETS.fetch(new Request(new URL('/portal/', c.req.url)));
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    // Photos of the company's people are on our own host.
    'content-security-policy': pagePolicy(new URL(c.env.PUBLIC_URL).origin),
  };
  const page = new Response(built.body, { status: portal ? 200 : 404, headers });
  const rewriter = new HTMLRewriter();
  if (!portal) return rewriter.on('link[rel=manifest]', { element: (link) => void link.remove() }).transform(page);
  const told: PortalPage = { ...branding(portal), base };
  return rewriter
    .on('meta[name=foyer-portal]', { element: (meta) => void meta.setAttribute('content', JSON.stringify(told)) })
    .on('meta[name=apple-mobile-web-app-title]', { element: (meta) => void meta.setAttribute('content', told.name) })
    .on('meta[name=theme-color]', { element: (meta) => void (told.colour && meta.setAttribute('content', told.colour)) })
    .on('link[rel=manifest]', {
      element: (link) => void link.setAttribute('href', `/api/portal/${encodeURIComponent(portal.account)}/manifest.webmanifest`),
    })
    .on('link[rel=icon], link[rel=apple-touch-icon]', {
      element(link) {
        if (!told.logo) return;
        link.setAttribute('href', told.logo);
        link.removeAttribute('type');
      },
    })
    .on('title', { element: (title) => void title.setInnerContent(told.name) })
    .transform(page);
}
