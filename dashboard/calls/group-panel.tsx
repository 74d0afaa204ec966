/** A call of several, above whatever page is open. */
import { Maximize, PhoneOff, Volume2 } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { fullScreen, play } from '../../protocol/client/video/screen.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import c from './calls.module.css';
import s from './group.module.css';
import { DeviceKeys } from './keys.tsx';
import type { GroupCall } from './own.ts';
import { t } from './texts.ts';
import { OwnTile, Tile, WaitingTile } from './tiles.tsx';

export function GroupPanel({ call }: { call: GroupCall }) {
  const { path } = useLocation();
  const { video, picture, people, me, since, title } = call;
  const { local, sending, fault, others } = picture;
  const box = useRef<HTMLDivElement>(null);
  const [silent, setSilent] = useState(false);

  const nameOf = (person: string): string => people.find(({ id }) => id === person)?.name || t('somebody');
  const waiting = people.filter(({ id }) => id !== me && !others.some(({ person }) => person === id));
  const shares = others.some((other) => other.sending.screen);
  const isAlone = others.length + waiting.length === 0;
  const hear = async () => {
    const videos = [...(box.current?.querySelectorAll('video') ?? [])].filter((one) => !one.classList.contains(s.mine!));
    for (const one of videos) one.muted = false;
    setSilent((await Promise.all(videos.map(play))).includes(false));
  };

  return (
    <section class={s.panel} aria-label={t('groupRegion', { name: title })}>
      <div class={`${s.tiles} ${shares ? s.withScreen : ''}`} ref={box}>
        {others.map((other) => (
          <Tile key={other.leg} other={other} name={nameOf(other.person)} onSilent={() => setSilent(true)} />
        ))}
        {waiting.map(({ id, name }) => (
          <WaitingTile key={id} name={name} />
        ))}
        <OwnTile stream={local} sending={sending} />
      </div>
      <div class={s.side}>
        <p class={c.name}>
          <strong dir="auto">{title}</strong>{' '}
          {decodeURIComponent(path) === decodeURIComponent(call.path) ? null : <a href={call.path}>{t('toRoom')}</a>}
        </p>
        <p class={c.told} role={isAlone ? 'status' : undefined}>
          {isAlone ? t(since === null ? 'rings' : 'alone') : since === null ? t('connecting') : t('since', { time: lasting(since) })}
        </p>
        {fault ? (
          <p class={c.fault} role="alert">
            {t(fault)}
          </p>
        ) : null}
        {silent ? (
          <Button small onClick={() => void hear()}>
            <Volume2 aria-hidden="true" /> {t('sound')}
          </Button>
        ) : null}
        <div class={c.keys}>
          <DeviceKeys video={video} sending={sending} />
          {others.some((other) => other.sending.video) ? (
            <IconButton label={t('full')} onClick={() => void fullScreen(box.current!, box.current!.querySelector('video')!)}>
              <Maximize aria-hidden="true" />
            </IconButton>
          ) : null}
          <Button look="danger" onClick={call.end}>
            <PhoneOff aria-hidden="true" /> {t('leave')}
          </Button>
        </div>
      </div>
    </section>
  );
}
