import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import type { Pending, RoomView } from '../../protocol/client/room-view.ts';
import { type Entry, type FileRef, isOperator } from '../../protocol/entries.ts';
import type { Host } from '../host.ts';
import { Face } from './face.tsx';
import { dayOf, lasting, t, timeOf } from './i18n.ts';
import { Icon } from './icons.tsx';
import { linkify } from './linkify.ts';
import { availabilityOf, roomName } from './talk.ts';

interface Props {
  open: boolean;
  host: Host;
  room: RoomClient | null;
  view: RoomView;
  greeting: string;
  /** What the visitor was greeted with by itself; empty for nothing. */
  proactive: string;
}

/** The conversation: stays at its end while the visitor is there, and keeps its place when earlier messages come in above. */
export function Messages({ host, room, view, open, greeting, proactive }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const [behind, setBehind] = useState(false);
  const { entries, pending } = view;
  const first = entries[0]?.seq ?? 0;
  const typing = Object.keys(view.typing).filter(isOperator);
  const isDormant = view.chat.status === 'new' || view.chat.status === 'closed';

  useLayoutEffect(() => {
    const { current: box } = list;
    if (!box) return;
    if (atEnd.current) box.scrollTop = box.scrollHeight;
    else if (first < before.current.first) box.scrollTop += box.scrollHeight - before.current.height;
    else setBehind(true);
    before.current = { first, height: box.scrollHeight };
  }, [first, entries.length, pending.length, typing.length, view.chat.status, open]);

  const scrolled = () => {
    const box = list.current!;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    if (atEnd.current) setBehind(false);
    if (box.scrollTop < 80) room?.loadOlder();
  };
  const toEnd = () => {
    list.current!.scrollTop = list.current!.scrollHeight;
  };
  /** Pictures take their place late: the end stays in sight. */
  const grown = () => atEnd.current && toEnd();

  const now = Date.now();
  const lastOwn = pending.some(({ state }) => state !== 'failed')
    ? 0
    : (entries.findLast(({ kind, by }) => kind === 'message' && by === view.me)?.seq ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section class="messages" ref={list} tabIndex={0} aria-label={t('title')} onScroll={scrolled} onLoadCapture={grown}>
      <div role="log" aria-live="polite" aria-label={t('title')}>
        {view.older === 'none' ? <Message by={null} host={host} text={entries.length === 0 ? proactive || greeting : greeting} /> : null}
        {entries.map((entry, index) => {
          const line = (
            <Line
              key={entry.seq}
              entry={entry}
              host={host}
              room={room}
              view={view}
              together={isTogether(entries[index - 1], entry)}
              state={entry.seq === lastOwn ? ((view.reads.operators ?? 0) >= entry.seq ? t('seen') : t('sent')) : ''}
            />
          );
          const previous = entries[index - 1];
          if (previous && dayOf(previous.at, now) === dayOf(entry.at, now)) return line;
          return [
            <p class="event" key={`day${entry.seq}`}>
              {dayOf(entry.at, now)}
            </p>,
            line,
          ];
        })}
        {proactive && isDormant && entries.length > 0 ? <Message by={null} host={host} text={proactive} /> : null}
        {pending.map((item) => (
          <Unsent key={item.command.cid} item={item} host={host} room={room} />
        ))}
        {view.chat.status === 'waiting' && availabilityOf(host).online ? <p class="event">{t('waiting')}</p> : null}
        {typing.map((id) => (
          <p class="typing" key={id}>
            <i />
            <i />
            <i />
            <span class="hidden">{t('typing', { name: view.people[id]?.name ?? t('someone') })}</span>
          </p>
        ))}
      </div>
      {behind ? (
        <button type="button" class="newest" onClick={toEnd}>
          {t('newMessages')}
        </button>
      ) : null}
    </section>
  );
}

/** Messages of one person within a few minutes stand together. */
const isTogether = (previous: Entry | undefined, entry: Entry): boolean =>
  previous?.kind === 'message' && entry.kind === 'message' && previous.by === entry.by && entry.at - previous.at < 180_000;

interface LineProps extends Omit<Props, 'open' | 'greeting' | 'proactive'> {
  entry: Entry;
  together: boolean;
  state: string;
}

