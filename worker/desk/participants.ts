/** The desk's table of who is in which room with clients and what they have read. Rooms tell it with their reports. */
import { comingsIn } from '../../protocol/client-room.ts';
import type { Entry, PersonId } from '../../protocol/entries.ts';

/** participant: `inside` 0 for who was in the room once, or has looked into it as an owner or admin; `read` their read mark. */
export const PARTICIPANTS_SCHEMA = `
  CREATE TABLE participant (
    room TEXT NOT NULL, person TEXT NOT NULL, inside INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (room, person)
  ) WITHOUT ROWID;
  CREATE INDEX participant_person ON participant (person, room);
`;

/** Takes in what new entries say about who is in the room. Told again it changes nothing that came after: entries are new to the desk. */
export function moveIn(sql: SqlStorage, room: string, news: readonly Entry[]): void {
  for (const entry of news) {
    const { come, go } = comingsIn(entry);
    for (const person of come) {
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
}

export function setReads(sql: SqlStorage, room: string, reads: readonly [PersonId, number][]): void {
  for (const [person, read] of reads) {
    sql.exec('UPDATE participant SET read = ?3 WHERE room = ?1 AND person = ?2 AND read < ?3', room, person, read);
  }
}

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

/** An owner or admin opens a room that they may not be in. */
export function looksIn(sql: SqlStorage, room: string, person: PersonId): void {
  sql.exec('INSERT OR IGNORE INTO participant (room, person, inside) VALUES (?, ?, 0)', room, person);
}

/** Rooms in which a person may have a socket: those they are in, were in, or have looked into. */
export const roomsKnownTo = (sql: SqlStorage, person: PersonId): string[] =>
  sql
    .exec<{ room: string }>('SELECT room FROM participant WHERE person = ?', person)
    .toArray()
    .map(({ room }) => room);

/** Rooms a person is in. */
export const roomsWith = (sql: SqlStorage, person: PersonId): string[] =>
  sql
    .exec<{ room: string }>('SELECT room FROM participant WHERE person = ? AND inside = 1', person)
    .toArray()
    .map(({ room }) => room);
