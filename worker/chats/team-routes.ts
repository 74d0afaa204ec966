/** Rooms of colleagues. Who is in the account comes from D1; who is in the room, and what they may do there, the Room decides. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { name } from '../accounts/fields.ts';
import { colleaguesOf } from '../accounts/members.ts';
import type { TeamAction } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { sha256 } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { type Operator, operator, operatorPerson, requireOperator } from '../http/session.ts';
import { mayKnow } from '../site/access.ts';

/** Rooms one operator may open. */
const OPEN: Limit = { name: 'team-rooms', max: 120, seconds: 3600 };

const user = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const users = v.pipe(v.array(user), v.minLength(1), v.maxLength(LIMITS.teamMembers));
const opening = v.variant('kind', [
  v.object({ kind: v.literal('direct'), user }),
  v.object({ kind: v.literal('group'), cid: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)), name, members: users }),
]);

export const teamRoutes = new Hono<AppEnv>()
  .use(requireOperator)

  /** Answers the room. Asked again, of two people or under the same `cid`, it is the same one. */
  .post('/', async (c) => {
    const asked = await readJson(c, opening);
    const me = operator(c);
    await countAttempt(c.env, OPEN, me.user.id);
    const account = me.member.account.id;
    const self = shownOf(me);
    if (asked.kind === 'direct') {
      if (asked.user === me.user.id) throw new Refusal('bad_request');
      const [other] = await known(c.env, me, [asked.user]);
      const pair = [me.user.id, asked.user].sort().join(' ');
      const room = await roomName(`${account} direct ${pair}`);
      accepted(await roomOf(c.env, room).openTeam(operatorPerson(me), room, { form: 'direct', people: [self, other!] }));
      return c.json({ room });
    }
    const others = await known(c.env, me, asked.members);
    if (others.length >= LIMITS.teamMembers) throw new Refusal('too_large');
    const room = await roomName(`${account} group ${me.user.id} ${asked.cid}`);
    const begin = { form: 'group' as const, name: asked.name, people: [self, ...others] };
    accepted(await roomOf(c.env, room).openTeam(operatorPerson(me), room, begin));
    return c.json({ room });
  })

  .put('/:room', async (c) => {
    const body = await readJson(c, v.object({ name }));
    return c.json(await change(c.env, operator(c), c.req.param('room'), { kind: 'rename', name: body.name }));
  })

  .post('/:room/members', async (c) => {
    const { members } = await readJson(c, v.object({ members: users }));
    const me = operator(c);
    return c.json(await change(c.env, me, c.req.param('room'), { kind: 'add', people: await known(c.env, me, members) }));
  })

  .put('/:room/members/:user', async (c) => {
    const { admin } = await readJson(c, v.object({ admin: v.boolean() }));
    const person = operatorId(c.req.param('user'));
    return c.json(await change(c.env, operator(c), c.req.param('room'), { kind: admin ? 'promote' : 'demote', person }));
  })

  /** Oneself: leaves. */
  .delete('/:room/members/:user', async (c) => {
    const me = operator(c);
    const person = operatorId(c.req.param('user'));
    const action: TeamAction = person === operatorId(me.user.id) ? { kind: 'leave' } : { kind: 'remove', person };
    return c.json(await change(c.env, me, c.req.param('room'), action));
  });

/** The object decides again: it alone knows who is a member. */
async function change(env: Env, me: Operator, room: string, action: TeamAction): Promise<{ seq: number }> {
  requireTeamRoom(room);
  const { seq } = accepted(await roomOf(env, room).changeTeam(operatorPerson(me), action));
  return { seq };
}

/** Refuses `not_found` for what cannot be the name of a room of colleagues. */
export function requireTeamRoom(room: string): void {
  if (!isTeamRoom(room) || !/^team\.[\da-f]{32}$/.test(room)) throw new Refusal('not_found');
}

const roomName = async (of: string): Promise<string> => `team.${(await sha256(of)).slice(0, 32)}`;

function shownOf(me: Operator): RoomPerson {
  const { id, name: called, photo } = operatorPerson(me);
  return { id, name: called, ...(photo ? { photo } : {}) };
}

/** Colleagues by user id, once each and without oneself. One whom this operator may not know answers like one who does not exist. */
async function known(env: Env, me: Operator, wanted: string[]): Promise<RoomPerson[]> {
  const all = await colleaguesOf(env, me.member.account.id);
  return [...new Set(wanted)]
    .filter((id) => id !== me.user.id)
    .map((id) => {
      const found = all.get(id);
      if (!found || !mayKnow(me.member.access, found.access)) throw new Refusal('not_found');
      return found.person;
    });
}
