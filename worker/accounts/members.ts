import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { Members, Role } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { Env } from '../env.ts';
import { photoUrl } from '../http/addresses.ts';
import { database } from '../http/database.ts';
import { invitation, membership, user } from '../http/schema.ts';
import type { Access } from '../site/access.ts';

const secondFactor = sql`(${user.twoFactorEnabled} OR EXISTS (SELECT 1 FROM passkey WHERE passkey.user_id = ${user.id}))`.mapWith(Boolean);

/**
 * Everyone in the account and everyone invited whose invitation still stands; with `factors` also who has a second factor, which is for
 * those who manage the account.
 */
export async function listMembers(env: Env, account: string, factors: boolean, now = Date.now()): Promise<Members> {
  const db = database(env);
  const [members, invitations] = await db.batch([
    db
      .select({
        id: user.id,
        name: user.name,
        email: user.email,
        photo: membership.photo,
        role: membership.role,
        listingsOnly: membership.listingsOnly,
        secondFactor,
      })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.user))
      .where(eq(membership.account, account))
      .orderBy(asc(membership.joinedAt)),
    db
      .select({ id: invitation.id, email: invitation.email, role: invitation.role, expiresAt: invitation.expiresAt })
      .from(invitation)
      .where(and(eq(invitation.account, account), gt(invitation.expiresAt, now)))
      .orderBy(asc(invitation.id)),
  ]);
  return {
    members: members.map(({ photo, secondFactor: has, ...member }) => ({
      ...member,
      ...(photo ? { photo: photoUrl(env.PUBLIC_URL, photo) } : {}),
      ...(factors ? { secondFactor: has } : {}),
    })),
    invitations,
  };
}

/** Columns of a query over memberships that say what each may see, and how they are read. */
export const accessColumns = {
  role: membership.role,
  listingsOnly: membership.listingsOnly,
  advertisers: sql<string>`(SELECT json_group_array(advertiser) FROM advertiser_operator WHERE user = ${membership.user})`,
};
export const accessOf = (row: { role: Role | null; listingsOnly: boolean | null; advertisers: string }): Access => ({
  admin: row.role === 'owner' || row.role === 'admin',
  listingsOnly: row.listingsOnly ?? false,
  advertisers: JSON.parse(row.advertisers),
});

/** One member's name and role, and how many owners the account has; null for strangers. */
export async function findMember(
  env: Env,
  account: string,
  id: string,
): Promise<{ name: string; role: Role; owners: number; access: Access } | null> {
  const db = database(env);
  const [[member], owners] = await db.batch([
    db
      .select({ name: user.name, user: membership.user, ...accessColumns })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.user))
      .where(and(eq(membership.account, account), eq(membership.user, id))),
    db
      .select({ user: membership.user })
      .from(membership)
      .where(and(eq(membership.account, account), eq(membership.role, 'owner'))),
  ]);
  return member ? { name: member.name, role: member.role, owners: owners.length, access: accessOf(member) } : null;
}

/** All members of an account by user id, as rooms of colleagues know them, with what each may see. */
export async function colleaguesOf(env: Env, account: string): Promise<Map<string, { person: RoomPerson; access: Access }>> {
  const rows = await database(env)
    .select({ id: user.id, name: user.name, photo: membership.photo, ...accessColumns })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.user))
    .where(eq(membership.account, account));
  return new Map(
    rows.map(({ id, name, photo, ...access }) => [
      id,
      { person: { id: operatorId(id), name, ...(photo ? { photo: photoUrl(env.PUBLIC_URL, photo) } : {}) }, access: accessOf(access) },
    ]),
  );
}

/** Those of `ids` that are members of the account. */
export async function membersAmong(env: Env, account: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await database(env)
    .select({ user: membership.user })
    .from(membership)
    .where(and(eq(membership.account, account), inArray(membership.user, ids)));
  return rows.map((row) => row.user);
}

/** Whether somebody in the account has the extension. */
export async function hasExtension(env: Env, account: string, extension: string): Promise<boolean> {
  const place = and(eq(membership.account, account), eq(membership.extension, extension));
  return (await database(env).select({ user: membership.user }).from(membership).where(place)).length > 0;
}

/** A member who may stop being an owner. In the statement itself, so that two owners who demote each other at once leave one. */
export const ownerRemains = (account: string): SQL =>
  sql`(${membership.role} <> 'owner' OR (SELECT count(*) FROM membership AS other WHERE other.account = ${account} AND other.role = 'owner') > 1)`;
