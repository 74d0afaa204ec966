/** The queue of waiting chats: when each has waited long enough to be told that nobody takes it. */

/** waiting: a chat (room, episode) nobody has taken; `since` and `due` in ms since epoch. */
export const QUEUE_SCHEMA = `
  CREATE TABLE waiting (room TEXT PRIMARY KEY, episode INTEGER NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID;
`;

export interface WaitingChat {
  room: string;
  episode: number;
  due: number;
}

/** A chat waits since `since`, for `patience` seconds. The same chat given back to the queue waits anew; a repeated call changes nothing. */
export function startWaiting(sql: SqlStorage, room: string, episode: number, since: number, patience: number): void {
  sql.exec(
    `INSERT INTO waiting (room, episode, since, due) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (room) DO UPDATE SET episode = ?2, since = ?3, due = ?4 WHERE episode < ?2 OR (episode = ?2 AND since < ?3)`,
    room,
    episode,
    since,
    since + patience * 1000,
  );
}

/** The chat was taken or closed: it, and any earlier one of its room, waits no more. */
export function stopWaiting(sql: SqlStorage, room: string, episode: number): void {
  sql.exec('DELETE FROM waiting WHERE room = ? AND episode <= ?', room, episode);
}

/** When the next chat runs out of patience; null when none waits. */
export const nextDue = (sql: SqlStorage): number | null =>
  sql.exec<{ due: number | null }>('SELECT min(due) AS due FROM waiting').one().due;

export const dueChats = (sql: SqlStorage, now: number): WaitingChat[] =>
  sql
    .exec<WaitingChat & Record<string, SqlStorageValue>>(
      'SELECT room, episode, due FROM waiting WHERE due <= ? ORDER BY due LIMIT 100',
      now,
    )
    .toArray();

/** The room was told that this chat ran out of patience. One that has begun to wait anew meanwhile stays. */
export function told(sql: SqlStorage, { room, due }: WaitingChat): void {
  sql.exec('DELETE FROM waiting WHERE room = ? AND due = ?', room, due);
}

/** Tries a chat again later: its room did not answer. */
export function postpone(sql: SqlStorage, { room, due }: WaitingChat, until: number): void {
  sql.exec('UPDATE waiting SET due = ? WHERE room = ? AND due = ?', until, room, due);
}
