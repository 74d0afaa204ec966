/** Calls that are on in rooms of the client, and that they have not joined: what may ring. */
import { computed } from '@preact/signals';
import { clientPersonId } from '../../protocol/entries.ts';
import { ringOf } from '../calls/ring-of.ts';
import { rooms } from './desk.ts';
import { me } from './me-store.ts';
import { at } from './portal.ts';

export const ringing = computed(() => {
  const mine = me.value ? clientPersonId(me.value.id) : null;
  return [...rooms.value.values()].flatMap(({ id, client }) =>
    ringOf(mine, { room: id, call: client.call, title: client.name, path: at(`/rooms/${encodeURIComponent(id)}`) }),
  );
});
