import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOUNDS, BUCKETS, bucketOf, spreadOf } from './spread.ts';

test.each(['response', 'duration'] as const)('the median of any %s times lies between the bounds that are told', (kind) => {
  expect(BOUNDS[kind]).toHaveLength(BUCKETS - 1);
  fc.assert(
    fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 60 }), (times) => {
      const buckets = Array.from({ length: BUCKETS }, () => 0);
      for (const time of times) buckets[bucketOf(kind, time)]!++;
      const sum = times.reduce((all, time) => all + time, 0);
      const { average, median } = spreadOf(kind, times.length, sum, buckets);
      const middle = times.toSorted((a, b) => a - b)[Math.ceil(times.length / 2) - 1]!;
      expect(average).toBe(sum / times.length);
      expect(middle).toBeGreaterThanOrEqual(median!.from);
      expect(middle).toBeLessThan(median!.to ?? Number.POSITIVE_INFINITY);
    }),
  );
});

test('of nothing there is neither', () => {
  expect(spreadOf('response', 0, 0, [])).toEqual({ count: 0, average: null, median: null });
});
