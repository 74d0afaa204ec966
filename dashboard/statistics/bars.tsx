/** A chart and the table behind it. */

import { Suspense } from 'preact/compat';
import { lazy } from 'preact-iso';
import type { Bar, Grouping, StatisticsReport } from '../../protocol/statistics.ts';
import { styles } from '../design/controls.tsx';
import { Download } from './download.tsx';
import s from './statistics.module.css';
import { t } from './texts.ts';
import { Wide } from './wide.tsx';
import { barName, count } from './words.ts';

const Chart = lazy(() => import('./chart.tsx'));

export const MEASURES = ['chats', 'meaningful', 'visitors', 'missed'] as const satisfies (keyof Bar)[];
export type Measure = (typeof MEASURES)[number];

export function Bars({
  title,
  grouping,
  measure,
  report,
  query,
}: {
  title: string;
  grouping: Grouping;
  measure: Measure;
  report: StatisticsReport;
  query: string;
}) {
  const { now, before } = report.bars[grouping];
  const shown = MEASURES.filter((name) => name !== 'visitors' || report.total.visitors !== null);
  const of = (bars: Bar[]) => bars.map((bar) => bar[measure] ?? 0);
  const say = (at: number) => {
    const [bar, past] = [now[at], before[at]];
    const text = bar ? `${barName(grouping, bar.key)}: ${count(bar[measure])}` : '';
    return past ? `${text} · ${t('beforeWas', { value: count(past[measure]) })}` : text;
  };
  return (
    <section class={styles.card}>
      <div class={styles.bar}>
        <h2>{title}</h2>
        <Download by={grouping} query={query} what={title} />
      </div>
      <Suspense fallback={<div class={s.chart} />}>
        <Chart
          label={t('chartOf', { measure: t(measure), title })}
          names={now.map(({ key }) => barName(grouping, key, true))}
          now={of(now)}
          before={of(before)}
          say={say}
        />
      </Suspense>
      <details class={s.details}>
        <summary>{t('asTable')}</summary>
        <Wide label={title}>
          <table class={s.table}>
            <thead>
              <tr>
                <th scope="col">{t(grouping)}</th>
                {shown.map((name) => (
                  <th scope="col" key={name}>
                    {t(name)}
                  </th>
                ))}
                {shown.map((name) => (
                  <th scope="col" key={name}>
                    {t('columnBefore', { name: t(name) })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {now.map((bar, at) => (
                <tr key={bar.key}>
                  <th scope="row">{barName(grouping, bar.key)}</th>
                  {shown.map((name) => (
                    <td key={name}>{count(bar[name])}</td>
                  ))}
                  {shown.map((name) => (
                    <td key={name}>{count(before[at]?.[name] ?? null)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </details>
    </section>
  );
}
