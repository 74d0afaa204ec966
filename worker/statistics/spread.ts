/** Lengths of time, counted into buckets: enough for an average that is exact and a median that says how exact it is. */
import type { Spread } from '../../protocol/statistics.ts';

const seconds = (...values: number[]): number[] => values.map((value) => value * 1000);

/** Upper bounds of the buckets, ms, not included; the last bucket has none. */
export const BOUNDS = {
  response: seconds(5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600),
  duration: seconds(30, 60, 120, 180, 300, 450, 600, 900, 1200, 1800, 2700, 3600, 7200),
} as const;

/** Number of buckets. */
export const BUCKETS = 14;

/** Which bucket a length of time is in. */
export function bucketOf(kind: keyof typeof BOUNDS, ms: number): number {
  const found = BOUNDS[kind].findIndex((bound) => ms < bound);
  return found === -1 ? BUCKETS - 1 : found;
}

/** Count, average and the bounds between which the median lies. */
export function spreadOf(kind: keyof typeof BOUNDS, count: number, sum: number, buckets: readonly number[]): Spread {
  if (count === 0) return { count: 0, average: null, median: null };
  let reached = 0;
  const middle = buckets.findIndex((size) => {
    reached += size;
    return reached * 2 >= count;
  });
  const bounds = BOUNDS[kind];
  return { count, average: sum / count, median: { from: bounds[middle - 1] ?? 0, to: bounds[middle] ?? null } };
}
