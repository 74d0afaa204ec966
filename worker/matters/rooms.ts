/** The rooms of matters: their names, and settling them through the objects. */
import type { PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { sha256 } from '../http/ids.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { beginGroup, type Settled, settle, type World } from './settle.ts';
import { leaveAll, readMatter } from './store.ts';

const nameFrom = async (text: string): Promise<string> => `client.${(await sha256(text)).slice(0, 32)}`;

/** The room of a matter with one client: always the same. */
export const threadRoom = (account: string, matter: string, client: PersonId, turn: number): Promise<string> =>
  nameFrom(`${account} matter ${matter} ${client}${turn === 0 ? '' : ` ${turn}`}`);

/** A room with chosen clients; under the same `cid` the same one. */
export const groupRoom = (account: string, matter: string, user: string, cid: string): Promise<string> =>
  nameFrom(`${account} matter group ${matter} ${user} ${cid}`);

/** A matter and its rooms, through D1 and the objects. */
function worldOf(env: Env, account: string, matter: string, by: RoomPerson | null): World {
  const desk = deskOf(env, account);
  return {
    read: async () => {
      const found = await readMatter(env, account, matter);
      if (!found) return null;
      const { row: _row, ...now } = found;
      return now;
    },
    threadOf: (client, turn) => threadRoom(account, matter, client, turn),
    rooms: async (expected) => (await repeated(() => desk.matterRooms(matter, expected))).map(({ room }) => room),
    settle: (room, plan) => repeated(() => roomOf(env, room).settleMatterRoom(room, by, plan)),
  };
}

/** Brings a matter's rooms in line with it. `by`: who caused it. Refuses `not_found`. */
export async function settleMatter(env: Env, account: string, matter: string, by: RoomPerson | null = null): Promise<Settled> {
  const settled = await settle(worldOf(env, account, matter, by));
  if (!settled) throw new Refusal('not_found');
  return settled;
}

/** Begins a room with chosen clients of the matter. Asked again under the same `cid` it is the same room. */
export async function openGroup(
  env: Env,
  {
    account,
    matter,
    by,
    cid,
    name,
    people,
  }: { account: string; matter: string; by: RoomPerson; cid: string; name: string; people: PersonId[] },
): Promise<string> {
  const room = await groupRoom(account, matter, by.id, cid);
  await beginGroup(worldOf(env, account, matter, by), { room, name, creator: by.id, people });
  return room;
}

/** Takes somebody who is in the account no more out of its matters and their rooms. */
export async function leaveMatters(env: Env, account: string, person: PersonId): Promise<void> {
  for (const matter of await leaveAll(env, account, person)) await settleMatter(env, account, matter);
}
