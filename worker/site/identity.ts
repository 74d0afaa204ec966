/**
 * Verified identity: a site proves who its signed-in visitor is, by HMAC-SHA256 of their id under the site's identity secret, or by a
 * JWT (HS256, the same secret) with `sub`, `exp` and optionally `name` and `email`. docs/protocol.md, Verified identity.
 */
import { verify } from 'hono/jwt';
import * as v from 'valibot';
import { LIMITS } from '../../protocol/limits.ts';
import type { VisitorClaims } from '../contracts/people.ts';

export interface Identity {
  /** The site's own id of the person. */
  id: string;
  name?: string;
  email?: string;
}

export type Proof = { id: string; hmac: string; name?: string; email?: string } | { jwt: string };

const line = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.line));
const known = { name: v.optional(line), email: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.email), v.email())) };
const hmacShape = v.object({ id: line, hmac: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i)), ...known });
const jwtShape = v.object({ sub: line, exp: v.number(), nbf: v.optional(v.number()), ...known });

/** Whom the proof proves at `now` (ms); null when it proves nobody. A signature is compared in constant time by the platform. */
export async function provenIdentity(secret: string, proof: Proof, now: number): Promise<Identity | null> {
  if (!secret) return null;
  return 'jwt' in proof ? fromJwt(secret, proof.jwt, now) : fromHmac(secret, proof);
}

async function fromHmac(secret: string, proof: Proof): Promise<Identity | null> {
  const parsed = v.safeParse(hmacShape, proof);
  if (!parsed.success) return null;
  const { id, hmac, name, email } = parsed.output;
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signature = Uint8Array.from(hmac.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  if (!(await crypto.subtle.verify('HMAC', key, signature, bytes.encode(id)))) return null;
  return { id, ...(name ? { name } : {}), ...(email ? { email } : {}) };
}

async function fromJwt(secret: string, jwt: string, now: number): Promise<Identity | null> {
  try {
    const payload = await verify(jwt, secret, { alg: 'HS256', exp: false, iat: false, nbf: false });
    const { sub, exp, nbf, name, email } = v.parse(jwtShape, payload);
    if (exp * 1000 <= now || (nbf !== undefined && nbf * 1000 > now)) return null;
    return { id: sub, ...(name ? { name } : {}), ...(email ? { email } : {}) };
  } catch {
    return null;
  }
}

/**
 * Which visitor a proven person is: the one they are mapped to; else the presenting browser's, if its token is anonymous and nobody
 * else's (`holder` is the person its visitor id is mapped to); else a new one (null).
 */
export function visitorFor(external: string, mapped: string | null, claims: VisitorClaims | null, holder: string | null): string | null {
  if (mapped) return mapped;
  const own = claims && (claims.verified === undefined || claims.verified === external) && (holder === null || holder === external);
  return own ? claims.sub : null;
}
