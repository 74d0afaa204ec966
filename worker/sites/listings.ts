/** Listings and advertisers in D1, and what their site and desk are told of them. */
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Advertiser, ListingInfo, ListingInput, ListingsSaved, RowFault } from '../../protocol/api.ts';
import { pushDesk, repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { siteOf } from '../http/objects.ts';
import { advertiser, advertiserOperator, listing, membership, user } from '../http/schema.ts';
import type { Access } from '../site/access.ts';

/** Listings in one answer, and in one call to a site. */
const PAGE = 100;
const CHUNK = 500;

/** Listings that an access may see, by key, after one of them; `search` looks into key and name. */
export async function listListings(
  env: Env,
  site: string,
  access: Access,
  { after, search }: { after: string; search: string },
): Promise<{ listings: ListingInfo[]; next?: string }> {
  const own = access.admin || !access.listingsOnly ? undefined : inArray(listing.advertiser, [...access.advertisers.slice(0, 90), '']);
  const found = search
    ? sql`(instr(lower(${listing.name}), ${search.toLowerCase()}) > 0 OR instr(lower(${listing.key}), ${search.toLowerCase()}) > 0)`
    : undefined;
  const rows = await database(env)
    .select({ key: listing.key, name: listing.name, url: listing.url, advertiser: advertiser.name })
    .from(listing)
    .leftJoin(advertiser, eq(advertiser.id, listing.advertiser))
    .where(and(eq(listing.site, site), gt(listing.key, after), own, found))
    .orderBy(asc(listing.key))
    .limit(PAGE + 1);
  const listings = rows.slice(0, PAGE).map(({ advertiser, ...row }) => ({ ...row, ...(advertiser ? { advertiser } : {}) }));
  return { listings, ...(rows.length > PAGE ? { next: listings.at(-1)!.key } : {}) };
}

/**
 * Makes or changes listings. An advertiser that is not known is made; operators (by email) are added to it. A listing for operators alone is
 * an advertiser of its own name. With `whole`, one fault keeps all of them out.
 */
export async function saveListings(
  env: Env,
  account: string,
  site: string,
  rows: { row: number; listing: ListingInput }[],
  faults: RowFault[],
  whole: boolean,
): Promise<ListingsSaved> {
  const users = await usersByEmail(env, account);
  const good = rows.filter(({ row, listing: { operators = [] } }) => {
    const stranger = operators.find((email) => !users.has(email));
    if (stranger) faults.push({ row, field: 'operators', message: 'are not all members of the account' });
    return !stranger;
  });
  faults.sort((a, b) => a.row - b.row);
  if (good.length === 0 || (whole && faults.length > 0)) return { saved: 0, faults };
  const nameOf = ({ name, advertiser, operators }: ListingInput) => advertiser || (operators?.length ? name : '');
  const names = [...new Set(good.map(({ listing }) => nameOf(listing)).filter(Boolean))];
  const ids = await advertiserIds(env, account, site, names);
  const rules = good.map(({ listing }) => {
    const id = ids.get(nameOf(listing));
    return { key: listing.key, name: listing.name, url: listing.url ?? '', ...(id ? { advertiser: id } : {}) };
  });
  const pairs = good.flatMap(({ listing }) =>
    (listing.operators ?? []).map((email) => ({ advertiser: ids.get(nameOf(listing))!, user: users.get(email)! })),
  );
  // One parameter for all rows: a statement has room for a hundred.
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO listing (site, key, account, name, url, advertiser)
       SELECT ?1, value ->> 'key', ?2, value ->> 'name', value ->> 'url', value ->> 'advertiser' FROM json_each(?3) WHERE true
       ON CONFLICT (site, key) DO UPDATE SET name = excluded.name, url = excluded.url, advertiser = excluded.advertiser`,
    ).bind(site, account, JSON.stringify(rules)),
    env.DB.prepare(
      `INSERT OR IGNORE INTO advertiser_operator (advertiser, user) SELECT value ->> 'advertiser', value ->> 'user' FROM json_each(?1)`,
    ).bind(JSON.stringify(pairs)),
  ]);
  for (let from = 0; from < rules.length; from += CHUNK) {
    await repeated(() => siteOf(env, site).putListings(rules.slice(from, from + CHUNK), []));
  }
  if (pairs.length > 0) await pushDesk(env, account);
  return { saved: good.length, faults };
}

async function usersByEmail(env: Env, account: string): Promise<Map<string, string>> {
  const rows = await database(env)
    .select({ id: user.id, email: user.email })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.user))
    .where(eq(membership.account, account));
  return new Map(rows.map(({ id, email }) => [email, id]));
}

/** Ids of advertisers by name; those that are not known are made. */
async function advertiserIds(env: Env, account: string, site: string, names: string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const made = names.map((name) => ({ id: newId(), name }));
  const [, found] = await env.DB.batch<{ id: string; name: string }>([
    env.DB.prepare(
      `INSERT OR IGNORE INTO advertiser (id, account, site, name) SELECT value ->> 'id', ?1, ?2, value ->> 'name' FROM json_each(?3)`,
    ).bind(account, site, JSON.stringify(made)),
    env.DB.prepare('SELECT id, name FROM advertiser WHERE site = ?1 AND name IN (SELECT value FROM json_each(?2))').bind(
      site,
      JSON.stringify(names),
    ),
  ]);
  return new Map(found!.results.map(({ id, name }) => [name, id]));
}

/** Removes a listing; its page is the site's from now on. False when there was none. */
export async function removeListing(env: Env, site: string, key: string): Promise<boolean> {
  const removed = await database(env)
    .delete(listing)
    .where(and(eq(listing.site, site), eq(listing.key, key)))
    .returning({ key: listing.key });
  await repeated(() => siteOf(env, site).putListings([], [key]));
  return removed.length > 0;
}

export async function listAdvertisers(env: Env, site: string, access: Access): Promise<Advertiser[]> {
  const db = database(env);
  const [rows, operators, counts] = await db.batch([
    db.select({ id: advertiser.id, name: advertiser.name }).from(advertiser).where(eq(advertiser.site, site)).orderBy(asc(advertiser.name)),
    db
      .select({ advertiser: advertiserOperator.advertiser, user: advertiserOperator.user })
      .from(advertiserOperator)
      .innerJoin(advertiser, eq(advertiser.id, advertiserOperator.advertiser))
      .where(eq(advertiser.site, site)),
    db
      .select({ advertiser: listing.advertiser, count: sql<number>`count(*)` })
      .from(listing)
      .where(eq(listing.site, site))
      .groupBy(listing.advertiser),
  ]);
  return rows
    .filter(({ id }) => access.admin || !access.listingsOnly || access.advertisers.includes(id))
    .map(({ id, name }) => ({
      id,
      name,
      operators: operators.filter((one) => one.advertiser === id).map((one) => one.user),
      listings: counts.find((one) => one.advertiser === id)?.count ?? 0,
    }));
}

/** Changes an advertiser's name and operators. Answers whose access ended; null when there is no such advertiser. */
export async function changeAdvertiser(env: Env, site: string, id: string, name: string, operators: string[]): Promise<string[] | null> {
  const db = database(env);
  const [found] = await db
    .update(advertiser)
    .set({ name })
    .where(and(eq(advertiser.id, id), eq(advertiser.site, site)))
    .returning({ id: advertiser.id });
  if (!found) return null;
  const before = await db.select({ user: advertiserOperator.user }).from(advertiserOperator).where(eq(advertiserOperator.advertiser, id));
  await db.batch([
    db.delete(advertiserOperator).where(eq(advertiserOperator.advertiser, id)),
    ...operators.map((one) => db.insert(advertiserOperator).values({ advertiser: id, user: one })),
  ]);
  return before.map(({ user }) => user).filter((one) => !operators.includes(one));
}

/** Removes an advertiser; its listings are the site's own from now on, its chats are left to owners and admins. Answers whose access ended. */
export async function removeAdvertiser(env: Env, site: string, id: string): Promise<string[] | null> {
  const freed = await changeFreed(env, site, id);
  if (!freed) return null;
  const db = database(env);
  const operators = await db
    .select({ user: advertiserOperator.user })
    .from(advertiserOperator)
    .where(eq(advertiserOperator.advertiser, id));
  await db.batch([
    db
      .update(listing)
      .set({ advertiser: null })
      .where(and(eq(listing.site, site), eq(listing.advertiser, id))),
    db.delete(advertiserOperator).where(eq(advertiserOperator.advertiser, id)),
    db.delete(advertiser).where(and(eq(advertiser.id, id), eq(advertiser.site, site))),
  ]);
  for (let from = 0; from < freed.length; from += CHUNK) {
    await repeated(() => siteOf(env, site).putListings(freed.slice(from, from + CHUNK), []));
  }
  return operators.map(({ user }) => user);
}

/** The listings of an advertiser as they are without it; null when there is no such advertiser. */
async function changeFreed(env: Env, site: string, id: string) {
  const db = database(env);
  const [known, rows] = await db.batch([
    db
      .select({ id: advertiser.id })
      .from(advertiser)
      .where(and(eq(advertiser.id, id), eq(advertiser.site, site))),
    db
      .select({ key: listing.key, name: listing.name, url: listing.url })
      .from(listing)
      .where(and(eq(listing.site, site), eq(listing.advertiser, id))),
  ]);
  return known.length > 0 ? rows : null;
}
