/** Tables about single visitors: who is verified as whom, and who is blocked. */

/**
 * identity: the site's own id of a person and the visitor they are; `bound` once the visitor's room accepts only their tokens.
 * blocked: visitors the operators have blocked.
 */
export const PERSONS_SCHEMA = `
  CREATE TABLE identity (external TEXT PRIMARY KEY, visitor TEXT NOT NULL UNIQUE, bound INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
  CREATE TABLE blocked (visitor TEXT PRIMARY KEY) WITHOUT ROWID;
`;

export interface Mapping {
  external: string;
  visitor: string;
  bound: boolean;
}

const mapping = (rows: SqlStorageCursor<{ external: string; visitor: string; bound: number }>): Mapping | null => {
  const [row] = rows.toArray();
  return row ? { ...row, bound: row.bound === 1 } : null;
};

export const mappingOf = (sql: SqlStorage, external: string): Mapping | null =>
  mapping(sql.exec('SELECT external, visitor, bound FROM identity WHERE external = ?', external));

/** The verified person whose visitor id this is. */
export const holderOf = (sql: SqlStorage, visitor: string): string | null =>
  mapping(sql.exec('SELECT external, visitor, bound FROM identity WHERE visitor = ?', visitor))?.external ?? null;

export function writeMapping(sql: SqlStorage, external: string, visitor: string): void {
  sql.exec('INSERT OR IGNORE INTO identity (external, visitor) VALUES (?, ?)', external, visitor);
}

export function setBound(sql: SqlStorage, external: string): void {
  sql.exec('UPDATE identity SET bound = 1 WHERE external = ?', external);
}

export const isBlocked = (sql: SqlStorage, visitor: string): boolean =>
  sql.exec('SELECT 1 FROM blocked WHERE visitor = ?', visitor).toArray().length > 0;

export function writeBlocked(sql: SqlStorage, visitor: string, blocked: boolean): void {
  sql.exec(blocked ? 'INSERT OR IGNORE INTO blocked (visitor) VALUES (?)' : 'DELETE FROM blocked WHERE visitor = ?', visitor);
}
