import { and, desc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import type { DeadLetter } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { deadLetter } from '../http/schema.ts';
import { operator, requireAdmin } from '../http/session.ts';
import { isMailJob } from '../mail/dead-letters.ts';
import { isPhoneJob } from '../phone/jobs.ts';
import { isPushJob } from '../push/jobs.ts';
import { isStatisticsJob } from '../statistics/jobs.ts';
import { isVideoJob } from '../video/jobs.ts';

/** Mail, pushes and SMS that could not be sent, counts and calls that could not be taken, and meetings that could not be ended, to look at and to try again. */
export const deadLetterRoutes = new Hono<AppEnv>()
  .use('*', requireAdmin)

  .get('/', async (c) => {
    const rows: DeadLetter[] = await database(c.env)
      .select({ id: deadLetter.id, queue: deadLetter.queue, title: deadLetter.title, error: deadLetter.error, at: deadLetter.at })
      .from(deadLetter)
      .where(eq(deadLetter.account, operator(c).member.account.id))
      .orderBy(desc(deadLetter.at))
      .limit(200);
    return c.json(rows);
  })

  .post('/:id/replay', async (c) => {
    const db = database(c.env);
    const own = and(eq(deadLetter.id, c.req.param('id')), eq(deadLetter.account, operator(c).member.account.id));
    const [letter] = await db.select().from(deadLetter).where(own);
    if (!letter) throw new Refusal('not_found');
    // Queued before it is removed: a crash between leaves it twice, and the job's id makes that harmless.
    if (isMailJob(letter.body)) await c.env.MAIL.send(letter.body);
    else if (isStatisticsJob(letter.body)) await c.env.STATISTICS.send(letter.body);
    else if (isPushJob(letter.body)) await c.env.PUSH.send(letter.body);
    else if (isVideoJob(letter.body)) await c.env.VIDEO.send(letter.body);
    else if (isPhoneJob(letter.body)) await c.env.PHONE.send(letter.body);
    else throw new Refusal('bad_request', 'This job cannot be tried again.');
    await db.delete(deadLetter).where(own);
    return c.json({});
  });
