/** Listings of a site, and which of them a page belongs to. */
import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';
import { LIMITS } from '../../protocol/limits.ts';
import type { Listing } from '../contracts/people.ts';
import type { ListingRule } from '../contracts/site.ts';
import { fits } from './routing.ts';

/**
 * listing: `url` a pattern, or empty. `reported` 0 while D1 does not know of it (made on first sight of signed page data). talk: visitors who have
 * written to an advertiser, and from which listing (JSON) they did last.
 */
export const LISTINGS_SCHEMA = `
  CREATE TABLE listing (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, advertiser TEXT, reported INTEGER NOT NULL DEFAULT 1
  ) WITHOUT ROWID;
  CREATE TABLE talk (visitor TEXT NOT NULL, advertiser TEXT NOT NULL, listing TEXT NOT NULL, PRIMARY KEY (visitor, advertiser)) WITHOUT ROWID;
`;

interface Row extends Record<string, SqlStorageValue> {
  key: string;
  name: string;
  url: string;
  advertiser: string | null;
}

const listingOf = ({ key, name, advertiser }: Row): Listing => ({ key, name, ...(advertiser === null ? {} : { advertiser }) });

export function putListing(sql: SqlStorage, { key, name, url, advertiser }: ListingRule, reported = true): void {
  sql.exec(
    `INSERT INTO listing (key, name, url, advertiser, reported) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (key) DO UPDATE SET name = ?2, url = ?3, advertiser = ?4, reported = ?5`,
    key,
    name,
    url,
    advertiser ?? null,
    reported ? 1 : 0,
  );
}

export function dropListing(sql: SqlStorage, key: string): void {
  sql.exec('DELETE FROM listing WHERE key = ?', key);
}

/** The listing a page names, or else the first (by key) whose pattern its address fits. */
export function findListing(sql: SqlStorage, key: string, url: string): Listing | null {
  const columns = 'SELECT key, name, url, advertiser FROM listing';
  const [named] = key ? sql.exec<Row>(`${columns} WHERE key = ?`, key).toArray() : [];
  if (named) return listingOf(named);
  for (const row of sql.exec<Row>(`${columns} WHERE url <> '' ORDER BY key`)) if (fits(row.url, url)) return listingOf(row);
  return null;
}

/** Listings made here that D1 does not know of. */
export const unreported = (sql: SqlStorage): ListingRule[] =>
  sql
    .exec<Row>('SELECT key, name, url, advertiser FROM listing WHERE reported = 0 LIMIT 100')
    .toArray()
    .map((row) => ({ ...listingOf(row), url: row.url }));

export function setReported(sql: SqlStorage, key: string): void {
  sql.exec('UPDATE listing SET reported = 1 WHERE key = ?', key);
}

/** Answers whether it was not known yet, or from another listing. */
export function noteTalk(sql: SqlStorage, visitor: string, listing: Listing & { advertiser: string }): boolean {
  const update = 'ON CONFLICT (visitor, advertiser) DO UPDATE SET listing = ?3 WHERE listing <> ?3 RETURNING 1';
  const insert = `INSERT INTO talk (visitor, advertiser, listing) VALUES (?1, ?2, ?3) ${update}`;
  return sql.exec(insert, visitor, listing.advertiser, JSON.stringify(listing)).toArray().length > 0;
}

/** Listings from which a visitor has written to advertisers, one for each. */
export const talksOf = (sql: SqlStorage, visitor: string): Listing[] =>
  sql
    .exec<{ listing: string }>('SELECT listing FROM talk WHERE visitor = ?', visitor)
    .toArray()
    .map(({ listing }) => JSON.parse(listing));

export function dropTalks(sql: SqlStorage, visitor: string): void {
  sql.exec('DELETE FROM talk WHERE visitor = ?', visitor);
}

// ------------------------------------------------------------ signed page data

const line = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.line));
/** A key as pages, files and addresses write it. */
export const listingKey = v.pipe(v.string(), v.trim(), v.regex(/^[\w.:-]{1,100}$/));
const pageData = v.object({ listing: listingKey, name: v.optional(line), url: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.line))) });

/** Whether page data is signed: a compact JWT. */
export const isSigned = (data: string): boolean => data.split('.').length === 3 && data.length > 60;

/** The listing that page data signed with the site's secret tells of (HS256; docs/protocol.md, Listings); null when it is not ours. */
export async function signedListing(secret: string, data: string): Promise<ListingRule | null> {
  try {
    const { listing: key, name = key, url = '' } = v.parse(pageData, await verify(data, secret, { alg: 'HS256' }));
    return { key, name, url };
  } catch {
    return null;
  }
}

// ------------------------------------------------------------ tickets

const ticketShape = v.object({
  aud: v.literal('listing'),
  sub: v.pipe(v.string(), v.minLength(1)),
  site: v.pipe(v.string(), v.minLength(1)),
  key: listingKey,
  name: v.string(),
  advertiser: v.optional(v.string()),
});

/** What lets one visitor write from a listing's page: their browser hands it on to the room. HS256 JWT, `aud: 'listing'`. */
export const signTicket = (secret: string, site: string, visitor: string, listing: Listing): Promise<string> =>
  sign({ aud: 'listing', sub: visitor, site, ...listing }, secret, 'HS256');

/** The listing of a ticket that was made for this visitor; null for anything else. */
export async function verifyTicket(secret: string, ticket: string, site: string, visitor: string): Promise<Listing | null> {
  try {
    const claims = v.parse(ticketShape, await verify(ticket, secret, { alg: 'HS256', aud: 'listing', exp: false, iat: false, nbf: false }));
    const { key, name, advertiser } = claims;
    return claims.site === site && claims.sub === visitor ? { key, name, ...(advertiser ? { advertiser } : {}) } : null;
  } catch {
    return null;
  }
}
