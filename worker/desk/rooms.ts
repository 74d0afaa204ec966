/**
 * The desk's table of rooms: one row per room, numbered by the account's change counter `rev`. A report writes two rows, whatever it
 * changes: the room's and its place in the one index (closed, rev), which answers "all open", "newest closed" and "changed since".
 */
import { isClient, type PersonId } from '../../protocol/entries.ts';
import type { RoomSummary } from '../../protocol/frames.ts';
import type { RoomReport } from '../contracts/reports.ts';
import type { Access } from '../site/access.ts';
import { moveIn, placeIn, roomsKnownTo, setNames, setReads } from './participants.ts';
import { unreadAfter } from './search.ts';
import { openShelf, type Taken, takeNews } from './search-index.ts';
import { type StoredChat, type StoredRoom, storedRoom, summaryFor } from './summary.ts';

/** room: one conversation. `closed` 0 or 1; `since` when its status began (ms), of a room of colleagues 0 and `team`; `json` a StoredRoom. */
export const ROOMS_SCHEMA = `
  CREATE TABLE room (
    id TEXT PRIMARY KEY, closed INTEGER NOT NULL, rev INTEGER NOT NULL, seq INTEGER NOT NULL,
    since INTEGER NOT NULL, status TEXT NOT NULL, category TEXT, json TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX room_by_rev ON room (closed, rev);
`;

/** Closed rooms in one answer, and the most changes that are sent instead of the lists anew. */
export const CLOSED = 60;
const RESUMED = 500;

interface Row extends Record<string, SqlStorageValue> {
  rev: number;
  seq: number;
  json: string;
}

/** A row without its viewer. */
export interface Line {
  rev: number;
  seq: number;
  room: StoredRoom;
}

const line = ({ rev, seq, json }: Row): Line => ({ rev, seq, room: JSON.parse(json) });

export const seenBy = (sql: SqlStorage, viewer: PersonId, lines: Line[]): RoomSummary[] =>
  lines.map(({ rev, seq, room }) => summaryFor(viewer, countedFor(sql, viewer, room), rev, seq));

/** The room with what the person has not read of it: of a room with clients that is counted when it is asked for. */
export function countedFor(sql: SqlStorage, person: PersonId, room: StoredRoom): StoredRoom {
  if (room.kind !== 'client') return room;
  const place = placeIn(sql, room.id, person);
  if (!place?.inside) return room;
  return { ...room, inside: [person], unread: { [person]: unreadAfter(sql, room.id, place.read, { not: person }) } };
}

/** Newest change of the account; 0 before the first. */
export function headRev(sql: SqlStorage): number {
  const newest = 'SELECT (SELECT max(rev) FROM room WHERE closed = 0) AS open, (SELECT max(rev) FROM room WHERE closed = 1) AS closed';
  const { open, closed } = sql.exec<{ open: number | null; closed: number | null }>(newest).one();
  return Math.max(open ?? 0, closed ?? 0);
}

/**
 * Stores a report: its state unless that is older than what is known, or the same, and the entries that the search index has not got yet. Answers
 * whether the list changed (`reads`: by read marks in a room with clients alone), the room as it is kept now, and what came of the entries. (Read marks
 * change a room's unread counts without a new seq, so an equal seq counts when the state differs.)
 */
