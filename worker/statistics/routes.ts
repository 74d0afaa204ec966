import { Hono } from 'hono';
import type { Now } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import type { AppEnv } from '../http/context.ts';
import { deskOf } from '../http/objects.ts';
import { operator, requireOperator } from '../http/session.ts';

const DAY = 24 * 3600 * 1000;

/** `GET /api/statistics/now?since=`: the live desk, counted. `since` is the start of the asker's day, ms since epoch; else of the UTC day. */
export const statisticsRoutes = new Hono<AppEnv>().get('/now', requireOperator, async (c) => {
  const now = Date.now();
  const asked = Number(c.req.query('since'));
  const since = asked > now - 2 * DAY && asked <= now ? asked : now - (now % DAY);
  const me = operator(c);
  const { closed, ...rest } = await deskOf(c.env, me.member.account.id).now(since, operatorId(me.user.id));
  return c.json({ ...rest, closedToday: closed } satisfies Now);
});
