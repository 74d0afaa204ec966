/** The figures of a period, each with what it was in the period before. */
import type { StatisticsReport } from '../../protocol/statistics.ts';
import s from './statistics.module.css';
import { t } from './texts.ts';
import { change, count, decimal, length, median } from './words.ts';

interface Shown {
  name: 'visitors' | 'chats' | 'meaningful' | 'missed' | 'offline' | 'response' | 'duration' | 'rating';
  value: string;
  more?: string;
  now: number | null;
  before: number | null;
  past: string;
}

export function Totals({ report: { total, before } }: { report: StatisticsReport }) {
  const past = before.total;
  const counted = (name: 'visitors' | 'chats' | 'meaningful' | 'missed' | 'offline'): Shown => ({
    name,
    value: count(total[name]),
    now: total[name],
    before: past[name],
    past: count(past[name]),
  });
  const lasting = (name: 'response' | 'duration'): Shown => ({
    name,
    value: median(total[name]),
    more: t('average', { length: length(total[name].average) }),
    now: total[name].average,
    before: past[name].average,
    past: t('average', { length: length(past[name].average) }),
  });
  const rating: Shown = {
    name: 'rating',
    value: decimal(total.rating.average),
    more: t('ratings', { count: total.rating.count }),
    now: total.rating.average,
    before: past.rating.average,
    past: decimal(past.rating.average),
  };
  const figures = [
    ...(total.visitors === null ? [] : [counted('visitors')]),
    ...[counted('chats'), counted('meaningful'), counted('missed'), counted('offline'), lasting('response'), lasting('duration'), rating],
  ];
  return (
    <dl class={s.figures}>
      {figures.map(({ name, value, more, now, before, past }) => {
        const delta = change(now, before);
        return (
          <div class={s.figure} key={name}>
            <dt>{t(name)}</dt>
            <dd class={name === 'response' || name === 'duration' ? s.words : ''}>{value}</dd>
            {more ? <dd class={s.more}>{more}</dd> : null}
            <dd class={s.more}>
              {delta ? <strong>{delta} </strong> : null}
              {t('beforeWas', { value: past })}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
