import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDay, localClock, localDay, parseDay, periodBefore, SLOT, slotOf, startOfDay, weekdayOf } from './calendar.ts';

/** With clock changes at 1, 2 and 24 o'clock, of 30 minutes, offsets of 30 and 45 minutes, none at all, and the furthest there are. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Beirut',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
const zone = fc.constantFrom(...ZONES);
/** 2012 to 2037. */
const day = fc.integer({ min: 15_340, max: 24_800 });
/** Days on which a clock changes, and those beside them. */
const changing = fc.tuple(zone, day).map(([timeZone, from]) => {
  const length = (at: number) => startOfDay(timeZone, at + 1) - startOfDay(timeZone, at);
  for (let at = from; at < from + 370; at++) if (length(at) !== 96 * SLOT) return { timeZone, day: at };
  return { timeZone, day: from };
});

/** What a wall clock and calendar show, by the runtime's own formatting. */
function shown(timeZone: string, at: number): { day: string; hour: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, hour: Number(part.hour) };
}

describe('The calendar of a zone', () => {
  test('on days when clocks change, every moment counts for the hour and the day that people there read', () => {
    fc.assert(
      fc.property(changing, fc.integer({ min: -130, max: 230 }), fc.nat(SLOT - 1), (on, slots, within) => {
        const at = startOfDay(on.timeZone, on.day) + slots * SLOT + within;
        const { day, hour } = localClock(on.timeZone)(slotOf(at));
        expect({ day: formatDay(day), hour }).toEqual(shown(on.timeZone, at));
      }),
      { numRuns: 60 },
    );
  });

  test('days follow each other without a gap, and each holds its own quarters of an hour alone', () => {
    fc.assert(
      fc.property(changing, ({ timeZone, day }) => {
        const clock = localClock(timeZone);
        const [start, end] = [startOfDay(timeZone, day), startOfDay(timeZone, day + 1)];
        expect(localDay(timeZone, start - 1)).toBe(day - 1);
        for (let slot = start; slot < end; slot += SLOT) expect(clock(slot).day).toBe(day);
        expect(localDay(timeZone, end)).toBe(day + 1);
      }),
      { numRuns: 60 },
    );
  });

  test('knows days of 23, 25 and 23.5 hours', () => {
    const hours = (timeZone: string, date: string) => {
      const day = parseDay(date)!;
      return (startOfDay(timeZone, day + 1) - startOfDay(timeZone, day)) / 3_600_000;
    };
    expect(hours('Europe/Berlin', '2026-03-29')).toBe(23);
    expect(hours('Europe/Berlin', '2026-10-25')).toBe(25);
    expect(hours('Europe/Berlin', '2026-07-01')).toBe(24);
    expect(hours('Australia/Lord_Howe', '2026-10-04')).toBe(23.5);
    // Midnight itself is left out: the day begins at one.
    expect(hours('Africa/Cairo', '2026-04-24')).toBe(23);
    expect(localClock('Africa/Cairo')(startOfDay('Africa/Cairo', parseDay('2026-04-24')!)).hour).toBe(1);
  });

  test('of the hour that comes twice both count under it; the one left out stays empty', () => {
    const hoursOf = (date: string) => {
      const [clock, day] = [localClock('Europe/Berlin'), parseDay(date)!];
      const counted = Array.from({ length: 24 }, () => 0);
      for (let slot = startOfDay('Europe/Berlin', day); slot < startOfDay('Europe/Berlin', day + 1); slot += SLOT)
        counted[clock(slot).hour]!++;
      return counted;
    };
    expect(hoursOf('2026-10-25').slice(1, 4)).toEqual([4, 8, 4]);
    expect(hoursOf('2026-03-29').slice(1, 4)).toEqual([4, 0, 4]);
  });

  test('reads days as they are written, and no others', () => {
    expect(formatDay(parseDay('2024-02-29')!)).toBe('2024-02-29');
    for (const text of ['2023-02-29', '2024-13-01', '2024-2-1', '', 'today', '2024-02-29T00:00:00Z']) expect(parseDay(text)).toBeNull();
    expect(weekdayOf(parseDay('2026-11-16')!)).toBe(0);
    expect(weekdayOf(-4)).toBe(6);
  });
});

describe('The period before', () => {
  const past = (from: string, to: string) => {
    const found = periodBefore({ from: parseDay(from)!, to: parseDay(to)! });
    return [formatDay(found.from), formatDay(found.to)];
  };

  test('of a day, a week, a month, a quarter', () => {
    expect(past('2026-03-01', '2026-03-01')).toEqual(['2026-02-28', '2026-02-28']);
    expect(past('2026-03-02', '2026-03-08')).toEqual(['2026-02-23', '2026-03-01']);
    expect(past('2026-03-01', '2026-03-31')).toEqual(['2026-02-01', '2026-02-28']);
    expect(past('2026-01-01', '2026-03-31')).toEqual(['2025-10-01', '2025-12-31']);
    expect(past('2026-03-01', '2026-03-30')).toEqual(['2026-01-30', '2026-02-28']);
  });

  test('always ends the day before', () => {
    fc.assert(
      fc.property(day, fc.nat(200), (from, more) => {
        const found = periodBefore({ from, to: from + more });
        expect(found.to).toBe(from - 1);
        expect(found.from).toBeLessThanOrEqual(found.to);
      }),
    );
  });
});
