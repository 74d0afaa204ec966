/** While a broadcast is on: one's own picture, who watches, what they write and ask. */
import { useEffect, useRef } from 'preact/hooks';
import { DeviceKeys } from '../calls/keys.tsx';
import { t as ofCalls } from '../calls/texts.ts';
import { Button, Notice, styles } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import { siteName } from '../stores/desk.ts';
import { OwnPicture } from './bar.tsx';
import { Board } from './board.tsx';
import s from './broadcast.module.css';
import { CastChats } from './chats.tsx';
import { EndButton } from './end.tsx';
import type { OwnCast } from './own.ts';
import { audienceText, t } from './texts.ts';
import { Viewers } from './viewers.tsx';

export function Live({ cast }: { cast: OwnCast }) {
  const { view, studio, site } = cast;
  const live = view.live!;
  return (
    <div class={s.studio}>
      <div class={s.head}>
        <h1>
          <span class={s.live}>{t('live')}</span> {t('watching', { count: view.count })}
        </h1>
        <p class={s.muted}>
          {audienceText(live.audience, siteName(site))} · {lasting(live.since)}
        </p>
        <EndButton studio={studio} />
      </div>
      <Troubles cast={cast} />
      <div class={s.column}>
        <Stage cast={cast} />
        <Board questions={view.questions} line={studio.line} />
      </div>
      <div class={s.column}>
        <CastChats cast={live.id} people={view.people} />
        <Viewers view={view} line={studio.line} />
      </div>
    </div>
  );
}

/** What is not as it should be, and what may be done. */
function Troubles({ cast: { view, picture, studio, lacks, unknown, fault } }: { cast: OwnCast }) {
  const { most, waiting, count, connection } = view;
  const isFull = most !== null && waiting > 0 && count >= most;
  const reopen = () => {
    if (lacks === 'microphone') void studio.host?.setAudio(true);
    else if (lacks === 'screen') void studio.host?.setScreen(true);
    else void studio.host?.setVideo(true);
  };
  return (
    <>
      {connection === 'open' ? null : <Notice>{t('offlineLive')}</Notice>}
      {picture?.status === 'lost' ? <Notice tone="bad">{t('lost')}</Notice> : null}
      {unknown ? <Notice tone="bad">{t('unknown')}</Notice> : null}
      {lacks && studio.host ? (
        <Notice tone="bad">
          {t(`lacks_${lacks}`)}
          <Button small onClick={reopen}>
            {t(`reopen_${lacks}`)}
          </Button>
        </Notice>
      ) : null}
      {fault ? <Notice tone="bad">{ofCalls(fault)}</Notice> : null}
      {isFull ? (
        <Notice>
          {t('full', { most, count: waiting })} {t('fullMore', { sfu: 'SFU_APP_ID, SFU_APP_SECRET', meetings: 'REALTIMEKIT_*' })}
        </Notice>
      ) : waiting > 0 ? (
        <p class={s.muted} role="status">
          {t('waiting', { count: waiting })}
        </p>
      ) : null}
    </>
  );
}

/** One's own picture, that of the viewer on stage, and the switches. */
function Stage({ cast: { picture, studio } }: { cast: OwnCast }) {
  const { host } = studio;
  const sending = picture?.sending;
  if (!host || !picture || !sending) {
    return (
      <section class={styles.card} aria-label={t('own')}>
        <p role="status">{t('connecting')}</p>
      </section>
    );
  }
  return (
    <section class={styles.card} aria-label={t('ownSection')}>
      <div class={s.pictures}>
        {sending.video ? (
          <OwnPicture stream={picture.local} isScreen={sending.screen === true} />
        ) : (
          <p class={s.dark}>{t(sending.audio ? 'onlyVoice' : 'nothing')}</p>
        )}
        <Guest stream={picture.guest} />
      </div>
      <div class={s.keys}>
        <DeviceKeys video={host} sending={sending} />
        <p class={s.muted} role="status">
          {t(picture.status === 'live' ? (sending.audio ? 'onAir' : 'onAirMuted') : 'connecting')}
        </p>
      </div>
    </section>
  );
}

/** Without sound: that is heard on every page. */
function Guest({ stream }: { stream: MediaStream | null }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return stream ? <video class={s.picture} ref={video} autoplay playsInline muted aria-label={t('guest')} /> : null;
}
