/** Visitors counted once a local day, at the quarter of an hour of their first sight. Who comes back, reloads or opens more tabs writes nothing. */
import { localDay, SLOT, slotOf } from '../statistics/calendar.ts';
import type { VisitorCount } from '../statistics/jobs.ts';

/**
 * visit: who was seen on which local day (days since 1970-01-01), first in which quarter of an hour (its start, ms since epoch).
 * visit_told: one row; what was first seen in quarters before `before` has been told.
 */
export const VISITOR_COUNT_SCHEMA = `
  CREATE TABLE visit (day INTEGER NOT NULL, visitor TEXT NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY (day, visitor)) WITHOUT ROWID;
  CREATE TABLE visit_told (id INTEGER PRIMARY KEY CHECK (id = 1), before INTEGER NOT NULL);
`;

const HOUR = 3_600_000;
/** Local days a visit is kept: today and the two before. */
const KEPT = 2;

/** Answers whether this visitor is new today. */
export const countVisitor = (sql: SqlStorage, timeZone: string, visitor: string, now: number): boolean =>
  sql
    .exec('INSERT OR IGNORE INTO visit (day, visitor, slot) VALUES (?, ?, ?) RETURNING 1', localDay(timeZone, now), visitor, slotOf(now))
    .toArray().length > 0;

/** When counts are told next: at the end of the hour, so that a busy site tells once an hour and a quiet one never. */
export const nextTelling = (now: number): number => (Math.floor(now / HOUR) + 1) * HOUR;

const toldBefore = (sql: SqlStorage): number => sql.exec<{ before: number }>('SELECT before FROM visit_told').toArray()[0]?.before ?? 0;

/** What has not been told, or may have grown since. */
export const untold = (sql: SqlStorage): VisitorCount[] =>
  sql
    .exec<VisitorCount & Record<string, SqlStorageValue>>(
      'SELECT slot, count(*) AS visitors FROM visit WHERE slot >= ? GROUP BY slot ORDER BY slot',
      toldBefore(sql),
    )
    .toArray();

/** Everything up to now was told; the present quarter will be told again. Forgets visits of earlier days. */
export function told(sql: SqlStorage, timeZone: string, now: number): void {
  const before = now - (now % SLOT);
  sql.exec('INSERT INTO visit_told (id, before) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET before = ?1', before);
  sql.exec('DELETE FROM visit WHERE day < ? AND slot < ?', localDay(timeZone, now) - KEPT, before);
}
