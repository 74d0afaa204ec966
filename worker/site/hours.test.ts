import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BusinessHours } from '../../protocol/site-settings.ts';
import { isOpen, nextTime, offsetAt, openness } from './hours.ts';

const hours = (timeZone: string, spans: [number, string, string][], holidays: string[] = []): BusinessHours => ({
  enabled: true,
  timeZone,
  spans: spans.map(([day, from, to]) => ({ day, from: minutes(from), to: minutes(to) })),
  holidays,
});
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const at = Date.parse;

describe('business hours', () => {
  const office = hours(
    'Europe/Berlin',
    [1, 2, 3, 4, 5].flatMap((day): [number, string, string][] => [
      [day, '09:00', '12:00'],
      [day, '13:00', '17:30'],
    ]),
    ['2026-12-25'],
  );

  test('without hours a site is always open', () => {
    expect(openness({ ...office, enabled: false }, at('2026-11-22T03:00Z'))).toMatchObject({ open: true });
  });

  test('a site with no spans at all is closed, and nobody knows until when', () => {
    expect(openness(hours('UTC', []), at('2026-11-20T12:00Z'))).not.toHaveProperty('back');
  });

  test('two spans a day with a break', () => {
    expect(openness(office, at('2026-11-20T10:59Z'))).toEqual({ open: true, until: at('2026-11-20T11:00Z') });
    expect(openness(office, at('2026-11-20T11:00Z'))).toEqual({
      open: false,
      back: at('2026-11-20T12:00Z'),
      until: at('2026-11-20T12:00Z'),
    });
  });

  test('closed from Friday evening to Monday, over a holiday to the day after', () => {
    expect(openness(office, at('2026-11-20T16:30Z')).back).toBe(at('2026-11-23T08:00Z'));
    expect(openness(office, at('2026-12-24T17:00Z')).back).toBe(at('2026-12-28T08:00Z'));
    expect(isOpen(office, at('2026-12-25T10:00Z'))).toBe(false);
  });

  test('past midnight: the span belongs to the day it begins on', () => {
    const bar = hours('America/New_York', [[5, '18:00', '02:00']], ['2026-11-27']);
    expect(isOpen(bar, at('2026-11-21T06:59Z'))).toBe(true);
    expect(isOpen(bar, at('2026-11-21T07:00Z'))).toBe(false);
    expect(isOpen(bar, at('2026-11-28T05:00Z'))).toBe(false);
    expect(openness(bar, at('2026-11-21T07:00Z')).back).toBe(at('2026-12-04T23:00Z'));
  });

  test('a span whose ends are equal lasts a whole day; one to 24:00 joins the next', () => {
    const always = hours(
      'Asia/Kathmandu',
      [0, 1, 2, 3, 4, 5, 6].map((day): [number, string, string] => [day, '00:00', '24:00']),
    );
    expect(openness(always, at('2026-11-20T18:15Z'))).toMatchObject({ open: true });
    expect(openness(hours('UTC', [[1, '09:00', '09:00']]), at('2026-11-23T23:00Z')).until).toBe(at('2026-11-24T09:00Z'));
  });

  test('clocks go forward: opening time inside the hour left out is when that hour ends', () => {
    const early = hours('Europe/Berlin', [[0, '02:30', '04:00']]);
    expect(openness(early, at('2027-03-28T00:00Z')).back).toBe(at('2027-03-28T01:00Z'));
    expect(openness(hours('Europe/Berlin', [[0, '02:15', '02:45']]), at('2027-03-28T00:00Z')).back).toBe(at('2027-04-04T00:15Z'));
  });

  test('clocks go back: a span inside the repeated hour is open twice', () => {
    const night = hours('Europe/Berlin', [[0, '02:15', '02:45']]);
    expect(openness(night, at('2027-10-30T23:00Z')).back).toBe(at('2027-10-31T00:15Z'));
    expect(openness(night, at('2027-10-31T00:45Z')).back).toBe(at('2027-10-31T01:15Z'));
  });

  test('a zone whose midnight is left out, and one that skipped a whole day', () => {
    expect(openness(hours('America/Santiago', [[0, '00:00', '01:30']]), at('2026-09-06T03:00Z')).back).toBe(at('2026-09-06T04:00Z'));
    expect(openness(hours('Pacific/Apia', [[5, '09:00', '10:00']]), at('2011-12-30T09:00Z')).back).toBe(at('2012-01-05T19:00Z'));
  });
});

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
  'Pacific/Chatham',
  'Africa/Casablanca',
);
const anyHours: fc.Arbitrary<BusinessHours> = fc.record({
  enabled: fc.constant(true),
  timeZone: zone,
  spans: fc.array(
    fc.record({ day: fc.integer({ min: 0, max: 6 }), from: fc.integer({ min: 0, max: 1440 }), to: fc.integer({ min: 0, max: 1440 }) }),
    { maxLength: 6 },
  ),
  holidays: fc.array(
    fc.integer({ min: 0, max: 380 }).map((day) => new Date(at('2026-09-01') + day * 86_400_000).toISOString().slice(0, 10)),
    { maxLength: 6 },
  ),
});
const instant = fc.integer({ min: at('2026-09-01') / 1000, max: at('2027-09-01') / 1000 }).map((second) => second * 1000);

describe('business hours, any', () => {
  test('the offset puts the wall clock where Intl shows it', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, now) => {
        const shown = new Date(now).toLocaleString('sv-SE', { timeZone });
        expect(new Date(now + offsetAt(timeZone, now)).toISOString().slice(0, 19).replace('T', ' ')).toBe(shown);
      }),
    );
  });

  test('the next change is a change, and there is none before it', () => {
    fc.assert(
      fc.property(
        anyHours,
        instant,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (any, now, probes) => {
          const { open, back, until } = openness(any, now);
          for (const probe of probes) expect(isOpen(any, Math.floor(now + probe * (until - now)))).toBe(open);
          const changes = until !== now + 7 * 86_400_000;
          if (changes) expect([isOpen(any, until - 1), isOpen(any, until)]).toEqual([open, !open]);
          expect(back).toBe(open || !changes ? undefined : until);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('asked for the state it is in, the time is now', () => {
    fc.assert(
      fc.property(anyHours, instant, (any, now) => {
        expect(nextTime(any, isOpen(any, now), now)).toBe(now);
      }),
    );
  });
});
