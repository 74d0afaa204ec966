/** The call of this window, above whatever page is open. */
import { Maximize, PhoneOff, PictureInPicture2, Volume2 } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { canFloat, float, fullScreen, play } from '../../protocol/client/video/screen.ts';
import { visitorName } from '../chats/texts.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import { rooms } from '../stores/desk.ts';
import s from './calls.module.css';
import { DeviceKeys } from './keys.tsx';
import type { PairCall } from './own.ts';
import { t } from './texts.ts';

export function CallPanel({ call }: { call: PairCall }) {
  const { path } = useLocation();
  const { video, since, picture } = call;
  const { status, local, remote, sending, theirs, quality, thrifty, fault } = picture;
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLVideoElement>(null);
  const own = useRef<HTMLVideoElement>(null);
  const [silent, setSilent] = useState(false);
  const summary = rooms.value.get(call.room);
  const name = summary?.kind === 'visitor' ? visitorName(summary.visitor) : '';
  const chatPath = `/app/chats/${encodeURIComponent(call.room)}`;

  useEffect(() => {
    const { current } = screen;
    if (!current) return;
    current.srcObject = remote;
    if (remote) void play(current).then((heard) => setSilent(!heard));
  }, [remote]);
  useEffect(() => {
    if (own.current) own.current.srcObject = local;
  }, [local, sending.video]);

  const told = () => {
    if (since === null) return t('rings');
    if (status === 'lost') return t('lost');
    if (status !== 'connected') return t('connecting');
    return t('since', { time: lasting(since) });
  };
  const nothing = status === 'connected' && !theirs.audio && !theirs.video;

  return (
    <section class={s.panel} aria-label={t('region', { name })}>
      <div class={s.pictures}>
        <div class={`${s.screen} ${theirs.video ? '' : s.empty}`} ref={box}>
          {/* biome-ignore lint/a11y/useMediaCaption: what is said right now has no captions */}
          <video ref={screen} autoplay playsInline aria-label={name} data-status={status} />
        </div>
        {local && sending.video ? (
          <video class={`${s.own} ${sending.screen ? s.shared : ''}`} ref={own} autoplay playsInline muted aria-label={t('own')} />
        ) : null}
      </div>
      <div class={s.side}>
        <p class={s.name}>
          <strong>{name}</strong> {path === chatPath ? null : <a href={chatPath}>{t('toChat')}</a>}
        </p>
        <p class={s.told} role={status === 'connected' ? undefined : 'status'}>
          {told()}
          {status === 'connected' && quality ? ` · ${t(`quality_${quality}`)}` : ''}
          {nothing ? ` · ${t('watches')}` : ''}
        </p>
        {thrifty ? <p class={s.told}>{t('thrifty')}</p> : null}
        {fault ? (
          <p class={s.fault} role="alert">
            {t(fault)}
          </p>
        ) : null}
        {silent ? (
          <Button
            small
            onClick={() => {
              const { current } = screen;
              if (!current) return;
              current.muted = false;
              void play(current).then((heard) => setSilent(!heard));
            }}
          >
            <Volume2 aria-hidden="true" /> {t('sound')}
          </Button>
        ) : null}
      </div>
      <div class={s.keys}>
        <DeviceKeys video={video} sending={sending} />
        {theirs.video && canFloat(screen.current) ? (
          <IconButton label={t('pip')} onClick={() => void float(screen.current!)}>
            <PictureInPicture2 aria-hidden="true" />
          </IconButton>
        ) : null}
        {theirs.video ? (
          <IconButton label={t('full')} onClick={() => void fullScreen(box.current!, screen.current!)}>
            <Maximize aria-hidden="true" />
          </IconButton>
        ) : null}
        <Button look="danger" onClick={call.end}>
          <PhoneOff aria-hidden="true" /> {t('hangUp')}
        </Button>
      </div>
    </section>
  );
}
