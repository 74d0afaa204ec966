/** Periods of the statistics: a day, a week from Monday, a month. Days are `YYYY-MM-DD` of the site's zone; no clock is involved. */

export const KINDS = ['day', 'week', 'month'] as const;
export type Kind = (typeof KINDS)[number];

/** Both days included. */
export interface Period {
  from: string;
  to: string;
}

const DAY = 86_400_000;
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);
const written = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dateOf(text).getTime());

/** The period of a kind that a day is in. */
export function periodOf(kind: Kind, day: string): Period {
  const date = dateOf(day);
  const at = date.getTime();
  if (kind === 'day') return { from: day, to: day };
  if (kind === 'week') {
    const monday = at - ((date.getUTCDay() + 6) % 7) * DAY;
    return { from: written(monday), to: written(monday + 6 * DAY) };
  }
  const month = (plus: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + plus, 1);
  return { from: written(month(0)), to: written(month(1) - DAY) };
}

/** A day of the period before or after. */
export function dayBeside(kind: Kind, day: string, way: -1 | 1): string {
  const { from, to } = periodOf(kind, day);
  return written(dateOf(way < 0 ? from : to).getTime() + way * DAY);
}

/** Today in a zone. */
export function today(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value;
  return `${part('year')}-${part('month')}-${part('day')}`;
}
