import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../entries.ts';
import { CHAT_FACTS } from './facts.ts';
import { memoryOutbox, type Outbox, storedOutbox } from './outbox.ts';
import { RoomClient } from './room-client.ts';
import { SimulatedClock, SimulatedRoom, seeded } from './simulation.ts';

function world(seed = 1) {
  const clock = new SimulatedClock();
  const random = seeded(seed);
  const room = new SimulatedRoom(clock, random);
  let ids = 0;
  const client = (person: 'v_ann' | 'o_ben' | 'o_cem', outbox: Outbox = memoryOutbox()) =>
    new RoomClient({
      facts: CHAT_FACTS,
      open: () => room.socketFor(person),
      outbox,
      newId: () => `cid-${String(++ids).padStart(6, '0')}`,
      clock,
      random,
    });
  return { clock, room, client };
}

const texts = (entries: Entry[]) => entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));

describe('a room client', () => {
  it('shows what is sent at once, as sending, and later as an entry', () => {
    const { clock, client } = world();
    const ann = client('v_ann');
    ann.start();
    ann.send('hello');
    expect(ann.view.pending.map(({ state }) => state)).toEqual(['sending']);
    clock.pass(1_000);
    expect(ann.view.pending).toEqual([]);
    expect(texts(ann.view.entries)).toEqual(['hello']);
    expect(ann.view.caughtUp).toBe(true);
  });

  it('is not caught up while the line is down, and is again after it resumed', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    clock.pass(1_000);
    room.reachable = false;
    room.cut();
    expect(ann.view.caughtUp).toBe(false);
    clock.pass(60_000);
    expect(ann.view.connection).not.toBe('open');
    room.reachable = true;
    clock.pass(40_000);
    expect(ann.view.caughtUp).toBe(true);
  });

  it('notices a line that has gone silent', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    let silent = false;
    const open = room.socketFor.bind(room);
    room.socketFor = (person) => {
      const socket = open(person);
      const send = socket.send;
      socket.send = (data) => void (silent || send(data));
      return socket;
    };
    ann.start();
    clock.pass(1_000);
    silent = true;
    clock.pass(40_000);
    expect(room.connections).toBeGreaterThan(1);
    silent = false;
    clock.pass(60_000);
    expect(ann.view.caughtUp).toBe(true);
  });

  it('sends twenty messages written offline once and in order, from two tabs that share an outbox', () => {
    const { clock, room, client } = world();
    const shared = new Map<string, string>();
    const storage = {
      get length() {
        return shared.size;
      },
      key: (index: number) => [...shared.keys()][index] ?? null,
      getItem: (key: string) => shared.get(key) ?? null,
      setItem: (key: string, value: string) => void shared.set(key, value),
      removeItem: (key: string) => void shared.delete(key),
    };
    const first = client('v_ann', storedOutbox(storage, 'x:'));
    const written = Array.from({ length: 20 }, (_, index) => `m${index}`);
    for (const text of written) first.send(text);
    const second = client('v_ann', storedOutbox(storage, 'x:'));
    first.start();
    second.start();
    clock.pass(30_000);
    expect(texts(room.log)).toEqual(written);
    expect(texts(first.view.entries.slice(-10))).toEqual(written.slice(-10));
    expect(second.view.pending).toEqual([]);
    expect(shared.size).toBe(0);
  });

  it('keeps the order when the room asks it to slow down', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    clock.pass(1_000);
    const written = Array.from({ length: 60 }, (_, index) => `m${index}`);
    for (const text of written) ann.send(text);
    clock.pass(60_000);
    expect(texts(room.log)).toEqual(written);
  });

  it('shows a refusal at the message, and sends it again only when asked', async () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    const result = ann.send('forbidden');
    clock.pass(2_000);
    expect(await result).toEqual({ ok: false, code: 'forbidden' });
    const [failed] = ann.view.pending;
    expect(failed).toMatchObject({ state: 'failed', error: 'forbidden' });
    ann.discard(failed!.command.cid);
    clock.pass(10_000);
    expect(ann.view.pending).toEqual([]);
    expect(room.log).toEqual([]);
  });

  it('sends again by itself what was refused for a passing reason', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    clock.pass(1_000);
    room.refuse = 1;
    ann.send('later');
    clock.pass(10_000);
    expect(texts(room.log)).toEqual(['later']);
    expect(ann.view.pending).toEqual([]);
  });

  it('sends again what got no answer on a line that still lives', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    clock.pass(1_000);
    room.swallow = 1;
    ann.send('lost');
    clock.pass(40_000);
    expect(texts(room.log)).toEqual(['lost']);
    expect(ann.view.pending).toEqual([]);
  });

  it('loads older entries down to the first', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    for (let index = 0; index < 25; index++) ann.send(`m${index}`);
    clock.pass(30_000);
    const ben = client('o_ben');
    ben.start();
    clock.pass(2_000);
    expect(ben.view.entries).toHaveLength(10);
    for (let guard = 0; ben.view.older !== 'none' && guard < 10; guard++) {
      ben.loadOlder();
      clock.pass(1_000);
    }
    expect(ben.view.entries).toEqual(room.log);
  });

  it('looks at an entry far back without holding all between, and follows what becomes of it', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    for (let index = 1; index <= 40; index++) ann.send(`m${index}`);
    clock.pass(30_000);
    const ben = client('o_ben');
    ben.start();
    clock.pass(2_000);
    ben.look(7);
    ben.look(7);
    clock.pass(2_000);
    expect(ben.view.aside[7]).toMatchObject({ text: 'm7' });
    expect(ben.view.entries.map(({ seq }) => seq)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
    room.log.push({ seq: 41, at: clock.now(), by: 'v_ann', kind: 'edited', of: 7, text: 'better' });
    ann.send('last');
    clock.pass(2_000);
    expect(ben.view.aside[7]).toMatchObject({ text: 'better', edited: true });
    ben.loadOlder();
    clock.pass(2_000);
    expect(ben.view.entries[0]?.seq).toBe(26);
    // Of another log it knows nothing.
    room.epoch = 'second';
    room.cut();
    clock.pass(40_000);
    expect(ben.view.aside).toEqual({});
  });

  it('drops what it holds when the log was replaced or set back', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    for (let index = 0; index < 6; index++) ann.send(`m${index}`);
    clock.pass(20_000);
    room.log = room.log.slice(0, 3);
    room.cut();
    clock.pass(40_000);
    expect(ann.view.entries).toEqual(room.log);
    room.epoch = 'second';
    room.log = [{ ...room.log[0]!, text: 'other' } as Entry];
    room.cut();
    clock.pass(40_000);
    expect(texts(ann.view.entries)).toEqual(['other']);
  });

  it('applies edits and deletions to the messages they are of', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    ann.start();
    ann.send('one');
    ann.send('two');
    clock.pass(2_000);
    room.log.push({ seq: 3, at: 1, by: 'v_ann', kind: 'edited', of: 1, text: 'uno' });
    room.log.push({ seq: 4, at: 1, by: 'v_ann', kind: 'deleted', of: 2 });
    ann.send('three');
    clock.pass(2_000);
    expect(ann.view.entries.map((entry) => entry.kind === 'message' && [entry.text, entry.edited, entry.deleted])).toEqual([
      ['uno', true, undefined],
      ['', undefined, true],
      ['three', undefined, undefined],
    ]);
  });

  it('tells typing at most every 1.2 s and forgets others who fell silent', () => {
    const { clock, room, client } = world();
    const ann = client('v_ann');
    const frames: string[] = [];
    const open = room.socketFor.bind(room);
    room.socketFor = (person) => {
      const socket = open(person);
      const send = socket.send;
      socket.send = (data) => {
        frames.push(data);
        send(data);
      };
      return socket;
    };
    ann.start();
    clock.pass(1_000);
    for (let keystroke = 0; keystroke < 50; keystroke++) {
      ann.typing(true, 'x'.repeat(keystroke));
      clock.pass(100);
    }
    const typed = frames.filter((data) => data.includes('"typing"'));
    expect(typed.length).toBeGreaterThan(2);
    expect(typed.length).toBeLessThanOrEqual(6);
  });

  it('never loses, doubles or reorders a message through cuts, lost acknowledgements and repeated frames', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.nat(2) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(3_000) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), chance: fc.double({ min: 0.2, max: 1, noNaN: true }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('down' as const), ms: fc.nat(20_000) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), times: fc.nat(2) }) },
    );
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.array(step, { maxLength: 60 }), (seed, repeats, steps) => {
        const { clock, room, client } = world(seed);
        room.repeats = repeats;
        room.stale = repeats;
        room.losses = repeats / 3;
        const people = [client('v_ann'), client('o_ben'), client('o_cem')];
        for (const person of people) person.start();
        const sent: string[][] = [[], [], []];
        let refused = false;
        for (const [index, now] of steps.entries()) {
          if (now.do === 'send') {
            people[now.who]!.send(`t${index}`);
            sent[now.who]!.push(`t${index}`);
          } else if (now.do === 'pass') clock.pass(now.ms);
          else if (now.do === 'cut') room.cut(now.chance);
          else if (now.do === 'refuse') {
            room.refuse = now.times;
            refused ||= now.times > 0;
          } else {
            room.reachable = false;
            room.cut();
            clock.pass(now.ms);
            room.reachable = true;
          }
          for (const { view } of people) expectContiguous(view.entries);
        }
        room.refuse = 0;
        room.losses = 0;
        clock.pass(120_000);
        // The last frame may have been among the lost ones: the next connection brings it.
        room.cut();
        clock.pass(60_000);
        const stored = texts(room.log);
        expect([...stored].sort()).toEqual(sent.flat().sort());
        // A room that refuses in mid-flight may let a later one pass; everything else keeps each sender's order.
        if (!refused) for (const mine of sent) expect(stored.filter((text) => mine.includes(text))).toEqual(mine);
        for (const { view } of people) {
          expect(view.caughtUp).toBe(true);
          expect(view.pending).toEqual([]);
          expect(view.entries).toEqual(room.log.slice(room.log.length - view.entries.length));
        }
      }),
      { numRuns: 300 },
    );
  });
});

function expectContiguous(entries: Entry[]): void {
  for (let index = 1; index < entries.length; index++) expect(entries[index]!.seq).toBe(entries[index - 1]!.seq + 1);
}
