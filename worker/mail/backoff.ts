/** The longest delay a queue knows, in seconds. https://developers.cloudflare.com/queues/platform/limits/ */
const LONGEST = 12 * 60 * 60;

/** Seconds until the next try after `attempts` failed ones: 10 s doubled each time up to an hour, never sooner than asked for. */
export function retryDelay(attempts: number, asked = 0): number {
  const own = Math.min(10 * 2 ** (Math.max(attempts, 1) - 1), 60 * 60);
  return Math.min(Math.max(own, asked), LONGEST);
}
