/**
 * `GET /f/:room/:file`: files of conversations, for those who may read them now. `?download` saves instead of showing. `GET /f/mail/:token`: the same
 * by a link in a mail, which opens one file for one person and is asked about again each time. `GET /f/mms/:token`: by a link of which the phone network
 * was told.
 */
import { type Context, Hono } from 'hono';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { type Person, partsOf } from '../contracts/people.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { asOperator, operatorPerson, readSession } from '../http/session.ts';
import { mailReader } from '../mail/by-mail.ts';
import { digestReader } from '../mail/digest-reader.ts';
import { readFileLink } from '../mail/link-token.ts';
import { readMediaToken } from '../phone/media-link.ts';
import { clientPerson, readClients } from '../portal/session.ts';
import { verifyFileKey } from './file-key.ts';
import { parseRange } from './range.ts';
import { isInline, UNKNOWN_TYPE } from './sniff.ts';
import { fileKey } from './store.ts';

/** Whatever a file holds, it runs nothing, loads nothing and is nothing but its own type. */
const INERT = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  // Visitors' pages are of other origins.
  'cross-origin-resource-policy': 'cross-origin',
};

export const downloadRoutes = new Hono<AppEnv>()
  .get('/f/mail/:token', async (c) => {
    const link = await readFileLink(c.env.SECRET, c.req.param('token'), Date.now());
    if (!link) throw new Refusal('unauthorised');
    if (!(await digestReader(database(c.env), link))) throw new Refusal('not_found');
    const { file } = accepted(await roomOf(c.env, link.room).file(mailReader(link), link.file));
    const response = await send(c, link.room, file);
    // Whoever may not read it tomorrow finds it in no cache of ours or theirs.
    response.headers.set('cache-control', 'private, no-store');
    response.headers.set('referrer-policy', 'no-referrer');
    return response;
  })

  .get('/f/mms/:token', async (c) => {
    const link = await readMediaToken(c.env.SECRET, c.req.param('token'), Date.now());
    if (!link) throw new Refusal('unauthorised');
    const { file } = accepted(await roomOf(c.env, link.room).sentFile(link.file));
    const response = await send(c, link.room, file);
    response.headers.set('cache-control', 'private, no-store');
    return response;
  })

  .get('/f/:room/:file', async (c) => {
    const { room, file: id } = c.req.param();
    const key = c.req.query('k');
    const { file } = key === undefined ? await fileOfSomebody(c, room, id) : await fileFor(c, await visitor(c, room, key), room, id);
    return send(c, room, file);
  });

const fileFor = async (c: Context<AppEnv>, person: Person, room: string, id: string) =>
  accepted(await roomOf(c.env, room).file(person, id));

/** The file for whoever is signed in: one browser may hold an operator's session and those of clients, and the room decides who of them reads. */
async function fileOfSomebody(c: Context<AppEnv>, room: string, id: string) {
  const signedIn = await readSession(c);
  const clients = isClientRoom(room) ? await readClients(c) : [];
  if (!signedIn && clients.length === 0) throw new Refusal('unauthorised');
  for (const one of clients) {
    const answer = await roomOf(c.env, room).file(clientPerson(one), id);
    if (answer.ok) return answer;
  }
  if (!signedIn?.member) throw new Refusal('not_found');
  return fileFor(c, operatorPerson(asOperator(signedIn)), room, id);
}

/** The visitor a file key was made for. */
async function visitor(c: Context<AppEnv>, room: string, key: string): Promise<Person> {
  const claims = await verifyFileKey(c.env.SECRET, key, Date.now());
  if (!claims) throw new Refusal('unauthorised');
  if (claims.room !== room) throw new Refusal('not_found');
  const { sub: id, account, site, visitor: who, verified } = claims;
  const { advertiser } = partsOf(room);
  const own = { ...(verified ? { verified } : {}), ...(advertiser ? { listing: { key: '', name: '', advertiser } } : {}) };
  return { kind: 'visitor', id, account, site, visitor: who, place: {}, ...own };
}

async function send(c: Context<AppEnv>, room: string, file: FileRef): Promise<Response> {
  const inline = isInline(file.type);
  const headers: Record<string, string> = {
    ...INERT,
    'content-type': inline || file.type === 'application/pdf' ? file.type : UNKNOWN_TYPE,
    'content-disposition': disposition(file.name, inline && c.req.query('download') === undefined),
    'cache-control': 'private, max-age=3600',
    'accept-ranges': 'bytes',
  };
  const range = parseRange(c.req.header('range'), file.size);
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${file.size}` } });
  const object = await c.env.FILES.get(fileKey(room, file.id), range === 'whole' ? {} : { range });
  if (!object) throw new Refusal('not_found');
  if (range === 'whole') return new Response(object.body, { headers: { ...headers, 'content-length': String(file.size) } });
  const { offset, length } = range;
  const part = { 'content-range': `bytes ${offset}-${offset + length - 1}/${file.size}`, 'content-length': String(length) };
  return new Response(object.body, { status: 206, headers: { ...headers, ...part } });
}

/** The name twice: plain for old readers, and as it is (RFC 6266, section 4.3; RFC 8187). */
export function disposition(name: string, inline: boolean): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
