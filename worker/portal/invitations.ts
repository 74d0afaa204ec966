/** Invitations of clients: a link by mail that is good once, for a week. The link is the only proof asked for: whoever has it reads that address. */
import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '../../protocol/errors.ts';
import { hashPassword } from '../accounts/password.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { newId, randomToken, sha256 } from '../http/ids.ts';
import { client, clientUser, user } from '../http/schema.ts';
import type { ClientRow } from './clients.ts';
import { linkPath, type Portal, portalName, portalUrl } from './portals.ts';

const WEEK = 7 * 24 * 3600 * 1000;

/** What a fresh invitation sets: links before it are worth nothing from now on. */
export const freshInvitation = (invitedBy: string, tokenHash: string, now = Date.now()) => ({
  invitedBy,
  invitedAt: now,
  tokenHash,
  expiresAt: now + WEEK,
});

/** Mails the link whose token is `token`. */
export async function mailInvitation(
  env: Env,
  portal: Portal,
  { email, language }: Pick<ClientRow, 'email' | 'language'>,
  { token, inviter, message = '', to }: { token: string; inviter: string; message?: string; to?: string | undefined },
): Promise<void> {
  await env.MAIL.send({
    id: `client_invitation:${await sha256(token)}`,
    account: portal.account,
    kind: 'client_invitation',
    email,
    inviter,
    company: portalName(portal),
    message,
    url: portalUrl(env, portal, linkPath('activate', token, to)),
    language,
  });
}

/** Sends a standing invitation anew, `by` somebody or to lead `to` a page; the link before dies. Nothing happens when the client is active meanwhile. */
export async function inviteAgain(
  env: Env,
  portal: Portal,
  row: ClientRow,
  { by, to }: { by?: { id: string; name: string }; to?: string | undefined } = {},
): Promise<void> {
  const token = randomToken(32);
  const [changed] = await database(env)
    .update(client)
    .set(freshInvitation(by?.id ?? row.invitedBy, await sha256(token)))
    .where(and(eq(client.id, row.id), eq(client.account, portal.account), isNull(client.activatedAt), isNull(client.removedAt)))
    .returning({ id: client.id });
  if (!changed) return;
  const [inviter] = by ? [by] : await database(env).select({ name: user.name }).from(user).where(eq(user.id, row.invitedBy));
  await mailInvitation(env, portal, row, { token, inviter: inviter?.name ?? '', to });
}

export interface Invited {
  row: ClientRow;
  tokenHash: string;
  expired: boolean;
  /** Somebody has an account with this address, made at this company or another. */
  known: boolean;
}

/** The invitation that a link's token stands for, expired ones too; refuses `token_used` for anything else. */
export async function findInvited(env: Env, account: string, token: string, now = Date.now()): Promise<Invited> {
  const tokenHash = await sha256(token);
  const [row] = await database(env)
    .select({ client, user: clientUser.id })
    .from(client)
    .leftJoin(clientUser, eq(clientUser.email, client.email))
    .where(and(eq(client.account, account), eq(client.tokenHash, tokenHash), isNull(client.removedAt)));
  if (!row) throw new Refusal('token_used');
  return { row: row.client, tokenHash, expired: row.client.expiresAt <= now, known: row.user !== null };
}

/**
 * Uses the invitation up and makes the person, in one transaction, so that of two who use a link at once exactly one does. Somebody who has
 * an account keeps it, and its password. False when somebody was faster.
 */
export async function activate(
  { DB }: Env,
  { tokenHash }: Invited,
  given: { name: string; password?: string | undefined; language: string; timeZone: string },
  now = Date.now(),
): Promise<boolean> {
  const made = newId();
  const hash = given.password === undefined ? null : await hashPassword(given.password);
  const standing = 'FROM client WHERE token_hash = ?1 AND expires_at > ?2 AND removed_at IS NULL';
  const [, , used] = await DB.batch([
    DB.prepare(
      `INSERT INTO client_user (id, name, email, email_verified, created_at, updated_at)
       SELECT ?3, ?4, email, 1, ?2, ?2 ${standing} ON CONFLICT (email) DO NOTHING`,
    ).bind(tokenHash, now, made, given.name),
    DB.prepare(
      `INSERT INTO client_credential (id, account_id, provider_id, user_id, password, created_at, updated_at)
       SELECT ?1, id, 'credential', id, ?2, ?3, ?3 FROM client_user WHERE id = ?4 AND ?2 IS NOT NULL`,
    ).bind(newId(), hash, now, made),
    DB.prepare(
      `UPDATE client SET user = (SELECT id FROM client_user WHERE client_user.email = client.email), token_hash = NULL, activated_at = ?2,
       name = ?3, language = ?4, time_zone = ?5 WHERE id = (SELECT id ${standing})`,
    ).bind(tokenHash, now, given.name, given.language, given.timeZone),
  ]);
  return used!.meta.changes > 0;
}
