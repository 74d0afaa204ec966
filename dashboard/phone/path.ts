import { isClientRoom } from '../../protocol/client-room.ts';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';

/** Where a notification leads: to its room, or (a try has none) back to the alerts. */
export const pathOf = (room: string): string => (room ? `/app/${pageOf(room)}/${encodeURIComponent(room)}` : '/app/alerts');

function pageOf(room: string): string {
  if (isSmsRoom(room)) return 'messages';
  return isClientRoom(room) ? 'rooms' : isTeamRoom(room) ? 'operators' : 'chats';
}

/** Where a conversation among colleagues or by SMS is opened beside all the others of both kinds. */
export const messagesPath = (room: string): string => `/app/messages/${encodeURIComponent(room)}`;

/** Whether an address is a page on which the room shows: some rooms are on two. */
export const isPageOf = (path: string, room: string): boolean => decodeURIComponent(path).endsWith(`/${room}`);
