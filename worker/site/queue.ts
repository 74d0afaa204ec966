/** The queue of waiting chats: whom each is offered to, and when it has waited long enough to be told that nobody takes it. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Asked, Routed, Standing, Waiting } from './routing.ts';

/** waiting: a chat (room, episode) nobody has taken; `since` and `due` in ms since epoch. */
export const QUEUE_SCHEMA = `
  CREATE TABLE waiting (room TEXT PRIMARY KEY, episode INTEGER NOT NULL, since INTEGER NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * waiting: `asked` and `standing` as JSON, as worker/site/routing.ts has them. turn: when an operator was last asked by themselves. answered:
 * the latest chats that were taken, and how long each had waited (ms).
 */
export const ROUTING_SCHEMA = `
  ALTER TABLE waiting ADD COLUMN asked TEXT NOT NULL DEFAULT '{"url":"","language":"","country":""}';
  ALTER TABLE waiting ADD COLUMN standing TEXT;
  CREATE TABLE turn (operator TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE answered (at INTEGER PRIMARY KEY, waited INTEGER NOT NULL);
`;

export interface WaitingChat {
  room: string;
  episode: number;
  due: number;
}

/** How many answers an estimate looks back on, and how far (ms). */
const ANSWERS = 20;
const RECENT = 2 * 60 * 60_000;

/** A chat waits since `since`, for `patience` seconds. The same chat given back to the queue waits anew; a repeated call changes nothing. */
export function startWaiting(sql: SqlStorage, room: string, episode: number, since: number, patience: number, asked: Asked): void {
  sql.exec(
    `INSERT INTO waiting (room, episode, since, due, asked) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (room) DO UPDATE SET episode = ?2, since = ?3, due = ?4, asked = ?5, standing = NULL
     WHERE episode < ?2 OR (episode = ?2 AND since < ?3)`,
    room,
    episode,
    since,
    since + patience * 1000,
    JSON.stringify(asked),
  );
}

/** The chat was taken (at `taken`, ms) or closed: it, and any earlier one of its room, waits no more. */
export function stopWaiting(sql: SqlStorage, room: string, episode: number, taken: number | null): void {
  const [stopped] = sql
    .exec<{ since: number }>('DELETE FROM waiting WHERE room = ? AND episode <= ? RETURNING since', room, episode)
    .toArray();
  if (!stopped || taken === null) return;
  sql.exec('INSERT OR REPLACE INTO answered (at, waited) VALUES (?, ?)', taken, Math.max(0, taken - stopped.since));
  sql.exec('DELETE FROM answered WHERE at NOT IN (SELECT at FROM answered ORDER BY at DESC LIMIT ?)', ANSWERS);
}

/** Chats that wait, with what routing knows of them. */
export function waitingChats(sql: SqlStorage): (Waiting & { episode: number })[] {
  const rows = sql.exec<{ room: string; episode: number; since: number; asked: string; standing: string | null }>(
    'SELECT room, episode, since, asked, standing FROM waiting',
  );
  return rows.toArray().map(({ asked, standing, ...row }) => ({
    ...row,
    asked: JSON.parse(asked),
    standing: standing === null ? null : JSON.parse(standing),
  }));
}

/** Keeps where chats stand now, unless they waited anew meanwhile, and whose turn it was. Writes what changed. */
export function keepStanding(sql: SqlStorage, before: (Waiting & { episode: number })[], routed: Routed[]): void {
  for (const { room, standing } of routed) {
    const known = before.find((chat) => chat.room === room)!;
    if (same(known.standing, standing)) continue;
    sql.exec('UPDATE waiting SET standing = ? WHERE room = ? AND episode = ?', JSON.stringify(standing), room, known.episode);
    const [only, ...others] = standing.to;
    if (only && others.length === 0) {
      sql.exec('INSERT INTO turn (operator, at) VALUES (?1, ?2) ON CONFLICT (operator) DO UPDATE SET at = ?2', only, standing.at);
    }
  }
}

const same = (a: Standing | null, b: Standing): boolean => JSON.stringify(a) === JSON.stringify(b);

export function turns(sql: SqlStorage): Map<PersonId, number> {
  const rows = sql.exec<{ operator: string; at: number }>('SELECT operator, at FROM turn').toArray();
  return new Map(rows.map(({ operator, at }) => [operator as PersonId, at]));
}

/** Chats taken of late, oldest first. */
export const recentAnswers = (sql: SqlStorage, now: number): { at: number; waited: number }[] =>
  sql.exec<{ at: number; waited: number }>('SELECT at, waited FROM answered WHERE at > ? ORDER BY at', now - RECENT).toArray();

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
