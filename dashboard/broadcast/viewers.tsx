/** Who watches, newest first, and who of them is on stage. */
import type { Viewer } from '../../protocol/broadcast.ts';
import type { HostLine, HostView } from '../../protocol/client/video/cast-host/line.ts';
import { Button, styles } from '../design/controls.tsx';
import { lasting } from '../design/time.ts';
import { rooms } from '../stores/desk.ts';
import s from './broadcast.module.css';
import { t, viewerName } from './texts.ts';

export function Viewers({ view: { people, count }, line }: { view: HostView; line: HostLine }) {
  const isTaken = people.some(({ stage }) => stage);
  return (
    <section class={styles.card} aria-labelledby="viewers">
      <h2 id="viewers">{t('viewers')}</h2>
      {people.length === 0 ? (
        <p class={s.muted}>{t(count > 0 ? 'viewersComing' : 'noViewers')}</p>
      ) : (
        <ul class={`${styles.rows} ${s.scroll}`}>
          {people.map((viewer) => (
            <Row key={viewer.visitor} viewer={viewer} isTaken={isTaken} line={line} />
          ))}
        </ul>
      )}
      {count > people.length && people.length > 0 ? <p class={s.muted}>{t('viewersMore', { count: count - people.length })}</p> : null}
    </section>
  );
}

function Row({ viewer, isTaken, line }: { viewer: Viewer; isTaken: boolean; line: HostLine }) {
  const { visitor, room, since, stage } = viewer;
  const name = viewerName(viewer);
  return (
    <li>
      <div class={styles.grow}>
        <strong>{name}</strong>
        <p>
          {lasting(since)}
          {stage ? ` · ${t(`stage_${stage}`)}` : ''}
        </p>
      </div>
      {rooms.value.has(room) ? (
        <a href={`/app/chats/${encodeURIComponent(room)}`} aria-label={t('chatWith', { name })}>
          {t('chat')}
        </a>
      ) : null}
      {stage ? (
        <Button small aria-label={t('takeDownOf', { name })} onClick={() => line.stage(visitor, false)}>
          {t(stage === 'on' ? 'takeDown' : 'takeBack')}
        </Button>
      ) : (
        <Button small disabled={isTaken} aria-label={t('bringOf', { name })} onClick={() => line.stage(visitor, true)}>
          {t('bring')}
        </Button>
      )}
    </li>
  );
}
