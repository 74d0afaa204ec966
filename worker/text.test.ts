import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf } from './text.ts';

describe('The beginning of a text', () => {
  it('is the text where it is short enough', () => {
    expect(beginningOf('Hello', 5)).toBe('Hello');
  });

  it.each([
    ['a pair of surrogates', 'ab😀', 3, 'ab'],
    ['a family', 'ab👨‍👩‍👧‍👦c', 6, 'ab'],
    ['a flag', 'a🇪🇸🇫🇷', 5, 'a🇪🇸'],
    ['a letter and its mark', 'cafe\u0301s', 4, 'caf'],
    ['Arabic with vowels', 'مَرْيَم', 2, 'مَ'],
  ])('leaves out %s that does not fit', (_what, text, max, kept) => {
    expect(beginningOf(text, max)).toBe(kept);
  });

  it('is something even of a letter with marks without end', () => {
    expect(beginningOf(`a${'\u0301'.repeat(500)}`, 10)).toHaveLength(10);
  });

  it('is never too long, always a beginning, and as whole as the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const kept = beginningOf(text, max);
        expect(kept.length).toBeLessThanOrEqual(max);
        expect(text.startsWith(kept)).toBe(true);
        expect(kept.isWellFormed()).toBe(true);
      }),
    );
  });
});
