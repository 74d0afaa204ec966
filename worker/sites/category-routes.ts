import { and, asc, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { Category } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { email, name } from '../accounts/fields.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { category } from '../http/schema.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';

const body = v.object({ name, emails: v.pipe(v.array(email), v.maxLength(20)) });

/** What chats are closed into. Every operator closes, owners and admins keep the list. */
export const categoryRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const rows = await database(c.env)
      .select()
      .from(category)
      .where(eq(category.account, operator(c).member.account.id))
      .orderBy(asc(category.id));
    return c.json(rows.map(shown));
  })

  .post('/', requireAdmin, async (c) => {
    const values = { id: newId(), account: operator(c).member.account.id, ...(await readJson(c, body)) };
    await database(c.env).insert(category).values(values);
    return c.json(shown(values), 201);
  })

  .put('/:id', requireAdmin, async (c) => {
    const [row] = await database(c.env)
      .update(category)
      .set(await readJson(c, body))
      .where(and(eq(category.id, c.req.param('id')), eq(category.account, operator(c).member.account.id)))
      .returning();
    if (!row) throw new Refusal('not_found');
    return c.json(shown(row));
  })

  .delete('/:id', requireAdmin, async (c) => {
    const removed = await database(c.env)
      .delete(category)
      .where(and(eq(category.id, c.req.param('id')), eq(category.account, operator(c).member.account.id)))
      .returning({ id: category.id });
    if (removed.length === 0) throw new Refusal('not_found');
    return c.json({});
  });

const shown = ({ id, name, emails }: Category): Category => ({ id, name, emails });
