import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Now } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { GROUPINGS, type Grouping, PARTS, type Part, type StatisticsReport } from '../../protocol/statistics.ts';
import type { AppEnv } from '../http/context.ts';
import { deskOf } from '../http/objects.ts';
import { operator, requireOperator } from '../http/session.ts';
import { mayCount } from './access.ts';
import { parseDay } from './calendar.ts';
import { barsCsv, partCsv } from './csv.ts';
import { firstSlot, readCounts } from './query.ts';
import { plan, report } from './report.ts';

const DAY = 24 * 3600 * 1000;
/** Days of one report. */
const LONGEST = 366;

const id = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(300)));
const day = v.pipe(v.string(), v.transform(parseDay), v.number());
const question = v.pipe(
  v.object({ site: v.pipe(v.string(), v.maxLength(100)), from: day, to: day, operator: id, category: id, listing: id }),
  v.check(({ from, to }) => from <= to && to - from < LONGEST),
);
const groups = v.picklist([...GROUPINGS, ...PARTS]);

/**
 * `GET /now?since=`: the live desk, counted. `since` is the start of the asker's day, ms since epoch; else of the UTC day.
 * `GET /?site=&from=&to=`: the report of a site over days of its own time zone; `operator`, `category`, `listing` leave only their chats.
 * `GET /csv`: the same with `by`, one of its tables as a file.
 */
export const statisticsRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/now', async (c) => {
    const now = Date.now();
    const asked = Number(c.req.query('since'));
    const since = asked > now - 2 * DAY && asked <= now ? asked : now - (now % DAY);
    const me = operator(c);
    const { closed, ...rest } = await deskOf(c.env, me.member.account.id).now(since, operatorId(me.user.id));
    return c.json({ ...rest, closedToday: closed } satisfies Now);
  })

  .get('/', async (c) => c.json(await answer(c)))

  .get('/csv', async (c) => {
    const by = v.safeParse(groups, c.req.query('by'));
    if (!by.success) throw new Refusal('bad_request');
    const found = await answer(c);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="statistics-by-${by.output}-${found.from}-${found.to}.csv"`);
    return c.body(isPart(by.output) ? partCsv(found, by.output) : barsCsv(found, by.output));
  });

const isPart = (by: Grouping | Part): by is Part => (PARTS as readonly string[]).includes(by);

async function answer(c: Context<AppEnv>): Promise<StatisticsReport> {
  const asked = v.safeParse(question, c.req.query());
  if (!asked.success) throw new Refusal('bad_request');
  const { site, from, to, ...filter } = asked.output;
  const scope = await mayCount(c.env, operator(c).member, site);
  const planned = plan(scope.timeZone, { from, to }, Date.now(), await firstSlot(c.env.DB, scope));
  const counts = await readCounts(c.env.DB, scope, filter, planned.spans);
  return report(site, scope.timeZone, planned, counts, scope.visitors && Object.values(filter).every((part) => part === undefined));
}
