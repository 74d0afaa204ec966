/** Calls that are on in rooms of whoever is signed in, and that they have not joined: what may ring. */
import { computed } from '@preact/signals';
import type { Call } from '../../protocol/call.ts';
import type { PersonId } from '../../protocol/entries.ts';
import { pathOf } from '../phone/path.ts';
import { clientRooms, myId, teamRooms, teamTitle } from '../stores/desk.ts';
import { type Ringing, ringOf } from './ring-of.ts';

export const ringing = computed<Ringing[]>(() => {
  const me: PersonId | null = myId.value;
  const of = (room: string, call: Call | undefined, title: string) => ringOf(me, { room, call, title, path: pathOf(room) });
  return [
    ...[...teamRooms.value.values()].flatMap((room) => of(room.id, room.team.call, teamTitle(room))),
    ...[...clientRooms.value.values()].flatMap((room) => (room.in ? of(room.id, room.client.call, room.client.name) : [])),
  ];
});
