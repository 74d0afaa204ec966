import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt, foldedText, marksOf, termsOf } from './words.ts';

const marked = (text: string, asked: string): string[] =>
  marksOf(text, termsOf(asked)).map(([start, length]) => text.slice(start, start + length));

describe('Words', () => {
  test.each<[string, string]>([
    ['Crème Brûlée, s’il vous plaît!', 'creme brulee s il vous plait'],
    ['ＡＢＣ ﬁne İstanbul', 'abc fine istanbul'],
    ['Straße №5 x²', 'straße 5 x2'],
    ['مرحبا بِكُم', 'مرحبا بكم'],
    ['東京タワー 2026', '東 京 タ ワ ー 2026'],
    ['👩‍👩‍👧 … !!! ', ''],
  ])('of %j are compared as %j', (text, folded) => expect(foldedText(text)).toBe(folded));

  test('are asked for by their beginning, or together in quotes', () => {
    expect(termsOf('Rés "blue  house" e-mail')).toEqual([
      { words: ['res'], open: true },
      { words: ['blue', 'house'], open: false },
      { words: ['e', 'mail'], open: true },
    ]);
    expect(termsOf('"blue hou')).toEqual([{ words: ['blue', 'hou'], open: true }]);
    expect(termsOf('“blue house”')).toEqual([{ words: ['blue', 'house'], open: false }]);
    expect(termsOf('text : AND NEAR(* ^ -')).toEqual([
      { words: ['text'], open: true },
      { words: ['and'], open: true },
      { words: ['near'], open: true },
    ]);
  });

  test.each<[string, string, string[]]>([
    ['The Café is closed', 'cafe', ['Café']],
    ['Reservation for two', 'res two', ['Reservation', 'two']],
    ['a blue house, a house blue', '"blue house"', ['blue house']],
    ['blue house blue houses', 'blue "blue house"', ['blue house', 'blue']],
    ['私は東京タワーへ', '東京', ['東京']],
    ['nothing', 'thing', []],
  ])('in %j asked for by %j are set off where they stand', (text, asked, expected) => expect(marked(text, asked)).toEqual(expected));

  test('of a long text are shown around the first that was found', () => {
    const text = `${'before '.repeat(100)}the needle is here ${'after '.repeat(100)}`;
    const { text: shown, marks, begins, ends } = excerpt(text, marksOf(text, termsOf('needle')));
    expect(shown.length).toBeLessThanOrEqual(300);
    expect(marks.map(([start, length]) => shown.slice(start, start + length))).toEqual(['needle']);
    expect([begins, ends]).toEqual([false, false]);
    expect(shown).toMatch(/^before /);
  });

  test('whatever is asked of whatever text, marks lie in the text, in order and apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: 'binary', maxLength: 60 }), (text, asked) => {
        const marks = marksOf(text, termsOf(asked));
        let reached = -1;
        for (const [start, length] of marks) {
          expect(start).toBeGreaterThan(reached);
          expect(length).toBeGreaterThan(0);
          reached = start + length;
        }
        expect(reached).toBeLessThanOrEqual(text.length);
        const shown = excerpt(text, marks);
        expect(text).toContain(shown.text);
        for (const [start, length] of shown.marks) expect(start + length).toBeLessThanOrEqual(shown.text.length);
      }),
    );
  });

  test('are found by each of their beginnings', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zéüñ]{1,12}$/), fc.nat(12), (word, cut) => {
        const asked = word.slice(0, Math.max(1, cut));
        expect(marked(`x ${word.toUpperCase()} y`, asked)).toContain(word.toUpperCase());
      }),
    );
  });
});
