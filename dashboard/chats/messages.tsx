import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import { isAboutMeeting } from '../../protocol/meeting.ts';
import type { Dealings } from '../conversation/dealings.ts';
import { Pins } from '../conversation/pins.tsx';
import { Button } from '../design/controls.tsx';
import { useLoaded } from '../design/loaded.ts';
import { day, isSameDay, now } from '../design/time.ts';
import type { Planning } from '../meetings/planning.ts';
import { UpcomingSlot } from '../meetings/slot.tsx';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './chats.module.css';
import { Line, Unsent } from './line.tsx';
import { useTarget } from './target.ts';
import { t } from './texts.ts';

interface Props {
  room: AnyRoom;
  /** What the history is of. */
  label: string;
  nameOf: (person: PersonId) => string;
  /** Whether a message stands on the own side. */
  isOurs: (entry: Entry) => boolean;
  /** What became of one's newest message. */
  stateOf: (seq: number) => ComponentChildren;
  /** What a line says that is no message; empty for what needs no line. */
  eventOf: (entry: Entry, by: string) => string;
  /** In conversations by SMS, where nothing that was said can be changed: what stands above a message; `stateOf` then tells of each own one. */
  sentOut?: ((entry: Entry) => ComponentChildren) | undefined;
  /** Whose typing is told under the history. */
  tellsTyping?: (person: PersonId) => boolean;
  /** In rooms with clients: what the reader can do with messages. */
  dealings?: Dealings;
  /** In rooms with clients and of colleagues: what the reader can do with meetings. */
  planning?: Planning;
}

/** The whole history of a room. Stays at its end while one is there, and in its place when older entries come. */
export function Messages({ room, label, nameOf, isOurs, stateOf, eventOf, sentOut, tellsTyping = () => true, dealings, planning }: Props) {
  const view = room.view.value;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const [behind, setBehind] = useState(false);
  const { entries, pending } = view;
  const first = entries[0]?.seq ?? 0;
  const newest = entries.at(-1)?.seq ?? 0;

  const tellsMeetings = planning !== undefined && entries.some(isAboutMeeting);
  const Meeting = useLoaded(tellsMeetings, async () => (await import('../meetings/entry.tsx')).MeetingEntry);

  const toEnd = () => {
    list.current!.scrollTop = list.current!.scrollHeight;
  };
  useLayoutEffect(() => {
    const box = list.current!;
    if (atEnd.current) toEnd();
    else if (first < before.current.first) box.scrollTop += box.scrollHeight - before.current.height;
    else setBehind(true);
    before.current = { first, height: box.scrollHeight };
  }, [first, newest, pending.length, Meeting]);
  const { target, jump } = useTarget(room, list, atEnd);
  useEffect(() => {
    const read = () => {
      if (!document.hidden && atEnd.current && newest > 0) room.client.markRead(newest);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [newest, behind, view.loaded]);

  const lastOwn = pending.length > 0 ? 0 : (entries.findLast(({ kind, by }) => kind === 'message' && by === view.me)?.seq ?? 0);
  return (
    <>
      {planning ? <UpcomingSlot planning={planning} /> : null}
      {dealings ? <Pins room={room} dealings={dealings} nameOf={nameOf} onJump={jump} /> : null}
      <section
        class={s.messages}
        ref={list}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        onScroll={() => {
          const box = list.current!;
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
          if (atEnd.current) setBehind(false);
          if (box.scrollTop < 120) room.client.loadOlder();
        }}
        onLoadCapture={() => atEnd.current && toEnd()}
      >
        {view.older === 'some' ? (
          <p class={s.event}>
            <Button small onClick={() => room.client.loadOlder()}>
              {t('loadOlder')}
            </Button>
          </p>
        ) : null}
        {!view.loaded ? <p class={s.event}>{t('loading')}</p> : null}
        <div role="log" aria-live="polite" aria-label={label}>
          {entries.map((entry, index) => {
            const previous = entries[index - 1];
            return (
              <div key={entry.seq} data-seq={entry.seq} {...(entry.seq === target ? { class: s.target, tabIndex: -1 } : {})}>
                {previous && isSameDay(previous.at, entry.at) ? null : <p class={`${s.event} ${s.day}`}>{dayName(entry.at)}</p>}
                <Line
                  entry={entry}
                  room={room}
                  nameOf={nameOf}
                  isOurs={isOurs}
                  eventOf={eventOf}
                  together={isTogether(previous, entry)}
                  state={entry.seq === lastOwn || (sentOut && isOurs(entry)) ? stateOf(entry.seq) : ''}
                  sentOut={sentOut}
                  dealings={dealings}
                  planning={planning}
                  Meeting={Meeting}
                  onJump={jump}
                />
              </div>
            );
          })}
          {pending.map((item) => (
            <Unsent key={item.command.cid} item={item} room={room} />
          ))}
        </div>
        {behind ? (
          <div class={s.newest}>
            <Button small look="main" onClick={toEnd}>
              {t('newMessages')}
            </Button>
          </div>
        ) : null}
      </section>
      <p class={s.typing} role="status">
        {(Object.entries(view.typing) as [PersonId, { draft?: string }][])
          .filter(([id]) => tellsTyping(id))
          .map(([id, { draft }]) => (
            <span key={id}>{draft ? t('typingDraft', { name: nameOf(id), draft }) : t('typingNow', { name: nameOf(id) })} </span>
          ))}
      </p>
    </>
  );
}

function dayName(at: number): string {
  if (isSameDay(at, now.value)) return t('today');
  return isSameDay(at, now.value - 86_400_000) ? t('yesterday') : day(at);
}

const isTogether = (previous: Entry | undefined, entry: Entry): boolean =>
  previous?.kind === entry.kind &&
  (entry.kind === 'message' || entry.kind === 'note') &&
  previous.by === entry.by &&
  entry.at - previous.at < 180_000;
