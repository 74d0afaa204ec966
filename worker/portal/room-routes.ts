/** Clients' rooms and what was said in them, below `/api/portal/:account`: session and the page's own origin decide at the upgrade, on our host and on the portal's own. */
import { type Context, Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import { requireClientRoom } from '../chats/client-routes.ts';
import { orRefuse, requireUpgrade, upgradeFor } from '../chats/upgrade.ts';
import { asked } from '../desk/search-routes.ts';
import { upload } from '../files/upload.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { requireOwnSocket } from '../http/origin.ts';
import { client, clientPerson, readClient, requireClient, type SignedInClient } from './session.ts';

/** Files that one client may upload. */
const UPLOAD: Limit = { name: 'client-upload', max: 200, seconds: 3600 };

export const portalRoomRoutes = new Hono<AppEnv>()
  .get('/desk', (c) => open(c, ({ account }, request) => deskOf(c.env, account).fetch(request)))

  .get('/rooms/:room/socket', (c) => open(c, (_me, request) => roomOf(c.env, requireClientRoom(c.req.param('room') ?? '')).fetch(request)))

  .get('/search', requireClient, async (c) => {
    const { account, id } = clientPerson(client(c));
    return c.json(await deskOf(c.env, account).search(id, asked(c.req.query())));
  })

  .post('/rooms/:room/files', requireClient, async (c) => {
    const room = requireClientRoom(c.req.param('room'));
    const me = client(c);
    await countAttempt(c.env, UPLOAD, me.client.id);
    return c.json({ file: await upload(c, room, clientPerson(me)) }, 201);
  });

/** Identifies the client and hands the upgrade on; refusals are told on the socket. */
function open(c: Context<AppEnv>, pass: (me: SignedInClient, request: Request) => Promise<Response>): Response | Promise<Response> {
  requireUpgrade(c);
  return orRefuse(async () => {
    requireOwnSocket(c);
    const me = await readClient(c, c.req.param('account') ?? '');
    if (!me) throw new Refusal('unauthorised');
    return pass(me, upgradeFor(c.req.raw, { person: clientPerson(me), origin: new URL(c.req.url).origin }));
  });
}
