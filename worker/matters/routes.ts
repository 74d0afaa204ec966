/** Matters, for members of the account. Who may do what: `MATTER_PERMISSIONS` (protocol/permissions.ts). */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { isClient, isOperator, operatorId, type PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Matter, MatterList } from '../../protocol/matter.ts';
import { type MatterPermission, mayInMatter, rolesIn } from '../../protocol/permissions.ts';
import { name } from '../accounts/fields.ts';
import { known, shownOf } from '../chats/client-routes.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { sha256 } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { openGroup, settleMatter } from './rooms.ts';
import { beforeOf, documentPage, infoOf, matterOf, statusPage, withStatus } from './shown.ts';
import * as store from './store.ts';

/** Matters and rooms of them that one operator may begin. */
const BEGIN: Limit = { name: 'matters', max: 240, seconds: 3600 };

const person = v.pipe(v.string(), v.regex(/^[oc]_[\w-]{1,64}$/)) as unknown as v.GenericSchema<PersonId>;
const people = v.pipe(v.array(person), v.maxLength(LIMITS.matterPeople));
const cid = v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/));

export const matterRoutes = new Hono<AppEnv>()
  .use(requireOperator)

  .get('/', async (c) => {
    const { text = '', state, mine, after = '' } = c.req.query();
    const me = operator(c);
    const account = me.member.account.id;
    const self = operatorId(me.user.id);
    const closed = state === 'open' ? false : state === 'closed' ? true : undefined;
    const all = me.member.role !== 'operator';
    const wanted = { person: self, all, text: text.slice(0, LIMITS.search), closed, mine: mine !== undefined, after };
    const { rows, next } = await store.listMatters(c.env, account, wanted);
    const matters = (await withStatus(c.env, account, self, rows)).map(infoOf);
    return c.json({ matters, ...(next ? { next } : {}) } satisfies MatterList);
  })

  /** Begins a matter with oneself and the people named. Asked again under the same `cid` it is the same matter. */
  .post('/', async (c) => {
    const asked = await readJson(c, v.object({ cid, name, people, assignee: v.optional(person) }));
    const me = operator(c);
    const { account, access } = me.member;
    // Who sees only the listings of their own advertisers knows no clients.
    if (access.listingsOnly && !access.admin) throw new Refusal('forbidden');
    await countAttempt(c.env, BEGIN, me.user.id);
    const self = operatorId(me.user.id);
    const others = (await known(c.env, me, asked.people)).map(({ id }) => id);
    const { assignee = self } = asked;
    if (assignee !== self && !(isOperator(assignee) && others.includes(assignee))) throw new Refusal('not_found');
    const id = (await sha256(`${account.id} matter ${me.user.id} ${asked.cid}`)).slice(0, 32);
    const row = { id, account: account.id, name: asked.name, assignee: assignee.slice(2), createdBy: me.user.id };
    await store.makeMatter(c.env, row, [self, ...others]);
    return c.json(await settled(c, id));
  })

  .get('/:id', async (c) => {
    const id = await requireMay(c, 'see');
    return c.json(await settled(c, id, false));
  })

  .patch('/:id', async (c) => {
    const body = await readJson(c, v.object({ name: v.optional(name), assignee: v.optional(person), closed: v.optional(v.boolean()) }));
    const id = await requireMay(c, 'see');
    const account = operator(c).member.account.id;
    if (body.name !== undefined) await requireMay(c, 'rename');
    if (body.closed !== undefined) await requireMay(c, 'close');
    if (body.assignee !== undefined) {
      await requireMay(c, 'assign');
      const found = await store.readMatter(c.env, account, id);
      if (!found?.team.some((one) => one.id === body.assignee)) throw new Refusal('not_found');
    }
    await store.changeMatter(c.env, account, id, {
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.assignee === undefined ? {} : { assignee: body.assignee.slice(2) }),
      ...(body.closed === undefined ? {} : { closedAt: body.closed ? Date.now() : null }),
    });
    return c.json(await settled(c, id));
  })

  .post('/:id/people', async (c) => {
    const body = await readJson(c, v.object({ people: v.pipe(people, v.minLength(1)) }));
    const id = await requireMay(c, 'add');
    const me = operator(c);
    const self = operatorId(me.user.id);
    const found = (await known(c.env, me, body.people)).map((one) => one.id);
    await store.addPeople(c.env, me.member.account.id, id, [...(body.people.includes(self) ? [self] : []), ...found]);
    return c.json(await settled(c, id));
  })

  .delete('/:id/people/:person', async (c) => {
    const gone = v.safeParse(person, c.req.param('person'));
    const id = await requireMay(c, 'remove');
    if (!gone.success) throw new Refusal('not_found');
    const me = operator(c);
    await store.removePerson(c.env, me.member.account.id, id, gone.output);
    await settleMatter(c.env, me.member.account.id, id, shownOf(me));
    return c.json({});
  })

  /** Opens the room with one client of the matter. */
  .post('/:id/threads/:person', async (c) => {
    const id = await requireMay(c, 'thread');
    const { threads } = await settleMatter(c.env, operator(c).member.account.id, id);
    const room = threads.get(c.req.param('person') as PersonId);
    if (!room) throw new Refusal('not_found');
    return c.json({ room });
  })

  /** Begins a room with chosen clients of the matter and all its colleagues; without clients it is among colleagues alone. */
  .post('/:id/groups', async (c) => {
    const body = await readJson(c, v.object({ cid, name, people }));
    const id = await requireMay(c, 'group');
    const me = operator(c);
    await countAttempt(c.env, BEGIN, me.user.id);
    const chosen = body.people.filter(isClient);
    const group = { matter: id, account: me.member.account.id, by: shownOf(me), cid: body.cid, name: body.name, people: chosen };
    return c.json({ room: await openGroup(c.env, group) });
  })

  .get('/:id/statuses', async (c) => {
    const id = await requireMay(c, 'see');
    const me = operator(c);
    return c.json(await statusPage(c.env, me.member.account.id, operatorId(me.user.id), id, beforeOf(c.req.query('before'))));
  })

  .get('/:id/documents', async (c) => {
    const id = await requireMay(c, 'see');
    const me = operator(c);
    return c.json(await documentPage(c.env, me.member.account.id, operatorId(me.user.id), id, beforeOf(c.req.query('before'))));
  });

/** The matter that the address names, when the operator may do this to it. Who may not even see it learns of no such matter. */
async function requireMay(c: Context<AppEnv>, action: MatterPermission): Promise<string> {
  const id = c.req.param('id') ?? '';
  const me = operator(c);
  const self = operatorPerson(me);
  const found = await store.readMatter(c.env, me.member.account.id, id);
  const isIn = found?.team.some((one) => one.id === self.id) ?? false;
  const roles = found ? rolesIn({ creator: found.creator }, self, isIn) : [];
  if (!mayInMatter(roles, 'see')) throw new Refusal('not_found');
  if (!mayInMatter(roles, action)) throw new Refusal('forbidden');
  return id;
}

/** The matter after its rooms were brought in line. `own`: by something this operator did. */
async function settled(c: Context<AppEnv>, id: string, own = true): Promise<Matter> {
  const me = operator(c);
  const account = me.member.account.id;
  const done = await settleMatter(c.env, account, id, own ? shownOf(me) : null);
  const found = await store.readMatter(c.env, account, id);
  if (!found) throw new Refusal('not_found');
  return matterOf(c.env, found.row, done, operatorId(me.user.id), me.member.role !== 'operator');
}
