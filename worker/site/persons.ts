/** Tables about single visitors: who is verified as whom, and who has deleted their data. */

/**
 * identity: the site's own id of a person and the visitor they are; `bound` once the visitor's room accepts only their tokens.
 * blocked: replaced by worker/site/blocks.ts.
 */
export const PERSONS_SCHEMA = `
  CREATE TABLE identity (external TEXT PRIMARY KEY, visitor TEXT NOT NULL UNIQUE, bound INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
  CREATE TABLE blocked (visitor TEXT PRIMARY KEY) WITHOUT ROWID;
`;

/** erased: visitors who have deleted their data; `done` 0 while a room of theirs may still hold some. Nobody comes back as one of them. */
export const ERASED_SCHEMA = `
  CREATE TABLE erased (visitor TEXT PRIMARY KEY, done INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
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

/** From now on nobody is this visitor: who was verified as them is a stranger. */
export function writeErased(sql: SqlStorage, visitor: string): void {
  sql.exec('INSERT OR IGNORE INTO erased (visitor) VALUES (?)', visitor);
  sql.exec('DELETE FROM identity WHERE visitor = ?', visitor);
}

export const isErased = (sql: SqlStorage, visitor: string): boolean =>
  sql.exec('SELECT 1 FROM erased WHERE visitor = ?', visitor).toArray().length > 0;

/** Visitors whose rooms have not all been emptied. */
export const erasing = (sql: SqlStorage): string[] =>
  sql
    .exec<{ visitor: string }>('SELECT visitor FROM erased WHERE done = 0 LIMIT 100')
    .toArray()
    .map(({ visitor }) => visitor);

export function setErased(sql: SqlStorage, visitor: string): void {
  sql.exec('UPDATE erased SET done = 1 WHERE visitor = ?', visitor);
}
