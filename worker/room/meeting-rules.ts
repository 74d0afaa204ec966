/** Who schedules, moves and cancels meetings, and when people are reminded of them. Pure. */
import type { EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { endOfMeeting, isToCome, MEETING, type Meeting } from '../../protocol/meeting.ts';
import { answer, type Decision, no } from './rules.ts';

export type MeetingCommand = Extract<RoomCommand, { t: 'meeting' }>;

/** What the rules need to know of a room, of any kind that has meetings. */
export interface Planning {
  meetings: readonly Meeting[];
  actor: PersonId;
  /** Why the actor may schedule nothing here; null when they may. */
  refused: ErrorCode | null;
  /** Whether they move and cancel what others scheduled. */
  manages: boolean;
  now: number;
  /** The id of a meeting to be. */
  newId: () => string;
}

/** A command about a meeting. To cancel what is cancelled, or move it to where it is, changes nothing. */
export function decideMeeting(planning: Planning, command: MeetingCommand): Decision {
  const { meetings, actor, refused, manages, now } = planning;
  if (command.do === 'schedule') {
    if (refused) return no(refused);
    if (!isAhead(command.starts, now)) return no('meeting_time');
    if (meetings.filter((meeting) => isToCome(meeting, now)).length >= MEETING.upcoming) return no('too_many_meetings');
    const { title, starts, minutes } = command;
    return answer({ kind: 'meeting_scheduled', meeting: planning.newId(), title, starts, minutes });
  }
  const meeting = meetings.find(({ id }) => id === command.meeting);
  // A manager need not be in the room; whoever is in it may change what they scheduled as long as they might schedule it.
  if (refused === 'archived' || (refused && !manages)) return no(refused);
  if (!meeting || !isToCome(meeting, now)) return meeting?.cancelled && command.do === 'cancel' ? { entries: [] } : no('no_meeting');
  if (!manages && meeting.by !== actor) return no('forbidden');
  const { id, title, starts, minutes } = meeting;
  if (command.do === 'cancel') return answer({ kind: 'meeting_cancelled', meeting: id, title, starts });
  if (command.starts === starts && command.minutes === minutes) return { entries: [] };
  // One that has begun may become longer without another beginning.
  if (command.starts !== starts && !isAhead(command.starts, now)) return no('meeting_time');
  if (endOfMeeting(command) <= now) return no('meeting_time');
  return answer({ kind: 'meeting_moved', meeting: id, title, starts: command.starts, minutes: command.minutes });
}

const isAhead = (starts: number, now: number): boolean => starts > now && starts <= now + MEETING.ahead;

/** Whether people are to be reminded of a meeting some time, or should have been. */
const isUnreminded = (meeting: Meeting, now: number): boolean => isToCome(meeting, now) && meeting.reminded !== meeting.starts;

/** When the next reminder is due, which may have passed; null for none. */
export function nextReminder(meetings: readonly Meeting[], now: number): number | null {
  const starts = meetings.flatMap((meeting) => (isUnreminded(meeting, now) ? [meeting.starts] : []));
  return starts.length > 0 ? Math.min(...starts) - MEETING.remind : null;
}

/** The reminders that are due now. */
export const dueReminders = (meetings: readonly Meeting[], now: number): EntryDraft[] =>
  meetings.flatMap((meeting): EntryDraft[] => {
    if (!isUnreminded(meeting, now) || meeting.starts - MEETING.remind > now) return [];
    return [{ kind: 'meeting_near', meeting: meeting.id, title: meeting.title, starts: meeting.starts }];
  });
