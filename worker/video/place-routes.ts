/** Places in calls and broadcasts that go through RealtimeKit: each browser gets a token of its own, for as long as its person may be in it. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { MeetingPlace } from '../../protocol/ice.ts';
import { requireClientRoom } from '../chats/client-routes.ts';
import { requireSite } from '../chats/operator-routes.ts';
import { requireTeamRoom } from '../chats/team-routes.ts';
import { SITE_KEY, visitorPerson } from '../chats/visitor-routes.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf, siteOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { client, clientPerson, requireClient } from '../portal/session.ts';
import { viewer } from './broadcast-routes.ts';
import { placeIn } from './place.ts';

/** Asked for with each call, and again after a token was lost. */
const PLACE: Limit = { name: 'place', max: 60, seconds: 600 };

/** Below `/api/rooms`. */
export const operatorPlaceRoutes = new Hono<AppEnv>().post('/:room/call/:call/place', requireOperator, async (c) => {
  const { room, call } = c.req.param();
  if (isClientRoom(room)) requireClientRoom(room);
  else requireTeamRoom(room);
  await countAttempt(c.env, PLACE, operator(c).user.id);
  return c.json(await placeInCall(c.env, room, operatorPerson(operator(c)), call));
});

/** Below `/api/portal/:account/rooms`. */
export const clientPlaceRoutes = new Hono<AppEnv>().post('/:room/call/:call/place', requireClient, async (c) => {
  const room = requireClientRoom(c.req.param('room'));
  await countAttempt(c.env, PLACE, client(c).user);
  return c.json(await placeInCall(c.env, room, clientPerson(client(c)), c.req.param('call')));
});

const placeInCall = async (env: Env, room: string, person: Person, call: string): Promise<MeetingPlace> => ({
  token: await placeIn(env, `room:${room}`, roomOf(env, room), person, call),
});

/** Below `/api/sites`. */
export const hostPlaceRoutes = new Hono<AppEnv>().post('/:site/broadcasts/:cast/place', requireOperator, async (c) => {
  const { site, cast } = c.req.param();
  await countAttempt(c.env, PLACE, operator(c).user.id);
  await requireSite(c.env, operator(c).member.account.id, site);
  return c.json(await placeInCast(c.env, site, operatorPerson(operator(c)), cast));
});

/** Below `/w/v1`, with those of the SFU, which let any page ask. A viewer comes in when it is their turn. */
export const viewerPlaceRoutes = new Hono<AppEnv>().post('/broadcasts/:cast/place', async (c) => {
  const { site } = await readJson(c, v.object({ site: v.pipe(v.string(), v.regex(SITE_KEY)) }));
  const claims = await viewer(c, site);
  const cast = c.req.param('cast');
  const { wait } = accepted(await siteOf(c.env, site).placeTurn(claims, cast));
  if (wait !== null) return c.json({ wait }, 202);
  return c.json(await placeInCast(c.env, site, visitorPerson(claims, {}), cast));
});

const placeInCast = async (env: Env, site: string, person: Person, cast: string): Promise<MeetingPlace> => ({
  token: await placeIn(env, `site:${site}`, siteOf(env, site), person, cast),
});
