import { Hono } from 'hono';
import type { AppEnv } from './context.ts';
import { problem } from './problems.ts';

/** The dashboard's page for every address of its router, the way in at `/`, and a sign of life. */
export const frontRoutes = new Hono<AppEnv>()
  .get('/', (c) => c.redirect('/app/'))
  .get('/api/health', (c) => c.json({ ok: true }))
  .get('/app', (c) => c.redirect('/app/'))
  .get('/app/*', (c) => {
    const lastPart = c.req.path.split('/').at(-1) ?? '';
    // A file the build did not make is missing, and must not be answered with a page.
    if (lastPart.includes('.')) return problem('not_found');
    return c.env.ASSETS.fetch(new Request(new URL('/app/', c.req.url)));
  });
