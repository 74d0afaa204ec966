import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import {
  endOfMeeting,
  foldMeetings,
  isAboutMeeting,
  isToCome,
  MEETING,
  type Meeting,
  meetingAfter,
  NO_MEETINGS,
} from '../../protocol/meeting.ts';
import { decideMeeting, dueReminders, type MeetingCommand, nextReminder, type Planning } from './meeting-rules.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const ADA: PersonId = 'o_ada';
const VIC: PersonId = 'c_vic';

const meeting = (part: Partial<Meeting> = {}): Meeting => ({
  id: 'm1',
  title: 'Kick-off',
  starts: NOW + HOUR,
  minutes: 30,
  by: ADA,
  version: 0,
  changed: NOW,
  ...part,
});
const planning = (part: Partial<Planning> = {}): Planning => ({
  meetings: [],
  actor: ADA,
  refused: null,
  manages: false,
  now: NOW,
  newId: () => 'new',
  ...part,
});
const schedule = (starts: number): MeetingCommand => ({ t: 'meeting', cid: 'c', do: 'schedule', title: 'Kick-off', starts, minutes: 30 });
const move = (starts: number, minutes = 30): MeetingCommand => ({ t: 'meeting', cid: 'c', do: 'move', meeting: 'm1', starts, minutes });
const cancel: MeetingCommand = { t: 'meeting', cid: 'c', do: 'cancel', meeting: 'm1' };

describe('A meeting', () => {
  test.each([
    ['in the past', NOW - 1],
    ['now', NOW],
    ['in more than a year', NOW + MEETING.ahead + 1],
  ])('is not scheduled or moved to begin %s', (_, starts) => {
    expect(decideMeeting(planning(), schedule(starts))).toEqual({ code: 'meeting_time' });
    expect(decideMeeting(planning({ meetings: [meeting()] }), move(starts))).toEqual({ code: 'meeting_time' });
  });

  test('is scheduled by whoever may write, and by nobody else', () => {
    expect(decideMeeting(planning(), schedule(NOW + HOUR))).toMatchObject({ entries: [{ draft: { meeting: 'new', starts: NOW + HOUR } }] });
    for (const refused of ['forbidden', 'archived', 'not_open'] as const)
      expect(decideMeeting(planning({ refused, manages: true }), schedule(NOW + HOUR))).toEqual({ code: refused });
  });

  test('is one of so many to come; what is over or was cancelled does not count', () => {
    const full = Array.from({ length: MEETING.upcoming }, (_, n) => meeting({ id: `m${n}` }));
    expect(decideMeeting(planning({ meetings: full }), schedule(NOW + HOUR))).toEqual({ code: 'too_many_meetings' });
    for (const gone of [{ cancelled: true as const }, { starts: NOW - HOUR }])
      expect(decideMeeting(planning({ meetings: [...full.slice(1), meeting(gone)] }), schedule(NOW + HOUR))).toHaveProperty('entries');
  });

  test('is moved and cancelled by who scheduled it and by who rules the room, unless it is over', () => {
    const meetings = [meeting()];
    for (const command of [move(NOW + 2 * HOUR), cancel]) {
      expect(decideMeeting(planning({ meetings }), command)).toHaveProperty('entries.length', 1);
      expect(decideMeeting(planning({ meetings, actor: VIC }), command)).toEqual({ code: 'forbidden' });
      expect(decideMeeting(planning({ meetings, actor: VIC, manages: true, refused: 'forbidden' }), command)).toHaveProperty(
        'entries.length',
        1,
      );
      expect(decideMeeting(planning({ meetings, manages: true, refused: 'archived' }), command)).toEqual({ code: 'archived' });
      expect(decideMeeting(planning({ meetings, now: endOfMeeting(meetings[0]!) }), command)).toEqual({ code: 'no_meeting' });
    }
    expect(decideMeeting(planning({ meetings: [meeting({ cancelled: true })] }), cancel)).toEqual({ entries: [] });
    expect(decideMeeting(planning({ meetings: [meeting({ cancelled: true })] }), move(NOW + HOUR))).toEqual({ code: 'no_meeting' });
    expect(decideMeeting(planning({ meetings }), move(NOW + HOUR))).toEqual({ entries: [] });
  });

  test('that has begun may become longer, and not end before now', () => {
    const meetings = [meeting({ starts: NOW - 20 * 60_000 })];
    expect(decideMeeting(planning({ meetings }), move(NOW - 20 * 60_000, 60))).toHaveProperty('entries.length', 1);
    expect(decideMeeting(planning({ meetings }), move(NOW - 20 * 60_000, 15))).toEqual({ code: 'meeting_time' });
  });
});

