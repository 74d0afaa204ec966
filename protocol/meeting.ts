/** Meetings of a room, folded from its log: who is in the room is invited. What is over is forgotten when another is scheduled. */
import type { Entry, EntryDraft, PersonId } from './entries.ts';

export interface Meeting {
  /** Unguessable; `/m/<id>` is its link. */
  id: string;
  title: string;
  /** ms since epoch. */
  starts: number;
  minutes: number;
  /** Who scheduled it. */
  by: PersonId;
  /** Rises with every change, as calendars count them. */
  version: number;
  /** When it was scheduled or changed last. */
  changed: number;
  cancelled?: true;
  /** The start that people were reminded of. */
  reminded?: number;
}

/** What is said of a meeting with every change of it. */
export interface MeetingNews {
  meeting: string;
  title: string;
  starts: number;
}

export const MEETING = {
  title: 120,
  /** How far ahead one may lie, ms. */
  ahead: 366 * 24 * 3_600_000,
  minutes: { min: 5, max: 12 * 60 },
  /** Of one room, to come. */
  upcoming: 50,
  /** Cancelled ones whose calendar files still say so. */
  cancelled: 50,
  /** People are reminded this long before, ms. */
  remind: 10 * 60_000,
  /** How long one that is over is still known, ms. */
  known: 24 * 3_600_000,
} as const;

export const NO_MEETINGS: readonly Meeting[] = [];

export const endOfMeeting = ({ starts, minutes }: Pick<Meeting, 'starts' | 'minutes'>): number => starts + minutes * 60_000;

/** Whether a meeting still takes place, or is taking place, at a time. */
export const isToCome = (meeting: Meeting, now: number): boolean => !meeting.cancelled && endOfMeeting(meeting) > now;

export type MeetingEntry = Extract<Entry, { kind: 'meeting_scheduled' | 'meeting_moved' | 'meeting_cancelled' | 'meeting_near' }>;

const KINDS: ReadonlySet<string> = new Set([
  'meeting_scheduled',
  'meeting_moved',
  'meeting_cancelled',
  'meeting_near',
] satisfies MeetingEntry['kind'][]);

export const isAboutMeeting = <E extends Pick<Entry | EntryDraft, 'kind'>>(entry: E): entry is E & { kind: MeetingEntry['kind'] } =>
  KINDS.has(entry.kind);

/** The meeting after an entry about it. */
function changedMeeting(meeting: Meeting, entry: MeetingEntry): Meeting {
  const changed = { ...meeting, version: meeting.version + 1, changed: entry.at };
  switch (entry.kind) {
    case 'meeting_scheduled':
      return meeting;
    case 'meeting_moved':
      return { ...changed, starts: entry.starts, minutes: entry.minutes };
    case 'meeting_cancelled':
      return { ...changed, cancelled: true };
    case 'meeting_near':
      return { ...meeting, reminded: entry.starts };
  }
}

const scheduled = ({ meeting, title, starts, minutes, by, at }: Extract<Entry, { kind: 'meeting_scheduled' }>): Meeting => ({
  id: meeting,
  title,
  starts,
  minutes,
  by,
  version: 0,
  changed: at,
});

/** A room's meetings after one more entry, the next one first. The same when the entry changes none. */
export function foldMeetings(meetings: readonly Meeting[], entry: Entry): readonly Meeting[] {
  if (entry.kind === 'erased') return meetings.length > 0 ? NO_MEETINGS : meetings;
  if (!isAboutMeeting(entry)) return meetings;
  const next =
    entry.kind === 'meeting_scheduled'
      ? [...meetings.filter((meeting) => endOfMeeting(meeting) + MEETING.known > entry.at), scheduled(entry)]
      : meetings.map((meeting) => (meeting.id === entry.meeting ? changedMeeting(meeting, entry) : meeting));
  const cancelled = next.filter((meeting) => meeting.cancelled).sort((a, b) => b.changed - a.changed);
  const dropped = new Set(cancelled.slice(MEETING.cancelled));
  return next.filter((meeting) => !dropped.has(meeting)).sort((a, b) => a.starts - b.starts);
}

/** What became of a meeting, from the entry that scheduled it and those after it. */
export const meetingAfter = (entry: Extract<Entry, { kind: 'meeting_scheduled' }>, later: readonly Entry[]): Meeting =>
  later.reduce(
    (meeting, one) => (isAboutMeeting(one) && one.meeting === meeting.id ? changedMeeting(meeting, one) : meeting),
    scheduled(entry),
  );
