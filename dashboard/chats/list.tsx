import { MessageCircle } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { isOperator } from '../../protocol/entries.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { Avatar, Badge, Button, Empty } from '../design/controls.tsx';
import { lasting, now, when } from '../design/time.ts';
import { caughtUp, isMine, loadOlderRooms, more, myId, personName, rooms, siteName, sites, typing, waitingRooms } from '../stores/desk.ts';
import s from './chats.module.css';
import { t, visitorName } from './texts.ts';

/** Waiting longer than this is shown in red, ms. */
const LATE = 120_000;

/** Everyone who waits, one's own chats, and all others, newest activity first. */
export function ChatList({ current }: { current: string | null }) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const fits = (room: VisitorSummary) =>
    !wanted ||
    `${visitorName(room.visitor)} ${room.visitor.email ?? ''} ${room.last?.text ?? ''} ${room.chat.tags.join(' ')}`
      .toLowerCase()
      .includes(wanted);
  const all = [...rooms.value.values()].filter(fits).sort((a, b) => (b.last?.at ?? b.chat.since) - (a.last?.at ?? a.chat.since));
  const waiting = waitingRooms.value.filter(fits);
  const elsewhere = all.filter((room) => room.chat.status === 'waiting' && !waiting.includes(room));
  const mine = all.filter((room) => isMine(room) && !waiting.includes(room) && !elsewhere.includes(room));
  const others = all.filter((room) => room.chat.status === 'open' && !isMine(room));
  const closed = all.filter(({ chat }) => chat.status === 'closed');
  // Somebody begins to type who has no chat yet.
  const arriving = [...typing.value.values()].filter(
    ({ room, visitor }) => visitor && (rooms.value.get(room)?.chat.status ?? 'closed') === 'closed',
  );
  const item = (room: VisitorSummary) => <ChatItem key={room.id} room={room} current={room.id === current} />;
  const section = (title: string, list: VisitorSummary[]) =>
    list.length > 0 ? (
      <>
        <h2 class={s.section}>
          {title} <span>{list.length}</span>
        </h2>
        <ul>{list.map(item)}</ul>
      </>
    ) : null;
  return (
    <aside class={s.list}>
      <div class={s.filter}>
        <input
          type="search"
          list={undefined}
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <nav class={s.scroll} aria-label={t('chats')}>
        {arriving.length > 0 ? (
          <ul>
            {arriving.map(({ room, visitor, site }) => (
              <li key={room} class={s.item}>
                <span>
                  <Avatar name={visitorName(visitor!)} />
                </span>
                <strong>{visitorName(visitor!)}</strong>
                <span />
                <span class={`${s.line} ${s.lit}`}>
                  {t('typing')} {sites.value.length > 1 && site ? siteName(site) : ''}
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        {section(t('waiting'), waiting)}
        {section(t('mine'), mine)}
        {section(t('elsewhere'), elsewhere)}
        {section(t('others'), others)}
        {section(t('closed'), closed)}
        {caughtUp.value && all.length === 0 && arriving.length === 0 ? (
          <Empty icon={<MessageCircle aria-hidden="true" />} title={t('emptyTitle')}>
            <p>{t('emptyText')}</p>
          </Empty>
        ) : null}
        {more.value ? (
          <div class={s.more}>
            <Button small onClick={loadOlderRooms}>
              {t('older')}
            </Button>
          </div>
        ) : null}
      </nav>
    </aside>
  );
}

export function ChatItem({ room, current }: { room: VisitorSummary; current: boolean }) {
  const { id, chat, visitor, last, unread, site } = room;
  const waits = chat.status === 'waiting' || chat.status === 'unanswered';
  const types = typing.value.has(id);
  const by = last && isOperator(last.by) ? `${last.by === myId.value ? t('you') : personName(last.by)}: ` : '';
  const line = chat.erased ? t('e_erased') : last?.text ? by + last.text : t(`status_${chat.status}`);
  return (
    <li>
      <a
        class={`${s.item} ${unread > 0 ? s.bold : ''}`}
        href={`/app/chats/${encodeURIComponent(id)}`}
        aria-current={current ? 'page' : undefined}
      >
        <span>
          <Avatar name={visitorName(visitor)} size={36} />
        </span>
        <strong>{visitorName(visitor)}</strong>
        <span class={`${s.time} ${waits && now.value - chat.since > LATE ? s.late : ''}`}>
          {waits ? lasting(chat.since) : when(last?.at ?? chat.since)}
        </span>
        <span class={`${s.line} ${types ? s.lit : ''}`}>
          {types ? t('typing') : line}
          {chat.owner && chat.owner !== myId.value && chat.status === 'open' ? ` · ${personName(chat.owner)}` : ''}
          {sites.value.length > 1 ? ` · ${siteName(site)}` : ''}
          {chat.listing ? ` · ${chat.listing.name}` : ''}
          {chat.broadcast ? ` · ${t('fromBroadcast')}` : ''}
        </span>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : <span />}
      </a>
    </li>
  );
}