/** A room that lives through commands and the alarm, in any order. */
const act = fc.oneof(
  fc.record({
    do: fc.constant('schedule' as const),
    ahead: fc.integer({ min: -HOUR, max: 5 * HOUR }),
    minutes: fc.integer({ min: 5, max: 90 }),
  }),
  fc.record({
    do: fc.constant('move' as const),
    n: fc.nat(6),
    ahead: fc.integer({ min: -HOUR, max: 5 * HOUR }),
    minutes: fc.integer({ min: 5, max: 90 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), n: fc.nat(6) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3 * HOUR }) }),
);

test('F5: whatever is scheduled, moved and cancelled, each start that stands is reminded of once, in time, and nothing else is', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let now = NOW;
      let meetings: readonly Meeting[] = NO_MEETINGS;
      const log: Entry[] = [];
      const write = (draft: object) => {
        const entry = { seq: log.length + 1, at: now, by: ADA, ...draft } as Entry;
        log.push(entry);
        meetings = foldMeetings(meetings, entry);
      };
      /** As the room does: whatever is due is written, and the timer is set for what follows. */
      const alarm = (until: number) => {
        for (let due = nextReminder(meetings, now); due !== null && due <= until; due = nextReminder(meetings, now)) {
          now = Math.max(now, due);
          const drafts = dueReminders(meetings, now);
          expect(drafts.length).toBeGreaterThan(0);
          for (const draft of drafts) write(draft);
        }
        now = until;
      };
      for (const one of acts) {
        if (one.do === 'wait') {
          alarm(now + one.ms);
          continue;
        }
        const id = 'n' in one ? (meetings[one.n]?.id ?? 'none') : '';
        const command = {
          t: 'meeting',
          cid: 'c',
          ...('ahead' in one ? { starts: now + one.ahead, minutes: one.minutes } : {}),
          ...(one.do === 'schedule' ? { do: one.do, title: 'T' } : { do: one.do, meeting: id }),
        } as MeetingCommand;
        const decision = decideMeeting(planning({ meetings, now, newId: () => `m${log.length}` }), command);
        if ('entries' in decision) for (const { draft } of decision.entries) write(draft);
        alarm(now);
      }
      alarm(now + 10 * HOUR);
      const told = new Set<string>();
      for (const entry of log.filter(({ kind }) => kind === 'meeting_near')) {
        if (entry.kind !== 'meeting_near') continue;
        const key = `${entry.meeting} ${entry.starts}`;
        const before = log.slice(0, entry.seq - 1).filter((one) => isAboutMeeting(one) && one.meeting === entry.meeting);
        const begun = before[0]!;
        if (begun.kind !== 'meeting_scheduled') throw new Error('reminded of what was not scheduled');
        const stands = meetingAfter(begun, before.slice(1));
        expect(stands.starts).toBe(entry.starts);
        expect(isToCome(stands, entry.at)).toBe(true);
        expect(entry.at).toBeGreaterThanOrEqual(entry.starts - MEETING.remind);
        // Told again only of a time to which it was moved back.
        if (told.has(key)) expect(before.some((one) => one.kind === 'meeting_moved')).toBe(true);
        told.add(key);
      }
      for (const entry of log) {
        if (entry.kind !== 'meeting_scheduled') continue;
        const stands = meetingAfter(entry, log.slice(entry.seq));
        if (!stands.cancelled) expect(told).toContain(`${stands.id} ${stands.starts}`);
      }
    }),
  );
});

test('What a room keeps of its meetings is bounded, and what its readers fold from the log is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.nat(200), days: fc.nat(40), cancel: fc.boolean() }), { maxLength: 300 }), (made) => {
      let meetings: readonly Meeting[] = NO_MEETINGS;
      let at = NOW;
      for (const [n, { id, days, cancel: gone }] of made.entries()) {
        at += HOUR;
        const starts = at + days * 24 * HOUR;
        const body = { seq: n + 1, at, by: ADA, meeting: `m${id}-${n}`, title: 'T', starts };
        meetings = foldMeetings(meetings, { ...body, kind: 'meeting_scheduled', minutes: 30 });
        if (gone) meetings = foldMeetings(meetings, { ...body, kind: 'meeting_cancelled' });
      }
      expect(meetings.filter(({ cancelled }) => cancelled).length).toBeLessThanOrEqual(MEETING.cancelled);
      expect(meetings.map(({ starts }) => starts)).toEqual(meetings.map(({ starts }) => starts).sort((a, b) => a - b));
      expect(foldMeetings(meetings, { seq: 1, at, by: ADA, kind: 'erased' })).toEqual([]);
    }),
  );
});
