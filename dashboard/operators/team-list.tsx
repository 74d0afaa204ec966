import { MessagesSquare } from 'lucide-preact';
import type { TeamSummary } from '../../protocol/frames.ts';
import s from '../chats/chats.module.css';
import { RoomLine } from '../chats/room-line.tsx';
import { Avatar, Button, Empty } from '../design/controls.tsx';
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
    <RoomLine
      href={roomPath(id)}
      current={current}
      sign={
        <Avatar
          name={title}
          photo={other?.photo}
          size={36}
          presence={team.form === 'direct' ? (other?.presence ?? 'offline') : undefined}
        />
      }
      name={title}
      line={team.call ? t('callOn') : said}
      at={last?.at}
      unread={unread}
      unreadText={t('unread', { count: unread })}
    />
  );
}
