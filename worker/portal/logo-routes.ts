import { Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';

/** `GET /f/portals/<account>/<random>`: logos of portals, which everybody may see. The address never changes its content. */
export const logoRoutes = new Hono<AppEnv>().get('/portals/:account/:id', async (c) => {
  const logo = await c.env.FILES.get(`portals/${c.req.param('account')}/${c.req.param('id')}`);
  if (!logo) throw new Refusal('not_found');
  return c.body(logo.body, 200, {
    'content-type': logo.httpMetadata?.contentType ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'cross-origin',
  });
});
