/** Group calls of the portal. */
import type { CallPlace } from '../../calls/group.ts';
import { api } from '../portal.ts';
import { holdOwnRoom, roomPath } from './open.ts';

export const PORTAL: CallPlace = {
  hold: holdOwnRoom,
  ice: `/api${api('/ice')}`,
  callPath: (room, call) => api(`/rooms/${room}/call/${call}`),
  titleOf: ({ view }) => ('client' in view.value ? view.value.client.name : ''),
  pathOf: roomPath,
  isOwn: false,
};
