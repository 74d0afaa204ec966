import { isTeamRoom } from '../../protocol/team.ts';

/** Where a notification leads: to its room, or (a try has none) back to the alerts. */
export const pathOf = (room: string): string =>
  room ? `/app/${isTeamRoom(room) ? 'operators' : 'chats'}/${encodeURIComponent(room)}` : '/app/alerts';
