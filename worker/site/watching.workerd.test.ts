import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { VERSION, type WatcherServerFrame } from '../../protocol/frames.ts';
import { EMPTY_WINDOW, type VisitorsLook, type VisitorsWindow, windowAfter } from '../../protocol/visitors.ts';
import { startCounting } from '../testing/count-rows.ts';
import { newWorld, operatorOf, siteLine, upgrade, visitorOf, type World } from '../testing/people.ts';
import type { Access } from './access.ts';

const LOOK: VisitorsLook = { sort: 'page', down: false, kind: 'all', text: '', language: 'en', first: 0, count: 5 };

/** An operator's visitors list: what it holds, and every frame it heard. */
async function watches(world: World, look: VisitorsLook = LOOK, access?: Access) {
  const person = operatorOf(world, 'ada');
  const socket = await upgrade(env.SITE.getByName(world.site), access ? { ...person, access } : person);
  const frames: WatcherServerFrame[] = [];
  const line = {
    frames,
    window: EMPTY_WINDOW as VisitorsWindow,
    urls: () => line.window.order.map((id) => new URL(line.window.rows.get(id)!.page.url).pathname),
    codes: () => frames.flatMap((frame) => (frame.t === 'error' ? [frame.code] : [])),
    send: (frame: object) => socket.send(JSON.stringify(frame)),
  };
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(data as string) as WatcherServerFrame;
    frames.push(frame);
    if (frame.t === 'visitors') line.window = windowAfter(line.window, frame);
  });
  socket.accept();
  line.send({ t: 'hello', v: VERSION, look });
  await vi.waitFor(() => expect(line.frames.map(({ t }) => t)).toContain('visitors'));
  return line;
}

const page = (path: string) => ({ url: `https://shop.example/${path}`, title: path });

/** A visitor on a page; answers how they go to another, and leave. */
async function arrives(world: World, path: string, visitor: string = crypto.randomUUID()) {
  const socket = await upgrade(env.SITE.getByName(world.site), visitorOf({ ...world, visitor }));
  const welcomed = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
  socket.accept();
  socket.send(JSON.stringify({ t: 'hello', v: VERSION, page: page(path), referrer: '', language: 'de', visits: 1, chatted: false }));
  await welcomed;
  return {
    visitor,
    to: (next: string) => socket.send(JSON.stringify({ t: 'page', ...page(next) })),
    leave: () => socket.close(1000),
  };
}

const site = (world: World) => env.SITE.getByName(world.site);

afterEach(() => vi.useRealTimers());

