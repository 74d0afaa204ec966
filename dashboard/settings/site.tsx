/** One site's settings, with the widget beside them as it will look. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SiteInfo } from '../../protocol/api.ts';
import { LANGUAGES, type SiteSettings, widgetSettings } from '../../protocol/site-settings.ts';
import { Button, Field, Notice, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { get, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { isAdmin } from '../stores/me.ts';
import { FormEditor } from './form-editor.tsx';
import { GreetingsEditor } from './greetings.tsx';
import { Hours } from './hours.tsx';
import { lines } from './list.tsx';
import { RoutingEditor } from './routing.tsx';
import s from './settings.module.css';
import { t } from './texts.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function SiteEditor({ id }: { id: string }) {
  const [site, setSite] = useState<SiteInfo | null>(null);
  const [draft, setDraft] = useState<SiteSettings | null>(null);
  const [view, setView] = useState<View>('chat');
  const [fault, setFault] = useState('');
  const [secret, setSecret] = useState(false);
  useEffect(() => {
    get<SiteInfo>(`/sites/${id}`).then(
      (found) => {
        setSite(found);
        setDraft(found.settings);
      },
      (error) => setFault(errorText(error)),
    );
  }, [id]);
  if (!site || !draft) return fault ? <Notice tone="bad">{fault}</Notice> : null;
  const change = (part: Partial<SiteSettings>) => setDraft({ ...draft, ...part });
  const changed = !same(draft, site.settings);
  /** The greeting that was changed, as far as one can tell. */
  const edited = draft.greetings.findLast((rule) => !site.settings.greetings.some((saved) => same(saved, rule))) ?? draft.greetings.at(-1);
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  const save = async () => {
    try {
      const saved = await put<SiteInfo>(`/sites/${id}`, { settings: draft });
      setSite(saved);
      setDraft(saved.settings);
      setFault('');
      toast(t('saved'));
    } catch (error) {
      setFault(errorText(error));
    }
  };
  return (
    <div class={s.two}>
      <div class={s.editor}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <h1>{site.settings.name}</h1>
          {isAdmin.value ? null : <Notice>{t('onlyAdmins')}</Notice>}
          <section class={styles.card}>
            <h2>{t('look')}</h2>
            <TextField label={t('siteName')} required maxLength={100} value={draft.name} onValue={(name) => change({ name })} />
            <TextField label={t('colour')} type="color" value={draft.colour} onValue={(colour) => change({ colour })} />
            <SelectField
              label={t('theme')}
              value={draft.theme}
              onValue={(theme) => change({ theme: theme as SiteSettings['theme'] })}
              options={(['auto', 'light', 'dark'] as const).map((theme) => [theme, t(`theme_${theme}`)] as const)}
            />
            <SelectField
              label={t('position')}
              value={draft.position}
              onValue={(position) => change({ position: position as SiteSettings['position'] })}
              options={(['right', 'left'] as const).map((side) => [side, t(side)] as const)}
            />
            <TextField
              label={t('launcher')}
              hint={t('launcherHint')}
              maxLength={60}
              value={draft.launcher}
              onValue={(launcher) => change({ launcher })}
            />
            <TextField label={t('greeting')} maxLength={500} value={draft.greeting} onValue={(greeting) => change({ greeting })} />
            <SelectField
              label={t('siteLanguage')}
              value={draft.language}
              onValue={(language) => change({ language })}
              options={[['auto', t('visitorLanguage')], ...LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)]}
            />
          </section>
          <section class={styles.card}>
            <h2>{t('behaviour')}</h2>
            <Origins origins={draft.origins} onChange={(origins) => change({ origins })} />
            <Countries
              label={t('blockedCountries')}
              hint={t('blockedCountriesHint')}
              codes={draft.blockedCountries}
              onChange={(blockedCountries) => change({ blockedCountries })}
            />
            <TextField
              label={t('patience')}
              type="number"
              min={10}
              max={3600}
              value={String(draft.patience)}
              onValue={(patience) => change({ patience: Number(patience) })}
            />
            <Switch label={t('preview')} checked={draft.preview} onChange={(preview) => change({ preview })} />
            <p class={styles.hint}>{t('previewHint')}</p>
            {draft.preview ? (
              <Countries label={t('previewOff')} codes={draft.previewOff} onChange={(previewOff) => change({ previewOff })} />
            ) : null}
          </section>
          <GreetingsEditor
            rules={draft.greetings}
            onChange={(greetings) => {
              change({ greetings });
              setView(greetings.length > 0 ? 'greeting' : 'launcher');
            }}
          />
          <RoutingEditor routing={draft.routing} onChange={(routing) => change({ routing })} />
          <Hours hours={draft.hours} onChange={(hours) => change({ hours })} />
          <FormEditor
            title={t('prechat')}
            onLabel={t('prechatOn')}
            form={draft.prechat}
            onChange={(prechat) => {
              change({ prechat });
              setView('prechat');
            }}
          />
          <FormEditor
            title={t('offline')}
            onLabel={t('offlineOn')}
            form={draft.offline}
            onChange={(offline) => {
              change({ offline });
              setView('offline');
            }}
          />
          {site.identitySecret ? (
            <section class={styles.card}>
              <h2>{t('identity')}</h2>
              <p class={styles.hint}>{t('identityHint')}</p>
              <a href={`/app/guides/identity?site=${id}`}>{t('guides')}</a>
              {secret ? (
                <code class={s.secret}>{site.identitySecret}</code>
              ) : (
                <div>
                  <Button onClick={() => setSecret(true)}>{t('show')}</Button>
                </div>
              )}
            </section>
          ) : null}
          {isAdmin.value ? (
            <div class={s.sticky}>
              <Button look="main" type="submit" disabled={!changed}>
                {t('save')}
              </Button>
              {changed ? <span class={styles.hint}>{t('discardChanges')}</span> : null}
              {fault ? (
                <span class={styles.fault} role="alert">
                  {fault}
                </span>
              ) : null}
            </div>
          ) : null}
        </form>
      </div>
      <Preview settings={draft} view={view} greeting={edited?.text ?? ''} onView={setView} />
    </div>
  );
}

