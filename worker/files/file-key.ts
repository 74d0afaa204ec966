/**
 * File keys: what a visitor's page appends to the addresses of files (`?k=`), because an `<img>` cannot carry a token. HS256 JWT with
 * `aud: 'file'`, for one room, valid 24 hours: worth nothing as a visitor token, for another room, or tomorrow.
 */
import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';
import type { PersonId } from '../../protocol/entries.ts';

const DAY = 24 * 60 * 60;

export interface FileKeyClaims {
  aud: 'file';
  sub: PersonId;
  room: string;
  account: string;
  site: string;
  visitor: string;
  /** The site's own id of a verified person. */
  verified?: string;
  /** Seconds since epoch. */
  exp: number;
}

const text = v.pipe(v.string(), v.minLength(1));
const claimsShape = v.object({
  aud: v.literal('file'),
  sub: v.pipe(text, v.startsWith('v_')),
  room: text,
  account: text,
  site: text,
  visitor: text,
  verified: v.optional(text),
  exp: v.number(),
});

/** Signs a key for a day from `now` (ms since epoch). */
export function signFileKey(secret: string, claims: Omit<FileKeyClaims, 'aud' | 'exp'>, now: number): Promise<string> {
  return sign({ ...claims, aud: 'file', exp: Math.floor(now / 1000) + DAY }, secret, 'HS256');
}

/** The claims of a key we signed that is still good at `now` (ms); null for anything else. */
export async function verifyFileKey(secret: string, key: string, now: number): Promise<FileKeyClaims | null> {
  try {
    const payload = await verify(key, secret, { alg: 'HS256', aud: 'file', exp: false, iat: false, nbf: false });
    const claims = v.parse(claimsShape, payload) as FileKeyClaims;
    return claims.exp * 1000 > now ? claims : null;
  } catch {
    return null;
  }
}
