import { and, eq } from 'drizzle-orm';
import { isClient, isOperator, type PersonId } from '../../../protocol/entries.ts';
import { LANGUAGES } from '../../../protocol/site-settings.ts';
import type { Database } from '../../http/database.ts';
import * as schema from '../../http/schema.ts';

/** Somebody who gets a room's mails and may answer them. */
export interface Correspondent {
  name: string;
  /** In lower case. */
  email: string;
  language?: string;
  /** In the account no more. */
  gone: boolean;
}

/** A member or client of the account, also one who has left it; null for anybody else. */
export async function correspondent(db: Database, account: string, person: PersonId): Promise<Correspondent | null> {
  const id = person.slice(2);
  const row = isOperator(person) ? await operator(db, account, id) : isClient(person) ? await client(db, account, id) : undefined;
  if (!row) return null;
  const language = LANGUAGES.find((known) => known === row.language?.split('-')[0]?.toLowerCase());
  return { name: row.name, email: row.email.trim().toLowerCase(), gone: row.gone, ...(language ? { language } : {}) };
}

async function operator(db: Database, account: string, id: string) {
  const { user, membership } = schema;
  const [row] = await db
    .select({ name: user.name, email: user.email, preferences: membership.preferences })
    .from(user)
    .leftJoin(membership, and(eq(membership.user, user.id), eq(membership.account, account)))
    .where(eq(user.id, id));
  return row && { name: row.name, email: row.email, language: row.preferences?.language, gone: row.preferences === null };
}

async function client(db: Database, account: string, id: string) {
  const { client } = schema;
  const [row] = await db
    .select({ name: client.name, email: client.email, language: client.language, removedAt: client.removedAt })
    .from(client)
    .where(and(eq(client.id, id), eq(client.account, account)));
  return row && { name: row.name, email: row.email, language: row.language, gone: row.removedAt !== null };
}
