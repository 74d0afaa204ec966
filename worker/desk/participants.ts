/** The desk's table of who is in which room with clients, or by SMS, and of those with clients what they have read. Rooms tell it with their reports. */
import { comingsIn } from '../../protocol/client-room.ts';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';

/**
 * participant: `inside` 0 for who was in the room once, or has opened it before the desk knew that they are in it, or without being in it as owners and admins
 * may; `read` their read mark; `name` once they have written. With an empty `room`: somebody left the account, at `read` (ms). moved: the last entry by
 * which somebody came or went.
 */
export const PARTICIPANTS_SCHEMA = `
  CREATE TABLE participant (
    room TEXT NOT NULL, person TEXT NOT NULL, inside INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL DEFAULT '', PRIMARY KEY (room, person)
  ) WITHOUT ROWID;
  CREATE INDEX participant_person ON participant (person, room);
  CREATE TABLE moved (room TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * Takes in what entries say about who is in the room. Told again they change nothing. Answers who was brought in before they left the account, of
 * which the desk learns only now: the room does not know it.
 */
export function moveIn(sql: SqlStorage, room: string, news: readonly Entry[]): PersonId[] {
  const moves = news.filter((entry) => entry.kind === 'erased' || Object.values(comingsIn(entry)).some(({ length }) => length > 0));
  if (moves.length === 0) return [];
  const late: PersonId[] = [];
  const known = sql.exec<{ seq: number }>('SELECT seq FROM moved WHERE room = ?', room).toArray()[0]?.seq ?? 0;
  for (const entry of moves) {
    if (entry.seq <= known) continue;
    const { come, go } = comingsIn(entry);
    for (const person of come) {
      if (leftAt(sql, person) >= entry.at) {
        opens(sql, room, person);
        late.push(person);
        continue;
      }
      // Who comes in has missed nothing.
      sql.exec(
        `INSERT INTO participant (room, person, inside, read) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (room, person) DO UPDATE SET inside = 1, read = max(read, ?3)`,
        room,
        person,
        entry.seq,
      );
    }
    for (const person of go) sql.exec('UPDATE participant SET inside = 0 WHERE room = ? AND person = ?', room, person);
    if (entry.kind === 'erased') sql.exec('UPDATE participant SET inside = 0 WHERE room = ? AND inside = 1', room);
  }
  const last = Math.max(known, moves.at(-1)!.seq);
  if (last > known) sql.exec('INSERT INTO moved (room, seq) VALUES (?1, ?2) ON CONFLICT (room) DO UPDATE SET seq = ?2', room, last);
  return late;
}

export function setReads(sql: SqlStorage, room: string, reads: readonly [PersonId, number][]): void {
  for (const [person, read] of reads) {
    sql.exec('UPDATE participant SET read = ?3 WHERE room = ?1 AND person = ?2 AND read < ?3', room, person, read);
  }
}

export function setNames(sql: SqlStorage, room: string, authors: readonly RoomPerson[]): void {
  for (const { id, name } of authors) {
    sql.exec('UPDATE participant SET name = ?3 WHERE room = ?1 AND person = ?2 AND name <> ?3', room, id, name);
  }
}

/** What an author of the room is called there. */
export const authorIn = (sql: SqlStorage, room: string, person: PersonId): string =>
  sql.exec<{ name: string }>('SELECT name FROM participant WHERE room = ? AND person = ?', room, person).toArray()[0]?.name ?? '';

/** What the room has to do with a person; null when they never were in it. */
export function placeIn(sql: SqlStorage, room: string, person: PersonId): { inside: boolean; read: number } | null {
  const [row] = sql
    .exec<{ inside: number; read: number }>('SELECT inside, read FROM participant WHERE room = ? AND person = ?', room, person)
    .toArray();
  return row ? { inside: row.inside === 1, read: row.read } : null;
}

/** Members of the account who are in the room. */
export const teamIn = (sql: SqlStorage, room: string): PersonId[] =>
  sql
    .exec<{ person: PersonId }>("SELECT person FROM participant WHERE room = ? AND person >= 'o_' AND person < 'o`' AND inside = 1", room)
    .toArray()
    .map(({ person }) => person);

/** Somebody opens a room. */
export function opens(sql: SqlStorage, room: string, person: PersonId): void {
  sql.exec('INSERT OR IGNORE INTO participant (room, person, inside) VALUES (?, ?, 0)', room, person);
}

/** Rooms in which a person may have a socket: those they are in, were in, or have opened. */
export const roomsKnownTo = (sql: SqlStorage, person: PersonId): string[] =>
  sql
    .exec<{ room: string }>("SELECT room FROM participant WHERE person = ? AND room <> ''", person)
    .toArray()
    .map(({ room }) => room);

/** Somebody has left the account: they are in no room any more. */
export function leaveAll(sql: SqlStorage, person: PersonId, at: number): void {
  const leaves =
    "INSERT INTO participant (room, person, inside, read) VALUES ('', ?1, 0, ?2) ON CONFLICT (room, person) DO UPDATE SET read = ?2";
  sql.exec(leaves, person, at);
  sql.exec('UPDATE participant SET inside = 0 WHERE person = ? AND inside = 1', person);
}

/** When somebody left the account last, ms; 0 for never. */
const leftAt = (sql: SqlStorage, person: PersonId): number =>
  sql.exec<{ read: number }>("SELECT read FROM participant WHERE room = '' AND person = ?", person).toArray()[0]?.read ?? 0;
