/** The client portal's look, its host name, and when mails of unread messages go out. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { accentOn, GROUNDS } from '../../protocol/colour.ts';
import { DIGEST_MINUTES, type PortalSettings, type PortalSettingsInfo } from '../../protocol/portal.ts';
import { Button, Notice, Page, Switch, styles, TextField } from '../design/controls.tsx';
import { Copy } from '../design/copy.tsx';
import { toast } from '../design/toasts.tsx';
import { del, get, HttpError, put, toError } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './settings.module.css';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));
/** What the field shows when a portal has no colour of its own yet. */
const DEFAULT_COLOUR = '#c2410c';

export function Portal() {
  const [saved, setSaved] = useState<PortalSettingsInfo | null>(null);
  useEffect(() => {
    get<PortalSettingsInfo>('/portal-settings').then(setSaved, fail);
  }, []);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('portal')}</h1>
        <a href="/app/clients">{t('portalClients')}</a>
      </div>
      <p>{t('portalIntro')}</p>
      {saved ? (
        <>
          <section class={styles.card}>
            <h2>{t('portalAddress')}</h2>
            <code class={s.secret}>{saved.url}</code>
            <div class={styles.bar}>
              <Copy text={saved.url} copy={t('copy')} copied={t('copied')} />
              <a href={saved.url}>{t('portalOpen')}</a>
            </div>
          </section>
          <Logo saved={saved} onSaved={setSaved} />
          <Form saved={saved} onSaved={setSaved} />
        </>
      ) : null}
    </Page>
  );
}

interface Props {
  saved: PortalSettingsInfo;
  onSaved: (saved: PortalSettingsInfo) => void;
}

function Form({ saved, onSaved }: Props) {
  const [edited, setEdited] = useState<PortalSettings>(saved);
  const [minutes, setMinutes] = useState(String(saved.digestMinutes));
  const [hostFault, setHostFault] = useState('');
  const change = (part: Partial<PortalSettings>) => setEdited({ ...edited, ...part });
  const save = async () => {
    setHostFault('');
    const { title, colour, host } = edited;
    try {
      const answer = await put<PortalSettingsInfo>('/portal-settings', {
        title: title.trim(),
        colour,
        host,
        digestMinutes: Number(minutes),
      });
      onSaved(answer);
      setEdited(answer);
      toast(t('saved'));
    } catch (error) {
      const isHost = error instanceof HttpError && (error.fields.host || error.code === 'host_taken');
      if (!isHost) throw error;
      setHostFault(error.code === 'host_taken' ? errorText(error) : t('hostWrong', { host: saved.target }));
    }
  };
  return (
    <form
      class={styles.card}
      onSubmit={(event) => {
        event.preventDefault();
        void save().catch(fail);
      }}
    >
      <TextField
        label={t('portalTitle')}
        hint={t('portalTitleHint', { name: saved.accountName })}
        maxLength={80}
        dir="auto"
        value={edited.title}
        onValue={(title) => change({ title })}
      />
      <Switch
        label={t('ownColour')}
        checked={edited.colour !== ''}
        onChange={(on) => change({ colour: on ? saved.colour || DEFAULT_COLOUR : '' })}
      />
      {edited.colour ? (
        <>
          <TextField label={t('colour')} type="color" value={edited.colour} onValue={(colour) => change({ colour })} />
          <Contrast colour={edited.colour} />
        </>
      ) : null}
      <TextField
        label={t('host')}
        hint={t('hostHint', { target: saved.target })}
        fault={hostFault}
        maxLength={253}
        autocapitalize="off"
        spellcheck={false}
        inputMode="url"
        placeholder="portal.company.example"
        value={edited.host}
        onValue={(host) => change({ host })}
      />
      <TextField
        label={t('digestMinutes')}
        hint={t('digestHint')}
        type="number"
        required
        min={DIGEST_MINUTES.min}
        max={DIGEST_MINUTES.max}
        value={minutes}
        onValue={setMinutes}
      />
      <div>
        <Button look="main" type="submit">
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** The colour as the portal uses it on light and on dark pages, and whether it had to be changed to be seen there. */
function Contrast({ colour }: { colour: string }) {
  const shades = (['light', 'dark'] as const).map((ground) => ({ ground, ...accentOn(colour, GROUNDS[ground]) }));
  const changed = shades.filter(({ fill }) => fill !== colour);
  return (
    <>
      <div class={s.swatches}>
        {shades.map(({ ground, fill, on, ink }) => (
          <figure key={ground} style={{ background: GROUNDS[ground] }}>
            <span style={{ background: fill, color: on }}>{t('sampleButton')}</span>
            <figcaption style={{ color: ink }}>{t(`theme_${ground}`)}</figcaption>
          </figure>
        ))}
      </div>
      <Notice {...(changed.length > 0 ? {} : { tone: 'good' as const })}>
        {changed.length === 0 ? t('contrastGood') : changed.map(({ ground }) => t(`contrast_${ground}`)).join(' ')}
      </Notice>
    </>
  );
}

function Logo({ saved, onSaved }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const upload = async (file: File) => {
    const response = await fetch('/api/portal-settings/logo', { method: 'PUT', body: file, headers: { 'content-type': file.type } });
    const body = await response.json().catch(() => null);
    if (!response.ok) throw toError(response.status, body);
    onSaved(body as PortalSettingsInfo);
  };
  return (
    <section class={styles.card}>
      <h2>{t('logo')}</h2>
      <div class={styles.bar}>
        {saved.logo ? <img class={s.logo} src={saved.logo} alt={t('logo')} /> : null}
        <Button onClick={() => picker.current?.click()}>{t('chooseLogo')}</Button>
        {saved.logo ? (
          <Button look="quiet" onClick={() => void del<PortalSettingsInfo>('/portal-settings/logo').then(onSaved, fail)}>
            {t('removePhoto')}
          </Button>
        ) : null}
      </div>
      <p class={styles.hint}>{t('logoHint')}</p>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('chooseLogo')}
        accept="image/png,image/jpeg,image/webp"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void upload(file).catch(fail);
          event.currentTarget.value = '';
        }}
      />
    </section>
  );
}
