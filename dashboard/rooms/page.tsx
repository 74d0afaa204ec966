/** Rooms with clients, and among colleagues about them: the list, and the one the address names. */
import { MessagesSquare } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import chats from '../chats/chats.module.css';
import { Empty } from '../design/controls.tsx';
import { NewRoom } from './dialogs.tsx';
import { RoomList } from './list.tsx';
import { Room } from './room.tsx';
import { t } from './texts.ts';

export default function RoomsPage() {
  const { room } = useRoute().params;
  const [making, setMaking] = useState(false);
  return (
    <div class={`${chats.chats} ${room ? chats.withRoom : ''}`}>
      <RoomList current={room ?? null} onNew={() => setMaking(true)} />
      {room ? (
        <Room key={room} id={room} />
      ) : (
        <div class={chats.chat}>
          <Empty icon={<MessagesSquare aria-hidden="true" />} title={t('pickTitle')}>
            <p>{t('pickText')}</p>
          </Empty>
        </div>
      )}
      {making ? <NewRoom onClose={() => setMaking(false)} /> : null}
    </div>
  );
}