export function storeReport(
  sql: SqlStorage,
  report: RoomReport,
  asked?: PersonId[],
): { changed: boolean | 'reads'; room: StoredRoom; taken: Taken /** Who is to leave the room: see `moveIn`. */; late: PersonId[] } {
  const [stored] = sql.exec<{ seq: number; json: string }>('SELECT seq, json FROM room WHERE id = ?', report.room).toArray();
  const known = stored?.seq ?? 0;
  const before: StoredRoom | null = stored ? JSON.parse(stored.json) : null;
  const isOld = before !== null && report.seq < known;
  const room = isOld ? before : storedRoom(report, before, asked);
  const json = isOld ? stored!.json : JSON.stringify(room);
  // Whoever read changes what is counted for them.
  const isRead = report.kind === 'client' && report.reads.length > 0;
  const isSame = report.seq === known && json === stored?.json;
  const changed = isOld || (isSame && !isRead) ? false : isSame ? 'reads' : true;
  const rev = changed ? headRev(sql) + 1 : null;
  const taken = takeNews(sql, openShelf(sql, report.room), report, room, rev);
  const late = report.kind === 'client' || report.kind === 'sms' ? moveIn(sql, report.room, taken.news) : [];
  if (report.kind === 'client') {
    setReads(sql, report.room, report.reads);
    setNames(sql, report.room, report.authors);
  }
  const { no, told, heard, label, tail } = taken.shelf;
  const shelf = [no, told, heard, label, JSON.stringify(tail)];
  if (rev === null) {
    const keep = 'UPDATE room SET no = ?2, told = ?3, heard = ?4, label = ?5, tail = ?6 WHERE id = ?1';
    if (taken.changed) sql.exec(keep, report.room, ...shelf);
    return { changed, room, taken, late };
  }
  const { status, since, category } = report.kind === 'visitor' ? report.chat : { status: report.kind, since: 0, category: null };
  const isClosed = report.kind === 'client' ? report.client.archived : report.kind === 'sms' ? !!report.sms.erased : status === 'closed';
  sql.exec(
    `INSERT INTO room (id, closed, rev, seq, since, status, category, json, no, told, heard, label, tail)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
     ON CONFLICT (id) DO UPDATE SET closed = ?2, rev = ?3, seq = ?4, since = ?5, status = ?6, category = ?7, json = ?8,
       no = ?9, told = ?10, heard = ?11, label = ?12, tail = ?13`,
    report.room,
    isClosed ? 1 : 0,
    rev,
    report.seq,
    since,
    status,
    category?.name ?? null,
    json,
    ...shelf,
  );
  return { changed, room, taken, late };
}

/** A room as last reported; null when it never was. */
export function findRoom(sql: SqlStorage, id: string): StoredRoom | null {
  const [row] = sql.exec<{ json: string }>('SELECT json FROM room WHERE id = ?', id).toArray();
  return row ? (JSON.parse(row.json) as StoredRoom) : null;
}

/** Conversations by SMS in a list: thousands may write, and none is ever closed. Older ones are found by search. */
const BY_SMS = 500;

/** All rooms that are not closed, and of those by SMS the newest; with `client` of those they are in, or were. */
const openRooms = (sql: SqlStorage, client?: PersonId): Line[] =>
  sql
    .exec<Row>(
      `SELECT rev, seq, json FROM room WHERE closed = 0 AND status <> 'sms' AND ${WHOSE}
       UNION ALL SELECT * FROM (SELECT rev, seq, json FROM room WHERE closed = 0 AND status = 'sms' AND ${WHOSE} ORDER BY rev DESC LIMIT ?2)
       ORDER BY rev DESC`,
      client ?? null,
      BY_SMS,
    )
    .toArray()
    .map(line);

/** With a person: rooms with clients that they are in or were. */
const WHOSE = '(?1 IS NULL OR id IN (SELECT room FROM participant WHERE person = ?1))';

/** The newest `count` closed rooms that changed before `before`, and whether there are more behind them. */
export function closedRooms(sql: SqlStorage, before: number, count: number, client?: PersonId): { lines: Line[]; more: boolean } {
  const rows = sql.exec<Row>(
    `SELECT rev, seq, json FROM room WHERE closed = 1 AND ${WHOSE} AND rev < ?2 ORDER BY rev DESC LIMIT ?3`,
    client ?? null,
    before,
    count + 1,
  );
  const lines = rows.toArray().map(line);
  return { lines: lines.slice(0, count), more: lines.length > count };
}

/** Rooms changed after `rev`, oldest change first; at most `count`, the answer is null when there are more. */
function changesAfter(sql: SqlStorage, rev: number, count: number, client?: PersonId): Line[] | null {
  const changed = (closed: 0 | 1) => `SELECT rev, seq, json FROM room WHERE closed = ${closed} AND ${WHOSE} AND rev > ?2`;
  const rows = sql.exec<Row>(`${changed(0)} UNION ALL ${changed(1)} ORDER BY rev LIMIT ?3`, client ?? null, rev, count + 1).toArray();
  return rows.length > count ? null : rows.map(line);
}

/**
 * What an app gets that says hello: the changes after the last one it holds, or, when they are many or it holds none, the lists anew. `client`:
 * whose app it is, when it is a client's.
 */
