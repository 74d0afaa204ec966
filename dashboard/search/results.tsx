import { File } from 'lucide-preact';
import type { FoundMessage, FoundRoom, MarkedText, SearchPage } from '../../protocol/search.ts';
import { Button, styles } from '../design/controls.tsx';
import { dateTime, when } from '../design/time.ts';
import s from './search.module.css';
import type { Searcher } from './searcher.ts';
import { t } from './texts.ts';

interface Props {
  page: SearchPage;
  searcher: Searcher;
  loading: boolean;
  onMore: () => void;
}

/** Rooms whose name fits, and messages, newest first; each opens where it is. */
export function Results({ page, searcher, loading, onMore }: Props) {
  const { rooms, messages, next } = page;
  return (
    <div class={`${s.results} ${loading ? s.old : ''}`} aria-busy={loading}>
      {rooms.length > 0 ? (
        <section aria-labelledby="found-rooms">
          <h2 id="found-rooms">{t('rooms')}</h2>
          <ul class={s.rooms}>
            {rooms.map((room) => (
              <li key={room.id}>
                <a class={s.room} href={searcher.placeOf(room)}>
                  <Marked text={room.title} />
                  {searcher.kinds.length > 0 ? <span class={styles.tag}>{t(`kind_${room.kind}`)}</span> : null}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {messages.length > 0 ? (
        <section aria-labelledby="found-messages">
          <h2 id="found-messages">
            {t('messages')} <small>{next ? t('foundMore', { count: messages.length }) : t('found', { count: messages.length })}</small>
          </h2>
          <ul>
            {messages.map((message) => (
              <Message key={`${message.room.id} ${message.seq}`} message={message} searcher={searcher} />
            ))}
          </ul>
          {next ? (
            <Button disabled={loading} onClick={onMore}>
              {t('more')}
            </Button>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

function Message({ message, searcher }: { message: FoundMessage; searcher: Searcher }) {
  const { room, seq, at, text, files, note } = message;
  const name = message.by === searcher.me ? t('you') : message.name || searcher.unnamed(message);
  const title = roomName(room);
  return (
    <li>
      <a
        class={s.message}
        href={searcher.placeOf(room, seq)}
        aria-label={`${t('open', { name, room: title, time: dateTime(at) })}: ${text.text}`}
      >
        <span class={s.head}>
          <strong>{name}</strong>
          <span>
            {title}
            {note ? ` · ${t('note')}` : ''}
          </span>
          <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
            {when(at)}
          </time>
        </span>
        {text.text ? (
          <span class={s.text} dir="auto">
            {text.begins ? '' : '… '}
            <Marked text={text} />
            {text.ends ? '' : ' …'}
          </span>
        ) : null}
        {files.map((file) => (
          <span key={file.file.id} class={s.file}>
            <File aria-hidden="true" /> <Marked text={file.name} />
          </span>
        ))}
      </a>
    </li>
  );
}

/** What a room is called; a visitor without a name by something that tells them apart. */
export const roomName = ({ id, kind, title }: FoundRoom): string =>
  title.text || (kind === 'visitor' ? `${t('visitor')} ${(id.split('.')[1] ?? '').slice(-4)}` : '');

/** A text with what was found set off: parts of text, never HTML. */
function Marked({ text: { text, marks } }: { text: MarkedText }) {
  const parts = marks.map(([start, length], index) => {
    const [before, lengthBefore] = marks[index - 1] ?? [0, 0];
    return (
      <>
        {text.slice(before + lengthBefore, start)}
        <mark>{text.slice(start, start + length)}</mark>
      </>
    );
  });
  const [last, length] = marks.at(-1) ?? [0, 0];
  return (
    <bdi>
      {parts}
      {text.slice(last + length)}
    </bdi>
  );
}
