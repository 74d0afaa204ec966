/** What mails need to know from D1. Each query is scoped by account, or by an id that is nobody's but the job's. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { LANGUAGES } from '../../protocol/site-settings.ts';
import type { Database } from '../http/database.ts';
import * as schema from '../http/schema.ts';
import type { SiteFacts } from './render/chat-mails.ts';

/** A person of an account as mails see them. */
export interface Recipient {
  name: string;
  email: string;
  verified: boolean;
  language?: string;
  /** Where the person wants copies of their chats; empty for nowhere. */
  transcriptEmail: string;
}

const columns = {
  name: schema.user.name,
  email: schema.user.email,
  verified: schema.user.emailVerified,
  preferences: schema.membership.preferences,
};
type Row = { name: string; email: string; verified: boolean; preferences: { transcriptEmail?: string; language?: string } };

function recipient({ name, email, verified, preferences }: Row): Recipient {
  const language = spoken(preferences.language);
  return { name, email, verified, transcriptEmail: preferences.transcriptEmail?.trim() ?? '', ...(language ? { language } : {}) };
}

const spoken = (language?: string): string | undefined => LANGUAGES.find((known) => known === language);

/** The members of an account among these users. */
export async function membersAmong(db: Database, account: string, users: string[]): Promise<Recipient[]> {
  if (users.length === 0) return [];
  const rows = await db
    .select(columns)
    .from(schema.membership)
    .innerJoin(schema.user, eq(schema.user.id, schema.membership.user))
    .where(and(eq(schema.membership.account, account), inArray(schema.membership.user, users.slice(0, 90))));
  return rows.map(recipient);
}

/** Owners and admins. */
export async function managers(db: Database, account: string): Promise<Recipient[]> {
  const rows = await db
    .select(columns)
    .from(schema.membership)
    .innerJoin(schema.user, eq(schema.user.id, schema.membership.user))
    .where(and(eq(schema.membership.account, account), inArray(schema.membership.role, ['owner', 'admin'])));
  return rows.map(recipient);
}

export async function accountName(db: Database, account: string): Promise<string | undefined> {
  const [row] = await db.select({ name: schema.account.name }).from(schema.account).where(eq(schema.account.id, account));
  return row?.name;
}

/** Key of the account's oldest site. */
export async function firstSite(db: Database, account: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: schema.site.id })
    .from(schema.site)
    .where(eq(schema.site.account, account))
    .orderBy(asc(schema.site.createdAt))
    .limit(1);
  return row?.id;
}

/** A site of the account, with the origins its embed may run on. */
export async function siteFacts(db: Database, account: string, site: string): Promise<(SiteFacts & { origins: string[] }) | undefined> {
  const [row] = await db
    .select({ settings: schema.site.settings })
    .from(schema.site)
    .where(and(eq(schema.site.id, site), eq(schema.site.account, account)));
  if (!row) return undefined;
  const { name, origins, language, hours } = row.settings;
  return { name, origins, timeZone: hours.timeZone, ...(spoken(language) ? { language } : {}) };
}

/** Addresses that get the transcripts of a category. */
export async function categoryEmails(db: Database, account: string, category: string): Promise<string[]> {
  const [row] = await db
    .select({ emails: schema.category.emails })
    .from(schema.category)
    .where(and(eq(schema.category.id, category), eq(schema.category.account, account)));
  return row?.emails ?? [];
}
