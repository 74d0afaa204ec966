/** A site's figures over a day, a week or a month. */

import { computed } from '@preact/signals';
import { BarChart3, ChevronLeft, ChevronRight } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { Category, SiteInfo } from '../../protocol/api.ts';
import type { StatisticsReport } from '../../protocol/statistics.ts';
import { Button, Empty, IconButton, Notice, SelectField, styles } from '../design/controls.tsx';
import { now } from '../design/time.ts';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { people, rooms } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import { Bars, MEASURES, type Measure } from './bars.tsx';
import { Parts } from './parts.tsx';
import { dayBeside, KINDS, type Kind, periodOf, today } from './period.ts';
import { useQuestion } from './question.ts';
import { Staffing } from './staffing.tsx';
import s from './statistics.module.css';
import { t } from './texts.ts';
import { Totals } from './totals.tsx';
import { periodName } from './words.ts';

/** What changes now has been counted after this long, ms. */
const COUNTED_AFTER = 7_000;

/** Ticks less often than the clock: who looks at today sees it go on. */
const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);

/** Counts up a while after something changed at the desk: what happened then is in the figures. */
function useChanges(): number {
  const [changes, setChanges] = useState(0);
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    setTimer((running) =>
      running === undefined
        ? setTimeout(() => {
            setTimer(undefined);
            setChanges((count) => count + 1);
          }, COUNTED_AFTER)
        : running,
    );
  }, [rooms.value]);
  useEffect(() => () => clearTimeout(timer), [timer]);
  return changes;
}

export function Report() {
  const [question, ask] = useQuestion();
  const [sites, setSites] = useState<SiteInfo[]>([]);
  const [categories, setCategories] = useState<Category[]>([]);
  const [listings, setListings] = useState<ReadonlySet<string>>(new Set());
  const [measure, setMeasure] = useState<Measure>('chats');
  const [report, setReport] = useState<StatisticsReport | null>(null);
  const [fault, setFault] = useState('');
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(true);
  const changes = useChanges();

  useEffect(() => {
    const fail = (error: unknown) => setFault(errorText(error));
    get<SiteInfo[]>('/sites').then(setSites, fail);
    get<Category[]>('/categories').then(setCategories, fail);
  }, [tries]);

  const site = sites.find(({ id }) => id === question.site) ?? sites[0];
  const present = site ? today(site.settings.hours.timeZone, minute.value) : '';
  const day = question.day || present;
  const { kind } = question;
  const period = day ? periodOf(kind, day) : null;
  const latest = period !== null && period.to >= present;
  const { operator, category, listing } = question;
  const parts = Object.entries({ operator, category, listing }).filter(([, value]) => value !== '');
  const query = site && period ? `${new URLSearchParams({ site: site.id, ...period, ...Object.fromEntries(parts) })}` : '';

  useEffect(() => {
    if (!query) return;
    const asked = new AbortController();
    setBusy(true);
    get<StatisticsReport>(`/statistics?${query}`, asked.signal).then(
      (found) => {
        setFault('');
        setReport(found);
        setListings((known) => new Set([...known, ...found.parts.listing.map(({ id }) => id)]));
        setBusy(false);
      },
      (error) => {
        if (asked.signal.aborted) return;
        setFault(errorText(error));
        setBusy(false);
      },
    );
    return () => asked.abort();
  }, [query, tries, latest && `${changes} ${minute.value}`]);

  if (fault) {
    return (
      <Notice tone="bad">
        {fault}
        <Button
          onClick={() => {
            setFault('');
            setTries(tries + 1);
          }}
        >
          {t('again')}
        </Button>
      </Notice>
    );
  }
  if (!site || !period) return <p role="status">{t('loading')}</p>;
  const any = (name: string) => ['', name] as const;
  return (
    <>
      <section class={styles.card} aria-label={t('period')}>
        <div class={styles.bar}>
          <h2 aria-live="polite">{periodName(period)}</h2>
          <IconButton label={t('earlier')} onClick={() => ask({ day: dayBeside(kind, day, -1) })}>
            <ChevronLeft aria-hidden="true" />
          </IconButton>
          <IconButton label={t('later')} disabled={latest} onClick={() => ask({ day: dayBeside(kind, day, 1) })}>
            <ChevronRight aria-hidden="true" />
          </IconButton>
        </div>
        <div class={s.choosers}>
          <SelectField
            label={t('period')}
            value={kind}
            onValue={(next) => ask({ kind: next as Kind })}
            options={KINDS.map((name) => [name, t(`one_${name}`)] as const)}
          />
          <SelectField
            label={t('site')}
            value={site.id}
            onValue={(id) => ask({ site: id, listing: '' })}
            options={sites.map(({ id, settings }) => [id, settings.name] as const)}
          />
          <SelectField
            label={t('operator')}
            value={operator}
            onValue={(id) => ask({ operator: id })}
            options={[any(t('everyone')), ...people.value.map(({ id, name }) => [id.slice(2), name] as const)]}
          />
          <SelectField
            label={t('category')}
            value={category}
            onValue={(id) => ask({ category: id })}
            options={[any(t('every')), ...categories.map(({ id, name }) => [id, name] as const)]}
          />
          {listings.size > 0 || listing ? (
            <SelectField
              label={t('listing')}
              value={listing}
              onValue={(id) => ask({ listing: id })}
              options={[
                any(t('every')),
                ...[...new Set([...listings, ...(listing ? [listing] : [])])].sort().map((id) => [id, id] as const),
              ]}
            />
          ) : null}
        </div>
        <p class={s.note}>
          {t('zone', { zone: site.settings.hours.timeZone.replaceAll('_', ' ') })}{' '}
          {isAdmin.value ? <a href={`/app/settings/sites/${site.id}`}>{t('changeZone')}</a> : null}
        </p>
      </section>
      {report ? (
        <div class={s.report} aria-busy={busy}>
          <Figures report={report} measure={measure} onMeasure={setMeasure} query={query} />
        </div>
      ) : (
        <p role="status">{t('loading')}</p>
      )}
    </>
  );
}

