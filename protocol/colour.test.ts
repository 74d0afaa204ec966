import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentOn, contrast, GROUNDS, inkOn, shadeOn } from './colour.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const whole = (ink: '#000' | '#fff'): string => (ink === '#000' ? '#000000' : '#ffffff');

test('text on any colour reaches 4.5 to 1', () => {
  fc.assert(
    fc.property(colour, (accent) => {
      expect(contrast(whole(inkOn(accent)), accent)).toBeGreaterThanOrEqual(4.5);
    }),
    { numRuns: 2000 },
  );
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
});

test("a company's colour can be seen and read on light and on dark pages, and stays as it is where it can", () => {
  fc.assert(
    fc.property(colour, fc.constantFrom(...Object.values(GROUNDS)), (given, ground) => {
      const { fill, on, ink } = accentOn(given, ground);
      expect(contrast(fill, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(whole(on), fill)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(5);
      if (contrast(given, ground) >= 3) expect(fill).toBe(given);
    }),
    { numRuns: 2000 },
  );
  expect(shadeOn('#ffff00', '#ffffff', 3)).not.toBe('#ffff00');
});
