/**
 * Business hours: is a site open now, and when does that change? By the wall clock of the site's time zone, minute for minute:
 * in the hour that a clock change repeats, a span that covers it is open twice; one inside the hour that is left out never is.
 * A span belongs to the day it begins on: a holiday closes the spans that begin on it, also past midnight.
 */
import type { BusinessHours } from '../../protocol/site-settings.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How far to look for the next opening and for the next closing, in days: past the longest list of holidays; past a week. */
const HORIZON = { opening: 430, closing: 8 };

let formatter: { zone: string; format: Intl.DateTimeFormat } | undefined;

/** The zone's wall clock minus UTC at an instant, in ms. */
export function offsetAt(timeZone: string, at: number): number {
  if (formatter?.zone !== timeZone) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
    formatter = { zone: timeZone, format: new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', era: 'short', ...numeric }) };
  }
  const second = Math.floor(at / 1000) * 1000;
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.format.formatToParts(second)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) - second;
}

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Spans in the reach of a wall-clock day, as [from, to) in wall-clock ms; `day` counts days since 1970-01-01. */
function spansAround(hours: BusinessHours, day: number): [number, number][] {
  const found: [number, number][] = [];
  for (let d = day - 1; d <= day + 1; d++) {
    const weekday = new Date(d * DAY).getUTCDay();
    const today = hours.spans.filter((span) => span.day === weekday);
    if (today.length === 0 || hours.holidays.includes(dateOf(d))) continue;
    for (const { from, to } of today) found.push([d * DAY + from * MINUTE, d * DAY + (to <= from ? to + 24 * 60 : to) * MINUTE]);
  }
  return found;
}

const covered = (spans: [number, number][], wall: number): boolean => spans.some(([from, to]) => wall >= from && wall < to);

/** Whether the hours' spans cover this instant. */
export function isOpen(hours: BusinessHours, at: number): boolean {
  if (!hours.enabled) return true;
  const wall = at + offsetAt(hours.timeZone, at);
  return covered(spansAround(hours, Math.floor(wall / DAY)), wall);
}

/** First ms in (low, high] at which the zone's offset is no longer what it is at `low`. */
function clockChange(timeZone: string, low: number, high: number): number {
  const before = offsetAt(timeZone, low);
  let [same, changed] = [low, high];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(timeZone, middle) === before) same = middle;
    else changed = middle;
  }
  return changed;
}

/** First instant at or after `from` at which the site is open (or closed), ms since epoch; undefined when there is none within the horizon. */
export function nextTime(hours: BusinessHours, open: boolean, from: number): number | undefined {
  if (!hours.enabled) return open ? from : undefined;
  if (open && hours.spans.length === 0) return undefined;
  const end = from + (open ? HORIZON.opening : HORIZON.closing) * DAY;
  for (let start = from, next = from; start < end; start = next) {
    const offset = offsetAt(hours.timeZone, start);
    next = start + DAY;
    if (offsetAt(hours.timeZone, next) !== offset) next = clockChange(hours.timeZone, start, next);
    const wall = start + offset;
    // Within the segment the clock runs evenly, and openness can change at the spans' ends only.
    const spans = spansAround(hours, Math.floor(wall / DAY));
    const later = spansAround(hours, Math.floor(wall / DAY) + 1);
    const edges = [...spans, ...later].flat().filter((edge) => edge > wall && edge < next + offset);
    for (const edge of [wall, ...edges.sort((a, b) => a - b)]) {
      const near = edge < (Math.floor(wall / DAY) + 1) * DAY ? spans : later;
      if (covered(near, edge) === open) return edge - offset;
    }
  }
  return undefined;
}

/** What visitors are told: whether the site is open, and when it opens again; it holds until `until`, when the clock may change it. */
export function openness(hours: BusinessHours, now: number): { open: boolean; back?: number; until: number } {
  const open = isOpen(hours, now);
  const change = nextTime(hours, !open, now);
  return { open, ...(open || change === undefined ? {} : { back: change }), until: change ?? now + (HORIZON.closing - 1) * DAY };
}
