import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { RoomSummary } from '../../protocol/frames.ts';
import { DEFAULT_SETTINGS, type Routing } from '../../protocol/site-settings.ts';
import { deskLine, newWorld, operatorOf, roomLine, siteLine, visitorOf, type World } from '../testing/people.ts';

const routing = (part: Partial<Routing>): { routing: Routing } => ({ routing: { ...DEFAULT_SETTINGS.routing, ...part } });
const soon = <T>(check: () => T) => vi.waitFor(check, 10_000);
const another = (world: World): World => {
  const visitor = crypto.randomUUID();
  return { ...world, visitor, room: `${world.site}.${visitor}` };
};

/** A visitor writes; resolves when the room has stored it. */
async function writes(world: World, text = 'hello'): Promise<void> {
  const { client } = roomLine(world.room, visitorOf(world));
  client.start();
  await client.send(text);
  await soon(() => expect(client.view.pending).toEqual([]));
  client.stop();
}

const act = (world: World, name: string, kind: 'take' | 'close' | 'release') =>
  env.ROOM.getByName(world.room).act(operatorOf(world, name), { kind });
const isOffered = (room: RoomSummary): boolean => room.kind === 'visitor' && room.offered === true;
const kinds = (line: Awaited<ReturnType<typeof deskLine>>, room: string) =>
  line
    .alerts()
    .filter((alert) => alert.room === room)
    .map(({ kind }) => kind);

describe('A chat that waits', () => {
  test('C3: is offered to everyone online, once; when one picks up, the others are told who', async () => {
    const world = await newWorld();
    const [ada, grace] = [await deskLine(world, 'ada'), await deskLine(world, 'grace')];
    await writes(world);
    await soon(() => expect([kinds(ada, world.room), kinds(grace, world.room)]).toEqual([['waiting'], ['waiting']]));
    await evictDurableObject(env.SITE.getByName(world.site));
    await act(world, 'grace', 'take');
    await soon(() => expect(kinds(ada, world.room)).toEqual(['waiting', 'taken']));
    expect(kinds(grace, world.room)).toEqual(['waiting']);
  });

  test('D1: goes round: one is asked after the other, and round again', async () => {
    const world = await newWorld(routing({ method: 'round_robin', step: 0.1 }));
    const lines = { ada: await deskLine(world, 'ada'), grace: await deskLine(world, 'grace') };
    await writes(world);
    await soon(() => {
      const asked = Object.values(lines).map((line) => kinds(line, world.room).length);
      expect(Math.min(...asked)).toBeGreaterThan(1);
      expect(Math.abs(asked[0]! - asked[1]!)).toBeLessThanOrEqual(1);
    });
    await act(world, 'ada', 'take');
    await soon(async () => expect((await env.DESK.getByName(world.account).roster()).find(({ id }) => id === 'o_ada')?.load).toBe(1));
  });

  test('D1: is offered to nobody who has enough to do, until they have a place', async () => {
    const world = await newWorld(routing({ limit: 1 }));
    const ada = await deskLine(world, 'ada');
    await writes(world);
    await act(world, 'ada', 'take');
    const second = another(world);
    await soon(async () => expect((await env.DESK.getByName(world.account).roster()).find(({ id }) => id === 'o_ada')?.load).toBe(1));
    await writes(second);
    // Grace is not there: hers is the only place. She is asked wherever she is.
    await soon(async () => {
      const grace = await deskLine(world, 'grace');
      expect(
        grace.frames.some((frame) => frame.t === 'welcome' && frame.rooms.some((one) => one.id === second.room && isOffered(one))),
      ).toBe(true);
      grace.close();
    });
    expect(kinds(ada, second.room)).toEqual([]);
    await act(world, 'ada', 'close');
    await soon(() => expect(kinds(ada, second.room)).toEqual(['waiting']));
  });

  test('waits while nobody is there, and is offered to the first who comes', async () => {
    const world = await newWorld();
    await writes(world);
    await evictDurableObject(env.DESK.getByName(world.account));
    await evictDurableObject(env.SITE.getByName(world.site));
    await soon(async () => expect((await env.DESK.getByName(world.account).now(0, 'o_ada')).waiting).toBe(1));
    const ada = await deskLine(world, 'ada');
    await soon(() => expect(ada.frames.some((frame) => 'rooms' in frame && frame.rooms.some(isOffered))).toBe(true));
  });

  test('D1: tells the visitor their place, and a wait that was measured', async () => {
    const world = await newWorld();
    const site = env.SITE.getByName(world.site);
    const desk = env.DESK.getByName(world.account);
    for (let i = 0; i < 3; i++) {
      const one = another(world);
      await site.waiting(one.room, 1, Date.now() - 20_000);
      await site.settled(one.room, 1, Date.now() + i);
    }
    await site.waiting(another(world).room, 1, Date.now() - 1000);
    await writes(world);
    const { frames } = await siteLine(world);
    const place = { own: '', ahead: 1, wait: expect.any(Number), step: 0 };
    await soon(() => expect(frames.find((frame) => frame.t === 'queue')).toMatchObject({ places: [place] }));
    expect(await desk.roster()).toHaveLength(2);
  });

  test('D1: tells a visitor who waits in two conversations the place in each', async () => {
    const world = await newWorld();
    const site = env.SITE.getByName(world.site);
    const now = Date.now();
    await site.waiting(another(world).room, 1, now - 2000);
    await site.waiting(world.room, 1, now - 1000);
    await site.waiting(`${world.room}.north`, 1, now, { key: 'n-1', name: 'House', advertiser: 'north' });
    const { frames } = await siteLine(world);
    await soon(() => {
      const queue = frames.findLast((frame) => frame.t === 'queue');
      expect(queue?.places.map(({ own, ahead }) => [own, ahead])).toEqual([
        ['', 1],
        ['north', 0],
      ]);
    });
  });

  test('given back, it is offered to everyone but the one who gave it back', async () => {
    const world = await newWorld();
    const [ada, grace] = [await deskLine(world, 'ada'), await deskLine(world, 'grace')];
    await writes(world);
    await act(world, 'ada', 'take');
    await soon(() => expect(kinds(grace, world.room)).toContain('taken'));
    await act(world, 'ada', 'release');
    await soon(() => expect(kinds(grace, world.room).filter((kind) => kind === 'waiting').length).toBeGreaterThan(0));
    await soon(() =>
      expect(
        grace.frames.some(
          (frame) => frame.t === 'rooms' && frame.rooms.some((one) => one.kind === 'visitor' && one.chat.status === 'waiting'),
        ),
      ).toBe(true),
    );
    expect(kinds(ada, world.room).filter((kind) => kind === 'waiting').length).toBeLessThanOrEqual(1);
  });
});
