import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Broadcast } from '../../protocol/broadcast.ts';
import type { CastViewer } from '../../protocol/client/video/port.ts';
import { play } from '../../protocol/client/video/screen.ts';
import { t as callText } from '../call/i18n.ts';
import { Icon } from '../call/icons.tsx';
import { Key, ScreenKeys } from '../call/keys.tsx';
import type { Host } from '../host.ts';
import { t } from './i18n.ts';

interface Props {
  host: Host;
  live: Broadcast;
  viewer: CastViewer | null;
  isOver: boolean;
  onWatch(): void;
}

/** Shows a stream in a video, without sound until somebody wants it. */
function useStream(video: RefObject<HTMLVideoElement | null>, stream: MediaStream | null): void {
  useEffect(() => {
    const { current } = video;
    if (!current) return;
    current.srcObject = stream;
    if (stream) void play(current);
  }, [stream]);
}

/** What the broadcast shows: the operator, who is on stage, and this page itself when it is there. */
export function Screen({ host, live, viewer, isOver, onWatch }: Props) {
  const { status, wait, remote, guest, local } = viewer?.picture ?? {};
  const box = useRef<HTMLDivElement>(null);
  const [theirs, second, own] = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)];
  const [silent, setSilent] = useState(true);
  useStream(theirs, remote ?? null);
  useStream(second, guest ?? null);
  useStream(own, local ?? null);

  const sound = async () => {
    for (const { current } of [theirs, second]) if (current) current.muted = !silent;
    setSilent(silent ? !(await play(theirs.current!)) : true);
  };
  const { name, photo } = live.by;
  const hasPicture = live.sending.video && !isOver;

  return (
    <>
      <div class={`screen ${live.sending.video ? '' : 'voice'}`} ref={box}>
        <video class="theirs" ref={theirs} autoplay playsInline muted={silent} aria-label={name} data-status={status} />
        {hasPicture ? null : photo ? (
          <img class="still" src={new URL(photo, host.base).href} alt="" />
        ) : (
          <b aria-hidden="true">{name.slice(0, 1).toUpperCase()}</b>
        )}
        {guest && live.guest ? (
          <video
            class="guest"
            ref={second}
            autoplay
            playsInline
            muted={silent}
            aria-label={t('onStage', { name: live.guest.name || t('viewer') })}
          />
        ) : null}
        {local?.getVideoTracks().length ? <video class="mine" ref={own} autoplay playsInline muted aria-label={callText('own')} /> : null}
        {viewer ? null : (
          <button type="button" class="main begin" aria-describedby="begin" onClick={onWatch}>
            {t('watch')}
          </button>
        )}
        {viewer && silent && !isOver && status === 'connected' ? (
          <button type="button" class="main sound" onClick={() => void sound()}>
            <Icon name="sound" /> {callText('sound')}
          </button>
        ) : null}
        <p class="told" role="status" id="begin">
          {isOver ? t('ended') : viewer ? told(live, status, wait ?? null) : t('quiet')}
        </p>
      </div>
      <div class="keys">
        {viewer && !silent ? <Key icon="soundOff" label={t('soundOff')} onClick={() => void sound()} /> : null}
        {host.state().open ? null : <Key icon="write" label={t('write')} onClick={() => host.open(true)} />}
        {viewer && live.sending.video ? <ScreenKeys box={box} screen={theirs} /> : null}
      </div>
    </>
  );
}

/** What there is to say about how it goes; nothing while it does. */
function told(live: Broadcast, status: CastViewer['picture']['status'] | undefined, wait: number | null): string {
  if (live.away) return t('away', { name: live.by.name });
  switch (status) {
    case 'full':
      return t('full');
    case 'lost':
      return callText('lost');
    case 'connected':
      return '';
    default:
      return wait ? t('turn', { seconds: Math.ceil(wait) }) : callText('connecting');
  }
}
