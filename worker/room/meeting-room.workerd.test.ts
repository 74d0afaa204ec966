import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientPersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { Person } from '../contracts/people.ts';
import { roomOf } from '../http/objects.ts';
import { Kit } from '../testing/kit.ts';
import { clientLine, clientOf, newWorld, operatorOf, teamLine, type World } from '../testing/people.ts';
import { VideoFailure } from '../video/failure.ts';
import { holderTitle } from '../video/holder.ts';
import type { VideoJob } from '../video/jobs.ts';
import type { MeetingEvent } from '../video/meeting-event.ts';
import { placeIn } from '../video/place.ts';
import { passOn } from '../video/telling.ts';

const WAIT = { timeout: 5_000 };

let kit: Kit;
const open: { client: { stop(): void } }[] = [];
beforeEach(() => {
  kit = new Kit();
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
  vi.restoreAllMocks();
});

const place = (room: string, person: Person, call: number | string) =>
  placeIn(env, `room:${room}`, roomOf(env, room), person, String(call), kit);
const refused = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'let in',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

async function begin<L extends typeof teamLine | typeof clientLine>(lineOf: L, room: string, person: Person) {
  const line = lineOf(room, person);
  line.client.start();
  open.push(line);
  await vi.waitFor(() => expect(line.client.view.caughtUp).toBe(true), WAIT);
  return line.client;
}

/** Colleagues of whom the first has called. */
async function called(...names: string[]) {
  const world = await newWorld();
  const room = `team.${crypto.randomUUID().replaceAll('-', '')}`;
  const people = names.map((name) => operatorOf(world, name));
  const named = people.map(({ id, name }) => ({ id, name }));
  await roomOf(env, room).openTeam(people[0]!, room, { form: 'group', name: 'Us', people: named });
  const [first, ...rest] = await Promise.all(people.map((person) => begin(teamLine, room, person)));
  const started = await first!.command({ t: 'call', do: 'start', media: 'video' });
  if (!started.ok) throw new Error(started.code);
  for (const client of rest) await client.command({ t: 'call', do: 'answer', call: started.seq, media: 'video' });
  return { world, room, people, clients: [first!, ...rest], call: started.seq };
}

/** What the room handed to the queue, and RealtimeKit did not do here, where it is not configured. */
async function jobs(world: World): Promise<VideoJob[]> {
  const { results } = await env.DB.prepare("SELECT body FROM dead_letter WHERE account = ? AND queue = 'foyer-video' ORDER BY id")
    .bind(world.account)
    .all<{ body: string }>();
  return results.map(({ body }) => JSON.parse(body) as VideoJob);
}

const told = async (room: string, event: Partial<MeetingEvent> & Pick<MeetingEvent, 'kind' | 'meeting'>) =>
  passOn(env, { id: crypto.randomUUID(), session: 's1', title: await holderTitle(env.SECRET, `room:${room}`), ...event });

