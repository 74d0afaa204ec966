import { Archive, Megaphone, MessagesSquare } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { clientPersonId } from '../../../protocol/entries.ts';
import type { ClientSummary } from '../../../protocol/frames.ts';
import chats from '../../chats/chats.module.css';
import { Badge, Button, Empty } from '../../design/controls.tsx';
import { when } from '../../design/time.ts';
import { listed } from '../../rooms/listed.ts';
import shared from '../../rooms/rooms.module.css';
import { caughtUp, loadOlderRooms, more, rooms } from '../desk.ts';
import { me } from '../me-store.ts';
import { roomPath } from './open.ts';
import s from './rooms.module.css';
import { t } from './texts.ts';

/** So many rooms are seen at one glance; of more one is looked for by name. */
const AT_A_GLANCE = 6;

/** Rooms that belong to no matter: what does has its place there. */
export const ownRooms = (): ClientSummary[] => [...rooms.value.values()].filter(({ client }) => client.matter === undefined);

/** Own rooms, newest message first. */
export function RoomList({ current }: { current: string | null }) {
  const all = ownRooms();
  const [text, setText] = useState('');
  const [archived, setArchived] = useState(rooms.peek().get(current ?? '')?.client.archived ?? false);
  const hasArchived = archived || all.some(({ client }) => client.archived);
  const { own } = listed(all, text, archived);
  return (
    <aside class={chats.list} aria-label={t('rooms')}>
      {all.length > AT_A_GLANCE || hasArchived ? (
        <div class={`${chats.filter} ${shared.tools}`}>
          {all.length > AT_A_GLANCE ? (
            <input
              type="search"
              list={undefined}
              aria-label={t('find')}
              placeholder={t('find')}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          ) : null}
          {hasArchived ? (
            <div class={shared.which}>
              <button type="button" aria-pressed={!archived} onClick={() => setArchived(false)}>
                {t('active')}
              </button>
              <button type="button" aria-pressed={archived} onClick={() => setArchived(true)}>
                {t('archivedOnes')}
              </button>
            </div>
          ) : null}
        </div>
      ) : null}
      <nav class={chats.scroll} aria-label={t('rooms')}>
        <ul>
          {own.map((room) => (
            <Item key={room.id} room={room} current={room.id === current} />
          ))}
        </ul>
        {!caughtUp.value && all.length === 0 ? <p class={chats.event}>{t('loading')}</p> : null}
        {caughtUp.value && own.length === 0 ? (
          <Empty icon={<MessagesSquare aria-hidden="true" />} title={t(text ? 'nothingFound' : archived ? 'noneArchived' : 'noRooms')} />
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
  const said = last?.kind === 'message' ? last.text || t('noText') : '';
  const own = last?.by === clientPersonId(me.value!.id);
  const Icon = client.archived ? Archive : client.form === 'announcement' ? Megaphone : MessagesSquare;
  return (
    <li>
      <a class={`${chats.item} ${unread > 0 ? chats.bold : ''}`} href={roomPath(id)} aria-current={current ? 'page' : undefined}>
        <span class={s.icon}>
          <Icon aria-hidden="true" />
        </span>
        <strong dir="auto">{client.name}</strong>
        <span class={chats.time}>{last ? when(last.at) : ''}</span>
        <span class={chats.line} dir="auto">
          {client.call
            ? t('callOn')
            : said && own
              ? t('youFirst', { text: said })
              : said || t(client.form === 'announcement' ? 'announcements' : 'nothingSaid')}
        </span>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : <span />}
      </a>
    </li>
  );
}
