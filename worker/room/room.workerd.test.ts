import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../protocol/client/connection.ts';
import type { Entry, FileRef } from '../../protocol/entries.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { startCounting } from '../testing/count-rows.ts';
import { factsOf } from '../testing/counted.ts';
import { type Line, newWorld, operatorOf, roomLine, visitorOf, type World } from '../testing/people.ts';
import type { Room } from './room.ts';

const open: Line[] = [];
afterEach(() => {
  for (const { client } of open.splice(0)) client.stop();
});

function join(world: World, person = visitorOf(world) as Parameters<typeof roomLine>[1], factor?: Parameters<typeof roomLine>[2]): Line {
  const line = roomLine(world.room, person, factor);
  line.client.start();
  open.push(line);
  return line;
}

const room = (world: World) => env.ROOM.getByName(world.room);
const kinds = ({ client }: Line) => client.view.entries.map(({ kind }) => kind);
const texts = ({ client }: Line) => client.view.entries.flatMap((entry) => (entry.kind === 'message' ? entry.text : []));

/** A chat that ada has taken, with both in it. */
async function chat(): Promise<{ world: World; visitor: Line; ada: Line }> {
  const world = await newWorld();
  const visitor = join(world);
  await visitor.client.send('hello');
  await room(world).act(operatorOf(world, 'ada'), { kind: 'take' });
  const ada = join(world, operatorOf(world, 'ada'));
  await vi.waitFor(() => expect(kinds(ada)).toEqual(['opened', 'message', 'taken']));
  return { world, visitor, ada };
}

describe('A message', () => {
  test.each(['quick', 'slow'])(
    'of a %s exchange costs at most three rows in its room and five in all, one more when it is slow, and no D1 statement before it is delivered',
    async (pace) => {
      const { world, visitor, ada } = await chat();
      // The first answer changes the chat; from then on nothing does.
      await ada.client.send('hi');
      const sql = await runInDurableObject(room(world), (_: Room, state) => state.storage.sql);
      const desk = await runInDurableObject(env.DESK.getByName(world.account), (_, state) => state.storage.sql);
      await runDurableObjectAlarm(room(world));
      // The chat has been counted, which is D1's business, and changes no more.
      await vi.waitFor(async () => expect(await factsOf(world)).toMatchObject([{ meaningful: true }]), { timeout: 20_000, interval: 100 });
      const search = () => env.DESK.getByName(world.account).search('o_ada', { text: 'nothing' });
      await search();
      const counted = startCounting(sql);
      const MESSAGES = pace === 'slow' ? 4 : 20;
      for (let n = 0; n < MESSAGES; n++) {
        const [from, to] = n % 2 ? [ada, visitor] : [visitor, ada];
        await from.client.send(`m${n}`);
        await vi.waitFor(() => expect(texts(to)).toContain(`m${n}`));
        expect(counted.d1).toBe(0);
        to.client.markRead(to.client.view.entries.at(-1)!.seq);
        await vi.waitFor(() => expect(Object.values(from.client.view.reads)).toContain(to.client.view.entries.at(-1)!.seq));
        // In a slow one the room comes to rest after each message.
        if (pace === 'slow') await runDurableObjectAlarm(room(world));
      }
      await runDurableObjectAlarm(room(world));
      // What waits to be searched is part of what a message costs; in a slow exchange it is the sixth row (docs/decisions/012-search.md).
      await search();
      counted.stop();
      const rows = [...counted.rows];
      const inRoom = counted.rows.get(sql) ?? 0;
      const everywhere = rows.reduce((sum, [, written]) => sum + written, 0);
      expect(inRoom).toBeGreaterThan(0);
      expect(desk).not.toBe(sql);
      expect(inRoom / MESSAGES).toBeLessThanOrEqual(3);
      expect(everywhere / MESSAGES).toBeLessThanOrEqual(pace === 'slow' ? 6.25 : 5);
    },
  );

  test('repeated under its id is stored once and answered alike, after an eviction too', async () => {
    const { world, visitor } = await chat();
    const { upgrade } = await import('../testing/people.ts');
    const socket = await upgrade(room(world), visitorOf(world));
    const acks: unknown[] = [];
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data));
      if (frame.t === 'ack') acks.push(frame);
    });
    socket.accept();
    const send = () => socket.send(JSON.stringify({ t: 'send', cid: 'the-same-id', text: 'once' }));
    socket.send(JSON.stringify({ t: 'hello', v: 1 }));
    send();
    await vi.waitFor(() => expect(acks).toHaveLength(1));
    await evictDurableObject(room(world));
    send();
    await vi.waitFor(() => expect(acks).toHaveLength(2));
    expect(acks[0]).toEqual(acks[1]);
    await vi.waitFor(() => expect(texts(visitor)).toEqual(['hello', 'once']));
    socket.close();
  });

  test('edited or deleted changes for everyone, and for who comes later', async () => {
    const { world, visitor, ada } = await chat();
    await visitor.client.command({ t: 'edit', of: 2, text: 'hello, Ada' });
    await vi.waitFor(() => expect(texts(ada)).toEqual(['hello, Ada']));
    await visitor.client.command({ t: 'delete', of: 2 });
    await vi.waitFor(() => expect(texts(ada)).toEqual(['']));
    const late = join(world, operatorOf(world, 'grace'));
    await vi.waitFor(() => expect(late.client.view.entries[1]).toMatchObject({ kind: 'message', text: '', deleted: true }));
    expect(await ada.client.command({ t: 'edit', of: 2, text: 'mine now' })).toEqual({ ok: false, code: 'unknown_entry' });
  });
});

