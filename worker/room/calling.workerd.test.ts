import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Signal } from '../../protocol/call.ts';
import type { CallFrame } from '../../protocol/client/room-client.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type Line, newWorld, operatorOf, roomLine, siteLine, upgrade, visitorOf, type World } from '../testing/people.ts';

interface Ear extends Line {
  /** What was heard of the call. */
  heard: CallFrame[];
  says(data: Signal, to?: string): void;
}

const open: Line[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

function join(world: World, person: Parameters<typeof roomLine>[1], leg: string): Ear {
  const line = roomLine(world.room, person);
  const heard: CallFrame[] = [];
  line.client.onCall((frame) => heard.push(frame));
  line.client.start();
  open.push(line);
  const says = (data: Signal, to?: string) => {
    const call = line.client.view.chat.call?.id ?? 0;
    line.client.signal({ t: 'signal', call, leg, ...(to ? { to } : {}), data });
  };
  return { ...line, heard, says };
}

const room = (world: World) => env.ROOM.getByName(world.room);
const hello: Signal = { k: 'hello', audio: true, video: true };
const offer: Signal = { k: 'description', type: 'offer', sdp: 'v=0' };
const signals = ({ heard }: Ear): string[] => heard.flatMap((frame) => (frame.t === 'signal' ? [`${frame.leg} ${frame.data.k}`] : []));
const newest = ({ client }: Line) => client.view.entries.at(-1);

/** A chat that ada owns, with everybody in it. */
async function chat() {
  const world = await newWorld();
  const vera = join(world, visitorOf(world), 'leg-vera');
  await vera.client.send('hello');
  await room(world).act(operatorOf(world, 'ada'), { kind: 'take' });
  const ada = join(world, operatorOf(world, 'ada'), 'leg-of-ada');
  await vi.waitFor(() => expect(ada.client.view.chat.owner).toBe('o_ada'));
  return { world, vera, ada };
}

/** A call that vera has answered; both are in it. */
async function call() {
  const { world, vera, ada } = await chat();
  const started = await ada.client.command({ t: 'call', do: 'start', media: 'video' });
  if (!started.ok) throw new Error(started.code);
  await vi.waitFor(() => expect(vera.client.view.chat.call?.id).toBe(started.seq));
  ada.says(hello);
  await vera.client.command({ t: 'call', do: 'answer', call: started.seq, media: 'none' });
  await vi.waitFor(() => expect(ada.client.view.chat.call?.answered).toBeDefined());
  vera.says(hello);
  await vi.waitFor(() => expect(signals(ada)).toEqual(['leg-vera hello']));
  return { world, vera, ada, id: started.seq };
}

/** Runs the room's timers as if their time had come. */
async function pass(world: World, key: string): Promise<void> {
  await runInDurableObject(room(world), (_, { storage }) => {
    storage.sql.exec('UPDATE timer SET due = 0 WHERE key LIKE ?', key);
  });
  await evictDurableObject(room(world));
  await runDurableObjectAlarm(room(world));
}

const timersOf = (world: World) =>
  runInDurableObject(room(world), (_, { storage }) =>
    storage.sql
      .exec<{ key: string }>("SELECT key FROM timer WHERE key = 'call' OR key LIKE 'gone:%' ORDER BY key")
      .toArray()
      .map(({ key }) => key),
  );

describe('G1: a call', () => {
  test('is on for everybody, also for who comes later, until one of the two ends it', async () => {
    const { world, vera, ada, id } = await call();
    const grace = join(world, operatorOf(world, 'grace'), 'leg-grace');
    await vi.waitFor(() =>
      expect(grace.client.view.chat.call).toMatchObject({ id, by: 'o_ada', media: 'video', answered: { media: 'none' } }),
    );
    expect(await vera.client.command({ t: 'call', do: 'end', call: id })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(newest(ada)).toMatchObject({ kind: 'call_ended', reason: 'hung_up' }));
    expect(ada.client.view.chat.call).toBeUndefined();
    expect(await ada.client.command({ t: 'call', do: 'end', call: id })).toMatchObject({ ok: true });
    expect(await ada.client.command({ t: 'call', do: 'start', media: 'audio' })).toMatchObject({ ok: true });
  });

  test('is missed when nobody answers in time, also when the room slept meanwhile', async () => {
    const { world, vera, ada } = await chat();
    await ada.client.command({ t: 'call', do: 'start', media: 'audio' });
    ada.says(hello);
    await vi.waitFor(async () => expect(await timersOf(world)).toEqual(['call']));
    await runInDurableObject(room(world), (_, { storage }) => {
      const [{ json } = { json: '' }] = storage.sql.exec<{ json: string }>('SELECT json FROM state').toArray();
      const state = JSON.parse(json);
      state.chat.call.since = 0;
      storage.sql.exec('UPDATE state SET json = ?', JSON.stringify(state));
    });
    await pass(world, 'call');
    await vi.waitFor(() => expect(newest(vera)).toMatchObject({ kind: 'call_missed', reason: 'unanswered', by: 'system' }));
  });

  test('ends with the chat', async () => {
    const { world, vera, id } = await call();
    await room(world).act(operatorOf(world, 'ada'), { kind: 'close' });
    await vi.waitFor(() => expect(newest(vera)).toMatchObject({ kind: 'closed' }));
    expect(vera.client.view.entries.at(-2)).toMatchObject({ kind: 'call_ended', reason: 'chat', by: 'system' });
    expect(await vera.client.command({ t: 'call', do: 'answer', call: id, media: 'none' })).toEqual({ ok: false, code: 'no_call' });
  });

  test('makes the chat load of a visitor on whose page it is not', async () => {
    const { world, vera, ada } = await chat();
    const page = await siteLine(world);
    vera.client.stop();
    await vi.waitFor(() => expect(ada.client.view.present).toEqual([]));
    await ada.client.command({ t: 'call', do: 'start', media: 'audio' });
    await vi.waitFor(() => expect(page.frames.map(({ t }) => t)).toContain('unread'));
  });
});

describe('G1: signals', () => {
  test('go to the other of the two, and to nobody else', async () => {
    const { world, vera, ada } = await call();
    const grace = join(world, operatorOf(world, 'grace'), 'leg-grace');
    const tab = join(world, visitorOf(world), 'leg-of-tab');
    await vi.waitFor(() => expect([grace, tab].every(({ client }) => client.view.chat.call)).toBe(true));
    ada.says(offer, 'leg-vera');
    await vi.waitFor(() => expect(signals(vera)).toEqual(['leg-of-ada description']));
    expect([...signals(grace), ...signals(tab), ...signals(ada)]).toEqual(['leg-vera hello']);
  });

  test('of others are refused', async () => {
    const { world, vera, ada, id } = await call();
    const grace = await upgrade(room(world), operatorOf(world, 'grace'));
    const errors: unknown[] = [];
    grace.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(data as string);
      if (frame.t === 'error') errors.push([frame.code, frame.cid]);
    });
    grace.accept();
    for (const frame of [
      { t: 'hello', v: 1 },
      { t: 'signal', call: id, leg: 'leg-grace', data: hello },
      { t: 'signal', call: id, leg: 'leg-grace', data: offer },
      { t: 'signal', call: id + 99, leg: 'leg-grace', data: hello },
      { t: 'signal', call: id, leg: 'leg-grace', data: { ...offer, sdp: 'x'.repeat(LIMITS.description + 1) } },
    ])
      grace.send(JSON.stringify(frame));
    await vi.waitFor(() =>
      expect(errors).toEqual([
        ['forbidden', 'leg-grace'],
        ['forbidden', 'leg-grace'],
        ['no_call', 'leg-grace'],
        ['bad_frame', undefined],
      ]),
    );
    expect([...signals(vera), ...signals(ada)]).toEqual(['leg-vera hello']);
  });

  test('have a pace, and are kept nowhere', async () => {
    const { world, vera, ada } = await call();
    const { head } = await runInDurableObject(room(world), (_, { storage }) =>
      storage.sql.exec<{ head: number }>('SELECT max(seq) AS head FROM log').one(),
    );
    for (let n = 0; n < LIMITS.signalBurst + 20; n++) ada.says({ k: 'media', audio: n % 2 === 0, video: true }, 'leg-vera');
    await ada.client.send('after them');
    const passed = signals(vera).length;
    expect(passed).toBeGreaterThan(20);
    expect(passed).toBeLessThan(LIMITS.signalBurst + 20);
    expect(newest(ada)?.seq).toBe(head + 1);
  });

  test('are of one socket of each: who goes on in another tab leaves the first', async () => {
    const { world, vera, ada, id } = await call();
    const tab = join(world, operatorOf(world, 'ada'), 'leg-of-tab');
    await vi.waitFor(() => expect(tab.client.view.chat.call).toBeDefined());
    tab.says(hello);
    await vi.waitFor(() => expect(ada.heard.at(-1)).toEqual({ t: 'elsewhere', call: id }));
    vera.says(offer, 'leg-of-tab');
    await vi.waitFor(() => expect(signals(tab)).toEqual(['leg-vera description']));
    expect(signals(ada)).toEqual(['leg-vera hello']);
  });
});

describe('G5: who is gone', () => {
  test('for a minute ends the call, also when the room slept meanwhile', async () => {
    const { world, vera, ada } = await call();
    expect(await timersOf(world)).toEqual(['call']);
    vera.client.stop();
    await vi.waitFor(async () => expect(await timersOf(world)).toEqual(['call', `gone:${visitorOf(world).id}`]));
    await pass(world, 'gone:%');
    await vi.waitFor(() => expect(newest(ada)).toMatchObject({ kind: 'call_ended', reason: 'lost', by: 'system' }));
  });

  test('and comes back in time goes on', async () => {
    const { world, vera, ada, id } = await call();
    ada.client.stop();
    await vi.waitFor(async () => expect(await timersOf(world)).toContain('gone:o_ada'));
    const again = join(world, operatorOf(world, 'ada'), 'leg-again');
    await vi.waitFor(() => expect(again.client.view.chat.call?.id).toBe(id));
    again.says(hello);
    await vi.waitFor(() => expect(signals(vera)).toContain('leg-again hello'));
    expect(await timersOf(world)).toEqual(['call']);
    await pass(world, 'call');
    expect(vera.client.view.chat.call?.id).toBe(id);
  });
});
