/** What the desk knows of matters: which rooms are theirs, and which messages are or were their status. Rooms tell it with their reports. */
import { type Entry, isClient, type PersonId } from '../../protocol/entries.ts';
import type { ClientReport } from '../contracts/reports.ts';
import type { KnownMatterRoom, KnownStatus } from '../contracts/room.ts';
import { findRoom } from './rooms.ts';

/** matter_room: also rooms that have told nothing yet. status: messages that are or were a matter's status; `at` when they were made it. */
export const MATTERS_SCHEMA = `
  CREATE TABLE matter_room (matter TEXT NOT NULL, room TEXT NOT NULL, PRIMARY KEY (matter, room)) WITHOUT ROWID;
  CREATE TABLE status (
    room TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (room, seq)
  ) WITHOUT ROWID;
`;

/** Statuses in one answer. */
const PAGE = 50;

/** From now on these rooms are the matter's. */
export function expect(sql: SqlStorage, matter: string, rooms: readonly string[]): void {
  for (const room of rooms) sql.exec('INSERT OR IGNORE INTO matter_room (matter, room) VALUES (?, ?)', matter, room);
}

/** Takes in what new entries say of a matter's room; answers whether they may have changed its status. Told again it changes nothing. */
export function takeIn(
  sql: SqlStorage,
  { room, client, marked }: Pick<ClientReport, 'room' | 'client' | 'marked'>,
  news: readonly Entry[],
): boolean {
  if (!client.matter) return false;
  expect(sql, client.matter, [room]);
  const now = new Map(marked.map((entry) => [entry.seq, entry]));
  let written = 0;
  for (const entry of news) {
    if (entry.kind === 'message') written += put(sql, room, entry, entry.at);
    // A message is told as it is by now: what was taken back since is told by a later entry.
    if (entry.kind === 'marked') written += entry.on ? put(sql, room, now.get(entry.of), entry.at) : drop(sql, room, entry.of);
    if (entry.kind === 'edited') {
      written += sql.exec('UPDATE status SET text = ? WHERE room = ? AND seq = ?', entry.text, room, entry.of).rowsWritten;
    }
    if (entry.kind === 'deleted') written += drop(sql, room, entry.of);
    if (entry.kind === 'erased') written += sql.exec('DELETE FROM status WHERE room = ?', room).rowsWritten;
  }
  return written > 0;
}

function put(sql: SqlStorage, room: string, message: Entry | undefined, at: number): number {
  if (message?.kind !== 'message' || !message.status || message.deleted) return 0;
  const { seq, by, text, files } = message;
  return sql.exec(
    `INSERT INTO status (room, seq, at, by, text) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (room, seq) DO UPDATE SET at = max(at, ?3), text = ?5`,
    room,
    seq,
    at,
    by,
    text || (files?.[0]?.name ?? ''),
  ).rowsWritten;
}

const drop = (sql: SqlStorage, room: string, seq: number): number =>
  sql.exec('DELETE FROM status WHERE room = ? AND seq = ?', room, seq).rowsWritten;

/** Rooms of a matter, without those that were deleted. */
export function roomsOf(sql: SqlStorage, matter: string): KnownMatterRoom[] {
  return sql
    .exec<{ room: string }>('SELECT room FROM matter_room WHERE matter = ?', matter)
    .toArray()
    .flatMap(({ room }): KnownMatterRoom[] => {
      const found = findRoom(sql, room);
      if (found?.kind !== 'client') return [{ room, name: '', seq: 0, internal: false, archived: false, inside: [] }];
      const { name, thread, archived, form, erased } = found.client;
      if (erased) return [];
      const known = { room, name, seq: seqOf(sql, room), internal: form === 'internal', archived, inside: insideOf(sql, room) };
      return [{ ...known, ...(thread ? { thread } : {}) }];
    });
}

const seqOf = (sql: SqlStorage, room: string): number => sql.exec<{ seq: number }>('SELECT seq FROM room WHERE id = ?', room).one().seq;

const insideOf = (sql: SqlStorage, room: string): PersonId[] =>
  sql
    .exec<{ person: PersonId }>('SELECT person FROM participant WHERE room = ? AND inside = 1', room)
    .toArray()
    .map(({ person }) => person);

/**
 * Statuses of a matter made before a time, newest first, about fifty; those of one moment are never parted. What is said among colleagues alone is no
 * status for clients. `opens`: whether the viewer may see a room.
 */
export function statuses(
  sql: SqlStorage,
  viewer: PersonId,
  opens: (room: string) => boolean,
  matter: string,
  before = Number.MAX_SAFE_INTEGER,
): (KnownStatus & { matter: string })[] {
  const among = `status JOIN matter_room USING (room) JOIN room ON room.id = status.room
    WHERE matter = ?1 AND at < ?2 AND (?3 OR json_extract(room.json, '$.client.form') <> 'internal')`;
  return sql
    .exec<{ matter: string; room: string; seq: number; at: number; by: PersonId; text: string }>(
      `SELECT matter, status.room AS room, status.seq AS seq, at, by, text FROM ${among}
       AND at >= coalesce((SELECT at FROM ${among} ORDER BY at DESC LIMIT 1 OFFSET ${PAGE - 1}), 0) ORDER BY at DESC, status.seq DESC`,
      matter,
      before,
      isClient(viewer) ? 0 : 1,
    )
    .toArray()
    .map((row) => ({ ...row, open: opens(row.room) }));
}

/** Whether a client is in any of the matter's rooms. */
export const isInMatter = (sql: SqlStorage, matter: string, client: PersonId): boolean =>
  sql
    .exec('SELECT 1 FROM matter_room JOIN participant USING (room) WHERE matter = ? AND person = ? AND inside = 1 LIMIT 1', matter, client)
    .toArray().length > 0;
