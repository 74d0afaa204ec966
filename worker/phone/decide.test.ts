import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossesWarning, decide, monthOf, PER_SEGMENT, pace, quietUntil, type SendFacts } from './decide.ts';

const NOON = Date.parse('2026-11-21T12:00:30Z');
const FACTS: SendFacts = {
  now: NOON,
  held: true,
  capabilities: ['sms', 'voice'],
  hasMedia: false,
  stopped: false,
  notice: false,
  quiet: null,
  used: 0,
  cap: null,
  segments: 1,
};
const NOW_QUIET = { from: 11 * 60, to: 13 * 60, timeZone: 'UTC' };

describe('whether a message leaves', () => {
  it.each([
    ['all is well', {}, { do: 'send' }],
    ['the number was removed', { held: false, notice: true }, { do: 'refuse', error: 'number_removed' }],
    ['it can only be called', { capabilities: ['voice'] }, { do: 'refuse', error: 'cannot_sms' }],
    ['it has a file and the number takes none', { hasMedia: true }, { do: 'refuse', error: 'cannot_sms' }],
    ['it has a file', { hasMedia: true, capabilities: ['sms', 'mms'] }, { do: 'send' }],
    ['they said stop', { stopped: true }, { do: 'refuse', error: 'stopped' }],
    ['they said stop and this confirms it', { stopped: true, notice: true, quiet: NOW_QUIET, used: 9, cap: 5 }, { do: 'send' }],
    ['it is the last of the month', { used: 9, cap: 10 }, { do: 'send' }],
    ['it is one too many', { used: 9, cap: 10, segments: 2 }, { do: 'refuse', error: 'cap' }],
    ['none are allowed', { cap: 0 }, { do: 'refuse', error: 'cap' }],
    ['it is quiet', { quiet: NOW_QUIET }, { do: 'wait', until: Date.parse('2026-11-21T13:00:00Z') }],
    ['it was quiet', { quiet: { ...NOW_QUIET, to: 12 * 60 } }, { do: 'send' }],
    ['it is quiet, and they said stop', { quiet: NOW_QUIET, stopped: true }, { do: 'refuse', error: 'stopped' }],
  ] as const)('when %s', (_name, change, expected) => {
    expect(decide({ ...FACTS, ...change } as SendFacts)).toEqual(expected);
  });

  it('is warned of once, when the share is crossed', () => {
    expect([6, 7, 8, 9].map((used) => crossesWarning(used, 1, 10))).toEqual([false, true, false, false]);
    expect(crossesWarning(0, 10, 10)).toBe(true);
    expect(crossesWarning(100, 1, null)).toBe(false);
  });
});

describe('quiet hours', () => {
  it.each([
    [
      'over midnight, in the evening',
      { from: 21 * 60, to: 8 * 60, timeZone: 'America/New_York' },
      '2026-11-22T03:30:00Z',
      '2026-11-22T13:00:00.000Z',
    ],
    [
      'over midnight, in the morning',
      { from: 21 * 60, to: 8 * 60, timeZone: 'America/New_York' },
      '2026-11-22T12:59:59Z',
      '2026-11-22T13:00:00.000Z',
    ],
    ['by day', { from: 21 * 60, to: 8 * 60, timeZone: 'America/New_York' }, '2026-11-22T13:00:00Z', '2026-11-22T13:00:00.000Z'],
    ['of none', { from: 600, to: 600, timeZone: 'UTC' }, '2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
  ])('%s', (_name, quiet, now, until) => {
    expect(new Date(quietUntil(quiet, Date.parse(now))).toISOString()).toBe(until);
  });

  it('end within a day, and then it is not quiet', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const zone = fc.constantFrom('UTC', 'Asia/Kathmandu', 'Asia/Tokyo', 'America/Phoenix');
    const time = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });
    fc.assert(
      fc.property(minute, minute, zone, time, (from, to, timeZone, now) => {
        const until = quietUntil({ from, to, timeZone }, now);
        expect(until).toBeGreaterThanOrEqual(now);
        expect(until - now).toBeLessThanOrEqual(24 * 60 * 60_000);
        expect(quietUntil({ from, to, timeZone }, until)).toBe(until);
      }),
    );
  });
});

describe('the pace of a number', () => {
  it('never has more segments within a second than one, and keeps nobody waiting without need', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 6 })), { maxLength: 50 }), (messages) => {
        let next = 0;
        let now = 1_000_000;
        let free = 0;
        for (const [gap, segments] of messages) {
          now += gap;
          const placed = pace(next, now, segments);
          expect(placed.slot).toBeGreaterThanOrEqual(now);
          expect(placed.slot).toBe(Math.max(now, free));
          expect(placed.next - placed.slot).toBe(segments * PER_SEGMENT);
          free = placed.next;
          next = placed.next;
        }
      }),
    );
  });
});

it('counts by calendar months', () => {
  expect(monthOf(NOON)).toEqual({ begin: Date.parse('2026-11-01T00:00:00Z'), name: '2026-11' });
  expect(monthOf(Date.parse('2026-12-31T23:59:59Z')).name).toBe('2026-12');
});