export function catchUp(
  sql: SqlStorage,
  rev: number | undefined,
  client?: PersonId,
): { rev: number; resumed: boolean; lines: Line[]; more: boolean } {
  const head = headRev(sql);
  // A client ahead of the desk holds a list from before a restore.
  const changes = rev !== undefined && rev <= head ? changesAfter(sql, rev, RESUMED, client) : null;
  const closed = closedRooms(sql, head + 1, changes ? 0 : CLOSED, client);
  return { rev: head, resumed: changes !== null, lines: changes ?? [...openRooms(sql, client), ...closed.lines], more: closed.more };
}

/** Sites with waiting chats. */
export const sitesWaiting = (sql: SqlStorage): string[] =>
  sql
    .exec<{ site: string }>("SELECT DISTINCT json_extract(json, '$.site') AS site FROM room WHERE closed = 0 AND status = 'waiting'")
    .toArray()
    .map(({ site }) => site);

/** How many chats each operator has open. */
export function loads(sql: SqlStorage): Map<string, number> {
  const rows = sql.exec<{ owner: string; count: number }>(
    "SELECT json_extract(json, '$.chat.owner') AS owner, count(*) AS count FROM room WHERE closed = 0 AND status = 'open' GROUP BY owner",
  );
  return new Map(rows.toArray().map(({ owner, count }) => [owner, count]));
}

/** Puts whom a room's waiting chat is offered to into its row, as a change of the account. Answers the room; null when it does not wait. */
export function setAsked(sql: SqlStorage, id: string, episode: number, asked: PersonId[]): StoredChat | null {
  const [row] = sql.exec<{ json: string }>("SELECT json FROM room WHERE id = ? AND status = 'waiting'", id).toArray();
  const room: StoredChat | null = row ? JSON.parse(row.json) : null;
  if (!room || room.chat.episode !== episode) return null;
  if (JSON.stringify(room.asked) === JSON.stringify(asked)) return room;
  sql.exec('UPDATE room SET rev = ?, json = ? WHERE id = ?', headRev(sql) + 1, JSON.stringify({ ...room, asked }), id);
  return room;
}

/** Rooms a person owns, helps in, has opened or is a member of; a client is in no others than those with clients. (`json` alone would be a hidden column of `json_each` itself.) */
export function roomsOf(sql: SqlStorage, person: PersonId): string[] {
  if (isClient(person)) return roomsKnownTo(sql, person);
  const mine = `SELECT id FROM room WHERE json_extract(json, '$.chat.owner') = ?1
    OR EXISTS (SELECT 1 FROM json_each(room.json, '$.chat.helpers') WHERE value = ?1)
    OR EXISTS (SELECT 1 FROM json_each(room.json, '$.unread') WHERE key = ?1)`;
  return sql
    .exec<{ id: string }>(mine, person)
    .toArray()
    .map(({ id }) => id)
    .concat(roomsKnownTo(sql, person));
}

/** Which rooms an access may see, as a condition with one parameter. A room's name ends with its advertiser, when it has one. */
function seenWith(access: Access | undefined): [condition: string, parameter: string] {
  if (access?.admin) return ["? <> ''", 'all'];
  const ofSite = access && !access.listingsOnly ? "length(id) - length(replace(id, '.', '')) = 1" : '0';
  const own = "EXISTS (SELECT 1 FROM json_each(?) WHERE substr(room.id, -length(value) - 1) = '.' || value)";
  return [`(${ofSite} OR ${own})`, JSON.stringify(access?.advertisers ?? [])];
}

/** Figures of this moment, of the rooms that `access` may see; closed ones since a time, by category (those without one are not in `byCategory`). */
export function figures(sql: SqlStorage, since: number, access: Access | undefined) {
  const [condition, parameter] = seenWith(access);
  const counts = { waiting: 0, open: 0, unanswered: 0 };
  for (const { status, count } of sql.exec<{ status: string; count: number }>(
    `SELECT status, count(*) AS count FROM room WHERE closed = 0 AND ${condition} GROUP BY status`,
    parameter,
  )) {
    if (status === 'waiting' || status === 'open' || status === 'unanswered') counts[status] = count;
  }
  const byCategory = sql
    .exec<{ name: string | null; count: number }>(
      `SELECT category AS name, count(*) AS count FROM room WHERE closed = 1 AND since >= ? AND ${condition}
       GROUP BY category ORDER BY count DESC, name`,
      since,
      parameter,
    )
    .toArray();
  const closed = byCategory.reduce((sum, { count }) => sum + count, 0);
  return { ...counts, closed, byCategory: byCategory.flatMap(({ name, count }) => (name === null ? [] : [{ name, count }])) };
}
