/** When chats come: every hour of the week, shaded by how many, and the busiest in words. */
import type { StatisticsReport } from '../../protocol/statistics.ts';
import { styles } from '../design/controls.tsx';
import s from './statistics.module.css';
import { t } from './texts.ts';
import { decimal, hourName, periodName, weekdayName } from './words.ts';

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** How many of the busiest hours are named. */
const NAMED = 5;
/** Strongest shade, percent: text stays readable on it. */
const STRONGEST = 45;

export function Staffing({ staffing }: { staffing: StatisticsReport['staffing'] }) {
  const { chats, missed } = staffing;
  const of = (table: number[][], weekday: number, hour: number) => table[weekday]?.[hour] ?? 0;
  const most = Math.max(...chats.flat());
  const best = WEEKDAYS.flatMap((weekday) => HOURS.map((hour) => ({ weekday, hour, chats: of(chats, weekday, hour) })))
    .filter((cell) => cell.chats > 0)
    .toSorted((a, b) => b.chats - a.chats)
    .slice(0, NAMED);
  return (
    <section class={styles.card}>
      <h2>{t('staffing')}</h2>
      <p class={s.note}>{t('staffingNote', { period: periodName(staffing) })}</p>
      {best.length === 0 ? (
        <p>{t('staffingNone')}</p>
      ) : (
        <>
          <ol class={s.best}>
            {best.map((cell) => {
              const lost = of(missed, cell.weekday, cell.hour);
              const values = { day: weekdayName(cell.weekday), from: hourName(cell.hour), to: hourName((cell.hour + 1) % 24) };
              return (
                <li key={`${cell.weekday} ${cell.hour}`}>
                  {t('bestHour', { ...values, chats: decimal(cell.chats) })}
                  {lost > 0 ? ` · ${t('ofThemMissed', { missed: decimal(lost) })}` : ''}
                </li>
              );
            })}
          </ol>
          <table class={s.heat}>
            <caption class="visually-hidden">{t('staffingCaption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('hour')}</th>
                {WEEKDAYS.map((weekday) => (
                  <th scope="col" key={weekday}>
                    <abbr title={weekdayName(weekday)}>{weekdayName(weekday, 'short')}</abbr>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {HOURS.map((hour) => (
                <tr key={hour}>
                  <th scope="row">{hourName(hour)}</th>
                  {WEEKDAYS.map((weekday) => {
                    const value = of(chats, weekday, hour);
                    return (
                      <td key={weekday} style={{ '--shade': `${Math.round((value / most) * STRONGEST)}%` }}>
                        {value > 0 ? decimal(value) : <span aria-hidden="true">·</span>}
                        {value > 0 ? null : <span class="visually-hidden">0</span>}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
