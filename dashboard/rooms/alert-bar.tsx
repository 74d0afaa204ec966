/** At the foot of every page: what clients wrote in rooms that are assigned to whoever is signed in. Nobody else sees anything of it. */
import { MessageCircleMore } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Badge } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import { clientRooms, myId } from '../stores/desk.ts';
import s from './alert-bar.module.css';
import { roomPath } from './api.ts';
import { assignedTo } from './listed.ts';
import { t } from './texts.ts';

export function AlertBar() {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const { all, lit } = assignedTo(myId.value, [...clientRooms.value.values()]);
  const count = lit.reduce((sum, { unread }) => sum + unread, 0);
  // What was opened is read there; the rest shows when it is asked for.
  useEffect(() => setOpen(false), [path, count === 0]);
  if (all.length === 0) return null;
  return (
    <section
      class={`${s.bar} ${count > 0 ? s.lit : ''}`}
      aria-label={t('portalChat')}
      onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}
    >
      {open ? (
        <ul class={s.rooms}>
          {lit.map(({ id, client, last, unread }) => (
            <li key={id}>
              <a href={roomPath(id)}>
                <strong dir="auto">{client.name}</strong>
                <span>{last ? when(last.at) : ''}</span>
                <span class={s.line} dir="auto">
                  {last?.text || t('fileLine')}
                </span>
                <Badge count={unread} label={t('unread', { count: unread })} />
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      <button type="button" disabled={count === 0} aria-expanded={open} onClick={() => setOpen(!open)}>
        <MessageCircleMore aria-hidden="true" />
        {t('portalChat')}
        {count > 0 ? <Badge count={count} label={t('portalNew', { count })} /> : null}
      </button>
      <span class="visually-hidden" role="status">
        {count > 0 ? t('portalNew', { count }) : ''}
      </span>
    </section>
  );
}
