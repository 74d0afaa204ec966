/** The rooms of the client: the list, and the one that the address names. */
import { MessagesSquare } from 'lucide-preact';
import { useRoute } from 'preact-iso';
import chats from '../../chats/chats.module.css';
import { Empty } from '../../design/controls.tsx';
import { caughtUp } from '../desk.ts';
import { at, portal } from '../portal.ts';
import { ownRooms, RoomList } from './list.tsx';
import { Room } from './room.tsx';
import s from './rooms.module.css';
import { t } from './texts.ts';

export default function RoomsPage() {
  const id = useRoute().params.rest?.split('/')[0];
  if (!id && caughtUp.value && ownRooms().length === 0) {
    return (
      <Empty icon={<MessagesSquare aria-hidden="true" />} title={t('noRooms')}>
        <p>{t('noRoomsText', { company: portal!.name })}</p>
        <a href={at('/matters')}>{t('toMatters')}</a>
      </Empty>
    );
  }
  return (
    <div class={`${s.page} ${id ? s.withRoom : ''}`}>
      <RoomList current={id ?? null} />
      {id ? (
        <Room key={id} id={id} />
      ) : (
        <div class={chats.chat}>
          <Empty icon={<MessagesSquare aria-hidden="true" />} title={t('pickTitle')}>
            <p>{t('pickText')}</p>
          </Empty>
        </div>
      )}
    </div>
  );
}
