import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALERT_CHANNELS,
  ALERT_EVENTS,
  type AlertPreferences,
  channelsFor,
  DEFAULT_ALERTS,
  eventOf,
  isMuted,
  isQuiet,
} from './alert-rules.ts';
import { DEFAULT_PREFERENCES } from './api.ts';
import { readPreferences } from './preferences.ts';

const NONE = { sound: false, banner: false, push: false };
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia', 'America/New_York');
const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const time = fc.integer({ min: 1_500_000_000_000, max: 2_000_000_000_000 });
const channels = fc.record({ sound: fc.boolean(), banner: fc.boolean(), push: fc.boolean() });
const preferences: fc.Arbitrary<AlertPreferences> = fc.record({
  enabled: fc.boolean(),
  events: fc.record({ waiting: channels, message: channels, handed: channels, taken: channels, meeting: channels }),
  mutedSites: fc.array(fc.constantFrom('s1', 's2', 's3')),
  mutedRooms: fc.array(fc.constantFrom('team.1', 'team.2')),
  quiet: fc.record({ enabled: fc.boolean(), from: minute, to: minute, timeZone: zone }),
});

test('F5: who set their alerts before there were meetings is called of them as usual', () => {
  const { meeting: _meeting, ...before } = DEFAULT_ALERTS.events;
  const told = { ...DEFAULT_ALERTS, events: before } as AlertPreferences;
  expect(channelsFor(told, eventOf('meeting', true), '', 0)).toEqual(DEFAULT_ALERTS.events.meeting);
});

test('F3: messages of a muted conversation do not call; who is named in it, or called, is told', () => {
  const told = { ...DEFAULT_ALERTS, mutedRooms: ['team.1'] };
  expect(isMuted(told, 'message', 'team.1')).toBe(true);
  expect(isMuted(told, 'message', 'team.2')).toBe(false);
  expect((['mention', 'called', 'joined', 'meeting'] as const).filter((kind) => isMuted(told, kind, 'team.1'))).toEqual([]);
  expect(isMuted({}, 'message', 'team.1')).toBe(false);
});

test('each kind of alert belongs to one event; whom nobody picked up still waits', () => {
  expect((['waiting', 'taken', 'offered', 'returned', 'joined'] as const).map((kind) => eventOf(kind, true))).toEqual([
    'waiting',
    'taken',
    'handed',
    'handed',
    'handed',
  ]);
  expect([eventOf('message', true), eventOf('message', false)]).toEqual(['message', 'waiting']);
});

describe('Quiet hours', () => {
  const quiet = (from: number, to: number, timeZone = 'UTC') => ({ enabled: true, from: from * 60, to: to * 60, timeZone });
  const at = (text: string) => Date.parse(text);

  test.each<[string, ReturnType<typeof quiet>, string, boolean]>([
    ['begin on the minute', quiet(9, 17), '2026-03-01T09:00:00Z', true],
    ['are over on the minute', quiet(9, 17), '2026-03-01T17:00:00Z', false],
    ['last past midnight', quiet(22, 7), '2026-03-01T02:30:00Z', true],
    ['hold at midnight itself', quiet(22, 7), '2026-03-01T00:00:00Z', true],
    ['leave the day free', quiet(22, 7), '2026-03-01T12:00:00Z', false],
    ['are told by the clock of their time zone', quiet(22, 7, 'Asia/Tokyo'), '2026-03-01T14:00:00Z', true],
    ['follow summer time', quiet(22, 7, 'Europe/Berlin'), '2026-07-01T05:30:00Z', false],
    ['and winter time', quiet(22, 7, 'Europe/Berlin'), '2026-01-01T05:30:00Z', true],
    ['of no length are none', quiet(9, 9), '2026-03-01T09:00:00Z', false],
    ['that are off are none', { ...quiet(9, 17), enabled: false }, '2026-03-01T12:00:00Z', false],
  ])('%s', (_name, hours, moment, expected) => {
    expect(isQuiet(hours, at(moment))).toBe(expected);
  });

  test('and their opposite share the day between them without gap or overlap', () => {
    fc.assert(
      fc.property(minute, minute, zone, time, (from, to, timeZone, moment) => {
        fc.pre(from !== to);
        const night = isQuiet({ enabled: true, from, to, timeZone }, moment);
        const day = isQuiet({ enabled: true, from: to, to: from, timeZone }, moment);
        expect(night).toBe(!day);
      }),
    );
  });
});

test('a channel calls only where its event allows it, never when all is off, the site is muted or it is quiet', () => {
  fc.assert(
    fc.property(preferences, fc.constantFrom(...ALERT_EVENTS), fc.constantFrom('s1', 's2'), time, (given, event, site, moment) => {
      const silent = !given.enabled || given.mutedSites.includes(site) || isQuiet(given.quiet, moment);
      expect(channelsFor(given, event, site, moment)).toEqual(silent ? NONE : given.events[event]);
    }),
  );
});

describe('Stored preferences', () => {
  test('that are empty are those of a new member', () => {
    expect(readPreferences({})).toEqual(DEFAULT_PREFERENCES);
  });

  test('of an earlier version keep what was chosen', () => {
    const { alerts, ...rest } = readPreferences({ theme: 'dark', sound: false, banner: true, tellTaken: false });
    expect(rest).toEqual({ ...rest, theme: 'dark' });
    expect(rest).not.toHaveProperty('sound');
    expect(alerts.events.waiting).toEqual({ sound: false, banner: true, push: true });
    expect(alerts.events.taken).toEqual(NONE);
    expect(readPreferences({ banner: false }).alerts.events.message).toEqual({ sound: true, banner: false, push: true });
  });

  test('come back as they were saved', () => {
    fc.assert(
      fc.property(preferences, (alerts) => {
        expect(readPreferences(JSON.parse(JSON.stringify({ ...DEFAULT_PREFERENCES, alerts }))).alerts).toEqual(alerts);
      }),
    );
  });

  test('of a version that knew fewer events are completed', () => {
    const { taken: _taken, ...events } = DEFAULT_ALERTS.events;
    const alerts = { ...DEFAULT_ALERTS, events } as AlertPreferences;
    for (const channel of ALERT_CHANNELS) {
      expect(readPreferences({ alerts }).alerts.events.taken[channel]).toBe(DEFAULT_ALERTS.events.taken[channel]);
    }
  });
});
