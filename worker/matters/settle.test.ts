import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ClientRoom, comingsIn, foldClientRoom, NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { MatterPlan } from '../contracts/room.ts';
import { settlingEntries } from '../room/matter-rules.ts';
import { beginGroup, type MatterNow, settle, type World } from './settle.ts';

const OPERATORS: PersonId[] = ['o_ada', 'o_grace', 'o_lin'];
const CLIENTS: PersonId[] = ['c_claire', 'c_carl', 'c_maya'];
const GROUPS = ['first', 'second'];
const shown = (id: PersonId): RoomPerson => ({ id, name: id });

/** Everything there is: what is written of the matter, the rooms, and which of them the desk knows, which rooms tell nothing in time here. */
class Office {
  readonly team = new Set<PersonId>(['o_ada']);
  readonly clients = new Set<PersonId>();
  name = 'The move';
  assignee: PersonId = 'o_ada';
  readonly known = new Set<string>();
  readonly rooms = new Map<string, { room: ClientRoom; inside: Set<PersonId>; entries: number }>();

  now = (): MatterNow => ({
    id: 'm',
    account: 'a',
    name: this.name,
    assignee: this.assignee,
    creator: 'o_ada',
    team: [...this.team].map(shown),
    clients: [...this.clients].map(shown),
  });

  #log(name: string, drafts: EntryDraft[]): void {
    const held = this.rooms.get(name) ?? { room: NEW_CLIENT_ROOM, inside: new Set<PersonId>(), entries: 0 };
    for (const draft of drafts) {
      const entry = { ...draft, seq: ++held.entries, at: 0, by: 'o_ada' } as Entry;
      held.room = foldClientRoom(held.room, entry);
      for (const person of comingsIn(entry).come) held.inside.add(person);
      for (const person of comingsIn(entry).go) held.inside.delete(person);
      if (entry.kind === 'erased') held.inside.clear();
    }
    this.rooms.set(name, held);
  }

  /** As Room.settleMatterRoom does it. */
  tell(name: string, plan: MatterPlan): { ok: true } | { ok: false; code: 'not_found' | 'erased' } {
    const before = this.rooms.get(name);
    if (!before && !plan.begin) return { ok: false, code: 'not_found' };
    if (before?.room.erased) return { ok: false, code: 'erased' };
    if (!before && plan.begin) {
      const { people, creator: _creator, ...begin } = plan.begin;
      const members = [...new Set([...plan.come, ...people].map(({ id }) => id))];
      this.#log(name, [{ kind: 'created', ...begin, members, assignee: plan.assignee, matter: plan.matter }]);
    }
    const { room, inside } = this.rooms.get(name)!;
    this.#log(name, settlingEntries(room, [...inside], plan));
    return { ok: true };
  }

  erase(name: string): void {
    if (this.rooms.has(name)) this.#log(name, [{ kind: 'erased' }]);
  }

  /** Through `call` goes each look at the world: it may fail before or after it had its effect, and lets others go first. */
  world = (call: <T>(what: string, act: () => T) => Promise<T>): World => ({
    read: () => call('read', () => this.now()),
    threadOf: async (client, turn) => `thread ${client} ${turn}`,
    rooms: (expected) =>
      call('rooms', () => {
        for (const room of expected) this.known.add(room);
        return [...this.known];
      }),
    settle: (room, plan) => call('settle', () => this.tell(room, plan)),
  });

  /** What every room has to be now. */
  check(): void {
    for (const client of this.clients) {
      const alive = [...this.rooms].filter(([, { room }]) => room.thread === client && !room.erased);
      expect(alive.map(([, { inside }]) => [...inside].sort())).toEqual([[...this.team, client].sort()]);
      expect(alive[0]![1].room).toMatchObject({ name: `${this.name} · ${client}`, matter: 'm' });
    }
    for (const [, { room, inside }] of this.rooms) {
      if (room.erased) continue;
      expect([...inside].filter((person) => OPERATORS.includes(person)).sort()).toEqual([...this.team].sort());
      for (const person of inside) if (CLIENTS.includes(person)) expect(this.clients).toContain(person);
      expect(room.assignee).toBe(this.assignee);
    }
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constantFrom('add' as const, 'remove' as const), person: fc.constantFrom(...OPERATORS, ...CLIENTS) }),
  fc.record({ do: fc.constant('assign' as const), person: fc.constantFrom(...OPERATORS) }),
  fc.record({ do: fc.constant('rename' as const), name: fc.constantFrom('The move', 'Moved') }),
  fc.record({ do: fc.constant('group' as const), group: fc.constantFrom(...GROUPS), people: fc.subarray(CLIENTS) }),
  fc.record({ do: fc.constant('erase' as const), person: fc.constantFrom(...CLIENTS) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What is written first, before any room hears of it. As the store does it, a matter keeps a colleague and its assignee is one of them. */
function write(office: Office, one: Step): void {
  if (one.do === 'rename') office.name = one.name;
  if (one.do === 'assign' && office.team.has(one.person)) office.assignee = one.person;
  if (one.do === 'erase') office.erase(`thread ${one.person} 0`);
  if (one.do !== 'add' && one.do !== 'remove') return;
  const among = OPERATORS.includes(one.person) ? office.team : office.clients;
  if (one.do === 'add') among.add(one.person);
  else if (among === office.clients || office.team.size > 1 || !office.team.has(one.person)) among.delete(one.person);
  if (!office.team.has(office.assignee)) office.assignee = [...office.team][0]!;
}

const act = (office: Office, world: World, one: Step): Promise<unknown> => {
  write(office, one);
  if (one.do !== 'group') return settle(world);
  return beginGroup(world, { room: `group ${one.group}`, name: one.group, creator: 'o_ada', people: one.people });
};

test('any order of changes and failures ends in the same rooms, once it is settled without one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.infiniteStream(fc.constantFrom('no', 'no', 'no', 'before', 'after')),
      async (steps, faults) => {
        const office = new Office();
        const world = office.world(async (_what, run) => {
          const fault = faults.next().value;
          if (fault === 'before') throw new Error('lost');
          const answer = run();
          if (fault === 'after') throw new Error('lost after it was done');
          return answer;
        });
        for (const one of steps) await act(office, world, one).catch(() => undefined);
        const calm = office.world(async (_what, run) => run());
        await settle(calm);
        office.check();
        const entries = [...office.rooms.values()].map((room) => room.entries);
        await settle(calm);
        expect([...office.rooms.values()].map((room) => room.entries)).toEqual(entries);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('changes side by side, in any order of what they look at, leave the rooms as the last one wrote', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 5 }), async (scheduler, steps) => {
      const office = new Office();
      const world = office.world((what, run) => scheduler.schedule(Promise.resolve(), what).then(run));
      const all = steps.map((one) =>
        scheduler.schedule(Promise.resolve(), one.do).then(() => act(office, world, one).catch(() => undefined)),
      );
      await scheduler.waitFor(Promise.all(all));
      office.check();
    }),
    { numRuns: 2_000 },
  );
});

test('who was put out while their room was being made is not in it', async () => {
  const office = new Office();
  office.clients.add('c_claire');
  let once = true;
  await settle(
    office.world(async (what, run) => {
      if (what === 'settle' && once) {
        once = false;
        office.clients.delete('c_claire');
      }
      return run();
    }),
  );
  expect([...office.rooms.get('thread c_claire 0')!.inside]).toEqual(['o_ada']);
});
