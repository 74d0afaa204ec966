import { Empty } from '../../design/controls.tsx';
import s from '../../matters/matters.module.css';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { portal } from '../portal.ts';
import { Talk } from '../rooms/talk.tsx';
import { t } from './texts.ts';

/** A room of the matter, as on the page of rooms. */
export const MatterTalk = ({ room, name }: { room: ClientsRoom; name: string }) =>
  room.view.value.stoppedBy ? (
    <Empty title={t('roomGone')} />
  ) : (
    <section class={s.room} aria-label={name}>
      <Talk room={room} name={name} placeholder={t('write', { company: portal!.name })} />
    </section>
  );
