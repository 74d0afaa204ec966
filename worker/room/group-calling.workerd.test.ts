import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Signal } from '../../protocol/call.ts';
import type { CallFrame, RoomClient } from '../../protocol/client/room-client.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Person } from '../contracts/people.ts';
import { clientLine, clientOf, deskLine, newWorld, operatorOf, teamLine, type World } from '../testing/people.ts';

/** A room tells its desk at most once a second. */
const WAIT = { timeout: 5_000 };
const hello: Signal = { k: 'hello', audio: true, video: true };
const offer: Signal = { k: 'description', type: 'offer', sdp: 'v=0' };

interface Ear {
  client: Pick<RoomClient<object>, 'command' | 'signal' | 'onCall' | 'start' | 'stop' | 'view'>;
  leg: string;
  heard: CallFrame[];
  says(call: number, data: Signal, to?: string): void;
  /** Who is in the call, as far as they were told. */
  who(): string[];
}

const open: Ear[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

async function come({ client }: { client: Ear['client'] }, name: string): Promise<Ear> {
  const leg = `leg-of-${name}`;
  const heard: CallFrame[] = [];
  client.onCall((frame) => heard.push(frame));
  client.start();
  const says = (call: number, data: Signal, to?: string) =>
    void client.signal({ t: 'signal', call, leg, ...(to ? { to, turn: 1 } : {}), data });
  const who = () => client.view.calling.map((person) => person.name);
  const ear = { client, leg, heard, says, who };
  open.push(ear);
  await vi.waitFor(() => expect(client.view.caughtUp).toBe(true), WAIT);
  return ear;
}

const named = ({ id, name }: Person & { name: string }) => ({ id, name });

/** A group of colleagues, each with the room open. */
async function group<N extends string>(...names: N[]) {
  const world = await newWorld();
  const name = `team.${crypto.randomUUID().replaceAll('-', '')}`;
  const room = env.ROOM.getByName(name);
  const people = names.map((one) => operatorOf(world, one));
  await room.openTeam(people[0]!, name, { form: 'group', name: 'Us', people: people.map(named) });
  const ears = await Promise.all(people.map(async (person) => [person.name, await come(teamLine(name, person), person.name)] as const));
  return { world, name, room, people: Object.fromEntries(ears) as Record<N, Ear> };
}

/** Starts a call and is in it; its number. */
async function starts({ client, says }: Ear): Promise<number> {
  const started = await client.command({ t: 'call', do: 'start', media: 'video' });
  if (!started.ok) throw new Error(started.code);
  says(started.seq, hello);
  return started.seq;
}

async function joins({ client, says }: Ear, call: number) {
  const result = await client.command({ t: 'call', do: 'answer', call, media: 'video' });
  if (result.ok) says(call, hello);
  return result;
}

const leaves = ({ client }: Ear, call: number) => client.command({ t: 'call', do: 'end', call });
const entriesOf = ({ client }: Ear) => client.view.entries.filter(({ kind }) => kind.startsWith('call_'));
const kinds = (ear: Ear): string[] => entriesOf(ear).map(({ kind }) => kind);
const signals = ({ heard }: Ear): string[] => heard.flatMap((one) => (one.t === 'signal' ? [`${one.by} ${one.leg} ${one.data.k}`] : []));

/** Runs the room's timers as if their time had come, after a sleep. */
async function pass(name: string, key: string): Promise<void> {
  const room = env.ROOM.getByName(name);
  await runInDurableObject(room, (_, { storage }) => void storage.sql.exec('UPDATE timer SET due = 0 WHERE key LIKE ?', key));
  await evictDurableObject(room);
  await runDurableObjectAlarm(room);
}

const timers = (name: string) =>
  runInDurableObject(env.ROOM.getByName(name), (_, { storage }) =>
    storage.sql
      .exec<{ key: string }>("SELECT key FROM timer WHERE key LIKE 'gone:%' ORDER BY key")
      .toArray()
      .map(({ key }) => key),
  );

describe('G3 C9: a call of several', () => {
  test('is joined and left, also again, and ends with the last', async () => {
    const { people } = await group('ada', 'grace', 'lin');
    const { ada, grace, lin } = people;
    const call = await starts(ada);
    expect(await ada.client.command({ t: 'call', do: 'start', media: 'audio' })).toEqual({ ok: false, code: 'in_call' });
    await vi.waitFor(() => expect(lin.who()).toEqual(['ada']));
    await joins(grace, call);
    await joins(lin, call);
    for (const one of [ada, grace, lin]) await vi.waitFor(() => expect(one.who()).toEqual(['ada', 'grace', 'lin']));
    await leaves(ada, call);
    await vi.waitFor(() => expect(grace.who()).toEqual(['grace', 'lin']));
    await joins(ada, call);
    await vi.waitFor(() => expect(grace.who()).toEqual(['ada', 'grace', 'lin']));
    for (const one of [grace, ada]) await leaves(one, call);
    await vi.waitFor(() => expect(lin.who()).toEqual(['lin']));
    expect(kinds(lin)).toEqual(['call_started', 'call_answered', 'call_answered']);
    await leaves(lin, call);
    await vi.waitFor(() => expect(entriesOf(ada).at(-1)).toMatchObject({ kind: 'call_ended', reason: 'hung_up' }));
    expect(await joins(grace, call)).toEqual({ ok: false, code: 'no_call' });
  });

  test('that nobody joined ends when its starter leaves, and is told as missed', async () => {
    const { people } = await group('ada', 'grace');
    const call = await starts(people.ada);
    await leaves(people.grace, call);
    expect(kinds(people.grace)).toEqual(['call_started']);
    await leaves(people.ada, call);
    await vi.waitFor(() => expect(entriesOf(people.grace).at(-1)).toMatchObject({ kind: 'call_missed', reason: 'cancelled', by: 'o_ada' }));
  });

  test('has room for four; a fifth learns why, and comes in when somebody has left', async () => {
    const { people } = await group('ada', 'bea', 'cleo', 'dora', 'edna');
    const call = await starts(people.ada);
    for (const one of [people.bea, people.cleo, people.dora]) await joins(one, call);
    await vi.waitFor(() => expect(people.edna.who()).toHaveLength(LIMITS.groupCall));
    expect(await joins(people.edna, call)).toEqual({ ok: false, code: 'call_full' });
    expect(await joins(people.ada, call)).toMatchObject({ ok: true });
    await leaves(people.bea, call);
    expect(await joins(people.edna, call)).toMatchObject({ ok: true });
    // Who has left may not come back past the others.
    people.bea.says(call, hello);
    expect(await joins(people.bea, call)).toEqual({ ok: false, code: 'call_full' });
    await vi.waitFor(() => expect(people.bea.who()).toEqual(['ada', 'cleo', 'dora', 'edna']));
  });

  test('is out of reach at once for who is removed, and goes on without them', async () => {
    const { world, room, people } = await group('ada', 'grace', 'lin');
    const call = await starts(people.ada);
    await joins(people.grace, call);
    await joins(people.lin, call);
    await vi.waitFor(() => expect(people.ada.who()).toHaveLength(3));
    await room.changeTeam(operatorOf(world, 'ada'), { kind: 'remove', person: 'o_grace' });
    await vi.waitFor(() => expect(people.lin.who()).toEqual(['ada', 'lin']));
    await vi.waitFor(() => expect(people.grace.client.view.stoppedBy).toBe('forbidden'));
    people.ada.says(call, offer);
    await vi.waitFor(() => expect(signals(people.lin)).toContain('o_ada leg-of-ada description'));
    expect(signals(people.grace)).not.toContain('o_ada leg-of-ada description');
  });

  test('goes on through an eviction, and through the reload of one', async () => {
    const { world, name, room, people } = await group('ada', 'grace');
    const call = await starts(people.ada);
    await joins(people.grace, call);
    await vi.waitFor(() => expect(people.ada.who()).toEqual(['ada', 'grace']));
    await evictDurableObject(room);
    people.ada.says(call, offer, 'leg-of-grace');
    await vi.waitFor(() => expect(signals(people.grace)).toContain('o_ada leg-of-ada description'));
    people.grace.client.stop();
    await vi.waitFor(async () => expect(await timers(name)).toEqual(['gone:o_grace']));
    const again = await come(teamLine(name, operatorOf(world, 'grace')), 'grace-anew');
    await vi.waitFor(() => expect(again.who()).toEqual(['ada', 'grace']));
    await joins(again, call);
    await vi.waitFor(() => expect(signals(people.ada)).toContain('o_grace leg-of-grace-anew hello'));
    expect(await timers(name)).toEqual([]);
    expect(kinds(again)).toEqual(['call_started', 'call_answered']);
  });

  test('ends when all are gone for a minute, also when the room slept meanwhile', async () => {
    const { name, people } = await group('ada', 'grace', 'lin');
    const call = await starts(people.ada);
    await joins(people.grace, call);
    people.ada.client.stop();
    await vi.waitFor(async () => expect(await timers(name)).toEqual(['gone:o_ada']));
    await pass(name, 'gone:%');
    await vi.waitFor(() => expect(people.lin.who()).toEqual(['grace']));
    people.grace.client.stop();
    await vi.waitFor(async () => expect(await timers(name)).toEqual(['gone:o_grace']));
    await pass(name, 'gone:%');
    await vi.waitFor(() => expect(entriesOf(people.lin).at(-1)).toMatchObject({ kind: 'call_ended', reason: 'lost', by: 'system' }));
  });

  test('passes what is for one to that one, and says whose it is', async () => {
    const { people } = await group('ada', 'grace', 'lin');
    const call = await starts(people.ada);
    await joins(people.grace, call);
    await joins(people.lin, call);
    await vi.waitFor(() => expect(signals(people.ada)).toHaveLength(2));
    people.grace.says(call, offer, 'leg-of-ada');
    await vi.waitFor(() => expect(signals(people.ada)).toContain('o_grace leg-of-grace description'));
    // In another's name nothing is said.
    people.lin.client.signal({ t: 'signal', call, leg: 'leg-of-grace', to: 'leg-of-ada', turn: 1, data: offer });
    people.lin.client.signal({ t: 'signal', call, leg: 'leg-of-grace', data: hello });
    people.lin.says(call, offer, 'leg-of-ada');
    await vi.waitFor(() => expect(signals(people.ada)).toContain('o_lin leg-of-lin description'));
    expect(signals(people.ada).filter((one) => one.includes('leg-of-grace'))).toEqual([
      'o_grace leg-of-grace hello',
      'o_grace leg-of-grace description',
    ]);
    expect(signals(people.lin)).not.toContain('o_grace leg-of-grace description');
  });

  test('calls colleagues at their desks, and is marked in their lists while it is on', async () => {
    const world = await newWorld();
    const [ada, grace] = [operatorOf(world, 'ada'), operatorOf(world, 'grace')];
    const name = `team.${crypto.randomUUID().replaceAll('-', '')}`;
    await env.ROOM.getByName(name).openTeam(ada, name, { form: 'direct', people: [ada, grace].map(named) });
    const desk = await deskLine(world, 'grace');
    const ear = await come(teamLine(name, ada), 'ada');
    const call = await starts(ear);
    await vi.waitFor(() => expect(desk.alerts()).toEqual([{ kind: 'called', room: name, by: 'o_ada' }]), WAIT);
    const line = () =>
      desk.frames.flatMap((frame) => (frame.t === 'rooms' ? frame.rooms : [])).findLast((room) => room.id === name && room.kind === 'team');
    expect(line()).toMatchObject({ team: { call: { id: call, by: 'o_ada' } } });
    await leaves(ear, call);
    await vi.waitFor(() => expect(line()).not.toHaveProperty('team.call'), WAIT);
    desk.close();
  });
});

describe('G3: in a room with clients', () => {
  async function clients(form: 'clients' | 'announcement' = 'clients') {
    const world: World = await newWorld();
    const name = `client.${crypto.randomUUID().replaceAll('-', '')}`;
    const room = env.ROOM.getByName(name);
    const [ada, claire] = [operatorOf(world, 'ada'), clientOf(world, 'claire')];
    await room.openClients(ada, name, {
      form,
      name: 'The move',
      people: [ada, operatorOf(world, 'grace'), claire].map(named),
      assignee: ada.id,
    });
    return { world, room, ada: await come(clientLine(name, ada), 'ada'), claire: await come(clientLine(name, claire), 'claire'), name };
  }

  test('a client calls and joins, and knows by name who is in the call', async () => {
    const { ada, claire } = await clients();
    const call = await starts(claire);
    await vi.waitFor(() => expect(ada.who()).toEqual(['claire']));
    await joins(ada, call);
    await vi.waitFor(() => expect(claire.who()).toEqual(['claire', 'ada']));
    await vi.waitFor(() => expect(entriesOf(claire).map(({ by }) => by)).toEqual(['c_claire', 'o_ada']));
    expect(claire.client.view.people).toMatchObject({ o_ada: { name: 'ada' } });
    expect(claire.client.view.people).not.toHaveProperty('o_grace');
  });

  test('who may not write starts none, but joins; whoever is not in the room does neither', async () => {
    const { world, name, ada, claire } = await clients('announcement');
    expect(await claire.client.command({ t: 'call', do: 'start', media: 'audio' })).toEqual({ ok: false, code: 'forbidden' });
    const call = await starts(ada);
    expect(await joins(claire, call)).toMatchObject({ ok: true });
    const olive = await come(clientLine(name, { ...operatorOf(world, 'olive'), role: 'owner' }), 'olive');
    expect(await joins(olive, call)).toEqual({ ok: false, code: 'forbidden' });
  });

  test('a call ends with the room', async () => {
    const { world, room, ada, claire } = await clients();
    const call = await starts(ada);
    await joins(claire, call);
    await room.changeClients(operatorOf(world, 'ada'), { kind: 'archive', on: true });
    await vi.waitFor(() => expect(claire.client.view.entries.slice(-2).map(({ kind }) => kind)).toEqual(['call_ended', 'archived']));
    expect(await ada.client.command({ t: 'call', do: 'start', media: 'audio' })).toEqual({ ok: false, code: 'archived' });
  });
});
