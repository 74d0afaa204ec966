import type { Context } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from './context.ts';
import { derivedKey, sha256 } from './ids.ts';

/** At most `max` within `seconds`, counted in fixed windows. */
export interface Limit {
  name: string;
  max: number;
  seconds: number;
}

/**
 * Counts one attempt of `subject` (an address, a user, an account) in D1 and refuses with `too_many` beyond the limit. One statement,
 * so attempts side by side cannot slip through. Subjects are stored hashed.
 */
export async function countAttempt(env: { DB: D1Database }, limit: Limit, subject: string, now = Date.now()): Promise<void> {
  const key = await sha256(`${limit.name}:${subject}`);
  const row = await env.DB.prepare(
    `INSERT INTO rate_limit (key, count, until) VALUES (?1, 1, ?2 + ?3)
     ON CONFLICT (key) DO UPDATE SET count = iif(until <= ?2, 1, count + 1), until = iif(until <= ?2, excluded.until, until)
     RETURNING count`,
  )
    .bind(key, now, limit.seconds * 1000)
    .first<{ count: number }>();
  if (row && row.count > limit.max) throw new Refusal('too_many');
  // The one who opens a window clears those that ended, so the table stays as small as the traffic.
  if (row?.count === 1) await env.DB.prepare('DELETE FROM rate_limit WHERE until <= ?1').bind(now).run();
}

/** Forgets the attempts of `subject`, after one that succeeded. */
export async function clearAttempts(env: { DB: D1Database }, limit: Limit, subject: string): Promise<void> {
  await env.DB.prepare('DELETE FROM rate_limit WHERE key = ?1')
    .bind(await sha256(`${limit.name}:${subject}`))
    .run();
}

/**
 * Network address of the client as Cloudflare tells it, of IPv6 the network's part (one customer has all of a /64). null for this
 * machine itself, behind which many people may be.
 */
export function clientAddress(c: Context<AppEnv>): string | null {
  const address = c.req.header('cf-connecting-ip');
  if (!address || address === '127.0.0.1' || address === '::1') return null;
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}

/**
 * A mark of the client's network address for one site, by which whoever comes from there is known again. Keyed with the secret: it names
 * nobody, and is another on every site. The address itself goes no further than this.
 */
export async function addressMark(c: Context<AppEnv>, site: string): Promise<string | undefined> {
  const address = clientAddress(c);
  return address === null ? undefined : (await derivedKey(c.env.SECRET, `visitor address:${site}:${address}`)).slice(0, 32);
}

/** Counts an attempt of the client's network address. */
export async function countAddress(c: Context<AppEnv>, limit: Limit): Promise<void> {
  const address = clientAddress(c);
  if (address) await countAttempt(c.env, limit, address);
}
