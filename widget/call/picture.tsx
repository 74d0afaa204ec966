import { useEffect, useRef, useState } from 'preact/hooks';
import { isAllowed, listDevices } from '../../protocol/client/video/devices.ts';
import type { Video } from '../../protocol/client/video/port.ts';
import { play } from '../../protocol/client/video/screen.ts';
import { t } from './i18n.ts';
import { Icon } from './icons.tsx';
import { Key, ScreenKeys } from './keys.tsx';

/** Both pictures, and what can be done with the call. */
export function Picture({ video, name, onEnd }: { video: Video; name: string; onEnd(): void }) {
  const { status, local, remote, sending, theirs, quality, thrifty, fault } = video.picture;
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<HTMLVideoElement>(null);
  const own = useRef<HTMLVideoElement>(null);
  const [silent, setSilent] = useState(false);
  const [asks, setAsks] = useState<'audio' | 'video' | null>(null);
  const [cameras, setCameras] = useState(0);

  useEffect(() => {
    const { current } = screen;
    if (!current) return;
    current.srcObject = remote;
    // Browsers play sound by itself only where somebody has pressed something.
    if (remote) void play(current).then((heard) => setSilent(!heard));
  }, [remote]);
  useEffect(() => {
    if (own.current) own.current.srcObject = local;
    void listDevices('videoinput').then((found) => setCameras(found.length));
  }, [local, sending.video]);

  const set = (kind: 'audio' | 'video', on: boolean) => {
    setAsks(null);
    void (kind === 'audio' ? video.setAudio(on) : video.setVideo(on));
  };
  /** Explains before the browser asks. */
  const wish = async (kind: 'audio' | 'video', on: boolean) => {
    if (on && !(await isAllowed(kind === 'audio' ? 'microphone' : 'camera'))) setAsks(kind);
    else set(kind, on);
  };
  const says = status === 'lost' ? t('lost') : status === 'waiting' || status === 'connecting' ? t('connecting') : '';
  const isWeak = status === 'connected' && (quality === 'weak' || quality === 'bad');

  return (
    <section class="call" aria-label={t('region', name)}>
      <div class={`screen ${theirs.video ? (theirs.screen ? 'shared' : '') : 'voice'}`} ref={box}>
        {/* biome-ignore lint/a11y/useMediaCaption: what is said right now has no captions */}
        <video class="theirs" ref={screen} autoplay playsInline aria-label={name} data-status={status} />
        {theirs.video ? null : <b aria-hidden="true">{name.slice(0, 1).toUpperCase()}</b>}
        {local && sending.video ? <video class="mine" ref={own} autoplay playsInline muted aria-label={t('own')} /> : null}
        {silent ? (
          <button
            type="button"
            class="main sound"
            onClick={() => {
              const { current } = screen;
              if (!current) return;
              current.muted = false;
              void play(current).then((heard) => setSilent(!heard));
            }}
          >
            <Icon name="sound" /> {t('sound')}
          </button>
        ) : null}
        <p class="told" role="status">
          {[says || (isWeak ? t(quality as 'weak') : ''), thrifty ? t('thrifty') : ''].filter(Boolean).join(' ')}
        </p>
      </div>
      {fault ? (
        <p class="fault" role="alert">
          {t(fault)}
        </p>
      ) : null}
      {asks ? (
        <div class="asks">
          <p>{t('explain')}</p>
          <button type="button" class="main" onClick={() => set(asks, true)}>
            {t('continue')}
          </button>
          <button type="button" class="plain" onClick={() => setAsks(null)}>
            {t('cancel')}
          </button>
        </div>
      ) : null}
      <div class="keys">
        <Key
          icon={sending.audio ? 'mic' : 'micOff'}
          label={t(sending.audio ? 'audioOff' : 'audioOn')}
          onClick={() => void wish('audio', !sending.audio)}
        />
        <Key
          icon={sending.video ? 'camera' : 'cameraOff'}
          label={t(sending.video ? 'videoOff' : 'videoOn')}
          onClick={() => void wish('video', !sending.video)}
        />
        {sending.video && cameras > 1 ? <Key icon="switch" label={t('switch')} onClick={() => void video.switchCamera()} /> : null}
        {theirs.video ? <ScreenKeys box={box} screen={screen} /> : null}
        <Key icon="hangUp" label={t('hangUp')} class="end" onClick={onEnd} />
      </div>
    </section>
  );
}
