import { isClientRoom } from '../../protocol/client-room.ts';
import { isTeamRoom } from '../../protocol/team.ts';

/** Where a notification leads: to its room, or (a try has none) back to the alerts. */
export const pathOf = (room: string): string => (room ? `/app/${pageOf(room)}/${encodeURIComponent(room)}` : '/app/alerts');

const pageOf = (room: string): string => (isClientRoom(room) ? 'rooms' : isTeamRoom(room) ? 'operators' : 'chats');
