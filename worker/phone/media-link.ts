/** Addresses from which the provider fetches the files of a message: signed, of one file, for a day. */
import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';
import type { Env } from '../env.ts';
import { derivedKey } from '../http/ids.ts';

/** Seconds: a message waits no longer at the provider than it takes to fetch its files. */
const LASTS = 24 * 60 * 60;

const shape = v.object({ room: v.pipe(v.string(), v.minLength(1)), file: v.pipe(v.string(), v.minLength(1)), exp: v.number() });

const keyOf = (secret: string): Promise<string> => derivedKey(secret, 'mms');

/** The address of a file, from `now` (ms) on. */
export async function mediaUrl(
  { SECRET, PUBLIC_URL }: Pick<Env, 'SECRET' | 'PUBLIC_URL'>,
  room: string,
  file: string,
  now: number,
): Promise<string> {
  const token = await sign({ room, file, exp: Math.floor(now / 1000) + LASTS }, await keyOf(SECRET), 'HS256');
  return `${PUBLIC_URL}/f/mms/${token}`;
}

/** What such an address opens at `now` (ms); null for one that is not ours, or too old. */
export async function readMediaToken(secret: string, token: string, now: number): Promise<{ room: string; file: string } | null> {
  try {
    const claims = v.parse(shape, await verify(token, await keyOf(secret), { alg: 'HS256', exp: false, iat: false, nbf: false }));
    return claims.exp * 1000 > now ? { room: claims.room, file: claims.file } : null;
  } catch {
    return null;
  }
}
