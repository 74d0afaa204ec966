/** From counted quarters of an hour to a report in the site's own hours and days. Pure. */
import type { Bar, ChatFigures, Figures, Grouping, Slice, StatisticsReport } from '../../protocol/statistics.ts';
import { type Days, formatDay, type LocalTime, localClock, localDay, periodBefore, startOfDay, weekdayOf } from './calendar.ts';
import type { Counts, PartSums, Span, Sums } from './query.ts';
import { BUCKETS, spreadOf } from './spread.ts';

/** What a report covers. */
export interface Plan {
  days: Days;
  before: Days;
  staffing: Days;
  /** The period before is counted up to here. */
  until?: number;
  spans: Record<'all' | 'now' | 'staffing', Span>;
}

/** Four weeks. */
const STAFFING_DAYS = 28;

/** `first`: when the site's first chat began; averages are not taken over days before. */
export function plan(timeZone: string, days: Days, now: number, first: number | null): Plan {
  const span = ({ from, to }: Days): Span => ({ start: startOfDay(timeZone, from), end: startOfDay(timeZone, to + 1) });
  const before = periodBefore(days);
  const present = span(days);
  const past = span(before);
  const today = localDay(timeZone, now);
  const began = first === null ? today : localDay(timeZone, first);
  // A day that has not ended would count for less than it is, and is taken only when there is no other.
  const to = Math.min(days.to, Math.max(today - 1, began));
  const staffing = { from: Math.min(to, Math.max(to - STAFFING_DAYS + 1, began)), to };
  const until = Math.min(past.end, past.start + Math.max(0, now - present.start));
  return {
    days,
    before,
    staffing,
    ...(now < present.end ? { until } : {}),
    spans: { all: { start: past.start, end: present.end }, now: present, staffing: span(staffing) },
  };
}

const number = (sums: Record<string, unknown>, column: string): number => Number(sums[column] ?? 0);

function figuresOf(sums: Sums | PartSums): ChatFigures {
  const spread = (kind: 'response' | 'duration') =>
    spreadOf(
      kind,
      number(sums, `${kind}s`),
      number(sums, `${kind}_sum`),
      Array.from({ length: BUCKETS }, (_, at) => number(sums, `${kind}_${at}`)),
    );
  const ratings = number(sums, 'ratings');
  return {
    chats: number(sums, 'chats'),
    meaningful: number(sums, 'meaningful'),
    missed: number(sums, 'missed'),
    offline: number(sums, 'offline'),
    response: spread('response'),
    duration: spread('duration'),
    rating: { count: ratings, average: ratings > 0 ? number(sums, 'rating_sum') / ratings : null },
  };
}

const add = (onto: Sums, sums: Sums): void => {
  for (const [column, value] of Object.entries(sums)) if (column !== 'slot') onto[column] = (onto[column] ?? 0) + value;
};

/** Sums of one period: in all, and by each grouping. */
class Period {
  readonly total: Sums = {};
  readonly #bars: Record<Grouping, Map<string, Sums>>;

  /** `last`: where counting stops; bars of which nothing is counted are left out at the end of a row. */
  constructor({ from, to }: Days, last?: LocalTime) {
    const end = last ? Math.min(to, last.day) : to;
    const keys: Record<Grouping, string[]> = {
      hour: Array.from({ length: last && from === to && last.day === to ? last.hour + 1 : 24 }, (_, hour) => String(hour)),
      weekday: Array.from({ length: weekdayOf(from) === 0 && to - from < 7 ? end - from + 1 : 7 }, (_, weekday) => String(weekday + 1)),
      day: Array.from({ length: end - from + 1 }, (_, at) => formatDay(from + at)),
      month: [],
    };
    keys.month = [...new Set(keys.day.map((day) => day.slice(0, 7)))];
    const empty = (grouping: Grouping) => new Map(keys[grouping].map((key): [string, Sums] => [key, {}]));
    this.#bars = { hour: empty('hour'), weekday: empty('weekday'), day: empty('day'), month: empty('month') };
  }

  add({ day, hour }: { day: number; hour: number }, sums: Sums): void {
    add(this.total, sums);
    const date = formatDay(day);
    const keys = { hour: String(hour), weekday: String(weekdayOf(day) + 1), day: date, month: date.slice(0, 7) };
    for (const grouping of Object.keys(keys) as Grouping[]) add(this.#bars[grouping].get(keys[grouping]) ?? {}, sums);
  }

  bars(grouping: Grouping, withVisitors: boolean): Bar[] {
    return [...this.#bars[grouping]].map(([key, sums]) => ({
      key,
      visitors: withVisitors ? number(sums, 'visitors') : null,
      chats: number(sums, 'chats'),
      meaningful: number(sums, 'meaningful'),
      missed: number(sums, 'missed'),
    }));
  }

  figures(withVisitors: boolean): Figures {
    return { visitors: withVisitors ? number(this.total, 'visitors') : null, ...figuresOf(this.total) };
  }
}

/** `withVisitors`: whether visitors mean anything here. */
export function report(
  site: string,
  timeZone: string,
  { days, before, staffing, until, spans }: Plan,
  counts: Counts,
  withVisitors: boolean,
): StatisticsReport {
  const clock = localClock(timeZone);
  const last = until === undefined || until >= spans.now.start ? undefined : clock(Math.max(until - 1, spans.all.start));
  const periods = { now: new Period(days), before: new Period(before, last) };
  const put = ({ slot, ...sums }: { slot: number } & Sums) => {
    if (slot >= spans.now.start) periods.now.add(clock(slot), sums);
    else if (until === undefined || slot < until) periods.before.add(clock(slot), sums);
  };
  for (const row of counts.slots) put(row);
  if (withVisitors) for (const row of counts.visitors) put({ ...row });
  const bars = (grouping: Grouping) => ({
    now: periods.now.bars(grouping, withVisitors),
    before: periods.before.bars(grouping, withVisitors),
  });
  const slices = (rows: PartSums[]): Slice[] => rows.map((row) => ({ id: row.id, name: row.name, ...figuresOf(row) }));
  const written = ({ from, to }: Days) => ({ from: formatDay(from), to: formatDay(to) });
  return {
    site,
    timeZone,
    ...written(days),
    total: periods.now.figures(withVisitors),
    before: { ...written(before), ...(until === undefined ? {} : { until }), total: periods.before.figures(withVisitors) },
    bars: { hour: bars('hour'), weekday: bars('weekday'), day: bars('day'), month: bars('month') },
    parts: { operator: slices(counts.parts.operator), category: slices(counts.parts.category), listing: slices(counts.parts.listing) },
    staffing: { ...written(staffing), ...weekOf(staffing, counts.staffing, clock) },
  };
}

/** Averages by hour of the week. */
function weekOf({ from, to }: Days, rows: Counts['staffing'], clock: ReturnType<typeof localClock>) {
  const week = () => Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const [chats, missed] = [week(), week()];
  const occurs = Array.from({ length: 7 }, () => 0);
  for (let day = from; day <= to; day++) occurs[weekdayOf(day)]!++;
  for (const row of rows) {
    const { day, hour } = clock(row.slot);
    const weekday = weekdayOf(day);
    chats[weekday]![hour]! += row.chats / occurs[weekday]!;
    missed[weekday]![hour]! += row.missed / occurs[weekday]!;
  }
  return { chats, missed };
}
