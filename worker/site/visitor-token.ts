/**
 * Visitor tokens: who a visitor is, kept by their browser. HS256 JWT with `aud: 'visitor'`, good for a year on one site. Anonymous ones
 * say only "the same browser as before"; those with `verified` say which person of the site's own this is.
 */
import { sign, verify } from 'hono/jwt';
import { encodeBase64Url } from 'hono/utils/encode';
import * as v from 'valibot';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import type { VisitorClaims } from '../contracts/people.ts';

const YEAR = 365 * 24 * 3600;
const text = v.pipe(v.string(), v.minLength(1));
const claimsShape: v.GenericSchema<unknown, VisitorClaims> = v.object({
  aud: v.literal('visitor'),
  sub: v.pipe(text, v.regex(/^[\w-]{1,64}$/)),
  site: text,
  account: text,
  verified: v.optional(text),
  name: v.optional(text),
  email: v.optional(text),
  iat: v.number(),
  exp: v.number(),
});

/** A new visitor's id: 128 random bits, 22 characters of base64url. */
export const newVisitorId = (): string => encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)).buffer).replace(/=/g, '');

/** Signs a token for a year from `now` (ms since epoch). */
export function signVisitorToken(secret: string, claims: Omit<VisitorClaims, 'aud' | 'iat' | 'exp'>, now: number): Promise<string> {
  const iat = Math.floor(now / 1000);
  return sign({ ...claims, aud: 'visitor', iat, exp: iat + YEAR }, secret, 'HS256');
}

/** The claims of a token we signed that is still good at `now` (ms); null for anything else: other algorithms, audiences, keys. */
export async function verifyVisitorToken(secret: string, token: string, now: number): Promise<VisitorClaims | null> {
  try {
    const payload = await verify(token, secret, { alg: 'HS256', aud: 'visitor', exp: false, iat: false, nbf: false });
    const claims = v.parse(claimsShape, payload);
    return claims.exp * 1000 > now ? claims : null;
  } catch {
    return null;
  }
}

/** Whether less than half of the token's year is left. */
export const wantsRenewal = (claims: VisitorClaims, now: number): boolean => claims.exp * 1000 - now < (YEAR * 1000) / 2;

/** The token a browser sent as second subprotocol: `Sec-WebSocket-Protocol: foyer.v1, <token>`. */
export function tokenOf(request: Request): string | null {
  const [protocol, token] = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((part) => part.trim());
  return protocol === SUBPROTOCOL && token ? token : null;
}
