import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { type DeskServerFrame, type RoomServerFrame, VERSION } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { TestSocket } from '../chats/test-socket.ts';
import type { Person } from '../contracts/people.ts';
import { type Counted, startCounting } from '../testing/count-rows.ts';
import { clientOf, newWorld, operatorOf, upgrade, type World } from '../testing/people.ts';

const named = ({ id, name }: { id: Person['id']; name: string }) => ({ id, name });
const nth = (world: World, n: number) => clientOf(world, `many-${n}`);

/** A room that Ada began, with so many clients; what the desk knows of it is up to date. */
async function roomOf(size: number) {
  const world = await newWorld();
  const name = `client.${crypto.randomUUID().replaceAll('-', '')}`;
  const room = env.ROOM.getByName(name);
  const ada = operatorOf(world, 'ada');
  const begin = { form: 'clients' as const, name: 'All of us', people: [named(ada), named(operatorOf(world, 'grace'))], assignee: ada.id };
  expect(await room.openClients(ada, name, begin)).toEqual({ ok: true });
  for (let from = 0; from < size; from += LIMITS.peopleAtOnce) {
    const people = Array.from({ length: Math.min(LIMITS.peopleAtOnce, size - from) }, (_, at) => named(nth(world, from + at)));
    expect(await room.changeClients(ada, { kind: 'add', people })).toMatchObject({ ok: true });
  }
  await settled(name);
  return { world, name, room, ada };
}

/** Everything that the room owes its desk has been told. */
async function settled(name: string): Promise<void> {
  const room = env.ROOM.getByName(name);
  await runDurableObjectAlarm(room);
  await vi.waitFor(
    async () => {
      await runDurableObjectAlarm(room);
      const owed = await runInDurableObject(room, (_room, { storage: { sql } }) =>
        sql.exec('SELECT 1 FROM member WHERE inside = 1 AND told < read').toArray(),
      );
      expect(owed).toEqual([]);
    },
    { timeout: 20_000, interval: 50 },
  );
}

async function socketTo(object: Parameters<typeof upgrade>[0], person: Person): Promise<TestSocket> {
  const socket = TestSocket.over(await upgrade(object, person));
  socket.send({ t: 'hello', v: VERSION });
  await socket.heard('welcome');
  return socket;
}

/** Everything of one message of Ada's, until the desk has shown it to a listening app. */
async function costOf({ world, name, room, ada }: Awaited<ReturnType<typeof roomOf>>): Promise<Counted> {
  const app = await socketTo(env.DESK.getByName(world.account), operatorOf(world, 'grace'));
  const socket = await socketTo(room, ada);
  // The first message of somebody makes them known.
  socket.send({ t: 'send', cid: 'first-message', text: 'First' });
  await vi.waitFor(() => expect(app.texts.join()).toContain('"text":"First"'), { timeout: 8_000, interval: 10 });
  await settled(name);
  const counted = await runInDurableObject(room, (_room, { storage }) => startCounting(storage.sql));
  socket.send({ t: 'send', cid: 'counted-message', text: 'Counted' });
  await vi.waitFor(() => expect(app.texts.join()).toContain('"text":"Counted"'), { timeout: 8_000, interval: 10 });
  counted.stop();
  socket.close();
  app.close();
  return counted;
}

