/** Where a notification leads: to its room, or (a try has none) back to the alerts. */
export const pathOf = (room: string): string => (room ? `/app/chats/${encodeURIComponent(room)}` : '/app/alerts');
