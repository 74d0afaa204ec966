/** The people of a call, one tile each. */
import { MicOff } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Sending } from '../../protocol/call.ts';
import type { Other } from '../../protocol/client/video/port.ts';
import { play } from '../../protocol/client/video/screen.ts';
import { Avatar } from '../design/controls.tsx';
import s from './group.module.css';
import { t } from './texts.ts';

/** Somebody else. `onSilent`: the browser plays them without sound until somebody presses something. */
export function Tile({ other, name, onSilent }: { other: Other; name: string; onSilent: () => void }) {
  const { stream, sending, status, quality, speaking } = other;
  const screen = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    screen.current!.srcObject = stream;
    void play(screen.current!).then((heard) => heard || onSilent());
  }, [stream]);
  const told =
    status === 'connected' ? (quality === 'good' || quality === null ? '' : t('weakOne')) : t(status === 'lost' ? 'lostOne' : 'connecting');
  return (
    <figure class={`${s.tile} ${speaking ? s.speaks : ''} ${sending.screen ? s.shared : ''}`}>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said right now has no captions */}
      <video ref={screen} class={sending.video ? '' : s.unseen} autoplay playsInline aria-label={name} data-status={status} />
      {sending.video ? null : <Avatar name={name} size={48} />}
      <figcaption>
        {sending.audio ? null : <MicOff role="img" aria-label={t('mutedOne')} />}
        <span dir="auto">{name}</span>
        {told ? <em>{told}</em> : null}
      </figcaption>
    </figure>
  );
}

/** Somebody who is in the call, and from whom nothing has come yet. */
export const WaitingTile = ({ name }: { name: string }) => (
  <figure class={s.tile}>
    <Avatar name={name} size={48} />
    <figcaption>
      <span dir="auto">{name}</span>
      <em>{t('connecting')}</em>
    </figcaption>
  </figure>
);

export function OwnTile({ stream, sending }: { stream: MediaStream | null; sending: Sending }) {
  const own = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (own.current) own.current.srcObject = stream;
  }, [stream, sending.video]);
  return (
    <figure class={s.tile}>
      {sending.video ? (
        <video class={`${s.mine} ${sending.screen ? '' : s.mirrored}`} ref={own} autoplay playsInline muted aria-label={t('own')} />
      ) : (
        <Avatar name={t('you')} size={48} />
      )}
      <figcaption>
        {sending.audio ? null : <MicOff role="img" aria-label={t('mutedOne')} />}
        <span>{t('you')}</span>
      </figcaption>
    </figure>
  );
}