function Figures({
  report,
  measure,
  onMeasure,
  query,
}: {
  report: StatisticsReport;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
  query: string;
}) {
  const { total, before, from, to } = report;
  const measures = MEASURES.filter((name) => name !== 'visitors' || total.visitors !== null);
  const shown = measures.includes(measure) ? measure : 'chats';
  const chart = { report, query, measure: shown };
  const days = report.bars.day.now.length;
  return (
    <>
      <p class={s.note}>{t(before.until === undefined ? 'comparedWith' : 'comparedSoFar', { period: periodName(before) })}</p>
      {total.chats === 0 && !total.visitors ? (
        <Empty icon={<BarChart3 aria-hidden="true" />} title={t('nothing')}>
          <p>{t('nothingMore')}</p>
        </Empty>
      ) : (
        <>
          <Totals report={report} />
          <fieldset class={s.measures}>
            <legend>{t('chartsShow')}</legend>
            {measures.map((name) => (
              <label key={name}>
                <input type="radio" name="measure" checked={name === shown} onChange={() => onMeasure(name)} />
                {t(name)}
              </label>
            ))}
          </fieldset>
          <p class={s.key} aria-hidden="true">
            <span class={s.keyNow}>{periodName({ from, to })}</span>
            <span class={s.keyBefore}>{periodName(before)}</span>
          </p>
          <Bars title={t('byHour')} grouping="hour" {...chart} />
          {days > 1 ? <Bars title={t('byWeekday')} grouping="weekday" {...chart} /> : null}
          {days > 7 ? <Bars title={t('byDay')} grouping="day" {...chart} /> : null}
          <Parts part="operator" slices={report.parts.operator} query={query} />
          <Parts part="category" slices={report.parts.category} query={query} />
          <Parts part="listing" slices={report.parts.listing} query={query} />
        </>
      )}
      <Staffing staffing={report.staffing} />
    </>
  );
}