describe('A room of many', () => {
  test('five thousand are brought in and found by name, and hear what one of them writes', { timeout: 120_000 }, async () => {
    const { world, name, room, ada } = await roomOf(5_000);
    const app = await socketTo(env.DESK.getByName(world.account), nth(world, 4_999));
    const listening = await socketTo(room, nth(world, 4_998));
    const writing = await socketTo(room, nth(world, 7));
    writing.send({ t: 'send', cid: 'to-all-of-us', text: 'To all' });
    await vi.waitFor(() => expect(listening.texts.join()).toContain('To all'), { timeout: 5_000, interval: 10 });
    await vi.waitFor(() => {
      const lines = (app.frames as DeskServerFrame[]).flatMap((frame) => (frame.t === 'rooms' ? frame.rooms : []));
      expect(lines.at(-1)).toMatchObject({ id: name, unread: 1 });
    }, 8_000);
    const page = await room.people(ada, '', 'many-49');
    expect(page).toMatchObject({ ok: true, total: 5_002, next: null });
    expect(page.ok && page.people.length).toBe(111);
    // By pages, each once.
    const seen = new Set<string>();
    for (let after = '', pages = 0; pages < 100; pages++) {
      const next = await room.people(ada, after, '');
      if (!next.ok) throw new Error(next.code);
      for (const { id } of next.people) seen.add(id);
      if (next.next === null) break;
      after = next.next;
    }
    expect(seen.size).toBe(5_002);
    // An object that slept knows them all again.
    await evictDurableObject(room);
    expect(await room.people(ada, '', 'many-4999')).toMatchObject({ ok: true, total: 5_002, people: [{ name: 'many-4999' }] });
  });

  test('writes as many rows for a message as one of five, and reads no more of them', { timeout: 120_000 }, async () => {
    const [few, many] = [await costOf(await roomOf(5)), await costOf(await roomOf(5_000))];
    expect(many.written).toBe(few.written);
    // An alarm that rings in the one count and not in the other looks at its timers.
    expect(many.statements).toBeLessThanOrEqual(few.statements + 2);
    expect(many.read).toBeLessThan(few.read + 20);
    expect(many.d1).toBe(0);
  });

  test('costs the desk of a message what is connected, and of a read mark the reader alone', { timeout: 120_000 }, async () => {
    const { world, name, room, ada } = await roomOf(1_000);
    const connected = 20;
    const apps = await Promise.all(Array.from({ length: connected }, (_, n) => socketTo(env.DESK.getByName(world.account), nth(world, n))));
    const [writing, reading] = [await socketTo(room, ada), await socketTo(room, nth(world, 3))];
    writing.send({ t: 'send', cid: 'the-message', text: 'A message' });
    for (const app of apps) await vi.waitFor(() => expect(app.texts.join()).toContain('A message'), 8_000);
    await settled(name);
    const heard = () => apps.map(({ texts }) => texts.length);
    const before = heard();
    const counted = await runInDurableObject(room, (_room, { storage }) => startCounting(storage.sql));
    const { seq } = await writing.next<Extract<RoomServerFrame, { t: 'ack' }>>((frame) => frame.t === 'ack');
    reading.send({ t: 'read', seq });
    await vi.waitFor(() => expect(apps[3]!.texts.length).toBeGreaterThan(before[3]!), { timeout: 8_000, interval: 10 });
    counted.stop();
    expect(heard().map((count, n) => count - before[n]!)).toEqual(before.map((_, n) => (n === 3 ? 1 : 0)));
    expect(counted.statements).toBeLessThan(10 * connected);
  });

  test('two hundred who are connected hear a message once each; clients nothing of who comes and goes', { timeout: 120_000 }, async () => {
    const { world, room, ada } = await roomOf(500);
    const writing = await socketTo(room, ada);
    const sockets: TestSocket[] = [];
    for (let n = 0; n < 200; n++) sockets.push(await socketTo(room, nth(world, n)));
    writing.send({ t: 'send', cid: 'for-two-hundred', text: 'For all who are here' });
    for (const socket of sockets)
      await vi.waitFor(() => expect(socket.texts.at(-1)).toContain('For all who are here'), { timeout: 8_000, interval: 10 });
    for (const { frames } of sockets) expect(new Set(frames.map(({ t }) => t))).toEqual(new Set(['welcome', 'log']));
    expect(sockets.map(({ texts }) => texts.filter((text) => text.includes('For all who are here')).length)).toEqual(sockets.map(() => 1));
  });
});
