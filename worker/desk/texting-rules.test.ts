import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { NUMBER_KEPT, type Numbered, numberFor, readReply } from './texting-rules.ts';

const chats = (...numbers: number[]) => numbers.map((n) => ({ n }));

describe('numbers of chats', () => {
  it('are low, and stay', () => {
    const ann = { room: 'ann', n: 1, at: 10 };
    expect(numberFor([], 'ann', 10)).toBe(1);
    expect(numberFor([ann], 'bob', 20)).toBe(2);
    expect(numberFor([ann, { room: 'bob', n: 2, at: 20 }], 'ann', 30)).toBe(1);
  });

  it('come free after a day, and are another’s then', () => {
    const ann = { room: 'ann', n: 1, at: 0 };
    expect(numberFor([ann], 'bob', NUMBER_KEPT - 1)).toBe(2);
    expect(numberFor([ann], 'bob', NUMBER_KEPT)).toBe(1);
    expect(numberFor([ann, { room: 'bob', n: 1, at: NUMBER_KEPT }], 'ann', NUMBER_KEPT + 1)).toBe(2);
  });

  test('never mean two visitors within a day, and a chat in use keeps its own', () => {
    const uses = fc.array(fc.record({ room: fc.constantFrom('a', 'b', 'c', 'd', 'e'), after: fc.integer({ min: 0, max: NUMBER_KEPT }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(uses, (list) => {
        const known = new Map<string, Numbered>();
        const history: Numbered[] = [];
        let now = 1_000;
        for (const { room, after } of list) {
          now += after;
          const before = known.get(room);
          const n = numberFor([...known.values()], room, now);
          const clash = history.find((use) => use.n === n && use.room !== room && use.at > now - NUMBER_KEPT);
          expect(clash).toBeUndefined();
          if (before && before.at > now - NUMBER_KEPT) expect(n).toBe(before.n);
          known.set(room, { room, n, at: now });
          history.push({ room, n, at: now });
        }
      }),
    );
  });
});

describe('an SMS of an operator', () => {
  it.each(['2 rooms are free', '1 room is free', '2', '10:30 works', 'Yes', '2 Yes, it is free', '1. First the key'])(
    'with a single chat is an answer as it is: %s',
    (text) => expect(readReply(text, chats(1))).toEqual({ is: 'answer', n: 1, text }),
  );

  it.each([
    ['2 Yes, it is free', 'Yes, it is free'],
    ['  2  Yes\nwith a garden ', 'Yes\nwith a garden'],
    ['2: yes', 'yes'],
    ['2. yes', 'yes'],
    ['2, yes', 'yes'],
    ['#2 yes', 'yes'],
    ['2 ¿Cuándo?', '¿Cuándo?'],
    ['2: 2', '2'],
  ])('with several goes to the one it names: %s', (written, text) =>
    expect(readReply(written, chats(1, 2))).toEqual({ is: 'answer', n: 2, text }),
  );

  it.each(['2 rooms are free', '2 - 3 days', '2 👍'])('that may or may not begin with a number is asked about: %s', (text) =>
    expect(readReply(text, chats(1, 2))).toEqual({ is: 'which', text, n: 2, rest: text.slice(2) }),
  );

  it.each(['Yes', '3 rooms are free', '15 minutes', '10:30 works', '2nd floor'])(
    'with several that names none of them is asked about: %s',
    (text) => expect(readReply(text, chats(1, 2))).toEqual({ is: 'which', text }),
  );

  it('may name a chat alone', () => {
    expect(readReply('2', chats(1, 2))).toEqual({ is: 'pick', n: 2 });
    expect(readReply('#1', chats(1))).toEqual({ is: 'pick', n: 1 });
    expect(readReply('#7 Yes', chats(1))).toEqual({ is: 'unknown', n: 7 });
  });

  it('may be a command', () => {
    expect(readReply('#close 2', chats(1, 2))).toEqual({ is: 'close', n: 2 });
    expect(readReply('#CLOSE', chats(3))).toEqual({ is: 'close', n: 3 });
    expect(readReply('#close', chats(1, 2))).toEqual({ is: 'list' });
    expect(readReply('#close 4', chats(1, 2))).toEqual({ is: 'unknown', n: 4 });
    for (const is of ['list', 'away', 'back', 'help'] as const) expect(readReply(`#${is}`, chats(1))).toEqual({ is });
    expect(readReply('help', chats(1, 2))).toEqual({ is: 'help' });
    expect(readReply('#clsoe', chats(1))).toEqual({ is: 'help' });
  });

  it('finds nobody where nobody waits', () => {
    for (const text of ['Yes', '2 Yes', '#2 Yes', '#close']) expect(readReply(text, [])).toEqual({ is: 'none' });
  });

  test('never goes to a chat that is not there, nor to one of several that it does not name', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 5 });
    const texts = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('', '#'), fc.integer({ min: 0, max: 15 }), fc.constantFrom(' ', ': ', '', '. '), fc.string())
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(numbers, texts, (open, text) => {
        const reply = readReply(text, chats(...open));
        if (!('n' in reply) || reply.n === undefined || reply.is === 'unknown') return;
        expect(open).toContain(reply.n);
        if (open.length > 1 && reply.is === 'answer') expect(text.trim()).toMatch(new RegExp(`^#?0*${reply.n}\\D`));
        if (reply.is === 'answer') expect(text.trim().endsWith(reply.text)).toBe(true);
      }),
    );
  });
});
