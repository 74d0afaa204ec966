/** Times as the reader's language writes them. `now` ticks, so that what is relative stays true without a reload. */
import { signal } from '@preact/signals';
import { language } from '../i18n/catalog.ts';

export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 1000);

const formats = new Map<string, Intl.DateTimeFormat>();
function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value} ${kind}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language.value, options);
  formats.set(key, known);
  return known;
}

export const clock = (at: number): string => format('clock', { hour: 'numeric', minute: '2-digit' }).format(at);
export const day = (at: number): string => format('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
export const dateTime = (at: number): string => format('both', { dateStyle: 'medium', timeStyle: 'short' }).format(at);
/** From when to when something lasts, in the reader's own zone, which is named; the year where it is another. */
export function spanOf({ starts, minutes }: { starts: number; minutes: number }): string {
  const other = new Date(starts).getFullYear() !== new Date(now.value).getFullYear();
  return format(other ? 'span of another year' : 'span', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(other ? { year: 'numeric' } : {}),
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).formatRange(starts, starts + minutes * 60_000);
}
export const isSameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** Time of today, otherwise the day. */
export const when = (at: number): string =>
  isSameDay(at, now.value) ? clock(at) : format('short', { day: 'numeric', month: 'short' }).format(at);

/** As one says since when: the time of today, the weekday of this week, otherwise the day. */
export function sinceDay(at: number): string {
  if (isSameDay(at, now.value)) return clock(at);
  return now.value - at < 6 * 86_400_000 ? format('weekday', { weekday: 'long' }).format(at) : when(at);
}

/** How long something has lasted: `42s`, `5:03 min`, `2h 10m`. Ticks. */
export function lasting(since: number): string {
  const seconds = Math.max(0, Math.floor((now.value - since) / 1000));
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(language.value, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value);
  if (seconds < 60) return unit(seconds, 'second');
  if (seconds < 3600) return unit(Math.floor(seconds / 60), 'minute');
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? unit(hours, 'hour') : unit(Math.floor(hours / 24), 'day');
}

/** A duration in seconds as clocks show it. */
export const onClock = (seconds: number): string => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
