import { useState } from 'preact/hooks';
import type { BusinessHours } from '../../protocol/site-settings.ts';
import { AreaField, Button, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { toMinutes, toTime, zones } from '../design/day.ts';
import { language } from '../i18n/catalog.ts';
import { lines } from './list.tsx';
import s from './settings.module.css';
import { t } from './texts.ts';

/** 4 January 1970 was a Sunday. */
const dayName = (day: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'long', timeZone: 'UTC' }).format((day + 3) * 86_400_000);

export function Hours({ hours, onChange }: { hours: BusinessHours; onChange: (hours: BusinessHours) => void }) {
  const [holidays, setHolidays] = useState(hours.holidays.join('\n'));
  const change = (part: Partial<BusinessHours>) => onChange({ ...hours, ...part });
  const changeSpan = (at: number, part: Partial<BusinessHours['spans'][number]>) =>
    change({ spans: hours.spans.map((span, index) => (index === at ? { ...span, ...part } : span)) });
  const days = [1, 2, 3, 4, 5, 6, 0].map((day) => [String(day), dayName(day)] as const);
  return (
    <section class={styles.card}>
      <h2>{t('hours')}</h2>
      <SelectField
        label={t('timeZone')}
        hint={t('timeZoneHint')}
        value={hours.timeZone}
        onValue={(timeZone) => change({ timeZone })}
        options={['UTC', ...zones.filter((zone) => zone !== 'UTC')].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
      />
      <Switch label={t('hoursOn')} checked={hours.enabled} onChange={(enabled) => change({ enabled })} />
      {hours.enabled ? (
        <>
          {hours.spans.map((span, index) => (
            <div class={s.line} key={index}>
              <SelectField
                label={t('day')}
                value={String(span.day)}
                onValue={(day) => changeSpan(index, { day: Number(day) })}
                options={days}
              />
              <TextField
                label={t('from')}
                type="time"
                required
                value={toTime(span.from)}
                onValue={(from) => changeSpan(index, { from: toMinutes(from) })}
              />
              <TextField
                label={t('to')}
                type="time"
                required
                value={toTime(span.to)}
                onValue={(to) => changeSpan(index, { to: toMinutes(to) })}
              />
              <Button look="quiet" onClick={() => change({ spans: hours.spans.filter((_, at) => at !== index) })}>
                {t('remove')}
              </Button>
            </div>
          ))}
          <div>
            <Button onClick={() => change({ spans: [...hours.spans, { day: 6, from: 540, to: 1020 }] })}>{t('addSpan')}</Button>
          </div>
          <AreaField
            label={t('holidays')}
            hint={t('holidaysHint')}
            rows={3}
            value={holidays}
            onValue={(text) => {
              setHolidays(text);
              change({ holidays: lines(text) });
            }}
          />
        </>
      ) : null}
    </section>
  );
}
