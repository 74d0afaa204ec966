import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './context.ts';

/** For our own pages. Styles may be inline because components bring their own; scripts may not. `pictures`: another origin they come from. */
export const pagePolicy = (pictures = ''): string =>
  [
    "default-src 'self'",
    // Cloudflare's SDK for meetings: its servers, and timers that run in the background.
    "connect-src 'self' https://*.realtime.cloudflare.com wss://*.realtime.cloudflare.com",
    "worker-src 'self' blob:",
    `img-src 'self' data: blob: ${pictures}`.trim(),
    "media-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
  ].join('; ');

/** Gives every answer of the Worker a request id and safe defaults; what a route set itself stays. Upgrades pass untouched. */
export const safeHeaders = createMiddleware<AppEnv>(async (c, next) => {
  c.set('requestId', crypto.randomUUID());
  await next();
  if (c.res.status === 101) return;
  c.header('x-request-id', c.get('requestId'));
  c.header('x-content-type-options', 'nosniff');
  const defaults: Record<string, string> = { 'referrer-policy': 'strict-origin-when-cross-origin' };
  if (c.res.headers.get('content-type')?.startsWith('text/html')) defaults['content-security-policy'] = pagePolicy();
  if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/w/v1/')) defaults['cache-control'] = 'no-store';
  for (const [name, value] of Object.entries(defaults)) if (!c.res.headers.has(name)) c.header(name, value);
});
