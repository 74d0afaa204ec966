import { MessagesSquare } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { ClientSummary } from '../../protocol/frames.ts';
import chats from '../chats/chats.module.css';
import { Badge, Button, Empty } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import { caughtUp, clientRooms, loadOlderRooms, more, myId, people, personName } from '../stores/desk.ts';
import { roomPath } from './api.ts';
import { FormIcon } from './form-icon.tsx';
import { listed } from './listed.ts';
import s from './rooms.module.css';
import { t } from './texts.ts';

/** Rooms with clients, newest message first; those one is in before those one may only look into. */
export function RoomList({ current, onNew }: { current: string | null; onNew: () => void }) {
  const [text, setText] = useState('');
  const [archived, setArchived] = useState(clientRooms.peek().get(current ?? '')?.client.archived ?? false);
  const { own, others } = listed([...clientRooms.value.values()], text, archived);
  // Who answers the listings of one advertiser knows no clients: the server refuses it too.
  const begins = !people.value.find(({ id }) => id === myId.value)?.listingsOnly;
  const section = (title: string, rooms: ClientSummary[]) => (
    <>
      {title ? <h2 class={chats.section}>{title}</h2> : null}
      <ul>
        {rooms.map((room) => (
          <Item key={room.id} room={room} current={room.id === current} />
        ))}
      </ul>
    </>
  );
  return (
    <aside class={chats.list} aria-label={t('rooms')}>
      <div class={`${chats.filter} ${s.tools}`}>
        <input
          type="search"
          list={undefined}
          aria-label={t('find')}
          placeholder={t('find')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <div class={s.row}>
          <div class={s.which}>
            <button type="button" aria-pressed={!archived} onClick={() => setArchived(false)}>
              {t('active')}
            </button>
            <button type="button" aria-pressed={archived} onClick={() => setArchived(true)}>
              {t('archivedOnes')}
            </button>
          </div>
          {begins ? (
            <Button small look="main" onClick={onNew}>
              {t('newRoom')}
            </Button>
          ) : null}
        </div>
        <div class={s.ways}>
          <a href="/app/matters">{t('matters')}</a>
          {begins ? <a href="/app/clients">{t('clients')}</a> : null}
        </div>
      </div>
      <nav class={chats.scroll} aria-label={t('rooms')}>
        {own.length > 0 ? section('', own) : null}
        {others.length > 0 ? section(t('notIn'), others) : null}
        {!caughtUp.value && clientRooms.value.size === 0 ? <p class={chats.event}>{t('loading')}</p> : null}
        {caughtUp.value && own.length + others.length === 0 ? (
          <Empty icon={<MessagesSquare aria-hidden="true" />} title={t(text ? 'nothingFound' : archived ? 'noneArchived' : 'noRooms')}>
            {text || archived ? null : <p>{t('noRoomsText')}</p>}
          </Empty>
        ) : null}
        {archived && more.value ? (
          <div class={chats.more}>
            <Button small onClick={loadOlderRooms}>
              {t('older')}
            </Button>
          </div>
        ) : null}
      </nav>
    </aside>
  );
}

function Item({ room, current }: { room: ClientSummary; current: boolean }) {
  const { id, client, last, unread } = room;
  const name = last ? (last.by === myId.value ? t('youFirst') : personName(last.by)) : '';
  const line = last?.kind === 'message' ? `${name ? `${name}: ` : ''}${last.text || t('deletedLine')}` : t(`form_${client.form}`);
  return (
    <li>
      <a class={`${chats.item} ${unread > 0 ? chats.bold : ''}`} href={roomPath(id)} aria-current={current ? 'page' : undefined}>
        <span>
          <FormIcon form={client.form} />
        </span>
        <strong dir="auto">{client.name}</strong>
        <span class={chats.time}>{last ? when(last.at) : ''}</span>
        <span class={chats.line} dir="auto">
          {client.call ? t('callOn') : line}
        </span>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : <span />}
      </a>
    </li>
  );
}
