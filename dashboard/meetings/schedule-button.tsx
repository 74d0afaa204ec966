import { CalendarPlus } from 'lucide-preact';
import { IconButton } from '../design/controls.tsx';
import { scheduling } from './planning.ts';
import { t } from './texts.ts';

/** Beside the other buttons of where one writes; the dialog is not in its form. */
export const ScheduleButton = ({ room }: { room: string }) => (
  <IconButton small label={t('schedule')} onClick={() => (scheduling.value = room)}>
    <CalendarPlus aria-hidden="true" />
  </IconButton>
);
