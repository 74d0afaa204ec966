/** Broadcasts that are on: one row each, so that they outlast an eviction of the object. */
import type { Audience, Broadcast } from '../../../protocol/broadcast.ts';
import type { Media } from '../../video/media.ts';
import type { Access } from '../access.ts';

/** broadcast: `json` a Cast. question, vote: its board; a vote's row is who asked, or voted for, a question. */
export const BROADCASTS_SCHEMA = `
  CREATE TABLE broadcast (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE question (
    broadcast TEXT NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, answered INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (broadcast, id)
  ) WITHOUT ROWID;
  CREATE TABLE vote (
    broadcast TEXT NOT NULL, question INTEGER NOT NULL, visitor TEXT NOT NULL, PRIMARY KEY (broadcast, question, visitor)
  ) WITHOUT ROWID;
  CREATE INDEX vote_visitor ON vote (visitor);
  CREATE TABLE broadcast_untold (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
`;

/** A broadcast that is on. */
export interface Cast {
  live: Broadcast;
  audience: Audience;
  /** The command that began it. */
  cid: string;
  /** The operator's session and what they may see, as of their last page. */
  session: string;
  access: Access;
  /** Which load of it. */
  page?: string;
  /** Since when their page is gone, ms. */
  goneSince?: number;
  /** The viewer on stage. */
  guest?: string;
  media?: Media;
  guestMedia?: Media;
  /** Viewers at once at most, and chats begun by viewers. */
  most: number;
  chats: number;
}

export const readCasts = (sql: SqlStorage): Cast[] =>
  sql
    .exec<{ json: string }>('SELECT json FROM broadcast')
    .toArray()
    .map(({ json }) => JSON.parse(json) as Cast);

export function writeCast(sql: SqlStorage, cast: Cast): void {
  const update = 'ON CONFLICT (id) DO UPDATE SET json = ?2 WHERE json <> ?2';
  sql.exec(`INSERT INTO broadcast (id, json) VALUES (?1, ?2) ${update}`, cast.live.id, JSON.stringify(cast));
}

/** With its board. */
export function dropCast(sql: SqlStorage, id: string): void {
  sql.exec('DELETE FROM broadcast WHERE id = ?', id);
  sql.exec('DELETE FROM question WHERE broadcast = ?', id);
  sql.exec('DELETE FROM vote WHERE broadcast = ?', id);
}
