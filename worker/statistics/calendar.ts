/**
 * The calendar of a site's time zone. Storage counts in quarters of an hour of UTC, because every zone's clock differs from UTC by whole
 * quarters (Kolkata 5:30, Kathmandu 5:45, Lord Howe changes by 0:30): each quarter lies in exactly one local hour and day, in days of 23, 25
 * or 23.5 hours too. What happened in the hour that a clock change repeats adds up under that hour; the one left out stays empty.
 * A day is a number: days since 1970-01-01 by the local calendar.
 */
import { offsetAt } from '../site/hours.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** What is counted together in storage, ms. */
export const SLOT = 15 * MINUTE;

/** Start of the quarter of an hour that an instant lies in. */
export const slotOf = (at: number): number => Math.floor(at / SLOT) * SLOT;

/** Monday 0 to Sunday 6. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export interface LocalTime {
  day: number;
  hour: number;
}

/** Local day and hour of instants. Asks for the zone's offset twice per day of UTC, or every time on the day of a clock change. */
export function localClock(timeZone: string): (at: number) => LocalTime {
  const known = new Map<number, number | null>();
  const offset = (at: number): number => {
    const day = Math.floor(at / DAY);
    let same = known.get(day);
    if (same === undefined) {
      const first = offsetAt(timeZone, day * DAY);
      same = first === offsetAt(timeZone, (day + 1) * DAY - 1) ? first : null;
      known.set(day, same);
    }
    return same ?? offsetAt(timeZone, at);
  };
  return (at) => {
    const wall = at + offset(at);
    const day = Math.floor(wall / DAY);
    return { day, hour: Math.floor((wall - day * DAY) / HOUR) };
  };
}

export const localDay = (timeZone: string, at: number): number => Math.floor((at + offsetAt(timeZone, at)) / DAY);

/** The first quarter of an hour of a local day, ms since epoch. A day that a zone left out begins where the next does. */
export function startOfDay(timeZone: string, day: number): number {
  // No clock is further than this from UTC.
  let [before, within] = [day * DAY - 15 * HOUR, day * DAY + 15 * HOUR];
  while (within - before > SLOT) {
    const middle = slotOf((before + within) / 2);
    if (localDay(timeZone, middle) >= day) within = middle;
    else before = middle;
  }
  return within;
}

/** Local days, both included. */
export interface Days {
  from: number;
  to: number;
}

/** A day written as `YYYY-MM-DD`; null when there is no such day. */
export function parseDay(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || formatDay(at / DAY) !== text ? null : at / DAY;
}

export const formatDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Months since year 0. */
const monthOf = (day: number): number => {
  const date = new Date(day * DAY);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const firstOf = (month: number): number => Date.UTC(Math.floor(month / 12), month % 12) / DAY;

/** The period before: of whole months as many months, of anything else as many days. */
export function periodBefore({ from, to }: Days): Days {
  const [first, next] = [monthOf(from), monthOf(to + 1)];
  if (from === firstOf(first) && to + 1 === firstOf(next)) return { from: firstOf(2 * first - next), to: from - 1 };
  return { from: from - (to - from + 1), to: from - 1 };
}
