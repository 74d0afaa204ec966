/** Where meetings are scheduled, and shown at the top of a room: what shows them is loaded when there are any. */
import { CalendarPlus } from 'lucide-preact';
import { isToCome } from '../../protocol/meeting.ts';
import { IconButton } from '../design/controls.tsx';
import { useLoaded } from '../design/loaded.ts';
import { now } from '../design/time.ts';
import { type Planning, scheduling } from './planning.ts';
import { t } from './texts.ts';
import type { UpcomingProps } from './upcoming.tsx';

/** Meetings to come, at the top of the room. */
export function UpcomingSlot({ planning }: { planning: Planning }) {
  const { room } = planning;
  const view = room.view.value;
  const isArchived = 'client' in view && view.client.archived;
  const meetings = isArchived ? [] : view.meetings.filter((meeting) => isToCome(meeting, now.value));
  const wanted = meetings.length > 0 || scheduling.value === room.id;
  const Upcoming = useLoaded<UpcomingProps>(wanted, async () => (await import('./upcoming.tsx')).Upcoming);
  return Upcoming ? <Upcoming meetings={meetings} planning={planning} /> : null;
}

/** Beside the other buttons of where one writes; the dialog is not in its form. */
export const ScheduleButton = ({ room }: { room: string }) => (
  <IconButton small label={t('schedule')} onClick={() => (scheduling.value = room)}>
    <CalendarPlus aria-hidden="true" />
  </IconButton>
);
