/** Turns at the SFU: thousands hear of a broadcast at once, and come in one after the other. Pure. */

/**
 * Viewers who begin in one second. The SFU takes 50 requests a second of one session (https://developers.cloudflare.com/realtime/sfu/platform/limits/),
 * and each viewer's names that of the operator: so many, and what the operator asks for themselves, go through it.
 */
export const TURNS_PER_SECOND = 40;
/** How long a turn is kept after its time, ms: the browser it is for has to come back. */
export const TURN_KEPT = 5_000;

/** When the next turn is after the last one that was given, ms. */
export const turnAfter = (last: number, now: number): number => Math.max(now, last + 1000 / TURNS_PER_SECOND);

/** Whose turn it is now; seconds to wait otherwise, and when one's turn is. */
export type Turn = { now: true; last: number } | { now: false; last: number; turn: number; wait: number };

/** What somebody is answered who asks at `now` with the turn they were given before. `last`: the last turn that anybody was given. */
export function turnOf(given: number | undefined, last: number, now: number): Turn {
  const kept = given !== undefined && now <= given + TURN_KEPT ? given : undefined;
  const turn = kept ?? turnAfter(last, now);
  const latest = Math.max(last, turn);
  return turn <= now ? { now: true, last: latest } : { now: false, last: latest, turn, wait: Math.ceil((turn - now) / 100) / 10 };
}
