import { asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import * as tables from '../http/schema.ts';
import { localDay } from '../statistics/calendar.ts';
import { record } from '../statistics/store.ts';
import { demoDay } from './demo-days.ts';

const days = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000));

/**
 * `POST /dev/demo-data {site, from, to}`, in development only: figures of a site from so many days ago to so many days ago, as if its chats had been
 * counted. There are no conversations behind them. Made twice they are the same.
 */
export const demoDataRoutes = new Hono<AppEnv>().post('/demo-data', async (c) => {
  if (c.env.ENVIRONMENT !== 'development') throw new Refusal('not_found');
  const { site, from, to } = await readJson(c, v.object({ site: v.string(), from: days, to: days }));
  const db = database(c.env);
  const [row] = await db.select().from(tables.site).where(eq(tables.site.id, site));
  if (!row) throw new Refusal('not_found');
  const { account, settings } = row;
  const [members, categories] = await db.batch([
    db
      .select({ user: tables.membership.user })
      .from(tables.membership)
      .where(eq(tables.membership.account, account))
      .orderBy(asc(tables.membership.joinedAt)),
    db.select({ id: tables.category.id, name: tables.category.name }).from(tables.category).where(eq(tables.category.account, account)),
  ]);
  const operators = members.map(({ user }) => operatorId(user));
  const shop = { account, site, timeZone: settings.hours.timeZone, operators, categories };
  const now = Date.now();
  const today = localDay(shop.timeZone, now);
  let jobs = 0;
  for (let ago = from; ago >= to; ago--) {
    const told = demoDay(shop, today - ago, now);
    await record(c.env.DB, told);
    jobs += told.length;
  }
  return c.json({ jobs });
});
