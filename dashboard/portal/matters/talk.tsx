import { CallBarSlot } from '../../calls/slot.tsx';
import { Empty } from '../../design/controls.tsx';
import s from '../../matters/matters.module.css';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { me } from '../me-store.ts';
import { portal } from '../portal.ts';
import { mayWrite } from '../rooms/may.ts';
import { PORTAL } from '../rooms/place.ts';
import { Talk } from '../rooms/talk.tsx';
import { t } from './texts.ts';

/** A room of the matter, as on the page of rooms. */
export function MatterTalk({ room, name }: { room: ClientsRoom; name: string }) {
  const { stoppedBy, loaded, client } = room.view.value;
  if (stoppedBy) return <Empty title={t('roomGone')} />;
  const calls = { place: PORTAL, user: me.value!.id, room, mayStart: loaded && mayWrite(client) };
  return (
    <section class={s.room} aria-label={name}>
      <CallBarSlot starts {...calls} />
      <Talk room={room} name={name} placeholder={t('write', { company: portal!.name })} />
    </section>
  );
}
