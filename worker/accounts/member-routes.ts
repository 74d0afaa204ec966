import { and, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { membership } from '../http/schema.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';
import { cutStrangers, removeMember } from './cut-off.ts';
import { extension, role } from './fields.ts';
import { findMember, hasExtension, listMembers, ownerRemains } from './members.ts';
import { pushDesk } from './push.ts';
import { memberChange } from './roles.ts';

/** Colleagues: seen by all, changed by owners and admins. */
export const memberRoutes = new Hono<AppEnv>()
  .get('/', requireOperator, async (c) => {
    const { account, role: mine } = operator(c).member;
    return c.json(await listMembers(c.env, account.id, mine !== 'operator'));
  })

  .put('/:user', requireAdmin, async (c) => {
    const body = await readJson(
      c,
      v.object({ role: v.optional(role), listingsOnly: v.optional(v.boolean()), extension: v.optional(extension) }),
    );
    const { member: actor } = operator(c);
    const account = actor.account.id;
    const member = await findMember(c.env, account, c.req.param('user'));
    if (!member) throw new Refusal('not_found');
    const next = body.role ?? member.role;
    const refused = memberChange(actor.role, member.role, next, member.owners);
    if (refused) throw new Refusal(refused);
    const set = {
      role: next,
      ...(body.listingsOnly === undefined ? {} : { listingsOnly: body.listingsOnly }),
      ...(body.extension === undefined ? {} : { extension: body.extension || null }),
    };
    const own = and(eq(membership.account, account), eq(membership.user, c.req.param('user')));
    const changed = await database(c.env)
      .update(membership)
      .set(set)
      .where(next === 'owner' ? own : and(own, ownerRemains(account)))
      .returning({ user: membership.user })
      .catch(async (error) => {
        if (body.extension && (await hasExtension(c.env, account, body.extension))) throw new Refusal('extension_taken');
        throw error;
      });
    if (changed.length === 0) throw new Refusal('last_owner');
    await pushDesk(c.env, account);
    await cutStrangers(c.env, account, c.req.param('user'));
    return c.json({});
  })

  .delete('/:user', requireAdmin, async (c) => {
    const { member: actor } = operator(c);
    const account = actor.account.id;
    const member = await findMember(c.env, account, c.req.param('user'));
    const refused = member && memberChange(actor.role, member.role, null, member.owners);
    if (refused) throw new Refusal(refused);
    // Also for one who is gone already: an earlier try may have failed half-way.
    await removeMember(c.env, account, c.req.param('user'));
    if (!member) throw new Refusal('not_found');
    return c.json({});
  });
