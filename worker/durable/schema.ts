/** Versioned schema of an object's SQLite. The runtime refuses `PRAGMA user_version`, so the versions applied are rows. */

/**
 * Brings the schema up to `steps`: step n is version n + 1, applied once, in order. All missing ones go in one transaction, so
 * that an interrupted migration leaves the old schema whole. An object that wakes after a year catches up the same way.
 */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
  const { sql } = storage;
  const version = isMade(sql) ? sql.exec<{ version: number }>('SELECT max(version) AS version FROM schema_version').one().version : 0;
  if (version >= steps.length) return;
  storage.transactionSync(() => {
    sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, at INTEGER NOT NULL)');
    for (let next = version; next < steps.length; next++) {
      sql.exec(steps[next]!);
      sql.exec('INSERT INTO schema_version (version, at) VALUES (?, ?)', next + 1, Date.now());
    }
  });
}

/** Whether this object has ever been given a schema. Reading this writes nothing. */
export const isMade = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray().length > 0;
