/** What clients see and set of themselves, below `/api/portal/:account`. */
import { and, desc, eq, gt } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SessionInfo } from '../../protocol/api.ts';
import { clientPersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { PORTAL_LANGUAGES, type PortalMe } from '../../protocol/portal.ts';
import { timeZone } from '../../protocol/validators.ts';
import { requireStrong, setCookies } from '../accounts/entry-routes.ts';
import { name, password } from '../accounts/fields.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import * as tables from '../http/schema.ts';
import { muteBody } from '../mail/mute-routes.ts';
import { setMute } from '../mail/mutes.ts';
import { clientSessionsOf, cutClientSessions, endClientSessions } from './cut-off.ts';
import { loadClientAuth } from './entry-routes.ts';
import { client, clientPerson, requireClient } from './session.ts';

/** Present passwords typed by one person. */
const CHANGE: Limit = { name: 'client-password-change', max: 10, seconds: 900 };

const change = v.partial(v.object({ name, language: v.picklist(['', ...PORTAL_LANGUAGES]), timeZone }));

export const portalMeRoutes = new Hono<AppEnv>()
  .use('/me', requireClient)
  .use('/me/*', requireClient)
  .use('/sessions', requireClient)
  .use('/sessions/*', requireClient)

  .get('/me', async (c) => c.json(await readMe(c)))

  .patch('/me', async (c) => {
    const given = await readJson(c, change);
    const { account, client: me } = client(c);
    if (Object.keys(given).length > 0)
      await database(c.env)
        .update(tables.client)
        .set(given)
        .where(and(eq(tables.client.account, account), eq(tables.client.id, me.id)));
    return c.json(await readMe(c));
  })

  .put('/me/mutes', async (c) => {
    const { room, muted } = await readJson(c, muteBody);
    const { account, client: me } = client(c);
    if (muted && room) accepted(await roomOf(c.env, room).permits(clientPerson(client(c)), 'mute'));
    await setMute(c.env, account, clientPersonId(me.id), room, muted);
    return c.json(await readMe(c));
  })

  .put('/me/password', async (c) => {
    const body = await readJson(c, v.object({ current: password, password }));
    requireStrong(body.password);
    const { account, user } = client(c);
    await countAttempt(c.env, CHANGE, user);
    const { createClientAuth, refusing } = await loadClientAuth();
    const auth = await createClientAuth(c.env, account);
    const ended = await clientSessionsOf(c.env, user);
    const wanted = { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: true };
    const { headers } = await refusing(auth.api.changePassword({ body: wanted, headers: c.req.raw.headers, returnHeaders: true }));
    setCookies(c, headers);
    await cutClientSessions(c.env, user, ended);
    return c.json({});
  })

  .get('/sessions', async (c) => {
    const { clientSession } = tables;
    const { user, session } = client(c);
    const rows = await database(c.env)
      .select()
      .from(clientSession)
      .where(and(eq(clientSession.userId, user), gt(clientSession.expiresAt, new Date())))
      .orderBy(desc(clientSession.updatedAt));
    const sessions: SessionInfo[] = rows.map((row) => ({
      id: row.id,
      createdAt: row.createdAt.getTime(),
      lastSeenAt: row.updatedAt.getTime(),
      ...(row.ipAddress ? { address: row.ipAddress } : {}),
      ...(row.userAgent ? { userAgent: row.userAgent.slice(0, 300) } : {}),
      current: row.id === session.id,
    }));
    return c.json(sessions);
  })

  .delete('/sessions/:id', async (c) => {
    if (!(await endClientSessions(c.env, client(c).user, c.req.param('id')))) throw new Refusal('not_found');
    return c.json({});
  });

async function readMe(c: Context<AppEnv>): Promise<PortalMe> {
  const { account, user, client: me } = client(c);
  const { clientCredential, mailMute } = tables;
  const db = database(c.env);
  const [[row], credentials, mutes] = await db.batch([
    db.select().from(tables.client).where(eq(tables.client.id, me.id)),
    db
      .select({ id: clientCredential.id })
      .from(clientCredential)
      .where(and(eq(clientCredential.userId, user), eq(clientCredential.providerId, 'credential'))),
    db
      .select({ room: mailMute.room })
      .from(mailMute)
      .where(and(eq(mailMute.account, account), eq(mailMute.person, clientPersonId(me.id)))),
  ]);
  return {
    id: me.id,
    name: row!.name,
    email: row!.email,
    language: row!.language,
    timeZone: row!.timeZone,
    password: credentials.length > 0,
    mutes: { all: mutes.some(({ room }) => room === ''), rooms: mutes.flatMap(({ room }) => (room ? [room] : [])) },
  };
}
