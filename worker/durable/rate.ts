/** Generic cell rate algorithm (ITU-T I.371): one number per key instead of a bucket and a clock. */

/** The number to keep after one more event at `now` (ms), or null when it comes too early. `state` is 0 at first. */
export function gcra(state: number, now: number, burst: number, perSecond: number): number | null {
  const interval = 1000 / perSecond;
  const from = Math.max(state, now);
  return from + interval - now > burst * interval ? null : from + interval;
}
