/** Own numbers and who they are assigned to, in D1. */
import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { numberUse, phoneNumber } from '../http/schema.ts';
import { type E164, isE164 } from './e164.ts';
import type { OwnNumber } from './port.ts';

type Db = { DB: D1Database };
export type PhoneNumber = typeof phoneNumber.$inferSelect;

/** Gives an account a number; answers its id, and null where the number is somebody's already. */
export async function addNumber(env: Db, account: string, own: OwnNumber, label: string, now = Date.now()): Promise<string | null> {
  const { e164, provider, capabilities } = own;
  const [row] = await database(env)
    .insert(phoneNumber)
    .values({ id: newId(), account, e164, provider, capabilities, label, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: phoneNumber.id });
  return row?.id ?? null;
}

/** The account gives a number up. What waits to be sent with it is refused. */
export async function removeNumber(env: Db, account: string, id: string, now = Date.now()): Promise<boolean> {
  const own = and(eq(phoneNumber.id, id), eq(phoneNumber.account, account), isNull(phoneNumber.removedAt));
  const rows = await database(env).update(phoneNumber).set({ removedAt: now }).where(own).returning({ id: phoneNumber.id });
  return rows.length > 0;
}

/** Assigns a number to an operator or a site, or changes how it rings there. False for a number that is not the account's. */
export async function assignNumber(
  env: Db,
  account: string,
  number: string,
  use: { kind: 'operator' | 'site'; target: string; phone?: string; turn?: number },
): Promise<boolean> {
  const { meta } = await env.DB.prepare(
    `INSERT INTO number_use (number, account, kind, target, phone, turn)
     SELECT id, account, ?3, ?4, ?5, ?6 FROM phone_number WHERE id = ?1 AND account = ?2 AND removed_at IS NULL
     ON CONFLICT (number, kind, target) DO UPDATE SET phone = excluded.phone, turn = excluded.turn`,
  )
    .bind(number, account, use.kind, use.target, use.phone ?? '', use.turn ?? 0)
    .run();
  return meta.changes > 0;
}

/** Whose number was called or written to; null when it is nobody's. */
export async function numberByE164(env: Db, e164: string): Promise<(PhoneNumber & { e164: E164 }) | null> {
  if (!isE164(e164)) return null;
  const [row] = await database(env)
    .select()
    .from(phoneNumber)
    .where(and(eq(phoneNumber.e164, e164), isNull(phoneNumber.removedAt)));
  return row ? { ...row, e164 } : null;
}

/** Phones that ring in turn for calls to a number. */
export async function phonesOf(env: Db, account: string, number: string): Promise<E164[]> {
  const rows = await database(env)
    .select({ phone: numberUse.phone })
    .from(numberUse)
    .where(and(eq(numberUse.number, number), eq(numberUse.account, account), eq(numberUse.kind, 'operator'), ne(numberUse.phone, '')))
    .orderBy(asc(numberUse.turn), asc(numberUse.target));
  return [...new Set(rows.map(({ phone }) => phone).filter(isE164))];
}
