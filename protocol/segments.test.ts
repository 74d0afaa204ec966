import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

const counted = (text: string) => {
  const { encoding, segments, units, left } = segmentsOf(text);
  return [encoding, segments, units, left];
};

describe('segments as carriers count them', () => {
  it.each([
    ['no text', '', ['gsm7', 0, 0, 160]],
    ['one that is full', 'a'.repeat(160), ['gsm7', 1, 160, 0]],
    ['one more', 'a'.repeat(161), ['gsm7', 2, 161, 145]],
    ['two that are full', 'a'.repeat(306), ['gsm7', 2, 306, 0]],
    ['three', 'a'.repeat(307), ['gsm7', 3, 307, 152]],
    ['letters of the basic table', 'Ça fait 5£: ¿Ñandú? Ωmega', ['ucs2', 1, 25, 45]],
    ['the same without an accent it lacks', 'Ça fait 5£: ¿Ñandu? Ωmega', ['gsm7', 1, 25, 135]],
    ['the extension table, two each', '[€]', ['gsm7', 1, 6, 154]],
    ['an extension character that would be split', `${'a'.repeat(152)}€${'a'.repeat(8)}`, ['gsm7', 2, 162, 143]],
    ['80 euros', '€'.repeat(80), ['gsm7', 1, 160, 0]],
    ['81 euros: 76 fit in each', '€'.repeat(81), ['gsm7', 2, 162, 143]],
    ['emoji', '👍', ['ucs2', 1, 2, 68]],
    ['70 in UCS-2', 'я'.repeat(70), ['ucs2', 1, 70, 0]],
    ['71 in UCS-2', 'я'.repeat(71), ['ucs2', 2, 71, 63]],
    ['a surrogate pair that would be split', `${'я'.repeat(66)}👍${'я'.repeat(3)}`, ['ucs2', 2, 71, 62]],
    ['an emoji that doubles the segments', `${'a'.repeat(100)}👍`, ['ucs2', 2, 102, 32]],
    ['a Windows line end', 'a\r\nb', ['gsm7', 1, 4, 156]],
    ['backtick and ç are none of it', '`ç', ['ucs2', 1, 2, 68]],
  ])('%s', (_name, text, expected) => {
    expect(counted(text)).toEqual(expected);
  });

  it('tells what forces UCS-2, each once', () => {
    expect(segmentsOf('“Yes” 👍👍 — “no”').forcing).toEqual(['“', '”', '👍', '—']);
    expect(segmentsOf('Yes').forcing).toEqual([]);
    expect(segmentsOf([...Array(30)].map((_, at) => String.fromCodePoint(0x1f600 + at)).join('')).forcing).toHaveLength(10);
  });

  it('half a character is counted as the one that is sent in its place', () => {
    expect(counted('\ud83d')).toEqual(['ucs2', 1, 1, 69]);
  });

  it('grows with the text, and never holds more than fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '[', 'я', '👍', '\n'), maxLength: 800 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [short, long] = [segmentsOf(before), segmentsOf(before + after)];
        expect(long.segments).toBeGreaterThanOrEqual(short.segments);
        const { one, part } = long.encoding === 'gsm7' ? { one: 160, part: 153 } : { one: 70, part: 67 };
        expect(long.units).toBeLessThanOrEqual(long.segments > 1 ? long.segments * part : one);
        expect(long.left).toBeGreaterThanOrEqual(0);
        // At most one unit of each full segment stays empty, for a character that did not fit.
        if (long.segments > 1) expect(long.units).toBeGreaterThan((long.segments - 1) * (part - 1));
      }),
    );
  });
});
