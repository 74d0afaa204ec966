/** The desk's table of messages. */
import type { Entry, PersonId } from '../../protocol/entries.ts';

/** message: one of the account's messages that were not deleted. */
export const SEARCH_SCHEMA = `
  CREATE TABLE message (room TEXT NOT NULL, seq INTEGER NOT NULL, by TEXT NOT NULL, PRIMARY KEY (room, seq)) WITHOUT ROWID;
`;

/** Takes in what new entries say. */
export function index(sql: SqlStorage, room: string, news: readonly Entry[]): void {
  for (const entry of news) {
    if (entry.kind === 'message' && !entry.deleted)
      sql.exec('INSERT OR IGNORE INTO message (room, seq, by) VALUES (?, ?, ?)', room, entry.seq, entry.by);
    if (entry.kind === 'deleted') sql.exec('DELETE FROM message WHERE room = ? AND seq = ?', room, entry.of);
    if (entry.kind === 'erased') sql.exec('DELETE FROM message WHERE room = ?', room);
  }
}

/** Messages in the room after `seq` that are by others; 100 at most. */
export const unreadAfter = (sql: SqlStorage, room: string, seq: number, by: { not: PersonId }): number =>
  sql
    .exec<{ n: number }>(
      'SELECT count(*) AS n FROM (SELECT 1 FROM message WHERE room = ? AND seq > ? AND by <> ? LIMIT 100)',
      room,
      seq,
      by.not,
    )
    .one().n;
