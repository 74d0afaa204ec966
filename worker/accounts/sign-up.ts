import { eq } from 'drizzle-orm';
import { DEFAULT_SETTINGS } from '../../protocol/site-settings.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { newId, randomToken } from '../http/ids.ts';
import * as tables from '../http/schema.ts';
import { pushDesk, pushSite } from './push.ts';

const DAY = 24 * 3600 * 1000;
const CATEGORIES = ['Sales', 'Support', 'Billing'];

/**
 * Makes an account with its owner, a first site and the usual categories, and tells the objects. All or nothing.
 * Answers the ids of account and site. `siteId` fixes the site's key and `id` the account's, for demonstrations.
 */
export async function createAccount(
  env: Env,
  {
    owner,
    name,
    siteName,
    siteId = randomToken(),
    id: account = newId(),
  }: { owner: string; name: string; siteName: string; siteId?: string; id?: string },
  now = Date.now(),
): Promise<{ account: string; site: string }> {
  const db = database(env);
  const trialDays = Number(env.TRIAL_DAYS);
  await db.batch([
    db.insert(tables.account).values({ id: account, name, trialEndsAt: trialDays > 0 ? now + trialDays * DAY : null, createdAt: now }),
    db.insert(tables.membership).values({ account, user: owner, role: 'owner', joinedAt: now, usedAt: now }),
    db.insert(tables.site).values(newSite(account, siteName, siteId, now)),
    db.insert(tables.category).values(CATEGORIES.map((category) => ({ id: newId(), account, name: category, emails: [] }))),
  ]);
  try {
    await pushSite(env, siteId);
    await pushDesk(env, account);
  } catch (error) {
    await removeAccount(env, account);
    throw error;
  }
  return { account, site: siteId };
}

/** Undoes a sign-up that failed half-way: a new account with nothing but what `createAccount` made. */
async function removeAccount(env: Env, account: string): Promise<void> {
  const db = database(env);
  await db.batch([
    db.delete(tables.category).where(eq(tables.category.account, account)),
    db.delete(tables.site).where(eq(tables.site.account, account)),
    db.delete(tables.membership).where(eq(tables.membership.account, account)),
    db.delete(tables.account).where(eq(tables.account.id, account)),
  ]);
}

/** Undoes the making of a user who is in no account. */
export async function removeUser(env: Env, user: string): Promise<void> {
  const db = database(env);
  await db.batch([
    db.delete(tables.session).where(eq(tables.session.userId, user)),
    db.delete(tables.credential).where(eq(tables.credential.userId, user)),
    db.delete(tables.user).where(eq(tables.user.id, user)),
  ]);
}

/** The row of a new site: default settings, an unguessable key, a secret for verified identity. */
export function newSite(account: string, name: string, id = randomToken(), now = Date.now()): typeof tables.site.$inferInsert {
  return { id, account, settings: { ...DEFAULT_SETTINGS, name }, identitySecret: randomToken(32), createdAt: now };
}
