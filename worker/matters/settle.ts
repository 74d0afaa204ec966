/**
 * Brings the rooms of a matter in line with what D1 says of it. What should be is computed anew each time and each room is told the whole of it, so that
 * this may be repeated, fail half-way and run beside itself: whoever runs last has seen what was written last.
 */

import type { PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { Answer } from '../contracts/people.ts';
import type { MatterPlan } from '../contracts/room.ts';

/** A matter as D1 has it: `team` and `clients` are those of its people who are members of the account, and clients, now. */
export interface MatterNow {
  id: string;
  account: string;
  name: string;
  assignee: PersonId;
  creator: PersonId;
  team: RoomPerson[];
  clients: RoomPerson[];
}

/** What settling needs of the world. */
export interface World {
  /** Null when there is no such matter. */
  read(): Promise<MatterNow | null>;
  /** Name of the room with one client; `turn` counts those before it that were deleted. */
  threadOf(client: PersonId, turn: number): Promise<string>;
  /** Every room of the matter; those expected are its from now on. */
  rooms(expected: string[]): Promise<string[]>;
  settle(room: string, plan: MatterPlan): Promise<Answer<object>>;
}

export interface Settled {
  matter: MatterNow;
  /** The room with each client. */
  threads: ReadonlyMap<PersonId, string>;
}

/** Times the matter may change under the work. */
const ROUNDS = 6;
/** Rooms told at once: a request may hold only so many connections. */
const TOGETHER = 20;
/** Rooms with one client that may have been deleted. */
const TURNS = 20;

/** Null when there is no such matter. Refuses `unavailable` when it changes all the time. */
export async function settle(world: World): Promise<Settled | null> {
  let matter = await world.read();
  for (let round = 0; round < ROUNDS && matter; round++) {
    const threads = await apply(world, matter);
    // What was written meanwhile may have been settled before this was: it is settled again.
    const now = await world.read();
    if (now && JSON.stringify(now) === JSON.stringify(matter)) return { matter, threads };
    matter = now;
  }
  if (matter) throw new Refusal('unavailable');
  return null;
}

/** Begins a room with chosen clients of the matter and all its colleagues; without clients it is among colleagues alone. Refuses `not_found`. */
export async function beginGroup(
  world: World,
  { room, name, creator, people }: { room: string; name: string; creator: PersonId; people: PersonId[] },
): Promise<void> {
  const matter = await world.read();
  const chosen = matter?.clients.filter(({ id }) => people.includes(id)) ?? [];
  if (!matter || chosen.length < new Set(people).size) throw new Refusal('not_found');
  // Known before it is there, so that whoever is put out of the matter meanwhile is put out of it too.
  await world.rooms([room]);
  const form = chosen.length > 0 ? ('clients' as const) : ('internal' as const);
  const plan = { ...planOf(matter, []), stay: matter.clients.map(({ id }) => id), begin: { form, name, creator, people: chosen } };
  if (!(await told(world, room, plan))) throw new Refusal('not_found');
  await settle(world);
}

async function apply(world: World, matter: MatterNow): Promise<Map<PersonId, string>> {
  const first = await Promise.all(matter.clients.map(({ id }) => world.threadOf(id, 0)));
  const known = await world.rooms(first);
  const threads = new Map<PersonId, string>();
  await inEach(matter.clients, async (client) => {
    threads.set(client.id, await thread(world, matter, client));
  });
  const isThread = new Set(threads.values());
  await inEach(
    known.filter((room) => !isThread.has(room)),
    // A room with chosen clients, or one whose client is in the matter no more.
    async (room) => void (await told(world, room, { ...planOf(matter, []), stay: matter.clients.map(({ id }) => id) })),
  );
  return threads;
}

/** The room with one client. One that was deleted stays so, and another takes its place. */
async function thread(world: World, matter: MatterNow, client: RoomPerson): Promise<string> {
  const name = `${matter.name} · ${client.name}`;
  const begin = { form: 'clients' as const, name, creator: matter.creator, people: [], thread: client.id };
  for (let turn = 0; turn < TURNS; turn++) {
    const room = await world.threadOf(client.id, turn);
    // As with the first: known before it is there, so that whoever is put out of the matter is put out of it too.
    if (turn > 0) await world.rooms([room]);
    if (await told(world, room, { ...planOf(matter, [client]), name, begin })) return room;
  }
  throw new Refusal('not_found');
}

const planOf = ({ account, id, team, assignee }: MatterNow, clients: RoomPerson[]): MatterPlan => ({
  account,
  matter: id,
  come: [...team, ...clients],
  stay: [],
  assignee,
});

/** False for a room that was deleted, or was expected and never begun. */
async function told(world: World, room: string, plan: MatterPlan): Promise<boolean> {
  const answer = await world.settle(room, plan);
  return answer.ok;
}

async function inEach<T>(list: readonly T[], call: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < list.length; from += TOGETHER) await Promise.all(list.slice(from, from + TOGETHER).map(call));
}
