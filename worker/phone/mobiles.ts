/** Members' own mobile numbers in D1, and what an account's desk is told of them. Every query is of one account and user, or of a number in one account. */
import { and, eq, ne } from 'drizzle-orm';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import { repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { derivedKey } from '../http/ids.ts';
import { deskOf } from '../http/objects.ts';
import { membership, mobile, mobileCode } from '../http/schema.ts';
import type { E164 } from './e164.ts';

/** How long a code is good, ms, and how often it may be told wrong. */
const CODE_LASTS = 10 * 60_000;
const TRIES = 5;

export interface Owner {
  account: string;
  user: string;
}
export type Mobile = typeof mobile.$inferSelect;

const ofOwner = ({ account, user }: Owner) => and(eq(mobile.account, account), eq(mobile.user, user));
const codeOf = ({ account, user }: Owner) => and(eq(mobileCode.account, account), eq(mobileCode.user, user));

/** Six digits are soon tried: without the secret the hash tells nothing. */
const hashOf = ({ SECRET }: Env, { account, user }: Owner, e164: string, code: string): Promise<string> =>
  derivedKey(SECRET, `mobile code:${account}:${user}:${e164}:${code}`);

export const newCode = (): string => String(crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000).padStart(6, '0');

/** A code for a number goes out: the one before, of any number, is good no more. */
export async function keepCode(env: Env, owner: Owner, e164: E164, code: string, now: number): Promise<void> {
  const row = { e164, hash: await hashOf(env, owner, e164, code), tries: 0, expiresAt: now + CODE_LASTS };
  await database(env)
    .insert(mobileCode)
    .values({ ...owner, ...row })
    .onConflictDoUpdate({ target: [mobileCode.account, mobileCode.user], set: row });
}

/** The person told a code: from now on the number is theirs. Refuses `bad_code`. */
export async function tellCode(env: Env, owner: Owner, code: string, now: number): Promise<void> {
  // Counted before it is looked at, so that tries side by side are no more than these.
  const row = await env.DB.prepare(
    `UPDATE mobile_code SET tries = tries + 1 WHERE account = ?1 AND user = ?2 AND tries < ?3 AND expires_at > ?4 RETURNING e164, hash`,
  )
    .bind(owner.account, owner.user, TRIES, now)
    .first<{ e164: string; hash: string }>();
  if (!row || row.hash !== (await hashOf(env, owner, row.e164, code))) throw new Refusal('bad_code');
  const db = database(env);
  const mine = { e164: row.e164, stoppedAt: null, verifiedAt: now };
  const before = await userByMobile(env, owner.account, row.e164);
  await db.batch([
    db.delete(mobile).where(and(eq(mobile.account, owner.account), eq(mobile.e164, row.e164), ne(mobile.user, owner.user))),
    db
      .insert(mobile)
      .values({ ...owner, ...mine })
      .onConflictDoUpdate({ target: [mobile.account, mobile.user], set: mine }),
    db.delete(mobileCode).where(codeOf(owner)),
  ]);
  if (before && before.user !== owner.user) await tellTexting(env, before);
  await tellTexting(env, owner);
}

export async function readMobile(env: Env, owner: Owner): Promise<Mobile | null> {
  const [row] = await database(env).select().from(mobile).where(ofOwner(owner));
  return row ?? null;
}

/** The number whose code is waited for. */
export async function readPending(env: Env, owner: Owner, now: number): Promise<string | null> {
  const [row] = await database(env).select().from(mobileCode).where(codeOf(owner));
  return row && row.expiresAt > now ? row.e164 : null;
}

/** Whose number this is. */
export async function userByMobile(env: Env, account: string, e164: string): Promise<Mobile | null> {
  const [row] = await database(env)
    .select()
    .from(mobile)
    .where(and(eq(mobile.account, account), eq(mobile.e164, e164)));
  return row ?? null;
}

/** Whether the person answers by SMS. Nobody but they, by SMS, takes back a stop. */
export async function setTexts(env: Env, owner: Owner, texts: boolean): Promise<void> {
  await env.DB.prepare('UPDATE mobile SET texts = ?3 WHERE account = ?1 AND user = ?2 AND (stopped_at IS NULL OR ?3 = 0)')
    .bind(owner.account, owner.user, texts ? 1 : 0)
    .run();
  await tellTexting(env, owner);
}

/** The person said STOP (`at`, ms), or START after it (null). */
export async function setStopped(env: Env, owner: Owner, at: number | null): Promise<void> {
  await database(env)
    .update(mobile)
    .set({ stoppedAt: at, texts: at === null })
    .where(ofOwner(owner));
  await tellTexting(env, owner);
}

/** Forgets a person's number, and one that is not confirmed yet. */
export async function dropMobile(env: Env, owner: Owner): Promise<void> {
  const db = database(env);
  await db.batch([db.delete(mobile).where(ofOwner(owner)), db.delete(mobileCode).where(codeOf(owner))]);
  await tellTexting(env, owner);
}

/** Tells the account's desk whether, and when, a person may be texted. It carries the whole state, so repeating it is harmless. */
export async function tellTexting(env: Env, owner: Owner): Promise<void> {
  const [row] = await database(env)
    .select({ preferences: membership.preferences })
    .from(membership)
    .innerJoin(mobile, and(eq(mobile.account, membership.account), eq(mobile.user, membership.user)))
    .where(and(ofOwner(owner), eq(mobile.texts, true)));
  const able = row && (await numberFor(env, owner));
  const alerts = able ? readPreferences(row.preferences).alerts : null;
  await repeated(() => deskOf(env, owner.account).textable(operatorId(owner.user), alerts));
}

/** Tells it of everybody of an account, after its numbers changed. */
export async function tellTexters(env: Env, account: string): Promise<void> {
  const rows = await database(env)
    .select({ user: mobile.user })
    .from(mobile)
    .where(and(eq(mobile.account, account), eq(mobile.texts, true)));
  for (const { user } of rows) await tellTexting(env, { account, user });
}

/** The own number by which a person is texted: one that is assigned to them, else the account's oldest that can. */
export async function numberFor(env: Env, { account, user }: Owner): Promise<{ id: string; e164: E164; language: string } | null> {
  return env.DB.prepare(
    `SELECT n.id, n.e164, n.language FROM phone_number n
     LEFT JOIN number_use u ON u.number = n.id AND u.account = n.account AND u.kind = 'operator' AND u.target = ?2
     WHERE n.account = ?1 AND n.removed_at IS NULL AND EXISTS (SELECT 1 FROM json_each(n.capabilities) WHERE value = 'sms')
     ORDER BY u.number IS NULL, u.turn, n.created_at, n.id LIMIT 1`,
  )
    .bind(account, user)
    .first();
}