describe('G3 G4: a call through RealtimeKit', () => {
  test('gives everybody in it a token of their own, to one meeting', async () => {
    const { room, people, call } = await called('ada', 'grace');
    const [ada, grace] = people as [Person, Person];
    const tokens = [await place(room, ada, call), await place(room, grace, call)];
    const [first, second] = tokens.map((token) => kit.opens(token));
    expect(first).toMatchObject({ person: 'o_ada', preset: 'host' });
    expect(second).toMatchObject({ person: 'o_grace', preset: 'guest', meeting: first!.meeting });
    expect(kit.titles.size).toBe(1);
    // Again: another token of the same participant.
    const again = await place(room, grace, call);
    expect(tokens).not.toContain(again);
    expect(kit.opens(again)).toEqual(second);
  });

  test('is made once, however many ask at once; what was made besides is given up', async () => {
    const { world, room, people, call } = await called('ada', 'grace', 'lin');
    const places = await Promise.all([...people, ...people].map((person) => place(room, person, call)));
    const opened = places.map((token) => kit.opens(token));
    expect(new Set(opened.map(({ meeting }) => meeting)).size).toBe(1);
    expect(new Set(opened.map(({ participant }) => participant)).size).toBe(3);
    const surplus = [...kit.titles.keys()].filter((meeting) => meeting !== opened[0]!.meeting);
    await vi.waitFor(async () => {
      const ended = (await jobs(world)).filter(({ kind }) => kind === 'end').map(({ meeting }) => meeting);
      expect(ended.sort()).toEqual(surplus.sort());
    }, WAIT);
  });

  test('is for those in it alone', async () => {
    const { world, room, people, call } = await called('ada', 'grace');
    const stranger = operatorOf(await newWorld(), 'ada');
    expect(await refused(place(room, operatorOf(world, 'lin'), call))).toBe('not_found');
    expect(await refused(place(room, clientOf(world, 'claire'), call))).toBe('not_found');
    expect(await refused(place(room, stranger, call))).toBe('not_found');
    for (const other of [call + 1, 'x', '']) expect(await refused(place(room, people[0]!, other))).toBe('no_call');
    expect(await refused(place(`team.${'0'.repeat(32)}`, people[0]!, call))).toBe('not_found');
    expect(kit.titles.size).toBe(0);
  });

  test('is joined after its beginning by who comes in, and not by who only is in the room', async () => {
    const world = await newWorld();
    const room = `client.${crypto.randomUUID().replaceAll('-', '')}`;
    const [ada, claire] = [operatorOf(world, 'ada'), clientOf(world, 'claire')];
    const inside = [ada, claire].map(({ id, name }) => ({ id, name }));
    await roomOf(env, room).openClients(ada, room, { form: 'clients', name: 'House', people: inside, assignee: ada.id });
    const host = await begin(clientLine, room, ada);
    const client = await begin(clientLine, room, claire);
    const started = await host.command({ t: 'call', do: 'start', media: 'audio' });
    if (!started.ok) throw new Error(started.code);
    expect(await refused(place(room, claire, started.seq))).toBe('forbidden');
    await client.command({ t: 'call', do: 'answer', call: started.seq, media: 'audio' });
    const token = await place(room, claire, started.seq);
    expect(kit.opens(token)).toMatchObject({ person: clientPersonId('claire'), preset: 'guest' });
    // Whoever is taken out of the room is put out of the meeting.
    await roomOf(env, room).changeClients(ada, { kind: 'remove', person: claire.id });
    expect(await refused(place(room, claire, started.seq))).toBe('not_found');
    const { meeting, participant } = kit.opens(token);
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'remove', meeting, participant }]), WAIT);
  });

  test('ends with the call, also when the room slept meanwhile', async () => {
    const { world, room, people, clients, call } = await called('ada');
    const { meeting } = kit.opens(await place(room, people[0]!, call));
    await evictDurableObject(env.ROOM.getByName(room));
    await vi.waitFor(() => expect(clients[0]!.view.caughtUp).toBe(true), WAIT);
    await clients[0]!.command({ t: 'call', do: 'end', call });
    expect(await refused(place(room, people[0]!, call))).toBe('no_call');
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'end', meeting }]), WAIT);
  });

  test('that ended or put somebody out while RealtimeKit was asked leaves nothing behind', async () => {
    const { world, room, people, clients, call } = await called('ada', 'grace');
    const begins = kit.begin.bind(kit);
    kit.begin = async (title) => {
      for (const client of clients) await client.command({ t: 'call', do: 'end', call });
      return begins(title);
    };
    expect(await refused(place(room, people[0]!, call))).toBe('no_call');
    const [meeting] = kit.titles.keys();
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'end', meeting }]), WAIT);
  });

  test('whose meeting or participant was removed at Cloudflare gets another', async () => {
    const { room, people, call } = await called('ada', 'grace');
    const [ada, grace] = people as [Person, Person];
    const first = kit.opens(await place(room, ada, call));
    kit.people.delete(first.participant);
    const second = kit.opens(await place(room, ada, call));
    expect(second.meeting).toBe(first.meeting);
    kit.ended.add(first.meeting);
    kit.people.clear();
    const third = kit.opens(await place(room, grace, call));
    expect(third.meeting).not.toBe(first.meeting);
    expect(kit.opens(await place(room, ada, call)).meeting).toBe(third.meeting);
  });

  test('is told as not answering when RealtimeKit does not, without its words', async () => {
    const { room, people, call } = await called('ada');
    kit.failing = new VideoFailure('RealtimeKit: begin: 500', 'unsure');
    expect(await refused(place(room, people[0]!, call))).toBe('unavailable');
    kit.failing = null;
    expect(kit.opens(await place(room, people[0]!, call)).person).toBe('o_ada');
  });
});

