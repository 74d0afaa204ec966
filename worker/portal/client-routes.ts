/** Clients as operators keep them: `/api/clients`. */
import { and, eq, isNotNull, isNull, or } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { PORTAL_LANGUAGES } from '../../protocol/portal.ts';
import { email, name } from '../accounts/fields.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId, randomToken, sha256 } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { client } from '../http/schema.ts';
import { operator, requireOperator } from '../http/session.ts';
import { type ClientRow, findClient, listClients, shown } from './clients.ts';
import { freshInvitation, inviteAgain, mailInvitation } from './invitations.ts';
import { findPortal, type Portal } from './portals.ts';
import { removeClient } from './removal.ts';

/** Invitations that one account may mail, each with a text that its people chose. */
const INVITE: Limit = { name: 'client-invite', max: 500, seconds: 24 * 3600 };

const invitation = v.object({
  email,
  name,
  message: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(1000)), ''),
  /** Of the mail, until the client has told their own. */
  language: v.optional(v.picklist(PORTAL_LANGUAGES), 'en'),
});
const query = v.object({
  state: v.optional(v.picklist(['invited', 'active', 'removed'])),
  q: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
  after: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
});

/** Lets all operators pass but those who answer the listings of one advertiser: who else the account works for is not theirs to see. */
const requireColleague = createMiddleware<AppEnv>((c, next) =>
  requireOperator(c, async () => {
    const { access } = operator(c).member;
    if (access.listingsOnly && !access.admin) throw new Refusal('forbidden');
    await next();
  }),
);

export const clientRoutes = new Hono<AppEnv>()
  .use('*', requireColleague)

  .get('/', async (c) => {
    const asked = v.safeParse(query, c.req.query());
    if (!asked.success) throw new Refusal('bad_request');
    const { state, q, after } = asked.output;
    return c.json(await listClients(c.env, operator(c).member.account.id, { state, search: q.trim(), after }));
  })

  .post('/', async (c) => {
    const body = await readJson(c, invitation);
    const { user, member } = operator(c);
    const account = member.account.id;
    if ((await findClient(c.env, account, { email: body.email }))?.activatedAt) throw new Refusal('client_exists');
    await countAttempt(c.env, INVITE, account);
    const token = randomToken(32);
    const fresh = freshInvitation(user.id, await sha256(token));
    const { name, language } = body;
    // Inviting the same address again replaces the link before; who was removed begins anew, and is the person who wrote what they wrote.
    const again = { ...fresh, name, language, user: null, activatedAt: null, removedAt: null };
    const [row] = await database(c.env)
      .insert(client)
      .values({ id: newId(), account, email: body.email, name, language, ...fresh })
      .onConflictDoUpdate({
        target: [client.account, client.email],
        set: again,
        setWhere: or(isNull(client.activatedAt), isNotNull(client.removedAt)),
      })
      .returning();
    // Activated meanwhile.
    if (!row) throw new Refusal('client_exists');
    await mailInvitation(c.env, await ownPortal(c), row, { token, inviter: user.name, message: body.message });
    return c.json(shown(row), 201);
  })

  .post('/:id/invite', async (c) => {
    const { user, member } = operator(c);
    const row = await own(c);
    if (row.activatedAt) throw new Refusal('client_exists');
    await countAttempt(c.env, INVITE, member.account.id);
    await inviteAgain(c.env, await ownPortal(c), row, { by: { id: user.id, name: user.name } });
    return c.json(shown(await own(c)));
  })

  .patch('/:id', async (c) => {
    const body = await readJson(c, v.object({ name }));
    const [row] = await database(c.env)
      .update(client)
      .set(body)
      .where(and(eq(client.account, operator(c).member.account.id), eq(client.id, c.req.param('id')), isNull(client.removedAt)))
      .returning();
    if (!row) throw new Refusal('not_found');
    return c.json(shown(row));
  })

  // Again for one who is removed already: what failed the last time is done now.
  .delete('/:id', async (c) => {
    const { user, member } = operator(c);
    const row = await findClient(c.env, member.account.id, { id: c.req.param('id') });
    if (row && member.role === 'operator' && row.invitedBy !== user.id)
      throw new Refusal('forbidden', 'Only who invited a client, owners and admins remove them.');
    if (!(await removeClient(c.env, member.account.id, c.req.param('id')))) throw new Refusal('not_found');
    return c.json({});
  });

/** The client that the address names. Refuses `not_found`. */
async function own(c: Context<AppEnv>): Promise<ClientRow> {
  const row = await findClient(c.env, operator(c).member.account.id, { id: c.req.param('id') ?? '' });
  if (!row) throw new Refusal('not_found');
  return row;
}

async function ownPortal(c: Context<AppEnv>): Promise<Portal> {
  const portal = await findPortal(c.env, operator(c).member.account.id);
  if (!portal) throw new Refusal('not_found');
  return portal;
}
