/** One number: whose it is, what may leave, and what callers hear. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SiteInfo } from '../../protocol/api.ts';
import { type NumberInfo, type NumberSettings, VOICE_LANGUAGES, type VoiceLanguage } from '../../protocol/numbers.ts';
import { AreaField, Button, Empty, Notice, Page, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { toMinutes, toTime, zones } from '../design/day.ts';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { del, get, HttpError, put } from '../http.ts';
import { language } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { Cap } from './cap.tsx';
import s from './numbers.module.css';
import { Operators } from './operators.tsx';
import { t } from './texts.ts';

/** What the fields begin with when nothing was quiet. */
const NIGHT = { from: 21 * 60, to: 8 * 60 };

export function NumberEditor({ id }: { id: string }) {
  const [numbers, setNumbers] = useState<NumberInfo[] | null>(null);
  const [sites, setSites] = useState<SiteInfo[]>([]);
  const [fault, setFault] = useState('');
  const load = () => {
    setFault('');
    const fail = (error: unknown) => setFault(errorText(error));
    get<NumberInfo[]>('/numbers').then(setNumbers, fail);
    get<SiteInfo[]>('/sites').then(setSites, fail);
  };
  useEffect(load, []);
  const number = numbers?.find((one) => one.id === id);
  return (
    <Page>
      <a href="/app/settings/numbers">{t('back')}</a>
      {fault ? (
        <Notice tone="bad">
          {fault}
          <Button onClick={load}>{t('again')}</Button>
        </Notice>
      ) : number ? (
        <Form number={number} sites={sites} />
      ) : numbers ? (
        <Empty title={t('notFound')} />
      ) : (
        <p role="status">{t('loading')}</p>
      )}
    </Page>
  );
}

function Form({ number, sites }: { number: NumberInfo; sites: SiteInfo[] }) {
  const { route } = useLocation();
  const [saved, setSaved] = useState(number);
  const [edited, setEdited] = useState<NumberSettings>(number);
  const [cap, setCap] = useState(number.monthlyCap === null ? '' : String(number.monthlyCap));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [leaving, setLeaving] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<NumberSettings>) => setEdited({ ...edited, ...part });
  const names = new Intl.DisplayNames(language.value, { type: 'language' });
  const { label, quiet, timeZone, greeting, operators } = edited;

  const save = async () => {
    setFaults({});
    setBusy(true);
    try {
      const body = { ...edited, label: label.trim(), greeting: greeting.trim(), monthlyCap: cap === '' ? null : Number(cap) };
      const answer = await put<NumberInfo>(`/numbers/${number.id}`, settingsOf(body));
      setSaved(answer);
      setEdited(answer);
      toast(t('saved'));
    } catch (error) {
      if (error instanceof HttpError) setFaults(error.fields);
      toast(errorText(error));
    }
    setBusy(false);
  };
  return (
    <>
      <h1 class={s.number}>
        <bdi>{saved.display}</bdi>
      </h1>
      <Cap number={saved} />
      <form
        class={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t('label')}
          hint={t('labelHint')}
          dir="auto"
          maxLength={80}
          value={label}
          onValue={(next) => change({ label: next })}
        />
        <Operators operators={operators} faults={faults} onChange={(next) => change({ operators: next })} />
        <section class={styles.card} aria-label={t('sites')}>
          <h2>{t('sites')}</h2>
          <p class={styles.hint}>{t('sitesHint')}</p>
          {sites.map((site) => (
            <Switch
              key={site.id}
              label={site.settings.name}
              checked={edited.sites.includes(site.id)}
              onChange={(on) => change({ sites: on ? [...edited.sites, site.id] : edited.sites.filter((one) => one !== site.id) })}
            />
          ))}
        </section>
        <section class={styles.card} aria-label={t('sending')}>
          <h2>{t('sending')}</h2>
          <TextField label={t('cap')} hint={t('capHint')} type="number" min={0} max={1_000_000} step={1} value={cap} onValue={setCap} />
          <Switch label={t('quietOn')} checked={quiet !== null} onChange={(on) => change({ quiet: on ? NIGHT : null })} />
          {quiet ? (
            <>
              <div class={s.pair}>
                <TextField
                  label={t('from')}
                  type="time"
                  required
                  value={toTime(quiet.from)}
                  onValue={(from) => change({ quiet: { ...quiet, from: toMinutes(from) } })}
                />
                <TextField
                  label={t('to')}
                  type="time"
                  required
                  value={toTime(quiet.to)}
                  fault={faults.quiet === undefined ? undefined : t('quietSame')}
                  onValue={(to) => change({ quiet: { ...quiet, to: toMinutes(to) } })}
                />
              </div>
              <SelectField
                label={t('timeZone')}
                hint={t('quietHint')}
                value={timeZone}
                onValue={(next) => change({ timeZone: next })}
                options={['UTC', ...zones.filter((zone) => zone !== 'UTC')].map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
              />
            </>
          ) : null}
        </section>
        {saved.capabilities.includes('voice') ? (
          <section class={styles.card} aria-label={t('voicemail')}>
            <h2>{t('voicemail')}</h2>
            <SelectField
              label={t('language')}
              value={edited.language}
              onValue={(next) => change({ language: next as VoiceLanguage })}
              options={VOICE_LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)}
            />
            <AreaField
              label={t('greeting')}
              hint={t('greetingHint')}
              rows={2}
              maxLength={500}
              dir="auto"
              value={greeting}
              // It is said in one breath: lines mean nothing.
              onValue={(next) => change({ greeting: next.replace(/\s*\n\s*/g, ' ') })}
            />
          </section>
        ) : null}
        <div class={styles.bar}>
          <Button look="main" type="submit" disabled={busy}>
            {t('save')}
          </Button>
          <Button look="quiet" onClick={() => setLeaving(true)}>
            {t('giveUp')}
          </Button>
        </div>
      </form>
      {leaving ? (
        <Dialog
          title={t('giveUpTitle', { number: saved.display })}
          action={t('giveUp')}
          danger
          run={() => del(`/numbers/${saved.id}`)}
          onDone={() => {
            toast(t('gaveUp', { number: saved.display }));
            route('/app/settings/numbers');
          }}
          onClose={() => setLeaving(false)}
        >
          <p>{t('giveUpHint')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

/** What is sent: the settings alone. */
const settingsOf = ({ label, monthlyCap, quiet, timeZone, language, greeting, operators, sites }: NumberSettings): NumberSettings => ({
  label,
  monthlyCap,
  quiet,
  timeZone,
  language,
  greeting,
  operators,
  sites,
});
