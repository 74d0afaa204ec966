import { and, eq, gt } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { invitationUrl } from '../http/addresses.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId, randomToken, sha256 } from '../http/ids.ts';
import { countAddress, countAttempt, type Limit } from '../http/limits.ts';
import * as tables from '../http/schema.ts';
import { operator, readSession, requireAdmin } from '../http/session.ts';
import { createUser } from './entry-routes.ts';
import { email, name, password, role } from './fields.ts';
import { pushDesk } from './push.ts';
import { mayGrant } from './roles.ts';
import { removeUser } from './sign-up.ts';

const WEEK = 7 * 24 * 3600 * 1000;
/** Mails that one account may cause; an invitation carries names that its people chose. */
const INVITE: Limit = { name: 'invite', max: 50, seconds: 24 * 3600 };
const TRY: Limit = { name: 'invitation-try', max: 60, seconds: 3600 };

/** Invitations by mail. The link is the only proof asked for: whoever has it reads that address. */
export const invitationRoutes = new Hono<AppEnv>()
  .post('/', requireAdmin, async (c) => {
    const body = await readJson(c, v.object({ email, role }));
    const { user, member } = operator(c);
    if (!mayGrant(member.role, body.role)) throw new Refusal('forbidden', 'Only owners make owners.');
    if (await isMember(c, member.account.id, body.email)) throw new Refusal('email_taken', 'This person is in the account already.');
    await countAttempt(c.env, INVITE, member.account.id);
    const token = randomToken(32);
    const fresh = { role: body.role, invitedBy: user.id, tokenHash: await sha256(token), expiresAt: Date.now() + WEEK };
    // Inviting the same address again replaces the link before.
    const [row] = await database(c.env)
      .insert(tables.invitation)
      .values({ id: newId(), account: member.account.id, email: body.email, ...fresh })
      .onConflictDoUpdate({ target: [tables.invitation.account, tables.invitation.email], set: fresh })
      .returning();
    await c.env.MAIL.send({
      id: `invitation:${fresh.tokenHash}`,
      account: member.account.id,
      kind: 'invitation',
      email: body.email,
      inviter: user.name,
      accountName: member.account.name,
      url: invitationUrl(c.env.PUBLIC_URL, token),
    });
    return c.json({ id: row!.id, email: body.email, role: body.role, expiresAt: fresh.expiresAt }, 201);
  })

  .delete('/:id', requireAdmin, async (c) => {
    const removed = await database(c.env)
      .delete(tables.invitation)
      .where(and(eq(tables.invitation.id, c.req.param('id')), eq(tables.invitation.account, operator(c).member.account.id)))
      .returning({ id: tables.invitation.id });
    if (removed.length === 0) throw new Refusal('not_found');
    return c.json({});
  })

  /** What the page behind the link shows. `known`: sign in with that address to accept. */
  .get('/:token', async (c) => {
    await countAddress(c, TRY);
    const found = await findInvitation(c, c.req.param('token'));
    return c.json({ accountName: found.accountName, email: found.email, known: found.user !== null });
  })

  .post('/:token/accept', async (c) => {
    await countAddress(c, TRY);
    const found = await findInvitation(c, c.req.param('token'));
    const signedIn = await readSession(c);
    if (signedIn && signedIn.user.email === found.email) {
      if (!(await join(c.env, found.tokenHash, signedIn.user.id))) throw new Refusal('token_used');
    } else {
      const body = await readJson(c, v.object({ name, password }));
      const user = await createUser(c, { ...body, email: found.email });
      try {
        if (!(await join(c.env, found.tokenHash, user))) throw new Refusal('token_used');
      } catch (error) {
        await removeUser(c.env, user);
        throw error;
      }
    }
    await pushDesk(c.env, found.account);
    return c.json({});
  });

async function isMember(c: Context<AppEnv>, account: string, address: string): Promise<boolean> {
  const rows = await database(c.env)
    .select({ user: tables.user.id })
    .from(tables.membership)
    .innerJoin(tables.user, eq(tables.user.id, tables.membership.user))
    .where(and(eq(tables.membership.account, account), eq(tables.user.email, address)));
  return rows.length > 0;
}

/** A standing invitation by the token of its link; `token_used` for anything else. */
async function findInvitation(c: Context<AppEnv>, token: string) {
  const { invitation, account, user } = tables;
  const tokenHash = await sha256(token);
  const [row] = await database(c.env)
    .select({ account: invitation.account, accountName: account.name, email: invitation.email, user: user.id })
    .from(invitation)
    .innerJoin(account, eq(account.id, invitation.account))
    .leftJoin(user, eq(user.email, invitation.email))
    .where(and(eq(invitation.tokenHash, tokenHash), gt(invitation.expiresAt, Date.now())));
  if (!row) throw new Refusal('token_used');
  return { ...row, tokenHash };
}

/** Uses the invitation up and makes the user a member, in one transaction. False when somebody was faster. */
async function join({ DB }: AppEnv['Bindings'], tokenHash: string, user: string): Promise<boolean> {
  const now = Date.now();
  const standing = 'FROM invitation WHERE token_hash = ?1 AND expires_at > ?2';
  const [, , used] = await DB.batch([
    DB.prepare(
      `INSERT INTO membership (account, user, role, joined_at, used_at) SELECT account, ?3, role, ?2, ?2 ${standing} ON CONFLICT DO NOTHING`,
    ).bind(tokenHash, now, user),
    DB.prepare(`UPDATE user SET email_verified = 1 WHERE id = ?3 AND EXISTS (SELECT 1 ${standing})`).bind(tokenHash, now, user),
    DB.prepare(`DELETE ${standing}`).bind(tokenHash, now),
  ]);
  return used!.meta.changes > 0;
}
