/** Which mails went out, so that a job delivered twice sends once; and how many a stranger caused to an address. Addresses are kept hashed. */
import { derivedKey } from '../http/ids.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Keyed hash of an address: without the secret nobody can try addresses against the table. */
export const addressHash = (secret: string, address: string): Promise<string> => derivedKey(secret, `mail address ${address}`);

export async function wasSent(db: D1Database, id: string): Promise<boolean> {
  return (await db.prepare('SELECT 1 FROM sent_mail WHERE id = ?1').bind(id).first()) !== null;
}

export async function markSent(db: D1Database, id: string, hash: string, now: number): Promise<void> {
  await db.prepare('INSERT OR IGNORE INTO sent_mail (id, at, to_hash) VALUES (?1, ?2, ?3)').bind(id, now, hash).run();
}

/**
 * Takes one of the `limit` places of `hash` within 24 hours for the mail `id`; false when there is none left. The mail keeps its place when
 * it is tried again. One statement, so that consumers side by side cannot exceed the limit.
 */
export async function takePlace(db: D1Database, id: string, hash: string, limit: number, now: number): Promise<boolean> {
  const [, held] = await db.batch([
    db
      .prepare(
        `INSERT OR IGNORE INTO sent_mail (id, at, to_hash)
         SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM sent_mail WHERE to_hash = ?3 AND at > ?4) < ?5`,
      )
      .bind(`place:${id}`, now, `place:${hash}`, now - DAY, limit),
    db.prepare('SELECT 1 FROM sent_mail WHERE id = ?1').bind(`place:${id}`),
  ]);
  return (held?.results.length ?? 0) > 0;
}
