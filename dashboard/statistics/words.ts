/** Figures as the reader's language writes them. */
import type { Grouping, Spread } from '../../protocol/statistics.ts';
import { language } from '../i18n/catalog.ts';
import type { Period } from './period.ts';
import { t } from './texts.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NONE = '–';

export const count = (value: number | null): string => (value === null ? NONE : new Intl.NumberFormat(language.value).format(value));
export const decimal = (value: number | null): string =>
  value === null ? NONE : new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 }).format(value);

const UNITS = [
  ['hour', HOUR],
  ['minute', 60_000],
  ['second', 1000],
] as const;

const unitOf = (ms: number) => UNITS.find(([, size]) => ms >= size) ?? UNITS[2];
const format = (unit: string) =>
  new Intl.NumberFormat(language.value, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 });

/** A length of time in one unit. */
export function length(ms: number | null): string {
  if (ms === null) return NONE;
  const [unit, size] = unitOf(ms);
  return format(unit).format(ms / size);
}

/** A median as what is known of it. */
export function median({ median }: Spread): string {
  if (!median) return NONE;
  const { from, to } = median;
  if (to === null) return t('over', { length: length(from) });
  if (from === 0) return t('under', { length: length(to) });
  const [unit, size] = unitOf(from);
  return format(unit).formatRange(from / size, to / size);
}

const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language.value, { timeZone: 'UTC', ...options });
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

export function periodName({ from, to }: Period): string {
  if (from === to) return dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at(from));
  if (from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && new Date(at(to) + DAY).getUTCDate() === 1)
    return dates({ month: 'long', year: 'numeric' }).format(at(from));
  return dates({ dateStyle: 'medium' }).formatRange(at(from), at(to));
}

export const hourName = (hour: number): string => dates({ hour: 'numeric' }).format(hour * HOUR);
/** 5 January 1970 was a Monday; `weekday` 0 is one. */
export const weekdayName = (weekday: number, width: 'long' | 'short' = 'long'): string =>
  dates({ weekday: width }).format((weekday + 4) * DAY);

/** What a bar stands for; `short` where there is little room. */
export function barName(grouping: Grouping, key: string, short = false): string {
  switch (grouping) {
    case 'hour':
      return hourName(Number(key));
    case 'weekday':
      return weekdayName(Number(key) - 1, short ? 'short' : 'long');
    case 'day':
      return short ? String(Number(key.slice(8))) : dates({ weekday: 'short', day: 'numeric', month: 'short' }).format(at(key));
    case 'month':
      return dates({ month: short ? 'short' : 'long', year: 'numeric' }).format(at(`${key}-01`));
  }
}

/** How much more or less, in percent; empty when there was nothing to compare with. */
export function change(now: number | null, before: number | null): string {
  if (now === null || !before) return '';
  return new Intl.NumberFormat(language.value, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 }).format(
    now / before - 1,
  );
}