describe('An operator who watches', () => {
  test('C4: sees who comes, moves and leaves, in the order and with the words they look for', async () => {
    const world = await newWorld();
    const [b] = [await arrives(world, 'b'), await arrives(world, 'd')];
    const line = await watches(world);
    expect(line.urls()).toEqual(['/b', '/d']);
    const c = await arrives(world, 'c');
    await vi.waitFor(() => expect(line.urls()).toEqual(['/b', '/c', '/d']));
    b!.to('z');
    await vi.waitFor(() => expect(line.urls()).toEqual(['/c', '/d', '/z']), 3_000);
    line.send({ t: 'look', look: { ...LOOK, text: 'z' } });
    await vi.waitFor(() => expect(line.urls()).toEqual(['/z']));
    expect([line.window.online, line.window.total]).toEqual([3, 1]);
    line.send({ t: 'look', look: { ...LOOK, open: c.visitor } });
    await vi.waitFor(() => expect(line.window.open?.pages.map(({ title }) => title)).toEqual(['c']));
    c.leave();
    await vi.waitFor(() => expect(line.urls()).toEqual(['/d', '/z']), 3_000);
    expect(line.window.open).toBe(null);
  });

  test('is sent nothing of those who are not on the screen', async () => {
    const world = await newWorld();
    const people = [];
    for (const path of ['a', 'b', 'c', 'd', 'e', 'f']) people.push(await arrives(world, path));
    const line = await watches(world, { ...LOOK, count: 2 });
    const heard = line.frames.length;
    people[5]!.to('x');
    people[4]!.to('y');
    people[0]!.to('aa');
    await vi.waitFor(() => expect(line.urls()).toEqual(['/aa', '/b']), 3_000);
    const told = line.frames.slice(heard).flatMap((frame) => (frame.t === 'visitors' ? (frame.set ?? []) : []));
    expect(told.map(({ id }) => id)).toEqual([people[0]!.visitor]);
  });

  test('I3: hears of many movements at once in a few frames, the last of them by the alarm, and then nothing runs', async () => {
    const world = await newWorld();
    const people = await Promise.all(Array.from({ length: 5 }, (_, i) => arrives(world, `p${i}`)));
    const line = await watches(world);
    const heard = line.frames.length;
    for (let round = 0; round < 10; round++) for (const [i, { to }] of people.entries()) to(`p${i}-${round}`);
    await vi.waitFor(() => expect(line.urls()).toEqual(['/p0-9', '/p1-9', '/p2-9', '/p3-9', '/p4-9']), 5_000);
    expect(line.frames.length - heard).toBeLessThanOrEqual(4);
    // What is left is one look at who does not answer any more, and the hour's count; after them the object is left alone.
    await runInDurableObject(site(world), (_, { storage }) => {
      storage.sql.exec('UPDATE timer SET due = 0');
    });
    await runDurableObjectAlarm(site(world));
    await runInDurableObject(site(world), async (_, { storage }) => {
      expect(storage.sql.exec('SELECT key FROM timer').toArray()).toEqual([]);
      expect(await storage.getAlarm()).toBe(null);
    });
  });

  test('I3: who moves while operators watch writes no rows', async () => {
    const world = await newWorld();
    await watches(world);
    const mover = await arrives(world, 'first');
    const line = await watches(world);
    const counted = await runInDurableObject(site(world), (_, { storage }) => startCounting(storage.sql));
    for (let i = 0; i < 20; i++) mover.to(`page-${i}`);
    await vi.waitFor(() => expect(line.urls()).toEqual(['/page-19']), 3_000);
    counted.stop();
    expect([...counted.rows.values()].reduce((sum, rows) => sum + rows, 0)).toBe(0);
  });

  test('after the object slept is told only what is new', async () => {
    const world = await newWorld();
    const a = await arrives(world, 'a');
    await arrives(world, 'b');
    const line = await watches(world);
    await evictDurableObject(site(world));
    const heard = line.frames.length;
    a.to('c');
    await vi.waitFor(() => expect(line.urls()).toEqual(['/b', '/c']), 3_000);
    const told = line.frames.slice(heard).flatMap((frame) => (frame.t === 'visitors' ? (frame.set ?? []) : []));
    expect(told.map(({ id }) => id)).toEqual([a.visitor]);
  });

  test('C4: sees one visit where every page is loaded anew', async () => {
    const world = await newWorld();
    const first = await arrives(world, 'a', 'someone');
    const line = await watches(world, { ...LOOK, open: 'someone' });
    const since = line.window.rows.get('someone')?.since;
    first.leave();
    await vi.waitFor(() => expect(line.window.online).toBe(0), 3_000);
    await arrives(world, 'b', 'someone');
    await vi.waitFor(() => expect(line.window.open?.pages.map(({ title }) => title)).toEqual(['a', 'b']), 3_000);
    expect(line.window.rows.get('someone')?.since).toBe(since);
  });

  test('D3: of an advertiser is told of nobody else’s visitors', async () => {
    const world = await newWorld();
    await site(world).putListings([{ key: 'n', name: 'North', url: 'https://shop.example/n*', advertiser: 'north' }], []);
    await siteLine({ ...world, visitor: 'in' }, 'https://shop.example/n-1');
    const out = await arrives(world, 'elsewhere', 'out');
    const line = await watches(world, { ...LOOK, open: 'out' }, { admin: false, listingsOnly: true, advertisers: ['north'] });
    await vi.waitFor(() => expect(line.window.order).toEqual(['in']));
    out.to('close-by');
    out.to('n-2');
    await vi.waitFor(() => expect([...line.window.order].sort()).toEqual(['in', 'out']), 3_000);
    out.to('faraway');
    await vi.waitFor(() => expect(line.window.order).toEqual(['in']), 3_000);
    expect([line.window.online, line.window.open]).toEqual([1, null]);
    expect(JSON.stringify(line.frames)).not.toMatch(/elsewhere|close-by|faraway|"advertiser"/);
  });

  test('is refused what is not of the documented shape, before a hello, and in another version', async () => {
    const world = await newWorld();
    const line = await watches(world);
    for (const bad of [{ count: 81 }, { first: -1 }, { sort: 'secret' }, { language: 'x-y' }, { text: 'x'.repeat(101) }])
      line.send({ t: 'look', look: { ...LOOK, ...bad } });
    line.send({ t: 'page', ...page('x') });
    await vi.waitFor(() => expect(line.codes()).toEqual(Array(6).fill('bad_frame')));
    const silent = await upgrade(site(world), operatorOf(world, 'ada'));
    const answers: unknown[] = [];
    silent.addEventListener('message', ({ data }) => answers.push((JSON.parse(data as string) as { code?: string }).code));
    silent.accept();
    silent.send(JSON.stringify({ t: 'look', look: LOOK }));
    silent.send(JSON.stringify({ t: 'hello', v: 99, look: LOOK }));
    await vi.waitFor(() => expect(answers).toEqual(['hello_first', 'unknown_version']));
  });
});
