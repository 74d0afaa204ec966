import { MessagesSquare } from 'lucide-preact';
import type { TeamSummary } from '../../protocol/frames.ts';
import s from '../chats/chats.module.css';
import { Avatar, Badge, Button, Empty } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import { caughtUp, myId, people, personName, teamRooms, teamTitle } from '../stores/desk.ts';
import { otherOf, roomPath } from './rooms.ts';
import { t } from './texts.ts';

/** Own conversations with colleagues, newest first. One of two shows here once something was said in it. */
export function TeamList({ current, onNewGroup }: { current: string | null; onNewGroup?: () => void }) {
  const shown = [...teamRooms.value.values()]
    .filter(({ id, team, last }) => team.form === 'group' || last !== null || team.call || id === current)
    .sort((a, b) => (b.last?.at ?? Number.MAX_SAFE_INTEGER) - (a.last?.at ?? Number.MAX_SAFE_INTEGER));
  return (
    <nav class={s.scroll} aria-label={t('conversations')}>
      {onNewGroup ? (
        <div class={s.more}>
          <Button small onClick={onNewGroup}>
            {t('newGroup')}
          </Button>
        </div>
      ) : null}
      <ul>
        {shown.map((room) => (
          <Item key={room.id} room={room} current={room.id === current} />
        ))}
      </ul>
      {caughtUp.value && shown.length === 0 ? (
        <Empty icon={<MessagesSquare aria-hidden="true" />} title={t('noConversations')}>
          <p>{t('noConversationsText')}</p>
        </Empty>
      ) : null}
    </nav>
  );
}

function Item({ room, current }: { room: TeamSummary; current: boolean }) {
  const { id, team, last, unread } = room;
  const title = teamTitle(room);
  const other = people.value.find((person) => person.id === otherOf(team));
  const by = last && team.form === 'group' ? `${last.by === myId.value ? t('youFirst') : personName(last.by)}: ` : '';
  const said = last?.kind === 'message' ? by + (last.text || t('deletedLine')) : team.form === 'group' ? t('groupBegan') : '';
  return (
    <li>
      <a class={`${s.item} ${unread > 0 ? s.bold : ''}`} href={roomPath(id)} aria-current={current ? 'page' : undefined}>
        <span>
          <Avatar
            name={title}
            photo={other?.photo}
            size={36}
            presence={team.form === 'direct' ? (other?.presence ?? 'offline') : undefined}
          />
        </span>
        <strong>{title}</strong>
        <span class={s.time}>{last ? when(last.at) : ''}</span>
        <span class={s.line}>{team.call ? t('callOn') : said}</span>
        {unread > 0 ? <Badge count={unread} label={t('unread', { count: unread })} /> : <span />}
      </a>
    </li>
  );
}
