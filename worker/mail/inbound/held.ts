/**
 * Answers that came to a reply address from somebody else, or that nothing vouches for: kept for a person to let in or throw away. The row is in
 * D1, the mail as it came in R2 under `held/<id>`, the beginning of its text beside it.
 */
import { and, desc, eq, lte } from 'drizzle-orm';
import type { PersonId } from '../../../protocol/entries.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Env } from '../../env.ts';
import { database } from '../../http/database.ts';
import { heldMail } from '../../http/schema.ts';
import { oneLine } from '../render/blocks.ts';
import type { Reply } from './address.ts';
import type { Doubt } from './authentic.ts';
import type { ParsedMail } from './parse.ts';

/** Characters of the text that are shown. */
const PREVIEW = 300;
/** Mails that are shown at once, and that are thrown away at once. */
const SHOWN = 100;

type HeldEnv = Pick<Env, 'DB' | 'FILES'>;
export type HeldRow = typeof heldMail.$inferSelect & { person: PersonId };

/** Keeps a mail. The same mail, which `cid` names, is kept once. */
export async function hold(
  env: HeldEnv,
  reply: Reply,
  mail: ParsedMail,
  raw: Uint8Array,
  cid: string,
  reason: Doubt,
  now: number,
): Promise<void> {
  const key = `held/${cid}`;
  // Percent-encoded: what goes along with an object is a header, and those are ASCII.
  const preview = encodeURIComponent(mail.text.slice(0, PREVIEW).toWellFormed());
  // The object first: a row without one could not be let in.
  await env.FILES.put(key, raw, { customMetadata: { preview } });
  await database(env)
    .insert(heldMail)
    .values({
      id: cid,
      account: reply.account,
      room: reply.room,
      person: reply.person,
      from: oneLine(mail.headers.addresses('from')[0] ?? '', LIMITS.email),
      subject: oneLine(mail.headers.subject),
      reason,
      key,
      at: now,
    })
    .onConflictDoNothing();
  await throwAwayOld(env, reply.account, now);
}

/** Those of the account that wait, newest first; what waited too long is gone. */
export async function heldMails(env: HeldEnv, account: string, now: number): Promise<HeldRow[]> {
  await throwAwayOld(env, account, now);
  const rows = await database(env).select().from(heldMail).where(eq(heldMail.account, account)).orderBy(desc(heldMail.at)).limit(SHOWN);
  return rows as HeldRow[];
}

export async function findHeld(env: HeldEnv, account: string, id: string, now: number): Promise<HeldRow | null> {
  const [row] = await database(env)
    .select()
    .from(heldMail)
    .where(and(eq(heldMail.id, id), eq(heldMail.account, account)));
  return row && row.at > now - LIMITS.heldFor ? (row as HeldRow) : null;
}

/** The beginning of the text that a held mail brings. */
export async function previewOf(env: HeldEnv, { key }: HeldRow): Promise<string> {
  const object = await env.FILES.head(key);
  return decodeURIComponent(object?.customMetadata?.preview ?? '');
}

/** Removes a held mail, with the mail itself. Harmless when it is gone. */
export async function dropHeld(env: HeldEnv, { id, account, key }: Pick<HeldRow, 'id' | 'account' | 'key'>): Promise<void> {
  // The object first: what fails between is found again by its row.
  await env.FILES.delete(key);
  await database(env)
    .delete(heldMail)
    .where(and(eq(heldMail.id, id), eq(heldMail.account, account)));
}

async function throwAwayOld(env: HeldEnv, account: string, now: number): Promise<void> {
  const old = await database(env)
    .select({ id: heldMail.id, account: heldMail.account, key: heldMail.key })
    .from(heldMail)
    .where(and(eq(heldMail.account, account), lte(heldMail.at, now - LIMITS.heldFor)))
    .limit(SHOWN);
  for (const row of old) await dropHeld(env, row);
}