describe('G3: what RealtimeKit tells', () => {
  const hello = (call: number, leg: string) => ({ t: 'signal', call, leg, data: { k: 'hello', audio: true, video: false } }) as const;
  const timers = (room: string) =>
    runInDurableObject(env.ROOM.getByName(room), (_, { storage }) =>
      storage.sql
        .exec<{ key: string }>("SELECT key FROM timer WHERE key LIKE 'gone:%' ORDER BY key")
        .toArray()
        .map(({ key }) => key),
    );

  async function both() {
    const on = await called('ada', 'grace');
    const [ada, grace] = on.people as [Person, Person];
    const { meeting } = kit.opens(await place(on.room, ada, on.call));
    await place(on.room, grace, on.call);
    on.clients[0]!.signal(hello(on.call, 'leg-of-ada'));
    on.clients[1]!.signal(hello(on.call, 'leg-of-grace'));
    await vi.waitFor(async () => expect(await timers(on.room)).toEqual([]), WAIT);
    return { ...on, meeting };
  }

  test('takes who left on their last connection out of the call, when they do not come back', async () => {
    const { room, clients, meeting } = await both();
    const at = { meeting, person: 'o_grace' } as const;
    await told(room, { kind: 'joined', ...at, peer: 'p1' });
    await told(room, { kind: 'joined', ...at, peer: 'p2' });
    await told(room, { kind: 'left', ...at, peer: 'p1' });
    expect(await timers(room)).toEqual([]);
    await told(room, { kind: 'left', ...at, peer: 'p2' });
    expect(await timers(room)).toEqual(['gone:o_grace']);
    await runInDurableObject(
      env.ROOM.getByName(room),
      (_, { storage }) => void storage.sql.exec("UPDATE timer SET due = 0 WHERE key LIKE 'gone:%'"),
    );
    await runDurableObjectAlarm(env.ROOM.getByName(room));
    await vi.waitFor(() => expect(clients[0]!.view.calling.map(({ id }) => id)).toEqual(['o_ada']), WAIT);
  });

  test('ends the call when all are gone', async () => {
    const { world, room, clients, meeting } = await both();
    await told(room, { kind: 'ended', meeting });
    expect(await timers(room)).toEqual(['gone:o_ada', 'gone:o_grace']);
    await runInDurableObject(
      env.ROOM.getByName(room),
      (_, { storage }) => void storage.sql.exec("UPDATE timer SET due = 0 WHERE key LIKE 'gone:%'"),
    );
    await runDurableObjectAlarm(env.ROOM.getByName(room));
    await vi.waitFor(() => expect(clients[0]!.view.entries.at(-1)).toMatchObject({ kind: 'call_ended', reason: 'lost' }), WAIT);
    await vi.waitFor(async () => expect(await jobs(world)).toMatchObject([{ kind: 'end', meeting }]), WAIT);
  });

  test('changes nothing when it is forged, about others, late or repeated', async () => {
    const { room, meeting } = await both();
    const at = { meeting, person: 'o_grace', peer: 'p1' } as const;
    await passOn(env, { id: 'e', kind: 'left', session: 's1', title: `room:${room} ${'0'.repeat(32)}`, ...at });
    await passOn(env, { id: 'e', kind: 'left', session: 's1', ...at });
    await told(room, { kind: 'left', ...at, meeting: 'another' });
    await told(room, { kind: 'left', ...at, person: 'o_lin' });
    await told(`team.${'0'.repeat(32)}`, { kind: 'left', ...at });
    await told(room, { kind: 'ended', meeting: 'another' });
    expect(await timers(room)).toEqual([]);
    // Left before it was told that they came: they are on another connection by now.
    await told(room, { kind: 'joined', ...at, peer: 'p2' });
    await told(room, { kind: 'left', ...at });
    await told(room, { kind: 'joined', ...at });
    expect(await timers(room)).toEqual([]);
    await told(room, { kind: 'left', ...at });
    await told(room, { kind: 'left', ...at, peer: 'p2' });
    expect(await timers(room)).toEqual(['gone:o_grace']);
  });
});
