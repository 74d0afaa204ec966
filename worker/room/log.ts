import { type Entry, type EntryDraft, isInternalKind, type PersonId } from '../../protocol/entries.ts';

/** An entry as stored, with whether it is hidden from visitors. */
export interface Stored {
  entry: Entry;
  hidden: boolean;
}

interface Row extends Record<string, SqlStorageValue> {
  seq: number;
  at: number;
  by: string;
  kind: string;
  cid: string | null;
  hidden: number;
  body: string;
}

const COLUMNS = 'seq, at, by, kind, cid, hidden, body';

const stored = ({ seq, at, by, kind, cid, hidden, body }: Row): Stored => ({
  entry: { seq, at, by, kind, ...(cid === null ? {} : { cid }), ...JSON.parse(body) } as Entry,
  hidden: hidden === 1,
});

/** The numbered entries of one room. */
export class Log {
  /** seq of the newest entry; 0 for none. */
  head: number;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.head = sql.exec<{ head: number | null }>('SELECT max(seq) AS head FROM log').one().head ?? 0;
  }

  /**
   * Gives an entry the next seq and writes it: one row, and one for its cid. A cid this author has used writes nothing and
   * answers with the seq it was given first.
   */
  append(by: PersonId, draft: EntryDraft, at: number, cid?: string, hidden = isInternalKind(draft.kind)): Stored | { repeated: number } {
    const { kind, ...body } = draft;
    const seq = this.head + 1;
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO log (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cid, by) WHERE cid IS NOT NULL DO NOTHING`,
      seq,
      at,
      by,
      kind,
      cid ?? null,
      hidden ? 1 : 0,
      JSON.stringify(body),
    );
    if (rowsWritten === 0) return { repeated: this.seqOf(by, cid!)! };
    this.head = seq;
    return { entry: { seq, at, by, kind, ...(cid === undefined ? {} : { cid }), ...body } as Entry, hidden };
  }

  seqOf(by: PersonId, cid: string): number | null {
    return this.#sql.exec<{ seq: number }>('SELECT seq FROM log WHERE cid = ? AND by = ?', cid, by).toArray()[0]?.seq ?? null;
  }

  get(seq: number): Stored | null {
    const [row] = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM log WHERE seq = ?`, seq).toArray();
    return row ? stored(row) : null;
  }

  after(seq: number, limit: number): Stored[] {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM log WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit).toArray().map(stored);
  }

  /** The newest entries before `seq` that the reader sees, oldest first. */
  before(seq: number, limit: number, withHidden: boolean): Stored[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM log WHERE seq < ? AND hidden <= ? ORDER BY seq DESC LIMIT ?`, seq, withHidden ? 1 : 0, limit)
      .toArray()
      .reverse()
      .map(stored);
  }

  /** Newest entry of one of the kinds; null for none. */
  newest(kinds: readonly Entry['kind'][], from = 0): Stored | null {
    const [row] = this.#sql
      .exec<Row>(
        `SELECT ${COLUMNS} FROM log WHERE seq >= ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT 1`,
        from,
        JSON.stringify(kinds),
      )
      .toArray();
    return row ? stored(row) : null;
  }

  /** Messages after `seq` that are there to be read by `reader`: of others, and not deleted. With `by` prefix, only of those authors. */
  countMessages(seq: number, reader: PersonId, byPrefix = ''): number {
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM log WHERE seq > ? AND kind = 'message' AND by <> ? AND substr(by, 1, ?) = ? AND body ->> '$.deleted' IS NULL`,
        seq,
        reader,
        byPrefix.length,
        byPrefix,
      )
      .one().n;
  }

  /** Replaces what an entry carries (an edit, a deletion). The entry itself stays. */
  rewrite({ seq, at: _at, by: _by, kind: _kind, cid: _cid, ...body }: Entry): void {
    this.#sql.exec('UPDATE log SET body = ? WHERE seq = ?', JSON.stringify(body), seq);
  }
}
