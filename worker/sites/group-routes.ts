import { and, asc, eq } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Group } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { name } from '../accounts/fields.ts';
import { membersAmong } from '../accounts/members.ts';
import { pushDesk } from '../accounts/push.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { teamGroup, teamGroupMember } from '../http/schema.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';

const body = v.object({ name, members: v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(90)) });

/** Groups of operators, to route and to transfer chats to. */
export const groupRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const rows = await database(c.env)
      .select({ id: teamGroup.id, name: teamGroup.name, user: teamGroupMember.user })
      .from(teamGroup)
      .leftJoin(teamGroupMember, eq(teamGroupMember.group, teamGroup.id))
      .where(eq(teamGroup.account, operator(c).member.account.id))
      .orderBy(asc(teamGroup.id));
    const groups = new Map<string, Group>();
    for (const { id, name, user } of rows) {
      const group = groups.get(id) ?? { id, name, members: [] };
      if (user) group.members.push(user);
      groups.set(id, group);
    }
    return c.json([...groups.values()]);
  })

  .post('/', requireAdmin, async (c) => {
    const { name, members } = await readBody(c);
    const group: Group = { id: newId(), name, members };
    const db = database(c.env);
    await db.batch([
      db.insert(teamGroup).values({ id: group.id, account: operator(c).member.account.id, name }),
      ...members.map((user) => db.insert(teamGroupMember).values({ group: group.id, user })),
    ]);
    await pushDesk(c.env, operator(c).member.account.id);
    return c.json(group, 201);
  })

  .put('/:id', requireAdmin, async (c) => {
    const { name, members } = await readBody(c);
    const id = await ownGroup(c);
    const db = database(c.env);
    await db.batch([
      db.update(teamGroup).set({ name }).where(eq(teamGroup.id, id)),
      db.delete(teamGroupMember).where(eq(teamGroupMember.group, id)),
      ...members.map((user) => db.insert(teamGroupMember).values({ group: id, user })),
    ]);
    await pushDesk(c.env, operator(c).member.account.id);
    return c.json({ id, name, members } satisfies Group);
  })

  .delete('/:id', requireAdmin, async (c) => {
    const id = await ownGroup(c);
    const db = database(c.env);
    await db.batch([db.delete(teamGroupMember).where(eq(teamGroupMember.group, id)), db.delete(teamGroup).where(eq(teamGroup.id, id))]);
    await pushDesk(c.env, operator(c).member.account.id);
    return c.json({});
  });

/** Name and members, of whom only the account's own count. */
async function readBody(c: Context<AppEnv>) {
  const { name, members } = await readJson(c, body);
  return { name, members: await membersAmong(c.env, operator(c).member.account.id, members) };
}

async function ownGroup(c: Context<AppEnv>): Promise<string> {
  const id = c.req.param('id') ?? '';
  const rows = await database(c.env)
    .select({ id: teamGroup.id })
    .from(teamGroup)
    .where(and(eq(teamGroup.id, id), eq(teamGroup.account, operator(c).member.account.id)));
  if (rows.length === 0) throw new Refusal('not_found');
  return id;
}
