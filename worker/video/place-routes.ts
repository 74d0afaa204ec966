/** Places in group calls that go through RealtimeKit: each browser gets a token of its own, for as long as its person may be in the call. */
import { Hono } from 'hono';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { MeetingPlace } from '../../protocol/ice.ts';
import { requireClientRoom } from '../chats/client-routes.ts';
import { requireTeamRoom } from '../chats/team-routes.ts';
import type { Person } from '../contracts.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { client, clientPerson, requireClient } from '../portal/session.ts';
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