/** Country codes, kept as typed: half a code is none yet. */
function Countries({
  label,
  hint,
  codes,
  onChange,
}: {
  label: string;
  hint?: string;
  codes: string[];
  onChange: (codes: string[]) => void;
}) {
  const [text, setText] = useState(codes.join(', '));
  return (
    <TextField
      label={label}
      {...(hint ? { hint } : {})}
      placeholder="DE, FR"
      value={text}
      onValue={(typed) => {
        setText(typed);
        onChange([
          ...new Set(
            typed
              .toUpperCase()
              .split(/[\s,;]+/)
              .filter(Boolean),
          ),
        ]);
      }}
    />
  );
}

/** Kept as typed until the field is left: a line half written is no origin yet. */
function Origins({ origins, onChange }: { origins: string[]; onChange: (origins: string[]) => void }) {
  const [text, setText] = useState(origins.join('\n'));
  return (
    <Field label={t('origins')} hint={t('originsHint')}>
      {(props) => (
        <textarea
          {...props}
          rows={3}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            onChange(lines(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}

const VIEWS = ['launcher', 'greeting', 'chat', 'prechat', 'offline'] as const;
type View = (typeof VIEWS)[number];

interface PreviewProps {
  settings: SiteSettings;
  view: View;
  greeting: string;
  onView: (view: View) => void;
}

function Preview({ settings, view, greeting, onView }: PreviewProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const heard = ({ source, data }: MessageEvent) => {
      if (source === frame.current?.contentWindow && data === 'foyer-preview-ready') setReady(true);
    };
    addEventListener('message', heard);
    return () => removeEventListener('message', heard);
  }, []);
  useEffect(() => {
    if (ready) frame.current?.contentWindow?.postMessage({ foyerPreview: widgetSettings(settings), view, greeting }, location.origin);
  }, [ready, settings, view, greeting]);
  return (
    <aside class={s.preview}>
      <SelectField
        label={t('previewTitle')}
        value={view}
        onValue={(next) => onView(next as View)}
        options={VIEWS.map((one) => [one, t(`view_${one}`)] as const)}
      />
      <iframe ref={frame} title={t('previewTitle')} src="/w/preview" />
    </aside>
  );
}
