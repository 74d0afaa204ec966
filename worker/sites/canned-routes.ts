import { and, asc, eq, isNull, or } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { CannedResponse } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { cannedResponse } from '../http/schema.ts';
import { type Operator, operator, requireOperator } from '../http/session.ts';

const body = v.object({
  shortcut: v.pipe(v.string(), v.trim(), v.regex(/^[\p{L}\p{N}_-]{1,40}$/u)),
  text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.text)),
  shared: v.boolean(),
});

/** Canned responses one may see: shared ones and own ones. Shared ones are kept by every operator, own ones by their owner. */
export const cannedRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const rows = await database(c.env)
      .select()
      .from(cannedResponse)
      .where(visible(operator(c)))
      .orderBy(asc(cannedResponse.shortcut));
    return c.json(rows.map(shown));
  })

  .post('/', async (c) => {
    const me = operator(c);
    const { shared, ...rest } = await readJson(c, body);
    const row = { id: newId(), account: me.member.account.id, user: shared ? null : me.user.id, ...rest };
    await database(c.env).insert(cannedResponse).values(row);
    return c.json(shown(row), 201);
  })

  .put('/:id', async (c) => {
    const me = operator(c);
    const { shared, ...rest } = await readJson(c, body);
    const [row] = await database(c.env)
      .update(cannedResponse)
      .set({ ...rest, user: shared ? null : me.user.id })
      .where(and(eq(cannedResponse.id, c.req.param('id')), visible(me)))
      .returning();
    if (!row) throw new Refusal('not_found');
    return c.json(shown(row));
  })

  .delete('/:id', async (c) => {
    const removed = await database(c.env)
      .delete(cannedResponse)
      .where(and(eq(cannedResponse.id, c.req.param('id')), visible(operator(c))))
      .returning({ id: cannedResponse.id });
    if (removed.length === 0) throw new Refusal('not_found');
    return c.json({});
  });

const visible = ({ user, member }: Operator) =>
  and(eq(cannedResponse.account, member.account.id), or(isNull(cannedResponse.user), eq(cannedResponse.user, user.id)));

const shown = ({ id, shortcut, text, user }: typeof cannedResponse.$inferSelect): CannedResponse => ({
  id,
  shortcut,
  text,
  shared: user === null,
});
