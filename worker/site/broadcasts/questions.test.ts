import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../protocol/limits.ts';
import { isBlank, keyOf, Questions } from './questions.ts';

describe('I9: a question is the same', () => {
  it.each([
    ['How much is it?', 'how  much is it'],
    ['¿Cuánto cuesta?', 'cuanto cuesta'],
    ['Ｆｕｌｌ width', 'full width'],
    ['Straße', 'STRASSE'],
    ['Really…', 'really!!!'],
    ['كَم السعر؟', 'كم السعر'],
    ['a\u200bb', 'A\u200bb'],
  ])('%s and %s', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it.each([
    ['が', 'か'],
    ['कि', 'का'],
    ['1+1', '1 1'],
    ['?', '!'],
    ['Is it red', 'Is it blue'],
  ])('not when it is %s and %s', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it('however often it is brought to its key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(keyOf(keyOf(text))).toBe(keyOf(text));
      }),
    );
  });

  it.each(['', '  ', '\u200b', '\u0007'])('and %j is none', (text) => {
    expect(isBlank(text)).toBe(true);
  });
});

const TEXTS = ['How much?', 'how much', 'When', 'WHEN!', 'Why', 'Où', 'ou?'];
const asks = fc.array(fc.record({ visitor: fc.constantFrom('a', 'b', 'c', 'd'), text: fc.constantFrom(...TEXTS) }), { maxLength: 30 });
const empty = () => new Questions([], []);
/** Votes by question, however it was written first. */
const tally = (board: Questions) => Object.fromEntries(board.list().map(({ text, votes }) => [keyOf(text), votes]));

describe('I9: a board', () => {
  it('comes to the same votes in whatever order viewers ask and vote', () => {
    fc.assert(
      fc.property(
        asks.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }))),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        ([list, shuffled], votes) => {
          const one = empty();
          for (const { visitor, text } of list) one.ask(visitor, text);
          const other = empty();
          // A vote for what is there already is what asking it again is.
          shuffled.forEach(({ visitor, text }, at) => {
            const known = other.list().find((question) => keyOf(question.text) === keyOf(text));
            if (known && votes[at]) other.vote(visitor, Number(known.id));
            else other.ask(visitor, text);
          });
          expect(tally(other)).toEqual(tally(one));
          const wanted = new Map<string, Set<string>>();
          for (const { visitor, text } of list) wanted.set(keyOf(text), (wanted.get(keyOf(text)) ?? new Set()).add(visitor));
          expect(tally(one)).toEqual(Object.fromEntries([...wanted].map(([key, voters]) => [key, voters.size])));
        },
      ),
    );
  });

  it('reads the same from what was kept of it', () => {
    fc.assert(
      fc.property(asks, fc.array(fc.nat(6)), (list, answered) => {
        const board = empty();
        const rows = new Map<number, { id: number; text: string; answered: boolean }>();
        const votes: { question: number; visitor: string }[] = [];
        for (const { visitor, text } of list) {
          const { id, fresh, voted } = board.ask(visitor, text)!;
          if (fresh) rows.set(id, { id, text, answered: false });
          if (voted) votes.push({ question: id, visitor });
        }
        for (const id of answered) if (board.answer(id, true)) rows.get(id)!.answered = true;
        const again = new Questions([...rows.values()], votes);
        expect(again.list()).toEqual(board.list());
        for (const visitor of ['a', 'b', 'c', 'd']) expect(again.of(visitor)).toEqual(board.of(visitor));
      }),
    );
  });

  it('shows the best first, and what was answered last', () => {
    const board = empty();
    board.ask('a', 'First');
    board.ask('a', 'Second');
    board.ask('b', 'second?');
    board.ask('a', 'Third');
    board.answer(2, true);
    expect(board.list()).toEqual([
      { id: '1', text: 'First', votes: 1 },
      { id: '3', text: 'Third', votes: 1 },
      { id: '2', text: 'Second', votes: 2, answered: true },
    ]);
    expect(board.of('b')).toEqual(['2']);
    expect(board.answer(2, true)).toBe(false);
    expect(board.vote('a', 9)).toBe(false);
  });

  it('is full at some time, and shows no more than can be read', () => {
    const board = empty();
    for (let n = 0; n < LIMITS.questions; n++) expect(board.ask('a', `Number ${n}`)).not.toBeNull();
    expect(board.ask('a', 'One more')).toBeNull();
    expect(board.ask('b', 'number 7')).toMatchObject({ fresh: false, voted: true });
    expect(board.list()).toHaveLength(LIMITS.questionsShown);
    expect(board.list()[0]).toMatchObject({ text: 'Number 7', votes: 2 });
  });
});
