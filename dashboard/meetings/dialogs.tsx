/** Schedule a meeting, move it, cancel it. Loaded when somebody does. */
import { useState } from 'preact/hooks';
import { MEETING, type Meeting } from '../../protocol/meeting.ts';
import { Field, SelectField, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { order, type Planning } from './planning.ts';
import { t } from './texts.ts';

interface Props {
  planning: Planning;
  onClose: () => void;
}

interface Time {
  /** As fields of local time have it; empty for none. */
  starts: string;
  minutes: number;
}

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];
const HOUR = 3_600_000;

/** A time as a field of local time has it: `2026-11-24T10:00`. */
export const toField = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
export const fromField = (value: string): number => new Date(value).getTime();

const lasts = (minutes: number): string => (minutes % 60 === 0 ? t('hours', { count: minutes / 60 }) : t('minutes', { count: minutes }));

function TimeFields({ time, onTime }: { time: Time; onTime: (time: Time) => void }) {
  const lengths = [...new Set([...LENGTHS, time.minutes])].sort((a, b) => a - b);
  const now = Date.now();
  return (
    <>
      <Field label={t('starts')} hint={t('zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}>
        {(props) => (
          <input
            {...props}
            type="datetime-local"
            required
            min={toField(now)}
            max={toField(now + MEETING.ahead)}
            value={time.starts}
            onInput={(event) => onTime({ ...time, starts: event.currentTarget.value })}
          />
        )}
      </Field>
      <SelectField
        label={t('length')}
        value={`${time.minutes}`}
        onValue={(minutes) => onTime({ ...time, minutes: Number(minutes) })}
        options={lengths.map((minutes) => [`${minutes}`, lasts(minutes)] as const)}
      />
    </>
  );
}

export function Schedule({ planning, onClose }: Props) {
  const [title, setTitle] = useState('');
  // The next full hour that leaves some time.
  const [time, setTime] = useState<Time>(() => ({ starts: toField(Math.ceil(Date.now() / HOUR) * HOUR + HOUR), minutes: 30 }));
  const { minutes } = time;
  return (
    <Dialog
      title={t('schedule')}
      action={t('schedule')}
      ready={title.trim() !== '' && time.starts !== ''}
      run={() => order(planning, { t: 'meeting', do: 'schedule', title: title.trim(), starts: fromField(time.starts), minutes })}
      onClose={onClose}
    >
      <TextField label={t('title')} value={title} onValue={setTitle} maxLength={MEETING.title} required dir="auto" />
      <TimeFields time={time} onTime={setTime} />
      <p>{t('invited')}</p>
    </Dialog>
  );
}

export function Move({ planning, meeting, onClose }: Props & { meeting: Meeting }) {
  const [time, setTime] = useState<Time>({ starts: toField(meeting.starts), minutes: meeting.minutes });
  const { minutes } = time;
  return (
    <Dialog
      title={t('moveTitle', { title: meeting.title })}
      action={t('move')}
      ready={time.starts !== ''}
      run={() => order(planning, { t: 'meeting', do: 'move', meeting: meeting.id, starts: fromField(time.starts), minutes })}
      onClose={onClose}
    >
      <TimeFields time={time} onTime={setTime} />
    </Dialog>
  );
}

export function Cancel({ planning, meeting, onClose }: Props & { meeting: Meeting }) {
  return (
    <Dialog
      title={t('cancelTitle', { title: meeting.title })}
      action={t('cancelAction')}
      danger
      run={() => order(planning, { t: 'meeting', do: 'cancel', meeting: meeting.id })}
      onClose={onClose}
    >
      <p>{t('cancelText')}</p>
    </Dialog>
  );
}