describe('What operators say among themselves', () => {
  test('never reaches a visitor, in whatever frame', async () => {
    const { world, visitor, ada } = await chat();
    const { upgrade } = await import('../testing/people.ts');
    const socket = await upgrade(room(world), visitorOf(world));
    const heard: string[] = [];
    socket.addEventListener('message', ({ data }) => void heard.push(String(data)));
    socket.accept();
    socket.send(JSON.stringify({ t: 'hello', v: 1 }));
    await ada.client.send('SECRET note', undefined, { note: true });
    const act = (action: Parameters<Room['act']>[1]) => room(world).act(operatorOf(world, 'ada'), action);
    await act({ kind: 'tag', tags: ['SECRET tag'] });
    await act({ kind: 'details', changes: { SECRET: 'SECRET' } });
    await act({ kind: 'transfer', to: { operator: 'o_grace', name: 'SECRET name' }, note: 'SECRET' });
    join(world, { ...operatorOf(world, 'grace'), name: 'SECRET grace' });
    await ada.client.send('to you');
    await vi.waitFor(() => expect(texts(visitor)).toContain('to you'));
    socket.send(JSON.stringify({ t: 'older', before: 1000 }));
    await vi.waitFor(() => expect(heard.some((frame) => frame.includes('"older"'))).toBe(true));
    expect(heard.join()).not.toContain('SECRET');
    socket.close();
  });
});

describe('An offer', () => {
  test('comes back after a minute, also when the room slept meanwhile', async () => {
    const { world, ada } = await chat();
    await room(world).act(operatorOf(world, 'ada'), { kind: 'transfer', to: { operator: 'o_grace', name: 'grace' } });
    await vi.waitFor(() => expect(ada.client.view.chat.offer).not.toBeNull());
    await evictDurableObject(room(world));
    await runInDurableObject(room(world), (_, state) => {
      state.storage.sql.exec("UPDATE timer SET due = 0 WHERE key = 'offer'");
      const [{ json } = { json: '' }] = state.storage.sql.exec<{ json: string }>('SELECT json FROM state').toArray();
      state.storage.sql.exec('UPDATE state SET json = ?', json.replace(/"until":\d+/, '"until":0'));
    });
    await evictDurableObject(room(world));
    await runDurableObjectAlarm(room(world));
    await vi.waitFor(() => expect(ada.client.view.entries.at(-1)).toMatchObject({ kind: 'returned', reason: 'timeout', by: 'system' }));
    expect(ada.client.view.chat).toMatchObject({ offer: null, owner: 'o_ada' });
  });
});

