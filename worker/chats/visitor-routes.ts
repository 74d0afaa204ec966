/** What visitors' pages reach, from any origin, by token instead of cookie. */
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import type { VisitorData } from '../../protocol/api.ts';
import { visitorPersonId } from '../../protocol/entries.ts';
import { type ErrorCode, Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type Listing, type Person, type Place, type VisitorClaims, visitorRoom } from '../contracts/people.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { addressMark, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { roomOf, siteOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { verifyTicket } from '../site/listings.ts';
import { tokenOf, verifyVisitorToken } from '../site/visitor-token.ts';
import { orRefuse, placeOf, refuseSocket, requireUpgrade, upgradeFor } from './upgrade.ts';

const IDENTIFY: Limit = { name: 'identify', max: 120, seconds: 600 };
/** Looks of one visitor at their own data. */
const DATA: Limit = { name: 'data', max: 60, seconds: 600 };
/** Any page may ask, the visitor's token decides; no cookie is involved. */
export const fromAnyPage = cors({
  origin: (origin) => origin,
  allowMethods: ['GET', 'DELETE'],
  allowHeaders: ['authorization'],
  maxAge: 86_400,
});
export const SITE_KEY = /^[\w-]{10,64}$/;
const text = v.pipe(v.string(), v.maxLength(LIMITS.line));
const whom = {
  site: v.pipe(v.string(), v.regex(SITE_KEY)),
  token: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(4_000)))),
};
/** Either proof of docs/protocol.md, Verified identity. */
const identification = v.union([
  v.object({ ...whom, jwt: v.pipe(v.string(), v.maxLength(8_000)) }),
  v.object({ ...whom, id: v.pipe(text, v.minLength(1)), hmac: text, name: v.optional(text), email: v.optional(text) }),
]);

export const visitorRoutes = new Hono<AppEnv>()
  // Presence. A new visitor has no token yet; a bad one is as good as none, and the Site hands out another.
  .get('/site', (c) => {
    requireUpgrade(c);
    return orRefuse(async () => {
      const site = c.req.query('site') ?? '';
      if (!SITE_KEY.test(site)) throw new Refusal('unknown_site');
      const origin = c.req.header('origin');
      if (!origin) throw new Refusal('foreign_origin');
      const token = tokenOf(c.req.raw);
      const claims = token ? await verifyVisitorToken(c.env.SECRET, token, Date.now()) : null;
      const place = placeOf(c.req.raw);
      const known = claims?.site === site ? { person: visitorPerson(claims, place) } : {};
      const address = await addressMark(c, site);
      return siteOf(c.env, site).fetch(upgradeFor(c.req.raw, { ...known, place, origin, address }));
    });
  })

  // The conversation of the visitor whom the token names: there is no other way to name one.
  .get('/room', async (c) => {
    requireUpgrade(c);
    const token = tokenOf(c.req.raw);
    const claims = token ? await verifyVisitorToken(c.env.SECRET, token, Date.now()) : null;
    if (!claims) return refuseSocket('unauthorised');
    const origin = c.req.header('origin');
    if (!origin) return refuseSocket('foreign_origin');
    const ticket = c.req.query('listing');
    const listing = ticket ? await verifyTicket(c.env.SECRET, ticket, claims.site, claims.sub) : null;
    if (ticket && !listing) return refuseSocket('unauthorised');
    const address = await addressMark(c, claims.site);
    const refused = await refusalOf(c, claims, address);
    if (refused) return refuseSocket(refused);
    const person = { ...visitorPerson(claims, placeOf(c.req.raw), listing), ...(address ? { address } : {}) };
    return roomOf(c.env, visitorRoom(claims.site, claims.sub, listing?.advertiser)).fetch(upgradeFor(c.req.raw, { person, origin }));
  })

  // How the widget looks, for a page whose visitor has not agreed to anything yet: nobody is identified, nothing is kept.
  .use('/look', fromAnyPage)
  .get('/look', async (c) => {
    const site = c.req.query('site') ?? '';
    if (!SITE_KEY.test(site)) throw new Refusal('unknown_site');
    const origin = c.req.header('origin');
    if (!origin) throw new Refusal('foreign_origin');
    const look = await siteOf(c.env, site).look(origin, await addressMark(c, site), placeOf(c.req.raw).country);
    const { settings, availability } = accepted(look);
    return c.json({ settings, availability });
  })

  // What is known of the visitor whom the token names, for themselves alone.
  .use('/data', fromAnyPage)
  .get('/data', async (c) => {
    const claims = await visitorOf(c, DATA);
    const { attributes, talks } = accepted(await siteOf(c.env, claims.site).known(claims));
    const conversations: VisitorData['conversations'] = [];
    for (const listing of [null, ...talks]) {
      const room = roomOf(c.env, visitorRoom(claims.site, claims.sub, listing?.advertiser));
      const { known } = accepted(await room.known(visitorPerson(claims, {}, listing)));
      if (known) conversations.push({ with: listing?.name ?? '', ...known });
    }
    return c.json({ visitor: claims.sub, attributes, conversations } satisfies VisitorData);
  })
  .delete('/data', async (c) => {
    const claims = await visitorOf(c, DATA);
    accepted(await siteOf(c.env, claims.site).erase(claims));
    return c.json({});
  })

  .use('/identify', cors({ origin: (origin) => origin, allowMethods: ['POST'], allowHeaders: ['content-type'], maxAge: 86_400 }))
  .post('/identify', async (c) => {
    const { site, token: present, ...proof } = await readJson(c, identification);
    const origin = c.req.header('origin');
    if (!origin) throw new Refusal('foreign_origin');
    await countAddress(c, IDENTIFY);
    const { token, visitor } = accepted(await siteOf(c.env, site).identify(origin, present ?? null, proof, await addressMark(c, site)));
    return c.json({ token, visitor });
  });

/** The claims of a request with a visitor's token, which counts against `limit`. */
export async function visitorOf(c: Context<AppEnv>, limit: Limit): Promise<VisitorClaims> {
  const claims = await claimsOf(c);
  await countAttempt(c.env, limit, `${claims.site}.${claims.sub}`);
  return claims;
}

/** The same, where it is counted elsewhere. */
export async function claimsOf(c: Context<AppEnv>): Promise<VisitorClaims> {
  const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const claims = await verifyVisitorToken(c.env.SECRET, token, Date.now());
  if (!claims) throw new Refusal('unauthorised');
  return claims;
}

/** Why the site lets this visitor into no room; null when it does. A site that does not answer stops no conversation. */
export const refusalOf = (c: Context<AppEnv>, claims: VisitorClaims, address: string | undefined): Promise<ErrorCode | null> =>
  siteOf(c.env, claims.site)
    .refusal(claims, address, placeOf(c.req.raw).country)
    .catch(() => null);

export function visitorPerson(claims: VisitorClaims, place: Place, listing: Listing | null = null): Person & { kind: 'visitor' } {
  const { sub, site, account, verified, name, email } = claims;
  return {
    kind: 'visitor',
    id: visitorPersonId(sub),
    account,
    site,
    visitor: sub,
    place,
    ...(verified ? { verified } : {}),
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(listing ? { listing } : {}),
  };
}
