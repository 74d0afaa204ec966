import { isClientRoom } from '../../protocol/client-room.ts';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';

/** Where a notification leads: to its room, or (a try has none) back to the alerts. */
export const pathOf = (room: string): string => (room ? `/app/${pageOf(room)}/${encodeURIComponent(room)}` : '/app/alerts');

function pageOf(room: string): string {
  if (isSmsRoom(room)) return 'messages';
  return isClientRoom(room) ? 'rooms' : isTeamRoom(room) ? 'operators' : 'chats';
}
