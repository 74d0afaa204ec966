import type { AlertPreferences } from '../../protocol/alert-rules.ts';
import { SelectField, Switch, TextField } from '../design/controls.tsx';
import { toMinutes, toTime, zones } from '../design/day.ts';
import s from './alerts.module.css';
import { t } from './texts.ts';

type Hours = AlertPreferences['quiet'];

/** Hours of the day without a call. Switched on first in the time zone of this browser. */
export function Quiet({ quiet, onChange }: { quiet: Hours; onChange: (quiet: Hours) => void }) {
  const change = (part: Partial<Hours>) => onChange({ ...quiet, ...part });
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const setTime = (key: 'from' | 'to') => (time: string) => {
    // A field that is being emptied has no time.
    if (/^\d\d:\d\d/.test(time)) change({ [key]: toMinutes(time) });
  };
  return (
    <>
      <h2>{t('quiet')}</h2>
      <Switch
        label={t('quietOn')}
        checked={quiet.enabled}
        onChange={(enabled) => change({ enabled, ...(enabled && quiet.timeZone === 'UTC' ? { timeZone: own } : {}) })}
      />
      {quiet.enabled ? (
        <div class={s.quiet}>
          <TextField label={t('quietFrom')} type="time" required value={toTime(quiet.from)} onValue={setTime('from')} />
          <TextField label={t('quietTo')} type="time" required value={toTime(quiet.to)} onValue={setTime('to')} />
          <SelectField
            label={t('quietZone')}
            value={quiet.timeZone}
            onValue={(timeZone) => change({ timeZone })}
            options={[...new Set(['UTC', own, quiet.timeZone, ...zones])].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
          />
        </div>
      ) : null}
    </>
  );
}
