/** Rooms with clients, for members of the account. Who is in the account comes from D1; what somebody may do in a room, the Room decides. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { isClientRoom } from '../../protocol/client-room.ts';
import { clientPersonId, isClient, operatorId, type PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { name } from '../accounts/fields.ts';
import { colleaguesOf } from '../accounts/members.ts';
import type { ClientAction } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { sha256 } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import * as tables from '../http/schema.ts';
import { type Operator, operator, operatorPerson, requireOperator } from '../http/session.ts';
import { mayKnow } from '../site/access.ts';

/** Rooms one operator may begin. */
const BEGIN: Limit = { name: 'client-rooms', max: 120, seconds: 3600 };

const person = v.pipe(v.string(), v.regex(/^[oc]_[\w-]{1,64}$/)) as unknown as v.GenericSchema<PersonId>;
const people = v.pipe(v.array(person), v.maxLength(LIMITS.peopleAtOnce));
const beginning = v.object({
  cid: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)),
  form: v.picklist(['clients', 'internal', 'announcement']),
  name,
  people,
});

export const clientRoomRoutes = new Hono<AppEnv>()
  .use(requireOperator)

  /** Begins a room with its creator and the people named in it. Asked again under the same `cid` it is the same room. */
  .post('/', async (c) => {
    const asked = await readJson(c, beginning);
    const me = operator(c);
    // Who sees only the listings of their own advertisers knows no clients.
    if (knowsNoClients(me)) throw new Refusal('forbidden');
    await countAttempt(c.env, BEGIN, me.user.id);
    const { form } = asked;
    if (form === 'internal' && asked.people.some(isClient)) throw new Refusal('no_clients');
    const self = operatorPerson(me);
    const others = await known(c.env, me, asked.people);
    const room = `client.${(await sha256(`${me.member.account.id} client ${me.user.id} ${asked.cid}`)).slice(0, 32)}`;
    const begin = { form, name: asked.name, people: [shownOf(me), ...others], assignee: self.id };
    accepted(await roomOf(c.env, room).openClients(self, room, begin));
    return c.json({ room });
  })

  .patch('/:room', async (c) => {
    const body = await readJson(c, v.object({ name: v.optional(name), archived: v.optional(v.boolean()), assignee: v.optional(person) }));
    let last = { seq: 0 };
    if (body.name !== undefined) last = await change(c, { kind: 'rename', name: body.name });
    if (body.archived !== undefined) last = await change(c, { kind: 'archive', on: body.archived });
    if (body.assignee !== undefined) last = await change(c, { kind: 'assign', to: body.assignee });
    return c.json(last);
  })

  /** Deletes the room with all that was said. */
  .delete('/:room', async (c) => c.json(await change(c, { kind: 'erase' })))

  .get('/:room/people', async (c) => {
    const { after = '', text = '' } = c.req.query();
    const page = accepted(await roomOf(c.env, roomName(c)).people(operatorPerson(operator(c)), after.slice(0, 400), text.slice(0, 100)));
    return c.json({ people: page.people, total: page.total, next: page.next });
  })

  .post('/:room/people', async (c) => {
    const body = await readJson(c, v.object({ people: v.pipe(people, v.minLength(1)) }));
    const me = operator(c);
    // An owner or admin may bring themselves in.
    const self = body.people.includes(operatorId(me.user.id)) ? [shownOf(me)] : [];
    return c.json(await change(c, { kind: 'add', people: [...self, ...(await known(c.env, me, body.people))] }));
  })

  /** Oneself: leaves. */
  .delete('/:room/people/:person', async (c) => {
    const gone = v.safeParse(person, c.req.param('person'));
    if (!gone.success) throw new Refusal('not_found');
    const isSelf = gone.output === operatorId(operator(c).user.id);
    return c.json(await change(c, isSelf ? { kind: 'leave' } : { kind: 'remove', person: gone.output }));
  })

  /** Who has read the entry. */
  .get('/:room/entries/:seq/seen', async (c) => {
    const seen = accepted(await roomOf(c.env, roomName(c)).seenBy(operatorPerson(operator(c)), Number(c.req.param('seq')) || 0));
    return c.json({ people: seen.people });
  });

/** The object decides again: it alone knows who is in the room. */
async function change(c: Context<AppEnv>, action: ClientAction): Promise<{ seq: number }> {
  const { seq } = accepted(await roomOf(c.env, roomName(c)).changeClients(operatorPerson(operator(c)), action));
  return { seq };
}

const roomName = (c: Context<AppEnv>): string => requireClientRoom(c.req.param('room') ?? '');

/** Refuses `not_found` for what cannot be the name of a room with clients. */
export function requireClientRoom(room: string): string {
  if (!isClientRoom(room) || !/^client\.[\da-f]{32}$/.test(room)) throw new Refusal('not_found');
  return room;
}

export function shownOf(me: Operator): RoomPerson {
  const { id, name: called, photo } = operatorPerson(me);
  return { id, name: called, ...(photo ? { photo } : {}) };
}

/** Who answers the listings of their own advertisers alone. */
const knowsNoClients = ({ member: { access } }: Operator): boolean => access.listingsOnly && !access.admin;

/** People of the account by id, once each and without oneself. One whom this operator may not know answers like one who does not exist. */
export async function known(env: Env, me: Operator, wanted: PersonId[]): Promise<RoomPerson[]> {
  const ids = [...new Set(wanted)].filter((id) => id !== operatorId(me.user.id));
  if (ids.length === 0) return [];
  const [colleagues, clients] = await Promise.all([
    colleaguesOf(env, me.member.account.id),
    clientsAmong(env, me.member.account.id, knowsNoClients(me) ? [] : ids.filter(isClient)),
  ]);
  return ids.map((id) => {
    const colleague = colleagues.get(id.slice(2));
    const found = isClient(id) ? clients.get(id) : colleague && mayKnow(me.member.access, colleague.access) ? colleague.person : undefined;
    if (!found) throw new Refusal('not_found');
    return found;
  });
}

/** Clients of the account by id, as rooms know them; without those who were removed. */
async function clientsAmong(env: Env, account: string, ids: PersonId[]): Promise<Map<PersonId, RoomPerson>> {
  const found = new Map<PersonId, RoomPerson>();
  // D1 binds a hundred parameters.
  for (let from = 0; from < ids.length; from += 80) {
    const some = ids.slice(from, from + 80).map((id) => id.slice(2));
    const rows = await database(env)
      .select({ id: tables.client.id, name: tables.client.name })
      .from(tables.client)
      .where(and(eq(tables.client.account, account), inArray(tables.client.id, some), isNull(tables.client.removedAt)));
    for (const row of rows) found.set(clientPersonId(row.id), { id: clientPersonId(row.id), name: row.name });
  }
  return found;
}
