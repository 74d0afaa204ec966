/** Meetings to come, at the top of the room: the next one in a line, all of them on demand. */
import { CalendarClock, ChevronDown, Ellipsis } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { isToCome, type Meeting } from '../../protocol/meeting.ts';
import c from '../conversation/conversation.module.css';
import { styles } from '../design/controls.tsx';
import { Popover } from '../design/popover.tsx';
import { now, spanOf } from '../design/time.ts';
import { Acts } from './acts.tsx';
import s from './meetings.module.css';
import { joinPath, type Planning, scheduling } from './planning.ts';
import { t } from './texts.ts';

const ScheduleDialog = lazy(() => import('./dialogs.tsx').then(({ Schedule }) => Schedule));

export function Upcoming({ planning }: { planning: Planning }) {
  const [open, setOpen] = useState(false);
  const { room } = planning;
  const view = room.view.value;
  const isArchived = 'client' in view && view.client.archived;
  const meetings = isArchived ? [] : view.meetings.filter((meeting) => isToCome(meeting, now.value));
  const shown = open ? meetings : meetings.slice(0, 1);
  return (
    <>
      {meetings.length > 0 ? (
        <section class={c.pins} aria-label={t('upcoming')}>
          <ul>
            {shown.map((meeting) => (
              <Item key={meeting.id} meeting={meeting} planning={planning} />
            ))}
          </ul>
          {meetings.length > 1 ? (
            <button type="button" class={c.all} aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('allUpcoming', { count: meetings.length })}
              <ChevronDown aria-hidden="true" />
            </button>
          ) : null}
        </section>
      ) : null}
      {scheduling.value === room.id ? <ScheduleDialog planning={planning} onClose={() => (scheduling.value = null)} /> : null}
    </>
  );
}

function Item({ meeting, planning }: { meeting: Meeting; planning: Planning }) {
  const { title } = meeting;
  return (
    <li>
      <CalendarClock aria-hidden="true" />
      <span class={s.line}>
        <b dir="auto" title={title}>
          {title}
        </b>{' '}
        <span>{spanOf(meeting)}</span>
      </span>
      <a class={`${styles.button} ${styles.small} ${styles.main}`} href={joinPath(planning)} aria-label={t('joinOne', { title })}>
        {t('join')}
      </a>
      <Acts meeting={meeting} planning={planning}>
        {(acts) => (
          <Popover label={t('more', { title })} icon={<Ellipsis aria-hidden="true" />}>
            {(close) =>
              acts.map(({ key, text, icon, href, run }) =>
                href ? (
                  <a key={key} href={href} download onClick={close}>
                    {icon}
                    {text}
                  </a>
                ) : (
                  <button
                    key={key}
                    type="button"
                    onClick={() => {
                      close();
                      run?.();
                    }}
                  >
                    {icon}
                    {text}
                  </button>
                ),
              )
            }
          </Popover>
        )}
      </Acts>
    </li>
  );
}
