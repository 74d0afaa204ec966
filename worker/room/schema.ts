import { MEETINGS_SCHEMA } from '../durable/meetings.ts';
import { CURSORS_SCHEMA } from '../durable/outbox.ts';
import { TIMERS_SCHEMA } from '../durable/timers.ts';

/**
 * Versions of a room's schema, in order; never change one that was released.
 * - log: the entries. `hidden` 1 for those a visitor never sees. `seq` is given by the room: no AUTOINCREMENT, which would write a second row.
 * - state: one row, a RoomState as JSON; written only when it changes.
 * - member: everyone who has opened the room or was made a member of it; `part` 1 once a visitor may know of them, `read` their read mark. Of a
 *   room with clients also: `inside` 1 while they are in it, `part` 1 once they have written, `told` the read mark that the desk knows.
 * - file: uploads. `state` pending, sent or deleted.
 */
export const ROOM_SCHEMA = [
  `
  CREATE TABLE log (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, kind TEXT NOT NULL, cid TEXT, hidden INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX log_by_cid ON log (cid, by) WHERE cid IS NOT NULL;
  CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);
  CREATE TABLE member (person TEXT PRIMARY KEY, name TEXT NOT NULL, photo TEXT, part INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
  CREATE TABLE file (id TEXT PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
  ${CURSORS_SCHEMA}
  ${TIMERS_SCHEMA}
  `,
  `
  ALTER TABLE member ADD COLUMN inside INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE member ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
  `,
  MEETINGS_SCHEMA,
] as const;
