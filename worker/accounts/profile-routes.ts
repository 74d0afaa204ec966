import { and, desc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { Me, Preferences } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import { LANGUAGES } from '../../protocol/site-settings.ts';
import { alertPreferences, timeZone } from '../../protocol/validators.ts';
import { sniff } from '../files/sniff.ts';
import { photoUrl } from '../http/addresses.ts';
import { readBytes, readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { randomToken } from '../http/ids.ts';
import * as tables from '../http/schema.ts';
import { lacksSecondFactor, type Operator, operator, requireAdmin, requireMember, requireOperator } from '../http/session.ts';
import { tellTexting } from '../phone/mobiles.ts';
import { tellListening } from '../push/subscriptions.ts';
import { email, name } from './fields.ts';
import { pushDesksOf } from './push.ts';

/** Bytes of a photo. */
const PHOTO_SIZE = 1024 * 1024;
const PHOTO_TYPES = ['image/png', 'image/jpeg', 'image/webp'];

const preferences = v.object({
  transcriptEmail: v.union([v.literal(''), email]),
  language: v.picklist(['auto', ...LANGUAGES]),
  theme: v.picklist(['auto', 'light', 'dark']),
  awayAfter: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60)),
  // Pages of before it was there do not send it.
  timeZone: v.optional(v.union([v.literal(''), timeZone]), ''),
  alerts: alertPreferences,
}) satisfies v.GenericSchema<unknown, Preferences>;

const ownPlace = (me: Operator) => and(eq(tables.membership.account, me.member.account.id), eq(tables.membership.user, me.user.id));

/** What a person sets for themselves, and the account's name. */
export const profileRoutes = new Hono<AppEnv>()
  .get('/me', requireMember, async (c) => {
    const { user, member } = operator(c);
    const accounts = await database(c.env)
      .select({ id: tables.account.id, name: tables.account.name })
      .from(tables.membership)
      .innerJoin(tables.account, eq(tables.account.id, tables.membership.account))
      .where(eq(tables.membership.user, user.id))
      .orderBy(desc(tables.membership.usedAt));
    const me: Me = {
      user: { id: user.id, name: user.name, email: user.email, verified: user.verified, ...(member.photo ? { photo: member.photo } : {}) },
      account: member.account,
      role: member.role,
      preferences: readPreferences(member.preferences),
      accounts,
      ...(lacksSecondFactor(operator(c)) ? { needsSecondFactor: true } : {}),
    };
    return c.json(me);
  })

  // Works in another of their accounts from now on.
  .put('/me/account', requireMember, async (c) => {
    const { account } = await readJson(c, v.object({ account: v.pipe(v.string(), v.maxLength(100)) }));
    const moved = await database(c.env)
      .update(tables.membership)
      .set({ usedAt: Date.now() })
      .where(and(eq(tables.membership.account, account), eq(tables.membership.user, operator(c).user.id)))
      .returning({ account: tables.membership.account });
    if (moved.length === 0) throw new Refusal('not_found');
    return c.json({});
  })

  .use('/me', requireOperator)
  .use('/me/*', requireOperator)

  .put('/me', async (c) => {
    const body = await readJson(c, v.object({ name }));
    const { user } = operator(c);
    await database(c.env).update(tables.user).set({ name: body.name, updatedAt: new Date() }).where(eq(tables.user.id, user.id));
    await pushDesksOf(c.env, user.id);
    return c.json({});
  })

  .put('/me/preferences', async (c) => {
    const body = await readJson(c, preferences);
    const me = operator(c);
    await database(c.env).update(tables.membership).set({ preferences: body }).where(ownPlace(me));
    const owner = { account: me.member.account.id, user: me.user.id };
    await tellListening(c.env, owner);
    await tellTexting(c.env, owner);
    return c.json(body);
  })

  .put('/me/photo', async (c) => {
    const me = operator(c);
    const bytes = await readBytes(c.req.raw, PHOTO_SIZE);
    if (bytes.byteLength === 0) throw new Refusal('file_empty');
    const type = sniff(bytes);
    if (!PHOTO_TYPES.includes(type)) throw new Refusal('file_type', 'A photo is a PNG, JPEG or WebP image.');
    const key = `photos/${me.user.id}/${randomToken()}`;
    await c.env.FILES.put(key, bytes, { httpMetadata: { contentType: type } });
    const before = await replacePhoto(c.env, me, key);
    if (before) await c.env.FILES.delete(before);
    return c.json({ photo: photoUrl(c.env.PUBLIC_URL, key) });
  })

  .delete('/me/photo', async (c) => {
    const before = await replacePhoto(c.env, operator(c), null);
    if (before) await c.env.FILES.delete(before);
    return c.json({});
  })

  .put('/account', requireAdmin, async (c) => {
    const body = await readJson(c, v.object({ name }));
    await database(c.env)
      .update(tables.account)
      .set({ name: body.name })
      .where(eq(tables.account.id, operator(c).member.account.id));
    return c.json({});
  });

/** Sets the key of a photo and answers the one before. */
async function replacePhoto(env: AppEnv['Bindings'], me: Operator, key: string | null): Promise<string | null> {
  const db = database(env);
  const [[row]] = await db.batch([
    db.select({ photo: tables.membership.photo }).from(tables.membership).where(ownPlace(me)),
    db.update(tables.membership).set({ photo: key }).where(ownPlace(me)),
  ]);
  await pushDesksOf(env, me.user.id);
  return row?.photo ?? null;
}
