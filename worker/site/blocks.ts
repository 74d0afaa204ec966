/** Visitors who are blocked: one row for each room in which an operator did that. Whoever is blocked sees no chat on the whole site. */
import type { Block } from '../contracts/room.ts';

/**
 * block: `address` a mark of the network address that is refused with the visitor (the address itself is nowhere), `until` ms since epoch or
 * null for good, `json` what operators are shown.
 */
export const BLOCKS_SCHEMA = `
  CREATE TABLE block (
    room TEXT PRIMARY KEY, visitor TEXT NOT NULL, address TEXT, at INTEGER NOT NULL, until INTEGER, json TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX block_visitor ON block (visitor);
  CREATE INDEX block_address ON block (address) WHERE address IS NOT NULL;
  INSERT INTO block (room, visitor, at, json)
    SELECT site.id || '.' || blocked.visitor, blocked.visitor, unixepoch() * 1000, '{"by":""}' FROM blocked, site;
  DROP TABLE blocked;
`;

interface Row extends Record<string, SqlStorageValue> {
  room: string;
  visitor: string;
  address: string | null;
  at: number;
  until: number | null;
  json: string;
}

/** Keeps a block, in place of one that was made in the same room before. */
export function putBlock(sql: SqlStorage, { room, visitor, address, at, until, ...shown }: Block): void {
  sql.exec(
    `INSERT INTO block (room, visitor, address, at, until, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (room) DO UPDATE SET visitor = ?2, address = ?3, at = ?4, until = ?5, json = ?6`,
    room,
    visitor,
    address ?? null,
    at,
    until ?? null,
    JSON.stringify(shown),
  );
}

export function dropBlock(sql: SqlStorage, room: string): void {
  sql.exec('DELETE FROM block WHERE room = ?', room);
}

/** Whether this visitor, or whoever comes from this address, is blocked at `now` (ms). */
export const isBlocked = (sql: SqlStorage, visitor: string, address: string | undefined, now: number): boolean =>
  sql
    .exec('SELECT 1 FROM block WHERE (visitor = ? OR address = ?) AND (until IS NULL OR until > ?) LIMIT 1', visitor, address ?? null, now)
    .toArray().length > 0;

/** Blocks that hold at `now` (ms), newest first. */
export const blocksAt = (sql: SqlStorage, now: number): Block[] =>
  sql
    .exec<Row>('SELECT * FROM block WHERE until IS NULL OR until > ? ORDER BY at DESC LIMIT 1000', now)
    .toArray()
    .map(({ address, until, json, ...block }) => ({
      ...block,
      ...(address === null ? {} : { address }),
      ...(until === null ? {} : { until }),
      ...(JSON.parse(json) as Pick<Block, 'by' | 'reason' | 'name'>),
    }));

/** Forgets blocks that are over; answers when the next one is (ms), null when none will be. */
export function dropEnded(sql: SqlStorage, now: number): number | null {
  sql.exec('DELETE FROM block WHERE until <= ?', now);
  return sql.exec<{ next: number | null }>('SELECT min(until) AS next FROM block').one().next;
}
