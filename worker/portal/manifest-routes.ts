/** What makes a portal an installable app, with the company's name, colour and logo. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/context.ts';
import { branding, portalOf } from './portals.ts';

/** Smallest side of a logo that systems take for an icon. */
const MIN_ICON = 144;
const GROUND = '#f6f5f3';
const MARK = '#e8590c';

/** `GET /api/portal/:account/manifest.webmanifest` */
export const manifestRoutes = new Hono<AppEnv>().get('/manifest.webmanifest', async (c) => {
  const portal = await portalOf(c);
  const { name, logo, colour } = branding(portal);
  const here = new URL(c.req.url).hostname;
  const start = portal.host === here ? '/' : `/portal/${portal.account}`;
  const stored = portal.logo ? await c.env.FILES.head(portal.logo) : null;
  const { width, height } = stored?.customMetadata ?? {};
  const isIcon = logo && width && width === height && Number(width) >= MIN_ICON;
  const icon = (size: number, purpose: string, file = `icon-${size}`) => ({
    src: `/app/${file}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const icons = isIcon
    ? [{ src: logo, sizes: `${width}x${height}`, type: stored?.httpMetadata?.contentType, purpose: 'any' }]
    : [icon(192, 'any'), icon(512, 'any'), icon(512, 'maskable', 'icon-maskable-512')];
  c.header('content-type', 'application/manifest+json');
  return c.body(
    JSON.stringify({
      id: start,
      name,
      short_name: [...name].slice(0, 30).join(''),
      start_url: start,
      scope: start,
      display: 'standalone',
      background_color: GROUND,
      theme_color: colour ?? MARK,
      icons,
    }),
  );
});
