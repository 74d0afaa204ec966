/** Group calls of the dashboard. */
import { isTeamRoom } from '../../protocol/team.ts';
import { pathOf } from '../phone/path.ts';
import { clientRooms, teamRooms, teamTitle } from '../stores/desk.ts';
import { holdClientsRoom, holdTeamRoom } from '../stores/rooms.ts';
import type { CallPlace } from './group.ts';

export const DASHBOARD: CallPlace = {
  hold: (user, room) => (isTeamRoom(room) ? holdTeamRoom(user, room) : holdClientsRoom(user, room)),
  ice: '/api/video/ice',
  callPath: (room, call) => `/rooms/${room}/call/${call}`,
  titleOf({ id, view }) {
    const team = teamRooms.value.get(id);
    if (team) return teamTitle(team);
    return 'client' in view.value ? view.value.client.name : (clientRooms.value.get(id)?.client.name ?? '');
  },
  pathOf,
  isOwn: true,
};
