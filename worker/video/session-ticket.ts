/** What a browser holds of a session at the SFU: that it is theirs, for the answer that follows. Good for minutes, for one person, for one broadcast. */
import { sign, verify } from 'hono/jwt';
import * as v from 'valibot';

/** Seconds. A browser answers at once. */
const GOOD_FOR = 300;
const shape = v.object({ aud: v.literal('sfu'), sub: v.string(), cast: v.string(), session: v.string(), exp: v.number() });

/** Whose session: `sub` names the visitor with their site, or the operator. */
interface Holder {
  sub: string;
  cast: string;
}

/** HS256 JWT, `aud: 'sfu'`. */
export const signSession = (secret: string, { sub, cast }: Holder, session: string, now: number): Promise<string> =>
  sign({ aud: 'sfu', sub, cast, session, exp: Math.floor(now / 1000) + GOOD_FOR }, secret, 'HS256');

/** The session of a ticket that was made for this person and broadcast and is still good; null for anything else. */
export async function verifySession(secret: string, ticket: string, { sub, cast }: Holder, now: number): Promise<string | null> {
  try {
    const claims = v.parse(shape, await verify(ticket, secret, { alg: 'HS256', aud: 'sfu', exp: false, iat: false, nbf: false }));
    return claims.sub === sub && claims.cast === cast && claims.exp * 1000 > now ? claims.session : null;
  } catch {
    return null;
  }
}
