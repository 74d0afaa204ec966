import { Hono } from 'hono';
import type { AppEnv } from './context.ts';
import { problem } from './problems.ts';

/** The dashboard's page for every address of its router, the way in at `/`, a sign of life, and files of earlier deployments. */
export const frontRoutes = new Hono<AppEnv>()
  .get('/', (c) => c.redirect('/app/'))
  .get('/api/health', (c) => c.json({ ok: true }))
  // The chat as it was before the last deployment: loaders that pages still hold ask for it.
  .get('/w/:file{chat-[a-z]{2}-[0-9a-f]+\\.js}', (c) => c.redirect(`/w/latest/${c.req.param('file').slice(0, 7)}.js`))
  .get('/app', (c) => c.redirect('/app/'))
  .get('/app/*', (c) => {
    // A file that the build did not make is missing, and must not be answered with a page. Names of rooms have dots too.
    if (/\.(js|css|map|json|html|png|svg|webp|ico|woff2?|webmanifest)$/.test(c.req.path)) return problem('not_found');
    return c.env.ASSETS.fetch(new Request(new URL('/app/', c.req.url), c.req.raw));
  });
