/** A meeting as a calendar file (RFC 5545), by a library that is loaded when somebody saves one. Pure. */
import { endOfMeeting, type Meeting } from '../../protocol/meeting.ts';
import { oneLine } from '../mail/render/blocks.ts';

export const CALENDAR_TYPE = 'text/calendar; charset=utf-8';

/** `link` is where the meeting takes place, `room` what its room is called. Times are in UTC: each calendar shows them in its own zone. */
export async function calendarFile(meeting: Meeting, { link, room }: { link: string; room: string }): Promise<string> {
  const { generateIcsCalendar } = await import('ts-ics');
  const { id, title, starts, version, changed, cancelled } = meeting;
  const name = oneLine(room);
  const text = generateIcsCalendar({
    version: '2.0',
    prodId: '-//Foyer//Meetings//EN',
    method: cancelled ? 'CANCEL' : 'PUBLISH',
    events: [
      {
        uid: id,
        stamp: { date: new Date(changed) },
        start: { date: new Date(starts) },
        end: { date: new Date(endOfMeeting(meeting)) },
        summary: oneLine(title),
        ...(name ? { description: `${name}\n${link}` } : { description: link }),
        location: link,
        url: link,
        sequence: version,
        status: cancelled ? 'CANCELLED' : 'CONFIRMED',
      },
    ],
  });
  return folded(text);
}

/** Octets of a line (RFC 5545, section 3.1). */
const LINE = 75;

/** Lines folded anew: the library counts UTF-16 code units, so that its lines are too long and end within a character. */
function folded(text: string): string {
  const unfolded = text.replace(/\r\n /g, '').split('\r\n');
  return unfolded.map(fold).join('\r\n');
}

function fold(line: string): string {
  let length = 0;
  let out = '';
  for (const character of line) {
    const octets = new TextEncoder().encode(character).byteLength;
    if (length + octets > LINE) {
      out += '\r\n ';
      length = 1;
    }
    out += character;
    length += octets;
  }
  return out;
}
