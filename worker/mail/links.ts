/** Addresses that mails lead to. `host` is PUBLIC_URL. */

/** The line that site owners paste. */
export const embedLine = (host: string, site: string): string => `<script async src="${host}/w.js" data-site="${site}"></script>`;

export const setUpUrl = (host: string): string => `${host}/app/setup`;

/** The settings of an own number. */
export const numberUrl = (host: string, number: string): string => `${host}/app/settings/numbers/${encodeURIComponent(number)}`;

/** A chat in the dashboard. */
export const roomUrl = (host: string, room: string): string => `${host}/app/chats/${encodeURIComponent(room)}`;

/** A room with clients in the dashboard. */
export const clientRoomUrl = (host: string, room: string): string => `${host}/app/rooms/${encodeURIComponent(room)}`;

/** A file in a mail; opens for whom the token names. */
export const mailFileUrl = (host: string, token: string): string => `${host}/f/mail/${token}`;

/** A room of colleagues in the dashboard. */
export const teamRoomUrl = (host: string, room: string): string => `${host}/app/operators/${encodeURIComponent(room)}`;

/** The link of a meeting; opens for who is in its room. */
export const meetingUrl = (host: string, id: string): string => `${host}/m/${id}`;

/** A meeting's calendar file in a mail; opens for whom the token names. */
export const mailCalendarUrl = (host: string, token: string): string => `${host}/m/calendar/${token}`;

/** Where mails of unread messages are switched off. */
export const unsubscribeUrl = (host: string, token: string): string => `${host}/unsubscribe/${token}`;

/** A file; opens for signed-in operators of the account. */
export const fileUrl = (host: string, room: string, file: string): string =>
  `${host}/f/${encodeURIComponent(room)}/${encodeURIComponent(file)}`;
