/** The broadcast of this window, above every page but its own. Who is on stage is heard on all of them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { play } from '../../protocol/client/video/screen.ts';
import { DeviceKeys } from '../calls/keys.tsx';
import { Button } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import s from './broadcast.module.css';
import { EndButton } from './end.tsx';
import type { OwnCast } from './own.ts';
import { t } from './texts.ts';

export function CastBar({ cast }: { cast: OwnCast }) {
  const { path } = useLocation();
  const { view, picture, studio, lacks } = cast;
  return (
    <>
      <GuestSound guest={picture?.guest ?? null} />
      {path === '/app/broadcast' ? null : (
        <section class={s.strip} aria-label={t('bar')}>
          <OwnPicture stream={picture?.sending.video ? picture.local : null} isScreen={picture?.sending.screen === true} small />
          <p class={s.grow}>
            <strong class={s.live}>{t('live')}</strong> {t('watching', { count: view.count })}
            <span class={s.muted}> · {lasting(view.live!.since)}</span>
            <br />
            <a href="/app/broadcast">{t('toBroadcast')}</a>
            {lacks ? <span class={s.muted}> · {t(`lacks_${lacks}`)}</span> : null}
          </p>
          <div class={s.keys}>
            {studio.host && picture ? <DeviceKeys video={studio.host} sending={picture.sending} few /> : null}
            <EndButton studio={studio} />
          </div>
        </section>
      )}
    </>
  );
}

interface PictureProps {
  stream: MediaStream | null;
  isScreen: boolean;
  small?: boolean;
}

/** Nothing where nothing is seen. */
export function OwnPicture({ stream, isScreen, small }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  if (!stream) return null;
  const look = `${small ? s.thumb : s.picture} ${isScreen ? '' : s.mirrored}`;
  return <video class={look} ref={video} autoplay playsInline muted aria-label={t('own')} />;
}

function GuestSound({ guest }: { guest: MediaStream | null }) {
  const audio = useRef<HTMLVideoElement>(null);
  const [silent, setSilent] = useState(false);
  const start = () => {
    const { current } = audio;
    if (!current) return;
    current.muted = false;
    void play(current).then((heard) => setSilent(!heard));
  };
  useEffect(() => {
    if (!audio.current) return;
    audio.current.srcObject = guest;
    if (guest) start();
  }, [guest]);
  if (!guest) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said right now has no captions */}
      <video class={s.heard} ref={audio} playsInline aria-label={t('guestSound')} />
      {silent ? (
        <p class={s.strip}>
          <Button small onClick={start}>
            {t('sound')}
          </Button>
        </p>
      ) : null}
    </>
  );
}
