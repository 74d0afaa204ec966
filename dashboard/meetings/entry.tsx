/** What the history says of meetings: a card where one was scheduled, which tells what became of it, and lines of what happened since. */
import type { EntryOf } from '../../protocol/entries.ts';
import { type MeetingEntry as Entry, isToCome, meetingAfter } from '../../protocol/meeting.ts';
import chats from '../chats/chats.module.css';
import { Button, styles } from '../design/controls.tsx';
import { clock, dateTime, now, spanOf } from '../design/time.ts';
import { Acts } from './acts.tsx';
import s from './meetings.module.css';
import { joinPath, type Planning } from './planning.ts';
import { t } from './texts.ts';

interface Props<E> {
  entry: E;
  /** Whose doing it was. */
  by: string;
  planning: Planning;
}

export function MeetingEntry({ entry, by, planning }: Props<Entry>) {
  if (entry.kind === 'meeting_scheduled') return <Card entry={entry} by={by} planning={planning} />;
  const { title, starts, at } = entry;
  // What was deleted has no name any more.
  if (!title) return null;
  const text =
    entry.kind === 'meeting_moved'
      ? t('e_moved', { by, title, time: dateTime(starts) })
      : entry.kind === 'meeting_near'
        ? t('e_near', { title, time: clock(starts) })
        : t('e_cancelled', { by, title });
  return (
    <p class={chats.event}>
      {text} · {clock(at)}
    </p>
  );
}

function Card({ entry, by, planning }: Props<EntryOf<'meeting_scheduled'>>) {
  const view = planning.room.view.value;
  if (!entry.title) return null;
  const meeting = meetingAfter(entry, view.entries.slice(view.entries.indexOf(entry) + 1));
  const toCome = isToCome(meeting, now.value) && !('client' in view && view.client.archived);
  const mark = meeting.cancelled ? 'cancelledMark' : !toCome ? 'overMark' : meeting.version > 0 ? 'movedMark' : null;
  return (
    <article class={`${s.card} ${meeting.cancelled ? s.off : ''}`} aria-label={meeting.title}>
      <p class={s.by}>
        {t('scheduledBy', { by })} · {clock(entry.at)}
      </p>
      <p class={s.title}>
        <strong dir="auto">{meeting.title}</strong>
        {mark ? <span class={styles.tag}>{t(mark)}</span> : null}
      </p>
      <p class={s.time}>
        <time dateTime={new Date(meeting.starts).toISOString()}>{spanOf(meeting)}</time>
      </p>
      {toCome ? (
        <div class={s.acts}>
          <a class={`${styles.button} ${styles.small} ${styles.main}`} href={joinPath(planning)}>
            {t('join')}
          </a>
          <Acts meeting={meeting} planning={planning}>
            {(acts) =>
              acts.map(({ key, text, icon, href, run }) =>
                href ? (
                  <a key={key} class={`${styles.button} ${styles.small}`} href={href} download>
                    {icon}
                    {text}
                  </a>
                ) : (
                  <Button key={key} small onClick={() => run?.()}>
                    {icon}
                    {text}
                  </Button>
                ),
              )
            }
          </Acts>
        </div>
      ) : null}
    </article>
  );
}
