import fc from 'fast-check';
import { convertIcsCalendar } from 'ts-ics';
import { expect, test } from 'vitest';
import type { Meeting } from '../../protocol/meeting.ts';
import { oneLine } from '../mail/render/blocks.ts';
import { calendarFile } from './calendar.ts';

const MEETING: Meeting = {
  id: 'AZ-unguessable_1',
  title: 'Kick-off',
  starts: Date.UTC(2027, 2, 28, 9, 30),
  minutes: 45,
  by: 'o_ada',
  version: 0,
  changed: Date.UTC(2027, 0, 1),
};
const WHERE = { link: 'https://foyer.example/m/AZ-unguessable_1', room: 'The move' };
const read = (file: string) => convertIcsCalendar(undefined, file);

test('F5: a calendar reads the meeting as it was written, in UTC, and knows it again after a change', async () => {
  const first = read(await calendarFile(MEETING, WHERE));
  expect(first.method).toBe('PUBLISH');
  const [event] = first.events!;
  expect(event).toMatchObject({ uid: MEETING.id, summary: 'Kick-off', status: 'CONFIRMED', url: WHERE.link });
  // Without a number it is the first (RFC 5545, section 3.8.7.4).
  expect(event!.sequence ?? 0).toBe(0);
  expect(event!.start.date.getTime()).toBe(MEETING.starts);
  expect('end' in event! && event.end?.date.getTime()).toBe(MEETING.starts + 45 * 60_000);
  const moved = read(await calendarFile({ ...MEETING, starts: MEETING.starts + 60_000, version: 1 }, WHERE)).events![0]!;
  expect(moved).toMatchObject({ uid: MEETING.id, sequence: 1 });
  const cancelled = read(await calendarFile({ ...MEETING, version: 2, cancelled: true }, WHERE));
  expect(cancelled.method).toBe('CANCEL');
  expect(cancelled.events![0]).toMatchObject({ uid: MEETING.id, sequence: 2, status: 'CANCELLED' });
});

/** The text of a property as RFC 5545, section 3.3.11, has it read. */
const saying = (lines: string[], name: string): string =>
  (lines.find((line) => line.startsWith(`${name}:`)) ?? `${name}:`)
    .slice(name.length + 1)
    .replace(/\\([\\;,nN])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped));

const HOSTILE = [
  '\r\nATTENDEE:mailto:eve@evil.example',
  '\rEND:VEVENT',
  '\u2028BEGIN:VEVENT',
  'a;b,c:d"e\\n\\N\\',
  '😀'.repeat(50),
  'é'.repeat(100),
];

test('F5: no title or name of a room breaks a line, or becomes anything but itself', { timeout: 30_000 }, async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.constantFrom(...HOSTILE),
  );
  await fc.assert(
    fc.asyncProperty(text, text, async (title, room) => {
      const file = await calendarFile({ ...MEETING, title }, { ...WHERE, room });
      const bytes = new TextEncoder().encode(file);
      for (const line of file.split('\r\n')) {
        expect(new TextEncoder().encode(line).byteLength).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      }
      const lines = file.replace(/\r\n /g, '').split('\r\n');
      const names = lines.map((line) => line.split(/[:;]/)[0]);
      expect(names.filter((name) => name === 'BEGIN')).toHaveLength(2);
      expect(names).not.toContain('ATTENDEE');
      const wanted = oneLine(title).toWellFormed();
      expect(saying(lines, 'SUMMARY')).toBe(wanted);
      // The library's parser takes these for lines of their own wherever they stand.
      if (!/BEGIN:|END:/.test(file.replace(/^(BEGIN|END):/gm, ''))) {
        expect((read(new TextDecoder().decode(bytes)).events![0]!.summary ?? '').trim()).toBe(wanted.trim());
      }
    }),
  );
});