describe('A file', () => {
  const file: FileRef = { id: 'file-1', name: 'a.txt', type: 'text/plain', size: 3 };

  test('can be sent once, by who uploaded it, and is gone with its message', async () => {
    const { world, visitor, ada } = await chat();
    expect(await room(world).addFile(visitorOf(world), file)).toEqual({ ok: true });
    expect(await room(world).file(operatorOf(world, 'ada'), file.id)).toMatchObject({ ok: false, code: 'not_found' });
    expect(await ada.client.send('theirs', [file])).toEqual({ ok: false, code: 'unknown_file' });
    expect(await visitor.client.send('mine', [file])).toMatchObject({ ok: true });
    expect(await visitor.client.send('again', [file])).toEqual({ ok: false, code: 'unknown_file' });
    expect(await room(world).file(operatorOf(world, 'ada'), file.id)).toMatchObject({ ok: true, file });
    const { seq } = visitor.client.view.entries.find(
      (entry): entry is Entry & { kind: 'message' } => entry.kind === 'message' && entry.text === 'mine',
    )!;
    await visitor.client.command({ t: 'delete', of: seq });
    expect(await room(world).file(visitorOf(world), file.id)).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('A room', () => {
  test('that was only looked at holds nothing', async () => {
    const world = await newWorld();
    const visitor = join(world);
    await vi.waitFor(() => expect(visitor.client.view.loaded).toBe(true));
    visitor.client.typing(true, 'hm');
    visitor.client.page({ url: 'https://shop.example/', title: 'Shop' });
    const tables = await runInDurableObject(room(world), (_, state) =>
      state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
    expect(await room(world).act(operatorOf(world, 'ada'), { kind: 'take' })).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('of a verified person opens for their tokens alone', async () => {
    const { world, visitor } = await chat();
    await room(world).bind('customer 7');
    await vi.waitFor(() => expect(visitor.client.view.stoppedBy).toBe('unauthorised'));
    const known = join(world, { ...visitorOf(world), verified: 'customer 7' });
    await vi.waitFor(() => expect(texts(known)).toEqual(['hello']));
    const other = join(world, { ...visitorOf(world), verified: 'customer 8' });
    await vi.waitFor(() => expect(other.client.view.stoppedBy).toBe('unauthorised'));
    expect(other.client.view.entries).toEqual([]);
  });

  test('pages through a long history without a gap', async () => {
    const { world } = await chat();
    await runInDurableObject(room(world), (_, state) => {
      for (let seq = 4; seq <= 700; seq++) {
        const body = JSON.stringify({ text: `m${seq}` });
        state.storage.sql.exec(
          "INSERT INTO log (seq, at, by, kind, hidden, body) VALUES (?, ?, ?, 'message', 0, ?)",
          seq,
          seq,
          `v_${world.visitor}`,
          body,
        );
      }
    });
    await evictDurableObject(room(world), { webSockets: 'close' });
    const late = join(world, operatorOf(world, 'grace'));
    await vi.waitFor(() => expect(late.client.view.entries).toHaveLength(LIMITS.tail));
    while (late.client.view.older !== 'none') {
      late.client.loadOlder();
      await vi.waitFor(() => expect(late.client.view.older).not.toBe('loading'));
    }
    expect(late.client.view.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 700 }, (_, index) => index + 1));
  });

  test('is never asked for more than it allows by an honest client: many messages at once take their time, and keep their order', async () => {
    const { world, ada } = await chat();
    const visitor = join(world, visitorOf(world), { clock: systemClock });
    const many = Array.from({ length: LIMITS.commandBurst + 4 }, (_, n) => `n${n}`);
    const results = await Promise.all(many.map((text) => visitor.client.send(text)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    await vi.waitFor(() => expect(texts(ada).slice(1)).toEqual(many));
  }, 20_000);
});
