/** What the objects are told when an account's set-up changes. Each push carries the whole state, so repeating one is harmless. */
import { asc, eq } from 'drizzle-orm';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { DIGEST_MINUTES } from '../../protocol/portal.ts';
import { wholeSettings } from '../../protocol/site-settings.ts';
import type { Env } from '../env.ts';
import { photoUrl } from '../http/addresses.ts';
import { database } from '../http/database.ts';
import { deskOf, siteOf } from '../http/objects.ts';
import { advertiser, advertiserOperator, membership, portal, site, teamGroup, teamGroupMember, user } from '../http/schema.ts';
import { tellNumbers } from '../phone/number-news.ts';

/** Tells the account's desk who its members and sites are now. */
export async function pushDesk(env: Env, account: string): Promise<void> {
  const db = database(env);
  const [people, sites, grouped, advertised, [looks]] = await db.batch([
    db
      .select({
        id: user.id,
        name: user.name,
        email: user.email,
        role: membership.role,
        listingsOnly: membership.listingsOnly,
        photo: membership.photo,
      })
      .from(membership)
      .innerJoin(user, eq(user.id, membership.user))
      .where(eq(membership.account, account)),
    db.select({ id: site.id, settings: site.settings }).from(site).where(eq(site.account, account)).orderBy(asc(site.createdAt)),
    db
      .select({ group: teamGroup.id, user: teamGroupMember.user })
      .from(teamGroupMember)
      .innerJoin(teamGroup, eq(teamGroup.id, teamGroupMember.group))
      .where(eq(teamGroup.account, account)),
    db
      .select({ advertiser: advertiser.id, user: advertiserOperator.user })
      .from(advertiserOperator)
      .innerJoin(advertiser, eq(advertiser.id, advertiserOperator.advertiser))
      .where(eq(advertiser.account, account)),
    db.select({ digestMinutes: portal.digestMinutes }).from(portal).where(eq(portal.account, account)),
  ]);
  await repeated(() =>
    deskOf(env, account).configure(
      account,
      people.map(({ id, photo, ...person }) => ({
        id: operatorId(id),
        ...person,
        groups: grouped.filter(({ user }) => user === id).map(({ group }) => group),
        advertisers: advertised.filter(({ user }) => user === id).map(({ advertiser }) => advertiser),
        ...(photo ? { photo: photoUrl(env.PUBLIC_URL, photo) } : {}),
      })),
      sites.map(({ id, settings }) => ({ id, name: settings.name })),
      looks?.digestMinutes ?? DIGEST_MINUTES.usual,
    ),
  );
  await tellNumbers(env, account);
}

/** Tells the desks of all accounts of a user, after their name or photo changed. */
export async function pushDesksOf(env: Env, user: string): Promise<void> {
  const accounts = await database(env).select({ id: membership.account }).from(membership).where(eq(membership.user, user));
  for (const { id } of accounts) await pushDesk(env, id);
}

/** Tells a site its settings. */
export async function pushSite(env: Env, id: string): Promise<void> {
  const [row] = await database(env).select().from(site).where(eq(site.id, id));
  if (!row) return;
  const { account, settings, identitySecret } = row;
  await repeated(() => siteOf(env, id).configure({ account, site: id, settings: wholeSettings(settings), identitySecret }));
}

/** An object may be restarting just now: three tries, then the caller is told to come again. */
export async function repeated<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt < 3) continue;
      console.error(JSON.stringify({ level: 'error', code: 'unavailable', error: error instanceof Error ? error.name : 'unknown' }));
      throw new Refusal('unavailable');
    }
  }
}
