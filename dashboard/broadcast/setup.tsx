/** Before a broadcast: for whom, with what, and how one will be seen. */
import { useState } from 'preact/hooks';
import { canShareScreen } from '../../protocol/client/video/devices.ts';
import { Preview, usePreview, type Wanted } from '../calls/preview.tsx';
import { t as ofCalls } from '../calls/texts.ts';
import { Button, Notice, Switch, styles } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import { hasListingsOnly, lost } from '../stores/desk.ts';
import { AudienceFields } from './audience.tsx';
import s from './broadcast.module.css';
import { audienceOf, type Choice } from './choice.ts';
import { type OwnCast, picks } from './own.ts';
import { t } from './texts.ts';

const SOURCES = ['camera', 'screen', 'voice'] as const;
type Source = (typeof SOURCES)[number];

const wantedBy = (source: Source, audio: boolean): Wanted => ({
  audio: audio || source === 'voice',
  picture: source === 'voice' ? null : source,
});

interface Props {
  cast: OwnCast | null;
  site: string;
  onSite: (site: string) => void;
}

export function Setup({ cast, site, onSite }: Props) {
  const [choice, setChoice] = useState<Choice>(() => firstChoice(site));
  const [source, setSource] = useState<Source>('camera');
  const [audio, setAudio] = useState(true);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const wanted = wantedBy(source, audio);
  const preview = usePreview(wanted);
  const { tracks, fault, asked, open, take } = preview;
  const audience = audienceOf(choice);
  const view = cast?.view;
  const isThere = view?.loaded && view.connection === 'open';
  const want = (next: Source, sound: boolean) => {
    setSource(next);
    setAudio(sound);
    if (asked) void open(wantedBy(next, sound));
  };
  const goLive = async () => {
    if (!cast || !audience || busy) return;
    setBusy(true);
    setRefusal('');
    const sending = {
      audio: tracks.some(({ kind }) => kind === 'audio'),
      video: tracks.some(({ kind }) => kind === 'video'),
      ...(source === 'screen' ? { screen: true as const } : {}),
    };
    try {
      await cast.studio.goLive(audience, sending, take);
      picks.value = null;
    } catch (error) {
      setRefusal(errorText(error));
    }
    setBusy(false);
  };
  const change = (next: string) => {
    setChoice({ ...firstChoice(next), to: choice.to });
    onSite(next);
  };

  return (
    <form
      class={s.setup}
      onSubmit={(event) => {
        event.preventDefault();
        void goLive();
      }}
    >
      <section class={styles.card} aria-label={t('audience')}>
        <AudienceFields site={site} onSite={change} choice={choice} onChoice={(part) => setChoice((before) => ({ ...before, ...part }))} />
      </section>
      <section class={styles.card} aria-label={t('source')}>
        <fieldset class={s.choices}>
          <legend class={styles.label}>{t('source')}</legend>
          {SOURCES.filter((one) => one !== 'screen' || canShareScreen()).map((one) => (
            <label key={one} class={styles.switch}>
              <input type="radio" name="source" checked={source === one} onChange={() => want(one, audio)} />
              <span>{t(`source_${one}`)}</span>
            </label>
          ))}
        </fieldset>
        {source === 'voice' ? null : <Switch label={t('withSound')} checked={audio} onChange={(on) => want(source, on)} />}
        <p class={s.muted}>{t('explain')}</p>
        {fault ? <Notice tone="bad">{ofCalls(fault)}</Notice> : null}
        {fault === 'missing' && source === 'camera' ? <p class={s.muted}>{t('noCamera')}</p> : null}
        <Preview preview={preview} wanted={wanted} />
        {tracks.length === 0 ? <Button onClick={() => void open(wanted)}>{t(`switchOn_${source}`)}</Button> : null}
      </section>
      <div class={s.go}>
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        {view && !isThere && (view.loaded || lost.value) ? <Notice>{t('offline')}</Notice> : null}
        <Button look="main" type="submit" disabled={busy || !isThere || !audience || tracks.length === 0}>
          {t('goLive')}
        </Button>
        <p class={s.muted}>{t(tracks.length === 0 ? 'firstPreview' : audience ? 'ready' : 'firstAudience')}</p>
      </div>
    </form>
  );
}

/** Those who were picked on another page, else everybody whom one may reach. */
function firstChoice(site: string): Choice {
  const given = picks.value?.site === site ? picks.value.visitors : null;
  return { to: hasListingsOnly() ? 'listing' : given ? 'picked' : 'site', url: '', listing: '', picked: given ?? new Map() };
}
