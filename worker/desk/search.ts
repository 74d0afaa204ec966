/** The desk's table of messages. */
import type { Entry, PersonId } from '../../protocol/entries.ts';
import type { KnownFile } from '../contracts.ts';

/** message: one of the account's messages that were not deleted. */
export const SEARCH_SCHEMA = `
  CREATE TABLE message (room TEXT NOT NULL, seq INTEGER NOT NULL, by TEXT NOT NULL, PRIMARY KEY (room, seq)) WITHOUT ROWID;
`;

/** sent_file: files of messages that were not deleted; `json` a FileRef. */
export const FILES_SCHEMA = `
  CREATE TABLE sent_file (
    room TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (room, seq, id)
  ) WITHOUT ROWID;
`;

/** Files in one answer. */
const FILES = 50;

/** Takes in what new entries say. */
export function index(sql: SqlStorage, room: string, news: readonly Entry[]): void {
  for (const entry of news) {
    if (entry.kind === 'message' && !entry.deleted)
      sql.exec('INSERT OR IGNORE INTO message (room, seq, by) VALUES (?, ?, ?)', room, entry.seq, entry.by);
    if (entry.kind === 'message' && !entry.deleted) {
      for (const file of entry.files ?? []) {
        const { seq, at, by } = entry;
        sql.exec('INSERT OR IGNORE INTO sent_file VALUES (?, ?, ?, ?, ?, ?)', room, seq, file.id, at, by, JSON.stringify(file));
      }
    }
    if (entry.kind === 'deleted') sql.exec('DELETE FROM sent_file WHERE room = ? AND seq = ?', room, entry.of);
    if (entry.kind === 'erased') sql.exec('DELETE FROM sent_file WHERE room = ?', room);
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

/** Files sent in these rooms before a time (ms), newest first, about fifty; those of one moment are never parted. */
export function filesOf(sql: SqlStorage, rooms: string[], before = Number.MAX_SAFE_INTEGER): KnownFile[] {
  const found = 'FROM sent_file WHERE room IN (SELECT value FROM json_each(?1)) AND at < ?2';
  return sql
    .exec<{ room: string; seq: number; at: number; by: PersonId; json: string }>(
      `SELECT room, seq, at, by, json ${found} AND at >= coalesce((SELECT at ${found} ORDER BY at DESC LIMIT 1 OFFSET ${FILES - 1}), 0)
       ORDER BY at DESC, room, seq, id`,
      JSON.stringify(rooms),
      before,
    )
    .toArray()
    .map(({ json, ...sent }) => ({ ...sent, file: JSON.parse(json) }));
}
