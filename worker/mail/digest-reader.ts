/** Whom a mail of unread messages goes to. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import { isOperator } from '../../protocol/entries.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import { LANGUAGES } from '../../protocol/site-settings.ts';
import { timeZone } from '../../protocol/validators.ts';
import type { Database } from '../http/database.ts';
import * as schema from '../http/schema.ts';
import type { MailLink } from './link-token.ts';

export interface DigestReader {
  email: string;
  /** Somebody showed that the address is theirs; clients do by activating. */
  verified: boolean;
  language?: string;
  /** IANA. */
  timeZone: string;
  client: boolean;
  /** A client who has not activated their access yet cannot sign in. */
  active: boolean;
}

/** The person as they are reached now; null for who is in the account no more. */
export async function digestReader(db: Database, { account, person }: MailLink): Promise<DigestReader | null> {
  const id = person.slice(2);
  return isOperator(person) ? operator(db, account, id) : client(db, account, id);
}

/** Whether somebody wants no mail of this room. */
export async function isMuted(db: Database, { account, person, room }: MailLink): Promise<boolean> {
  const { mailMute } = schema;
  const rows = await db
    .select({ room: mailMute.room })
    .from(mailMute)
    .where(and(eq(mailMute.account, account), eq(mailMute.person, person), inArray(mailMute.room, ['', room])))
    .limit(1);
  return rows.length > 0;
}

async function operator(db: Database, account: string, id: string): Promise<DigestReader | null> {
  const { user, membership } = schema;
  const [row] = await db
    .select({ email: user.email, verified: user.emailVerified, preferences: membership.preferences })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.user))
    .where(and(eq(membership.account, account), eq(membership.user, id)));
  if (!row) return null;
  const own = readPreferences(row.preferences);
  const zone = own.timeZone || (await zoneOf(db, account));
  return { email: row.email, verified: row.verified, ...spoken(own.language), timeZone: zone, client: false, active: true };
}

async function client(db: Database, account: string, id: string): Promise<DigestReader | null> {
  const { client } = schema;
  const [row] = await db
    .select()
    .from(client)
    .where(and(eq(client.id, id), eq(client.account, account), isNull(client.removedAt)));
  if (!row) return null;
  const zone = row.timeZone || (await zoneOf(db, account));
  // Whoever is invited is so by the company itself, which means to write to that address.
  return { email: row.email, verified: true, ...spoken(row.language), timeZone: zone, client: true, active: row.user !== null };
}

/** Where the company is, as far as it has told: the zone of its oldest site. */
async function zoneOf(db: Database, account: string): Promise<string> {
  const { site } = schema;
  const [row] = await db
    .select({ settings: site.settings })
    .from(site)
    .where(eq(site.account, account))
    .orderBy(asc(site.createdAt))
    .limit(1);
  const zone = v.safeParse(timeZone, row?.settings.hours.timeZone);
  return zone.success ? zone.output : 'UTC';
}

function spoken(tag: string): { language?: string } {
  const language = LANGUAGES.find((known) => known === tag.split('-')[0]?.toLowerCase());
  return language ? { language } : {};
}
