/** Facts about second factors, and what has to follow when one comes or goes. */
import { and, count, eq, inArray } from 'drizzle-orm';
import { Refusal } from '../../protocol/errors.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { clearAttempts, countAttempt, type Limit } from '../http/limits.ts';
import { account, membership, passkey, session, user, verification } from '../http/schema.ts';
import { cookieName, lacksSecondFactor, type SignedIn } from '../http/session.ts';
import { cutSessions } from './cut-off.ts';

/** Codes typed by one person, right or wrong. */
const CODES: Limit = { name: 'second-factor-code', max: 10, seconds: 900 };
/** One use of one code, remembered for longer than a code is good for (its own half minute, and one on each side for clocks that are off). */
const USED: Limit = { name: 'second-factor-used', max: 1, seconds: 120 };

/** Six digits are an app's; anything else that is typed is taken for a recovery code. */
export const isAppCode = (code: string): boolean => /^\d{6}$/.test(code);

/**
 * Checks a code by `check`, a limited number of times, and each code of an app only once: whoever looked over a shoulder comes too late.
 * Refuses `too_many`, `bad_code` and what `check` refuses.
 */
export async function useCode<T>(env: Env, person: string, code: string, check: () => Promise<T>): Promise<T> {
  await countAttempt(env, CODES, person);
  const use = `${person}:${code}`;
  if (isAppCode(code)) {
    await countAttempt(env, USED, use).catch((error) => {
      throw error instanceof Refusal ? new Refusal('bad_code') : error;
    });
  }
  try {
    const result = await check();
    await clearAttempts(env, CODES, person);
    return result;
  } catch (error) {
    // It was not taken, so it is not used: a clock that is ahead makes codes that become right a little later.
    await clearAttempts(env, USED, use);
    throw error;
  }
}

/**
 * A session that the library replaced by another keeps its id, so that its open sockets stay, can still be ended from elsewhere, and the
 * list of sessions does not change. Also what was proven in it stays proven.
 */
export async function keepSession(env: Env, { session: before }: SignedIn, headers: Headers): Promise<void> {
  const kept = { id: before.id, passkey: before.passkey };
  await database(env)
    .update(session)
    .set(kept)
    .where(eq(session.token, tokenSet(env, headers)));
}

/** Token of the session whose cookie the library sets. */
export function tokenSet(env: Env, headers: Headers): string {
  const start = `${cookieName(env)}=`;
  const cookie = headers.getSetCookie().find((one) => one.startsWith(start));
  const signed = decodeURIComponent(cookie?.slice(start.length).split(';')[0] ?? '');
  return signed.slice(0, signed.lastIndexOf('.'));
}

/** Forgets trusted devices, unused links and sign-ins half done of a person: where the password or the second factor changes, all begin anew. */
export async function forgetTrust(env: Env, person: string): Promise<void> {
  await database(env).delete(verification).where(eq(verification.value, person));
}

export async function passkeysOf(env: Env, person: string): Promise<(typeof passkey.$inferSelect)[]> {
  return database(env).select().from(passkey).where(eq(passkey.userId, person)).orderBy(passkey.id);
}

/** Whether one of the person's accounts asks for a second factor. */
export async function isRequired(env: Env, person: string): Promise<boolean> {
  const [row] = await database(env)
    .select({ accounts: count() })
    .from(membership)
    .innerJoin(account, eq(account.id, membership.account))
    .where(and(eq(membership.user, person), eq(account.requiresSecondFactor, true)));
  return row!.accounts > 0;
}

/**
 * Refuses `factor_needed` to a session that lacks the second factor although its person has one: otherwise a stolen password would be
 * enough to add another.
 */
export async function requireMayAdd(env: Env, signedIn: SignedIn): Promise<void> {
  if (!lacksSecondFactor(signedIn)) return;
  if ((await passkeysOf(env, signedIn.user.id)).length > 0) throw new Refusal('factor_needed', 'Sign in with your passkey first.');
}

/** Cuts the sockets of members' sessions that lack a second factor, after the account began to ask for it. Their apps then find out why. */
export async function cutUnproven(env: Env, of: string): Promise<void> {
  const db = database(env);
  const without = db
    .select({ id: user.id })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.user))
    .where(and(eq(membership.account, of), eq(user.twoFactorEnabled, false)));
  const sessions = await db
    .select({ id: session.id, user: session.userId })
    .from(session)
    .where(and(inArray(session.userId, without), eq(session.passkey, false)));
  const people = Map.groupBy(sessions, (one) => one.user);
  for (const [person, theirs] of people) {
    await cutSessions(
      env,
      person,
      theirs.map(({ id }) => id),
    );
  }
}
