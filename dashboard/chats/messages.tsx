import { tokenize } from 'linkifyjs';
import { File, Pencil, Trash2 } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Pending } from '../../protocol/client/room-view.ts';
import type { Entry, FileRef, PersonId } from '../../protocol/entries.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { clock, day, isSameDay, now } from '../design/time.ts';
import { errorText } from '../i18n/errors.ts';
import { myId } from '../stores/desk.ts';
import type { AnyRoom } from '../stores/rooms.ts';
import s from './chats.module.css';
import { mentionParts, type Named } from './mentions.ts';
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
  stateOf: (seq: number) => string;
  /** What a line says that is no message; empty for what needs no line. */
  eventOf: (entry: Entry, by: string) => string;
  /** Whose typing is told under the history. */
  tellsTyping?: (person: PersonId) => boolean;
}

/** The whole history of a room. Stays at its end while one is there, and in its place when older entries come. */
export function Messages({ room, label, nameOf, isOurs, stateOf, eventOf, tellsTyping = () => true }: Props) {
  const view = room.view.value;
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: 0, height: 0 });
  const [behind, setBehind] = useState(false);
  const { entries, pending } = view;
  const first = entries[0]?.seq ?? 0;
  const newest = entries.at(-1)?.seq ?? 0;

  const toEnd = () => {
    list.current!.scrollTop = list.current!.scrollHeight;
  };
  useLayoutEffect(() => {
    const box = list.current!;
    if (atEnd.current) toEnd();
    else if (first < before.current.first) box.scrollTop += box.scrollHeight - before.current.height;
    else setBehind(true);
    before.current = { first, height: box.scrollHeight };
  }, [first, newest, pending.length]);
  const target = useTarget(room, list, atEnd);
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
                  state={entry.seq === lastOwn ? stateOf(entry.seq) : ''}
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

interface LineProps extends Pick<Props, 'room' | 'nameOf' | 'isOurs' | 'eventOf'> {
  entry: Entry;
  together: boolean;
  state: string;
}

