/** Addresses that mails lead to. `host` is PUBLIC_URL. */

/** The line that site owners paste. */
export const embedLine = (host: string, site: string): string => `<script async src="${host}/w.js" data-site="${site}"></script>`;

export const setUpUrl = (host: string): string => `${host}/app/setup`;

/** A chat in the dashboard. */
export const roomUrl = (host: string, room: string): string => `${host}/app/chats/${encodeURIComponent(room)}`;

/** A file; opens for signed-in operators of the account. */
export const fileUrl = (host: string, room: string, file: string): string =>
  `${host}/f/${encodeURIComponent(room)}/${encodeURIComponent(file)}`;
