/** How the portal looks and behaves: `/api/portal-settings`, for owners and admins. */
import { and, eq, ne } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { DIGEST_MINUTES, type PortalSettings, type PortalSettingsInfo } from '../../protocol/portal.ts';
import { name } from '../accounts/fields.ts';
import { pushDesk } from '../accounts/push.ts';
import { dimensions } from '../files/dimensions.ts';
import { sniff } from '../files/sniff.ts';
import { readBytes, readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { randomToken } from '../http/ids.ts';
import { InvalidBody } from '../http/problems.ts';
import { portal } from '../http/schema.ts';
import { operator, requireAdmin } from '../http/session.ts';
import { readHost } from './host-name.ts';
import { branding, findPortal, portalPath } from './portals.ts';

/** Bytes of a logo. */
const LOGO_SIZE = 1024 * 1024;
const LOGO_TYPES = ['image/png', 'image/jpeg', 'image/webp'];

const body = v.object({
  title: v.union([v.literal(''), name]),
  colour: v.union([v.literal(''), v.pipe(v.string(), v.toLowerCase(), v.regex(/^#[0-9a-f]{6}$/))]),
  host: v.pipe(v.string(), v.maxLength(300)),
  digestMinutes: v.pipe(v.number(), v.integer(), v.minValue(DIGEST_MINUTES.min), v.maxValue(DIGEST_MINUTES.max)),
}) satisfies v.GenericSchema<PortalSettings>;

export const portalSettingsRoutes = new Hono<AppEnv>()
  .use('*', requireAdmin)

  .get('/', async (c) => c.json(await read(c)))

  .put('/', async (c) => {
    const given = await readJson(c, body);
    const account = operator(c).member.account.id;
    const host = given.host.trim() ? readHost(given.host, c.env.PUBLIC_URL) : null;
    if (given.host.trim() && !host) throw new InvalidBody({ host: 'not a host name of your own' });
    if (host && (await isTaken(c, host))) throw new Refusal('host_taken');
    const set = { ...given, host };
    const db = database(c.env);
    try {
      await db
        .insert(portal)
        .values({ account, ...set })
        .onConflictDoUpdate({ target: portal.account, set });
    } catch (error) {
      // Somebody took it in the same moment.
      if (host && (await isTaken(c, host))) throw new Refusal('host_taken');
      throw error;
    }
    await pushDesk(c.env, account);
    return c.json(await read(c));
  })

  .put('/logo', async (c) => {
    const account = operator(c).member.account.id;
    const bytes = await readBytes(c.req.raw, LOGO_SIZE);
    if (bytes.byteLength === 0) throw new Refusal('file_empty');
    const type = sniff(bytes);
    if (!LOGO_TYPES.includes(type)) throw new Refusal('file_type', 'A logo is a PNG, JPEG or WebP image.');
    const key = `portals/${account}/${randomToken()}`;
    const size = dimensions(type, bytes);
    const customMetadata: Record<string, string> = size ? { width: String(size.width), height: String(size.height) } : {};
    await c.env.FILES.put(key, bytes, { httpMetadata: { contentType: type }, customMetadata });
    await replaceLogo(c, key);
    return c.json(await read(c));
  })

  .delete('/logo', async (c) => {
    await replaceLogo(c, null);
    return c.json(await read(c));
  });

async function read(c: Context<AppEnv>): Promise<PortalSettingsInfo> {
  const { member } = operator(c);
  const found = (await findPortal(c.env, member.account.id))!;
  const { logo } = branding(found);
  return {
    title: found.title,
    colour: found.colour,
    host: found.host ?? '',
    digestMinutes: found.digestMinutes,
    accountName: found.accountName,
    ...(logo ? { logo } : {}),
    url: portalPath(c.env, found.account),
    target: new URL(c.env.PUBLIC_URL).hostname,
  };
}

/** Whether the portal of another account is at a host. */
async function isTaken(c: Context<AppEnv>, host: string): Promise<boolean> {
  const rows = await database(c.env)
    .select({ account: portal.account })
    .from(portal)
    .where(and(eq(portal.host, host), ne(portal.account, operator(c).member.account.id)));
  return rows.length > 0;
}

/** Sets the key of the logo and deletes the one before. */
async function replaceLogo(c: Context<AppEnv>, logo: string | null): Promise<void> {
  const account = operator(c).member.account.id;
  const db = database(c.env);
  const [[before]] = await db.batch([
    db.select({ logo: portal.logo }).from(portal).where(eq(portal.account, account)),
    db.insert(portal).values({ account, logo }).onConflictDoUpdate({ target: portal.account, set: { logo } }),
  ]);
  if (before?.logo) await c.env.FILES.delete(before.logo);
}
