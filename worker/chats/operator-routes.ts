/** Operators' sockets: session, membership and the page's own origin decide at the upgrade. */
import { and, eq } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import { isClientRoom } from '../../protocol/client-room.ts';
import { Refusal } from '../../protocol/errors.ts';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { deskOf, roomOf, siteOf } from '../http/objects.ts';
import { requireOwnSocket } from '../http/origin.ts';
import * as tables from '../http/schema.ts';
import { asOperator, type Operator, operatorPerson, readSession } from '../http/session.ts';
import { requireSmsRoom } from '../phone/sms-routes.ts';
import { requireClientRoom } from './client-routes.ts';
import { requireTeamRoom } from './team-routes.ts';
import { orRefuse, requireUpgrade, upgradeFor } from './upgrade.ts';

/** The site part of a visitor room's name. */
export const siteOfRoom = (room: string): string => room.slice(0, Math.max(0, room.indexOf('.')));

/** Refuses `not_found` unless the site is the account's. */
export async function requireSite(env: AppEnv['Bindings'], account: string, site: string): Promise<void> {
  const rows = await database(env)
    .select({ id: tables.site.id })
    .from(tables.site)
    .where(and(eq(tables.site.id, site), eq(tables.site.account, account)));
  if (rows.length === 0) throw new Refusal('not_found');
}

export const operatorSocketRoutes = new Hono<AppEnv>()
  .get('/desk', (c) => open(c, async (me, request) => deskOf(c.env, me.member.account.id).fetch(request)))

  .get('/rooms/:room/socket', (c) =>
    open(c, async (me, request) => {
      const room = c.req.param('room');
      if (isTeamRoom(room)) requireTeamRoom(room);
      else if (isClientRoom(room)) requireClientRoom(room);
      else if (isSmsRoom(room)) requireSmsRoom(room);
      else await requireSite(c.env, me.member.account.id, siteOfRoom(room));
      return roomOf(c.env, room).fetch(request);
    }),
  )

  .get('/sites/:site/visitors', (c) =>
    open(c, async (me, request) => {
      const site = c.req.param('site');
      await requireSite(c.env, me.member.account.id, site);
      return siteOf(c.env, site).fetch(request);
    }),
  );

/** Identifies the operator and hands the upgrade on; refusals are told on the socket. */
function open(c: Context<AppEnv>, pass: (me: Operator, request: Request) => Promise<Response>): Response | Promise<Response> {
  requireUpgrade(c);
  return orRefuse(async () => {
    requireOwnSocket(c);
    const me = await readSession(c);
    if (!me) throw new Refusal('unauthorised');
    const operator = asOperator(me);
    return pass(operator, upgradeFor(c.req.raw, { person: operatorPerson(operator), origin: new URL(c.req.url).origin }));
  });
}
