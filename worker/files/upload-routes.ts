/** Uploads: the raw bytes as body, the name in `?name=`. They become part of a conversation when a message names them. */
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { FileRef } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { refusalOf, visitorPerson } from '../chats/visitor-routes.ts';
import { type Person, visitorRoom } from '../contracts.ts';
import type { AppEnv } from '../http/context.ts';
import { randomToken } from '../http/ids.ts';
import { addressMark, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { sameOrigin } from '../http/origin.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { verifyTicket } from '../site/listings.ts';
import { verifyVisitorToken } from '../site/visitor-token.ts';
import { dimensions } from './dimensions.ts';
import { cleanName, isProgram } from './name.ts';
import { sniff } from './sniff.ts';
import { deleteFile, fileKey, storeStream } from './store.ts';

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

/** Stores the body and tells the room of it. Whatever the room does not take leaves nothing in the bucket. */
async function upload(c: Context<AppEnv>, room: string, person: Person): Promise<FileRef> {
  if (!/^[\w.-]{1,200}$/.test(room)) throw new Refusal('not_found');
  const name = cleanName(c.req.query('name') ?? '');
  if (isProgram(name)) throw new Refusal('file_type');
  // Honest clients learn it before they have sent all; the others are cut off while counting.
  if (Number(c.req.header('content-length') ?? 0) > LIMITS.fileSize) throw new Refusal('too_large');
  const id = randomToken();
  const { size, type, head } = await storeStream(c.env.FILES, fileKey(room, id), c.req.raw.body, LIMITS.fileSize, sniff);
  const file: FileRef = { id, name, type, size, ...dimensions(type, head) };
  try {
    accepted(await roomOf(c.env, room).addFile(person, file));
  } catch (error) {
    await deleteFile(c.env, room, id);
    throw error;
  }
  return file;
}
