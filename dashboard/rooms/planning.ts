import { may, type RoomRole } from '../../protocol/permissions.ts';
import type { Planning } from '../meetings/planning.ts';
import { pathOf } from '../phone/path.ts';
import type { ClientsRoom } from '../stores/rooms.ts';

/** What a member of the account can do with the meetings of a room with clients; `roles` is what they are to it. */
export function planningOf(room: ClientsRoom, roles: readonly RoomRole[]): Planning {
  const { archived, form } = room.view.value.client;
  const writes = may(roles, form === 'announcement' ? 'announce' : 'write');
  return {
    room,
    plans: !archived && writes && may(roles, 'schedule'),
    manages: !archived && may(roles, 'reschedule'),
    page: pathOf(room.id),
    fileOf: (meeting) => `/api/rooms/${room.id}/meetings/${meeting}.ics`,
  };
}
