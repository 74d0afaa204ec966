import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayBeside, isDay, KINDS, periodOf, today } from './period.ts';

const day = fc.integer({ min: 0, max: 40_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

test('periods of a kind follow each other without a gap', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), day, (kind, day) => {
      const { from, to } = periodOf(kind, day);
      expect(from <= day && day <= to).toBe(true);
      expect(periodOf(kind, dayBeside(kind, from, -1)).to).toBe(dayBeside('day', from, -1));
      expect(periodOf(kind, dayBeside(kind, to, 1)).from).toBe(dayBeside('day', to, 1));
    }),
  );
});

test('a week begins on Monday, a month ends with its last day, today depends on the zone', () => {
  expect(periodOf('week', '2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(periodOf('month', '2024-02-10')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(today('Pacific/Kiritimati', Date.parse('2026-12-31T10:30:00Z'))).toBe('2027-01-01');
  expect([isDay('2026-11-21'), isDay('2026-13-21'), isDay('')]).toEqual([true, false, false]);
});
