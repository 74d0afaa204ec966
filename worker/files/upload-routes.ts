/** Uploads of visitors and operators; clients' are beside their rooms. They become part of a conversation when a message names them. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { Refusal } from '../../protocol/errors.ts';
import { refusalOf, visitorPerson } from '../chats/visitor-routes.ts';
import { visitorRoom } from '../contracts/people.ts';
import type { AppEnv } from '../http/context.ts';
import { addressMark, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { sameOrigin } from '../http/origin.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { verifyTicket } from '../site/listings.ts';
import { verifyVisitorToken } from '../site/visitor-token.ts';
import { upload } from './upload.ts';

const PER_VISITOR: Limit = { name: 'upload', max: 100, seconds: 3600 };
const PER_ADDRESS: Limit = { name: 'upload address', max: 500, seconds: 3600 };

export const uploadRoutes = new Hono<AppEnv>()
  // Any page may ask, the visitor's token decides; no cookie is involved.
  .use(
    '/w/v1/files',
    cors({ origin: (origin) => origin, allowMethods: ['POST'], allowHeaders: ['authorization', 'content-type'], maxAge: 86_400 }),
  )
  .post('/w/v1/files', async (c) => {
    const token = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const claims = await verifyVisitorToken(c.env.SECRET, token, Date.now());
    if (!claims) throw new Refusal('unauthorised');
    const { sub: visitor, site } = claims;
    await countAddress(c, PER_ADDRESS);
    await countAttempt(c.env, PER_VISITOR, `${site}.${visitor}`);
    const ticket = c.req.query('listing');
    const listing = ticket ? await verifyTicket(c.env.SECRET, ticket, site, visitor) : null;
    if (ticket && !listing) throw new Refusal('unauthorised');
    const refused = await refusalOf(c, claims, await addressMark(c, site));
    if (refused) throw new Refusal(refused);
    const person = visitorPerson(claims, {}, listing);
    return c.json({ file: await upload(c, visitorRoom(site, visitor, listing?.advertiser), person) }, 201);
  })
  .post('/api/rooms/:room/files', sameOrigin, requireOperator, async (c) =>
    c.json({ file: await upload(c, c.req.param('room'), operatorPerson(operator(c))) }, 201),
  );
