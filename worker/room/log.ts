import type { Entry, EntryDraft, EntryKind, EntryOf, PersonId } from '../../protocol/entries.ts';

/** An entry as stored, with whether it is hidden from visitors. */
export interface Stored {
  entry: Entry;
  hidden: boolean;
}

/** A message without what it says. */
export interface LoggedMessage extends Record<string, SqlStorageValue> {
  seq: number;
  at: number;
  by: PersonId;
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
  append(by: PersonId, draft: EntryDraft, at: number, cid: string | undefined, hidden: boolean): Stored | { repeated: number } {
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

  /** The seq behind which the newest `count` entries begin that the reader sees. */
  behindNewest(count: number, withHidden: boolean): number {
    const entries = this.before(Number.MAX_SAFE_INTEGER, count, withHidden);
    return entries.length < count ? 0 : entries[0]!.entry.seq - 1;
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

  /** Entries of one kind after `seq`. */
  ofKind<K extends EntryKind>(kind: K, seq: number): EntryOf<K>[] {
    const rows = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM log WHERE seq > ? AND kind = ? ORDER BY seq`, seq, kind);
    return rows.toArray().map((row) => stored(row).entry as EntryOf<K>);
  }

  /** Messages after `seq` by visitors, by operators, or by everyone but one, that were not deleted; counted to 100 at most. */
  countMessages(seq: number, by: 'visitor' | 'operator' | { not: PersonId }): number {
    const [whose, who] = typeof by === 'object' ? ['by <> ?', by.not] : ['substr(by, 1, 2) = ?', by === 'visitor' ? 'v_' : 'o_'];
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM
         (SELECT 1 FROM log WHERE seq > ? AND kind = 'message' AND ${whose} AND body ->> '$.deleted' IS NULL LIMIT 100)`,
        seq,
        who,
      )
      .one().n;
  }

  /** Messages and missed calls of people at phones after `seq`; counted to 100 at most. */
  countFromPhones(seq: number): number {
    return this.#sql
      .exec<{ n: number }>(
        `SELECT count(*) AS n FROM (SELECT 1 FROM log WHERE seq > ? AND substr(by, 1, 2) = 'p_'
         AND (kind = 'message' OR (kind = 'phone_call' AND body ->> '$.state' = 'missed')) LIMIT 100)`,
        seq,
      )
      .one().n;
  }

  /** Takes the numbers of people at phones out of who wrote what. */
  forgetPhones(): void {
    this.#sql.exec("UPDATE log SET by = 'system', cid = NULL WHERE substr(by, 1, 2) = 'p_'");
  }

  /** Messages after `from` up to `upto` that were not deleted. */
  messages(from: number, upto: number): LoggedMessage[] {
    return this.#sql
      .exec<LoggedMessage>(
        "SELECT seq, at, by FROM log WHERE seq > ? AND seq <= ? AND kind = 'message' AND body ->> '$.deleted' IS NULL ORDER BY seq",
        from,
        upto,
      )
      .toArray();
  }

  /** The newest message by an operator after `seq` that was not deleted. */
  newestAnswer(seq: number): Stored | null {
    const [row] = this.#sql
      .exec<Row>(
        `SELECT ${COLUMNS} FROM log WHERE seq > ? AND kind = 'message' AND substr(by, 1, 2) = 'o_' AND body ->> '$.deleted' IS NULL
         ORDER BY seq DESC LIMIT 1`,
        seq,
      )
      .toArray();
    return row ? stored(row) : null;
  }

  /** Number and first seq of the chat that the entry `seq` belongs to; null before the first. */
  episodeAt(seq: number): { episode: number; from: number } | null {
    const [row] = this.#sql
      .exec<{ from: number; episode: number }>(
        `SELECT seq AS "from", body ->> '$.episode' AS episode FROM log WHERE seq <= ? AND kind = 'opened' ORDER BY seq DESC LIMIT 1`,
        seq,
      )
      .toArray();
    return row ?? null;
  }

  /** All entries of one chat, oldest first; empty for none. */
  episode(number: number): Stored[] {
    const bound = (n: number) => `(SELECT seq FROM log WHERE kind = 'opened' AND body ->> '$.episode' = ${n})`;
    return this.#sql
      .exec<Row>(
        `SELECT ${COLUMNS} FROM log WHERE seq >= ${bound(number)} AND seq < coalesce(${bound(number + 1)}, ${this.head + 1}) ORDER BY seq`,
      )
      .toArray()
      .map(stored);
  }

  /** Takes the texts out of the edits of an entry. */
  emptyEdits(of: number): void {
    this.#sql.exec("UPDATE log SET body = json_set(body, '$.text', '') WHERE seq > ?1 AND kind = 'edited' AND body ->> '$.of' = ?1", of);
  }

  /** Replaces what an entry carries (an edit, a deletion). The entry itself stays. */
  rewrite({ seq, at: _at, by: _by, kind: _kind, cid: _cid, ...body }: Entry): void {
    this.#sql.exec('UPDATE log SET body = ? WHERE seq = ?', JSON.stringify(body), seq);
  }
}
