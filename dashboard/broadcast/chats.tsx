/** Chats of those who watch: each has one of their own, newest word first. */
import type { Viewer } from '../../protocol/broadcast.ts';
import { ChatItem } from '../chats/list.tsx';
import { styles } from '../design/controls.tsx';
import { rooms } from '../stores/desk.ts';
import s from './broadcast.module.css';
import { t } from './texts.ts';

export function CastChats({ cast, people }: { cast: string; people: Viewer[] }) {
  const watching = new Set(people.map(({ room }) => room));
  const chats = [...rooms.value.values()]
    .filter(({ id, chat }) => chat.status !== 'closed' && (chat.broadcast?.id === cast || watching.has(id)))
    .sort((a, b) => (b.last?.at ?? b.chat.since) - (a.last?.at ?? a.chat.since));
  return (
    <section class={styles.card} aria-labelledby="cast-chats">
      <h2 id="cast-chats">{t('chats')}</h2>
      {chats.length === 0 ? (
        <p class={s.muted}>{t('noChats')}</p>
      ) : (
        <ul class={s.scroll}>
          {chats.map((room) => (
            <ChatItem key={room.id} room={room} current={false} />
          ))}
        </ul>
      )}
    </section>
  );
}
