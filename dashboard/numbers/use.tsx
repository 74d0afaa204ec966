/** SMS by month, number and person, for owners and admins of accounts that have a number. */
import { ChevronLeft, ChevronRight, Download } from 'lucide-preact';
import { Suspense } from 'preact/compat';
import { useEffect, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { SmsUse } from '../../protocol/numbers.ts';
import { Button, IconButton, Notice, SelectField, styles } from '../design/controls.tsx';
import { get } from '../http.ts';
import { language } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import statistics from '../statistics/statistics.module.css';
import { Wide } from '../statistics/wide.tsx';
import { barName, count } from '../statistics/words.ts';
import s from './numbers.module.css';
import { t } from './texts.ts';

const Chart = lazy(() => import('../statistics/chart.tsx'));

const MEASURES = ['sent', 'received'] as const;
type Measure = (typeof MEASURES)[number];
const COLUMNS = ['sent', 'received', 'sentBefore', 'receivedBefore'] as const;

const thisMonth = (): string => new Date().toISOString().slice(0, 7);
/** The same month in another year. */
const yearBeside = (month: string, by: number): string => `${Number(month.slice(0, 4)) + by}${month.slice(4)}`;
const monthName = (month: string, short = false): string => barName('month', month, short);

/** Without its year: there is little room. */
const nameOnAxis = (month: string): string =>
  new Intl.DateTimeFormat(language.value, { month: 'short', timeZone: 'UTC' }).format(Date.parse(`${month}-01T00:00:00Z`));

export default function Use() {
  const [to, setTo] = useState(thisMonth);
  const [month, setMonth] = useState('');
  const [use, setUse] = useState<SmsUse | null>(null);
  const [fault, setFault] = useState('');
  const [tries, setTries] = useState(0);
  const query = `${new URLSearchParams({ to, ...(month ? { month } : {}) })}`;
  useEffect(() => {
    const asked = new AbortController();
    get<SmsUse>(`/numbers/use?${query}`, asked.signal).then(
      (found) => {
        setFault('');
        setUse(found);
      },
      (error) => asked.signal.aborted || setFault(errorText(error)),
    );
    return () => asked.abort();
  }, [query, tries]);
  if (fault) {
    return (
      <Notice tone="bad">
        {t('useTitle')}: {fault}
        <Button onClick={() => setTries(tries + 1)}>{t('again')}</Button>
      </Notice>
    );
  }
  // Who has no number reads nothing of numbers.
  if (!use || (use.numbers.length === 0 && to === thisMonth())) return null;
  const step = (by: number) => {
    setTo(yearBeside(to, by));
    setMonth('');
  };
  const [first, last] = [use.months[0]!.month, use.months.at(-1)!.month];
  return (
    <section class={`${styles.card} ${s.use}`} aria-label={t('useTitle')}>
      <div class={styles.bar}>
        <h2 aria-live="polite">
          {t('useTitle')} · {t('usePeriod', { from: monthName(first, true), to: monthName(last, true) })}
        </h2>
        <IconButton label={t('useEarlier')} onClick={() => step(-1)}>
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <IconButton label={t('useLater')} disabled={to >= thisMonth()} onClick={() => step(1)}>
          <ChevronRight aria-hidden="true" />
        </IconButton>
        <a class={`${styles.button} ${styles.small} ${s.file}`} href={`/api/numbers/use/csv?${query}`} download aria-label={t('csv')}>
          <Download aria-hidden="true" /> CSV
        </a>
      </div>
      <Months use={use} />
      <SelectField
        label={t('month')}
        value={month}
        onValue={setMonth}
        options={[['', t('allMonths')], ...[...use.months].reverse().map((one) => [one.month, monthName(one.month)] as const)]}
      />
      <h3>{t('byNumber')}</h3>
      <Wide label={t('byNumber')}>
        <table class={statistics.table}>
          <thead>
            <tr>
              <th scope="col">{t('number')}</th>
              <th scope="col">{t('sent')}</th>
              <th scope="col">{t('received')}</th>
            </tr>
          </thead>
          <tbody>
            {use.numbers.map(({ id, display, label, sent, received }) => (
              <tr key={id}>
                <th scope="row">
                  <bdi>{display}</bdi> <bdi>{label}</bdi>
                </th>
                <td>{count(sent)}</td>
                <td>{count(received)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <h3>{t('byPerson')}</h3>
      {use.people.length === 0 ? (
        <p>{t('nobodySent')}</p>
      ) : (
        <Wide label={t('byPerson')}>
          <table class={statistics.table}>
            <thead>
              <tr>
                <th scope="col">{t('person')}</th>
                <th scope="col">{t('sent')}</th>
              </tr>
            </thead>
            <tbody>
              {use.people.map(({ id, name, sent }) => (
                <tr key={id}>
                  <th scope="row">
                    <bdi>{name || t(id ? 'former' : 'byItself')}</bdi>
                  </th>
                  <td>{count(sent)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <p class={statistics.note}>{t('useNote')}</p>
    </section>
  );
}

/** The chart of the months, and the table behind it. */
function Months({ use: { months } }: { use: SmsUse }) {
  const [measure, setMeasure] = useState<Measure>('sent');
  const past = `${measure}Before` as const;
  // Who had no number a year ago has nothing to compare with.
  const before = months.some((one) => one[past] > 0) ? months.map((one) => one[past]) : [];
  return (
    <>
      <fieldset class={statistics.measures}>
        <legend>{t('shown')}</legend>
        {MEASURES.map((name) => (
          <label key={name}>
            <input type="radio" name="sms" checked={name === measure} onChange={() => setMeasure(name)} />
            {t(name)}
          </label>
        ))}
      </fieldset>
      {before.length > 0 ? (
        <p class={statistics.key} aria-hidden="true">
          <span class={statistics.keyNow}>{t('keyNow')}</span>
          <span class={statistics.keyBefore}>{t('keyBefore')}</span>
        </p>
      ) : null}
      <Suspense fallback={<div class={statistics.chart} />}>
        <Chart
          label={t('chartOf', { measure: t(measure) })}
          names={months.map(({ month }) => nameOnAxis(month))}
          now={months.map((one) => one[measure])}
          before={before}
          say={(at) => {
            const one = months[at]!;
            const said = `${monthName(one.month)}: ${count(one[measure])}`;
            return before.length > 0 ? `${said} · ${t('beforeWas', { value: count(one[past]) })}` : said;
          }}
        />
      </Suspense>
      <details class={statistics.details}>
        <summary>{t('asTable')}</summary>
        <Wide label={t('byMonth')}>
          <table class={statistics.table}>
            <thead>
              <tr>
                <th scope="col">{t('monthColumn')}</th>
                {COLUMNS.map((name) => (
                  <th scope="col" key={name}>
                    {t(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {months.map((one) => (
                <tr key={one.month}>
                  <th scope="row">{monthName(one.month)}</th>
                  {COLUMNS.map((name) => (
                    <td key={name}>{count(one[name])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </details>
    </>
  );
}