function Line({ entry, host, room, view, together, state }: LineProps) {
  const name = view.people[entry.by]?.name || t('someone');
  switch (entry.kind) {
    case 'message': {
      const own = entry.by === view.me;
      return (
        <Message
          by={own ? null : (view.people[entry.by] ?? { name })}
          own={own}
          host={host}
          text={entry.deleted ? t('deleted') : entry.text}
          gone={!!entry.deleted}
          together={together}
          time={timeOf(entry.at)}
          state={[entry.edited ? t('edited') : '', state].filter(Boolean).join(' · ')}
          files={(entry.files ?? []).map((file) => <Attachment key={file.id} host={host} file={file} fileKey={view.fileKey} />)}
        >
          {own && !entry.deleted ? (
            <button type="button" class="act" aria-label={t('delete')} onClick={() => void room?.command({ t: 'delete', of: entry.seq })}>
              <Icon name="delete" />
            </button>
          ) : null}
        </Message>
      );
    }
    case 'form':
      return entry.values.message ? (
        <Message own by={null} host={host} text={entry.values.message} time={timeOf(entry.at)} state={state} />
      ) : null;
    case 'taken':
      return <p class="event">{t('taken', { name })}</p>;
    case 'joined':
      return <p class="event">{t('taken', { name })}</p>;
    case 'left':
      return <p class="event">{t('left', { name })}</p>;
    case 'closed':
      return <p class="event">{t('ended')}</p>;
    case 'call_ended':
      return <p class="event">{t('called', { time: lasting(entry.seconds) })}</p>;
    case 'call_missed':
      return <p class="event">{t('missed')}</p>;
    case 'unanswered':
      return <p class="event">{t('unanswered')}</p>;
    case 'rated':
      return <p class="event">{t('rated')}</p>;
    case 'transcript':
      return <p class="event">{t('transcriptSent', { address: entry.address })}</p>;
    default:
      return null;
  }
}

/** A command on its way: a message looks like one from the first moment. */
function Unsent({ item, host, room }: { item: Pending; host: Host; room: RoomClient | null }) {
  const { command, state, error, files } = item;
  const text = command.t === 'send' ? command.text : command.t === 'form' ? (command.values.message ?? '') : '';
  if (command.t === 'call' || (!text && !files?.length && state !== 'failed')) return null;
  const reason = error && (['file_type', 'too_large'] as string[]).includes(error) ? t(error as 'too_large') : t('unknown');
  return (
    <Message
      own
      by={null}
      host={host}
      text={text}
      files={files?.map((file) => (
        <span class="file" key={file.id}>
          <Icon name="file" /> {file.name}
        </span>
      ))}
      state={state === 'failed' ? t('failed', { reason }) : t(state)}
      failed={state === 'failed'}
    >
      {state === 'failed' ? (
        <>
          <button type="button" class="plain" onClick={() => room?.retry(command.cid)}>
            {t('retry')}
          </button>
          <button type="button" class="plain" onClick={() => room?.discard(command.cid)}>
            {t('discard')}
          </button>
        </>
      ) : null}
    </Message>
  );
}

interface MessageProps {
  by: { name: string; photo?: string } | null;
  own?: boolean;
  host: Host;
  text: string;
  gone?: boolean;
  together?: boolean;
  time?: string;
  state?: string;
  failed?: boolean;
  files?: ComponentChildren;
  children?: ComponentChildren;
}

function Message({ by, own, host, text, gone, together, time, state, failed, files, children }: MessageProps) {
  return (
    <div class={`message ${own ? 'own' : ''} ${together ? 'together' : ''} ${gone ? 'gone' : ''}`}>
      {by && !together ? (
        <p class="name">
          <Face {...by} base={host.base} /> {by.name}
        </p>
      ) : null}
      {files}
      {text ? (
        <div class="text" dir="auto" title={time}>
          {gone ? text : linkify(text).map((part, index) => <Part key={index} {...part} />)}
        </div>
      ) : null}
      {children}
      {state || (time && !together) ? (
        <p class={`state ${failed ? 'failed' : ''}`}>
          {time} {state ? <span>{state}</span> : null}
        </p>
      ) : null}
    </div>
  );
}

const Part = ({ text, href }: { text: string; href?: string }) =>
  href ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {text}
    </a>
  ) : (
    text
  );

/** A picture in its place before it is there, or a file to save. */
function Attachment({ host, file, fileKey }: { host: Host; file: FileRef; fileKey: string | null }) {
  const address = `${host.base}/f/${roomName(host)}/${file.id}?k=${fileKey ?? ''}`;
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) {
    return (
      <a href={address} target="_blank" rel="noopener" aria-label={t('picture', { name: file.name })}>
        <img class="picture" src={address} alt={file.name} width={file.width} height={file.height} loading="lazy" />
      </a>
    );
  }
  return (
    <a class="file" href={`${address}&download`} target="_blank" rel="noopener" aria-label={t('download', { name: file.name })}>
      <Icon name="file" /> {file.name} <small>{sizeOf(file.size)}</small>
    </a>
  );
}

const sizeOf = (bytes: number): string => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