function Line({ entry, room, nameOf, isOurs, eventOf, together, state }: LineProps) {
  const [editing, setEditing] = useState<string | null>(null);
  const own = entry.by === myId.value;
  const by = own ? t('you') : entry.by === 'system' ? t('system') : nameOf(entry.by);
  const message = entry.kind === 'form' && entry.values.message ? entry.values.message : null;
  if (entry.kind !== 'message' && entry.kind !== 'note' && message === null) {
    const text = eventOf(entry, by);
    return text ? (
      <p class={s.event}>
        {text} · {clock(entry.at)}
      </p>
    ) : null;
  }
  const { text, deleted, edited } =
    entry.kind === 'message' || entry.kind === 'note' ? entry : { text: message!, deleted: false, edited: false };
  const files = entry.kind === 'message' ? (entry.files ?? []) : [];
  if (editing !== null) {
    return (
      <form
        class={`${s.message} ${s.own}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (editing.trim() && editing !== text) void room.client.command({ t: 'edit', of: entry.seq, text: editing.trim() });
          setEditing(null);
        }}
      >
        <textarea
          class={s.text}
          rows={3}
          aria-label={t('edit')}
          value={editing}
          onInput={(event) => setEditing(event.currentTarget.value)}
        />
        <div>
          <Button small look="main" type="submit">
            {t('save')}
          </Button>
          <Button small look="quiet" onClick={() => setEditing(null)}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    );
  }
  return (
    <Bubble
      own={isOurs(entry)}
      note={entry.kind === 'note'}
      gone={!!deleted}
      together={together}
      by={own ? '' : by}
      state={`${clock(entry.at)} ${[edited ? t('edited') : '', state].filter(Boolean).join(' · ')}`}
      files={files.map((file) => <Attachment key={file.id} room={room.id} file={file} />)}
      text={deleted ? t('deleted') : text}
      names={('mentions' in entry ? (entry.mentions ?? []) : []).map((id) => ({ id, name: nameOf(id) }))}
    >
      {own && !deleted ? (
        <span class={s.acts}>
          <IconButton small label={t('edit')} onClick={() => setEditing(text)}>
            <Pencil aria-hidden="true" />
          </IconButton>
          <IconButton small label={t('delete')} onClick={() => void room.client.command({ t: 'delete', of: entry.seq })}>
            <Trash2 aria-hidden="true" />
          </IconButton>
        </span>
      ) : null}
    </Bubble>
  );
}

/** A message on its way looks like one from the first moment. */
function Unsent({ item, room }: { item: Pending; room: AnyRoom }) {
  const { command, state, error, files } = item;
  if (command.t !== 'send' && state !== 'failed') return null;
  const { cid } = command;
  return (
    <Bubble
      own
      note={command.t === 'send' && !!command.note}
      text={command.t === 'send' || command.t === 'edit' ? command.text : ''}
      failed={state === 'failed'}
      state={state === 'failed' ? t('failed', { reason: errorText(error) }) : t(state)}
      files={files?.map((file) => (
        <span class={s.file} key={file.id}>
          <File aria-hidden="true" /> {file.name}
        </span>
      ))}
    >
      {state === 'failed' ? (
        <div>
          <Button small onClick={() => room.client.retry(cid)}>
            {t('retry')}
          </Button>
          <Button small look="quiet" onClick={() => room.client.discard(cid)}>
            {t('discard')}
          </Button>
        </div>
      ) : null}
    </Bubble>
  );
}

interface BubbleProps {
  own?: boolean;
  note?: boolean;
  gone?: boolean;
  together?: boolean;
  failed?: boolean;
  by?: string;
  text: string;
  /** People named in it. */
  names?: Named[];
  state: string;
  files?: ComponentChildren;
  children?: ComponentChildren;
}

const Bubble = ({ own, note, gone, together, failed, by, text, names = [], state, files, children }: BubbleProps) => (
  <div class={[s.message, own && s.own, note && s.note, gone && s.gone, together && s.together].filter(Boolean).join(' ')}>
    {by && !together ? <p class={s.by}>{by}</p> : null}
    {files}
    {text ? (
      <div class={s.text} dir="auto">
        {gone ? text : <Rich text={text} names={names} />}
      </div>
    ) : null}
    {children}
    <p class={`${s.state} ${failed ? s.failed : ''}`}>{state}</p>
  </div>
);

/** Text with those it names set off, and oneself most. */
const Rich = ({ text, names }: { text: string; names: Named[] }) => (
  <>
    {mentionParts(text, names).map(({ text: part, name }, index) =>
      name === undefined ? (
        <Linked key={index} text={part} />
      ) : (
        <mark key={index} class={`${s.mention} ${names.some((one) => one.name === name && one.id === myId.value) ? s.me : ''}`}>
          {part}
        </mark>
      ),
    )}
  </>
);

/** Text with its addresses made links: tokens, never HTML. */
const Linked = ({ text }: { text: string }) => (
  <>
    {tokenize(text).map((token, index) => {
      const href = token.isLink ? token.toHref('https') : '';
      return /^(https?:|mailto:)/i.test(href) ? (
        <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {token.toString()}
        </a>
      ) : (
        token.toString()
      );
    })}
  </>
);

function Attachment({ room, file }: { room: string; file: FileRef }) {
  const address = `/f/${encodeURIComponent(room)}/${file.id}`;
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) {
    return (
      <a href={address} target="_blank" rel="noopener" aria-label={t('picture', { name: file.name })}>
        <img class={s.picture} src={address} alt={file.name} width={file.width} height={file.height} loading="lazy" />
      </a>
    );
  }
  return (
    <a class={s.file} href={`${address}?download`} aria-label={t('download', { name: file.name })}>
      <File aria-hidden="true" /> {file.name}
    </a>
  );
}
