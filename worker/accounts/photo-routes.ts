import { Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';

/** `GET /f/photos/<user>/<random>`: operators' photos, which visitors see. The address cannot be guessed and never changes its content. */
export const photoRoutes = new Hono<AppEnv>().get('/photos/:user/:id', async (c) => {
  const photo = await c.env.FILES.get(`photos/${c.req.param('user')}/${c.req.param('id')}`);
  if (!photo) throw new Refusal('not_found');
  return c.body(photo.body, 200, {
    'content-type': photo.httpMetadata?.contentType ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'cross-origin',
  });
});
