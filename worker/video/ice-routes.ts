/**
 * The servers for calls, for whoever may be in one: operators, visitors, clients. Nobody else, since what goes through the relay is paid for.
 */
import { Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import { fromAnyPage, refusalOf, visitorOf } from '../chats/visitor-routes.ts';
import type { AppEnv } from '../http/context.ts';
import { addressMark, countAddress, countAttempt, type Limit } from '../http/limits.ts';
import { operator, requireOperator } from '../http/session.ts';
import { client, requireClient } from '../portal/session.ts';
import { iceServers } from './turn.ts';

/** Asked for once a call, again after a lost network, and before credentials end. */
const ICE: Limit = { name: 'ice', max: 60, seconds: 600 };
/** Visitors cost nothing to make, so those of one network address are counted together, too. */
const ICE_ADDRESS: Limit = { name: 'ice-address', max: 240, seconds: 600 };

/** Below `/api/video`. */
export const operatorIceRoutes = new Hono<AppEnv>().get('/ice', requireOperator, async (c) => {
  await countAttempt(c.env, ICE, operator(c).user.id);
  return c.json(await iceServers(c.env, Date.now()));
});

/** Below `/api/portal/:account`. */
export const clientIceRoutes = new Hono<AppEnv>().get('/ice', requireClient, async (c) => {
  await countAttempt(c.env, ICE, client(c).user);
  return c.json(await iceServers(c.env, Date.now()));
});

/** Below `/w/v1`. */
export const visitorIceRoutes = new Hono<AppEnv>().use('/ice', fromAnyPage).get('/ice', async (c) => {
  const claims = await visitorOf(c, ICE);
  await countAddress(c, ICE_ADDRESS);
  const refused = await refusalOf(c, claims, await addressMark(c, claims.site));
  if (refused) throw new Refusal(refused);
  return c.json(await iceServers(c.env, Date.now()));
});
