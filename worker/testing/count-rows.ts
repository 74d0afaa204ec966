/** Counts what SQLite and D1 are asked to do, by wrapping the runtime's own prototypes for the time of a test. */
import { env } from 'cloudflare:workers';

/** Since `start`: rows written by each object's storage, rows read and statements by all together, and statements that went to D1. */
export interface Counted {
  rows: Map<SqlStorage, number>;
  written: number;
  read: number;
  statements: number;
  d1: number;
  stop(): void;
}

export function startCounting(sql: SqlStorage): Counted {
  const storage = Object.getPrototypeOf(sql) as { exec: SqlStorage['exec'] };
  const database = Object.getPrototypeOf(env.DB) as { prepare: D1Database['prepare']; batch: D1Database['batch'] };
  const { exec } = storage;
  const { prepare, batch } = database;
  const cursors: [SqlStorage, { rowsWritten: number; rowsRead: number }][] = [];
  const sum = (what: 'rowsWritten' | 'rowsRead'): number => cursors.reduce((total, [, cursor]) => total + cursor[what], 0);
  const counted: Counted = {
    get rows() {
      const rows = new Map<SqlStorage, number>();
      for (const [of, { rowsWritten }] of cursors) rows.set(of, (rows.get(of) ?? 0) + rowsWritten);
      return rows;
    },
    get written() {
      return sum('rowsWritten');
    },
    get read() {
      return sum('rowsRead');
    },
    get statements() {
      return cursors.length;
    },
    d1: 0,
    stop() {
      storage.exec = exec;
      Object.assign(database, { prepare, batch });
    },
  };
  storage.exec = function (this: SqlStorage, ...args) {
    const cursor = exec.apply(this, args);
    cursors.push([this, cursor]);
    return cursor;
  } as SqlStorage['exec'];
  database.prepare = function (this: D1Database, ...args) {
    counted.d1++;
    return prepare.apply(this, args);
  };
  database.batch = function (this: D1Database, ...args) {
    counted.d1++;
    return batch.apply(this, args);
  } as D1Database['batch'];
  return counted;
}
