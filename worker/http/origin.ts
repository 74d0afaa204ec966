import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from './context.ts';

/**
 * Whether the request comes from a page of ours. `Origin` decides where there is one. On the host of a portal only its own pages count, and
 * they count nowhere else.
 */
export function fromOwnOrigin(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return c.req.header('sec-fetch-site') === 'same-origin';
  return origin === new URL(c.req.url).origin || (!c.get('portalHost') && origin === new URL(c.env.PUBLIC_URL).origin);
}

/** Refuses changing requests from other sites, whose cookies the browser may have sent along. */
export const sameOrigin = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !fromOwnOrigin(c)) throw new Refusal('foreign_origin');
  await next();
});

/** A socket upgrade from a page of ours; sockets always tell their page's origin. */
export function requireOwnSocket(c: Context<AppEnv>): void {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw new Refusal('bad_request', 'This address speaks WebSocket.');
  if (c.req.header('origin') === undefined || !fromOwnOrigin(c)) throw new Refusal('foreign_origin');
}
