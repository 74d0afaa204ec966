import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GROUPINGS } from '../../protocol/statistics.ts';
import { formatDay, localDay, parseDay, SLOT, startOfDay } from './calendar.ts';
import type { Counts, SlotSums } from './query.ts';
import { plan, report } from './report.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo'];
const NONE: Counts = { slots: [], visitors: [], parts: { operator: [], category: [], listing: [] }, staffing: [] };
const LATER = Date.parse('2050-01-01T00:00:00Z');

const counted = (slot: number, chats: number): SlotSums => ({ slot, chats }) as SlotSums;
const sum = (values: (number | null)[]): number => values.reduce<number>((all, value) => all + (value ?? 0), 0);

test('whatever the clocks do, each chat and each visitor is in exactly one bar of every grouping, and in the right period', () => {
  const period = fc.record({
    timeZone: fc.constantFrom(...ZONES),
    // 2026, around both changes and away from them.
    from: fc.integer({ min: parseDay('2026-01-01')!, max: parseDay('2026-12-01')! }),
    days: fc.integer({ min: 1, max: 40 }),
    rows: fc.array(fc.tuple(fc.nat(96 * 90), fc.integer({ min: 1, max: 9 })), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(period, ({ timeZone, from, days, rows }) => {
      const planned = plan(timeZone, { from, to: from + days - 1 }, LATER, null);
      const { all } = planned.spans;
      const slots = rows.map(([at, chats]) => counted(all.start + at * SLOT, chats)).filter(({ slot }) => slot < all.end);
      const visitors = slots.map(({ slot }, at) => ({ slot, visitors: at + 1 }));
      const found = report('s', timeZone, planned, { ...NONE, slots, visitors }, true);
      const isNow = ({ slot }: { slot: number }) => localDay(timeZone, slot) >= from;
      expect(found.total.chats).toBe(sum(slots.filter(isNow).map(({ chats }) => chats!)));
      expect(found.before.total.chats).toBe(sum(slots.map(({ chats }) => chats!)) - found.total.chats);
      expect(found.total.visitors).toBe(sum(visitors.filter(isNow).map((row) => row.visitors)));
      for (const grouping of GROUPINGS) {
        expect(sum(found.bars[grouping].now.map(({ chats }) => chats))).toBe(found.total.chats);
        expect(sum(found.bars[grouping].now.map((bar) => bar.visitors))).toBe(found.total.visitors);
        expect(sum(found.bars[grouping].before.map(({ chats }) => chats))).toBe(found.before.total.chats);
      }
    }),
    { numRuns: 80 },
  );
});

test('of a week that has not ended as much of the week before is counted, and no bars beyond it', () => {
  const zone = 'Europe/Berlin';
  const monday = parseDay('2026-11-16')!;
  const now = startOfDay(zone, monday + 2) + 10 * 3_600_000;
  const planned = plan(zone, { from: monday, to: monday + 6 }, now, startOfDay(zone, monday - 30));
  const slots = [1, 2, 3].map((days) => counted(startOfDay(zone, monday - 7 + days) + 9 * 3_600_000, 1));
  const { before, bars, staffing } = report(zone, zone, planned, { ...NONE, slots }, true);
  expect(before.until).toBe(startOfDay(zone, monday - 5) + 10 * 3_600_000);
  expect(before.total.chats).toBe(2);
  expect(bars.weekday.before.map(({ chats }) => chats)).toEqual([0, 1, 1]);
  expect(bars.day.before.at(-1)?.key).toBe('2026-11-11');
  expect(staffing).toMatchObject({ from: formatDay(monday - 26), to: formatDay(monday + 1) });
});

test('hours to staff are averaged over the days that were, and over no day before the first chat', () => {
  const zone = 'America/New_York';
  const to = parseDay('2026-11-08')!;
  const planned = plan(zone, { from: to - 6, to }, LATER, startOfDay(zone, to - 13));
  // Two Sundays, on the first of which the clock is put back.
  const rows = [0, 7].map((ago) => ({ slot: startOfDay(zone, to - ago) + 13 * 3_600_000, chats: 3, missed: ago ? 1 : 0 }));
  const { staffing } = report('s', zone, planned, { ...NONE, staffing: rows }, true);
  expect(staffing.chats[6]![13]).toBe(1.5);
  expect(staffing.chats[6]![12]).toBe(1.5);
  expect(staffing.missed[6]![12]).toBe(0.5);
});
