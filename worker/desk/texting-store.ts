/** The desk's tables of operators who answer by SMS, and of their chats. */
import type { AlertPreferences } from '../../protocol/alert-rules.ts';
import type { PersonId } from '../../protocol/entries.ts';
import { NUMBER_KEPT } from './texting-rules.ts';

/**
 * texter: who answers by SMS; `json` their AlertPreferences, `away` 1 after `#away`, `ruled` 1 once they were told the rules, `held` an answer that
 * waits for the number it is for (JSON). texted: a chat and its number `n` (0: none yet), used last at `at`; `over` 1 once the operator knows that it
 * is over; `seq` up to where they were told what the visitor wrote, in `episode`; `due` while an SMS waits; `job` and `upto` once one is queued,
 * `handed` 1 once the queue has it. text_in: what was decided about an SMS that came.
 */
export const TEXTING_SCHEMA = `
  CREATE TABLE texter (person TEXT PRIMARY KEY, json TEXT NOT NULL, away INTEGER NOT NULL DEFAULT 0, ruled INTEGER NOT NULL DEFAULT 0, held TEXT) WITHOUT ROWID;
  CREATE TABLE texted (
    person TEXT NOT NULL, room TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0,
    episode INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, upto INTEGER NOT NULL DEFAULT 0,
    due INTEGER, job TEXT, handed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (person, room)
  ) WITHOUT ROWID;
  CREATE TABLE text_in (id TEXT PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
`;

/** Who answers by SMS, as the table has it. */
export interface Texter {
  preferences: AlertPreferences;
  away: boolean;
  ruled: boolean;
  held: { at: number; text: string; n?: number; rest?: string } | null;
}

/** A row of `texted`. */
export interface Texted extends Record<string, SqlStorageValue> {
  person: PersonId;
  room: string;
  n: number;
  at: number;
  over: number;
  episode: number;
  seq: number;
  upto: number;
  due: number | null;
  job: string | null;
  handed: number;
}

export function texters(sql: SqlStorage): Map<PersonId, Texter> {
  const rows = sql.exec<{ person: PersonId; json: string; away: number; ruled: number; held: string | null }>('SELECT * FROM texter');
  return new Map(
    rows
      .toArray()
      .map(({ person, json, away, ruled, held }) => [
        person,
        { preferences: JSON.parse(json), away: away === 1, ruled: ruled === 1, held: held === null ? null : JSON.parse(held) },
      ]),
  );
}

export const findTexted = (sql: SqlStorage, person: PersonId, room: string): Texted | undefined =>
  sql.exec<Texted>('SELECT * FROM texted WHERE person = ? AND room = ?', person, room).toArray()[0];

/** Chats of an operator that have a number. */
export const numbered = (sql: SqlStorage, person: PersonId): Texted[] =>
  sql.exec<Texted>('SELECT * FROM texted WHERE person = ? AND n > 0 ORDER BY n', person).toArray();

/** Those that they may mean. */
export const inMind = (sql: SqlStorage, person: PersonId, now: number): Texted[] =>
  numbered(sql, person).filter(({ over, at }) => over === 0 && at > now - NUMBER_KEPT);

/** Forgets what waits to be sent to a person. */
export function dropPending(sql: SqlStorage, person: PersonId): void {
  const pending = '(due IS NOT NULL OR job IS NOT NULL)';
  sql.exec(`UPDATE texted SET due = NULL, job = NULL, handed = 0 WHERE person = ? AND ${pending}`, person);
}
