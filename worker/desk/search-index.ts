/**
 * What the desk keeps of every message of its account, so that it can be searched. Rooms tell their whole log, in order and in pages; the desk
 * keeps up to where it has it (`told`), and asks for what it lacks by answering so.
 *
 * Rows are what this is built around (docs/decisions/012-search.md). A message waits in the row of its room, which a report writes anyway; full
 * ones go into a `chunk` of many. So a message costs the row that its words are, and next to nothing else. The words of many are given to the full
 * text in one go: what has not been (`rev` of the message above the one `search` holds) is given before anybody searches, so that what is found
 * is always current.
 */
import type { Entry, FileRef, PersonId } from '../../protocol/entries.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { SmsRoom } from '../../protocol/sms.ts';
import type { RoomReport } from '../contracts/reports.ts';
import { type Doc, docOf, dropWords, labelDoc, markOf, putWords, roomTags, WORDS_SCHEMA } from './full-text.ts';
import { headRev } from './rooms.ts';
import type { StoredRoom } from './summary.ts';

/**
 * room: `no` its number; `told` the seq up to which the index has its log; `heard` the one up to which people have been alerted of it (null: as
 * far as it was known); `label` what it is found by; `tail` its newest messages as JSON. place: rooms by number. chunk: older messages, `mark` and
 * `seq` those of the first. search: one row, the change up to which the full text has everything, and where telling anew stands.
 */
export const SEARCH_SCHEMA = `
  ALTER TABLE room ADD COLUMN no INTEGER;
  ALTER TABLE room ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE room ADD COLUMN heard INTEGER;
  ALTER TABLE room ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE room ADD COLUMN tail TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE place (no INTEGER PRIMARY KEY, room TEXT NOT NULL);
  CREATE TABLE chunk (no INTEGER NOT NULL, mark INTEGER NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (no, mark)) WITHOUT ROWID;
  CREATE TABLE search (id INTEGER PRIMARY KEY CHECK (id = 1), rev INTEGER NOT NULL, asked TEXT NOT NULL DEFAULT '', pass INTEGER NOT NULL DEFAULT 0);
  INSERT INTO search (id, rev) VALUES (1, 0);
  INSERT INTO timer (key, due, attempts) SELECT 'retell', 0, 0 WHERE EXISTS (SELECT 1 FROM room) ON CONFLICT DO NOTHING;
`;
/** A message, note or form as the index keeps it. `rev`: the change it came with, while its words may be waiting. */
export interface Kept {
  seq: number;
  at: number;
  by: PersonId;
  kind: 'message' | 'note' | 'form';
  text: string;
  files?: FileRef[];
  mark: number;
  rev?: number;
}

/** What the index keeps in the row of a room. */
export interface Shelf {
  no: number;
  told: number;
  heard: number;
  label: string;
  tail: Kept[];
}

/** Messages in a chunk at most, and about how many UTF-16 code units of JSON. */
const CHUNK = 32;
const CHUNK_SIZE = 16_384;
/** More new messages at once are given to the full text right away. */
const FEW = 16;

interface Row extends Record<string, SqlStorageValue> {
  no: number | null;
  told: number;
  heard: number | null;
  seq: number;
  label: string;
  tail: string;
}

/** What is kept of a room; of one that is new an empty shelf with a number of its own. */
export function openShelf(sql: SqlStorage, room: string): Shelf {
  const [row] = sql.exec<Row>('SELECT no, told, heard, seq, label, tail FROM room WHERE id = ?', room).toArray();
  const no = row?.no ?? sql.exec<{ no: number }>('INSERT INTO place (room) VALUES (?) RETURNING no', room).one().no;
  if (!row) return { no, told: 0, heard: 0, label: '', tail: [] };
  return { no, told: row.told, heard: row.heard ?? row.seq, label: row.label, tail: JSON.parse(row.tail) };
}

/** What came of a report. `shelf` is to be kept with the room; `fresh` are the entries people may be alerted of; `waiting` words are to be given. */
export interface Taken {
  shelf: Shelf;
  changed: boolean;
  fresh: Entry[];
  /** What continues the log as it is known here. */
  news: Entry[];
  waiting: number;
}

/**
 * Takes what a report tells into the index, as far as it continues what is there: a report that begins behind that changes nothing, nor does
 * what was told before. `rev` is the change that the report makes, null for none.
 */
export function takeNews(sql: SqlStorage, shelf: Shelf, report: RoomReport, room: StoredRoom, rev: number | null): Taken {
  const lacks = report.after > shelf.told;
  // Who told it as heard once is not to alert anybody of it again.
  const heard = lacks ? Math.max(shelf.heard, report.after) : shelf.heard;
  const news = lacks ? [] : report.news.filter(({ seq }) => seq > shelf.told);
  const told = news.at(-1)?.seq ?? shelf.told;
  const fresh = news.filter(({ seq }) => seq > heard && seq > report.seq - LIMITS.page);
  const work = new Shelving(sql, shelf, roomTags(report.room, room.kind, shelf.no));
  const label = labelOf(room);
  if (label !== shelf.label) work.relabel(label);
  const added = news.reduce((count, entry) => count + (work.take(entry, rev) ? 1 : 0), 0);
  const tail = work.finish(rev === null || added > FEW);
  const next = { no: shelf.no, told, heard: Math.max(heard, told), label, tail };
  const changed = told !== shelf.told || heard !== shelf.heard || label !== shelf.label;
  return { shelf: next, changed, fresh, news, waiting: rev === null || added > FEW ? 0 : added };
}

/** What a room is found by besides its messages. */
export function labelOf(room: StoredRoom): string {
  if (room.kind === 'client') return room.client.name;
  if (room.kind === 'sms') return smsLabel(room.sms);
  if (room.kind === 'visitor') return [room.visitor.name, room.visitor.email].filter(Boolean).join(' ');
  return room.team.form === 'group' ? room.team.name : Object.values(room.names).join(' ');
}

/** Numbers are looked for as they are read and as they are dialled. */
const smsLabel = ({ name, people }: SmsRoom): string =>
  [name, ...people.flatMap((person) => [person.name, person.national, person.e164])].filter(Boolean).join(' ');

/** The change up to which the full text has everything. */
const givenRev = (sql: SqlStorage): number => sql.exec<{ rev: number }>('SELECT rev FROM search').one().rev;

/** One room's messages while a report is taken in: chunks that change are written once, and so are the words. */
class Shelving {
  readonly #sql: SqlStorage;
  readonly #no: number;
  readonly #tags: string;
  readonly #label: string;
  readonly #given: number;
  readonly #chunks = new Map<number, Kept[]>();
  readonly #dropped: Doc[] = [];
  readonly #added = new Set<Kept>();
  #labelled: string | null = null;
  #tail: Kept[];

  constructor(sql: SqlStorage, { no, label, tail }: Shelf, tags: string) {
    this.#sql = sql;
    this.#no = no;
    this.#label = label;
    this.#tags = tags;
    this.#tail = tail;
    this.#given = givenRev(sql);
  }

  relabel(label: string): void {
    this.#labelled = label;
  }

  /** One more entry of the log. Answers whether it is a message that was added. */
  take(entry: Entry, rev: number | null): boolean {
    switch (entry.kind) {
      case 'message':
      case 'note':
        if (entry.deleted) return false;
        return this.#add(entry, rev, entry.text, entry.kind === 'message' ? (entry.files ?? []) : []);
      case 'form':
        return this.#add(entry, rev, entry.values.message ?? '', []);
      case 'edited':
        this.#change(entry.of, (kept) => ({ ...kept, text: entry.text }));
        return false;
      case 'deleted':
        this.#change(entry.of, () => null);
        return false;
      case 'erased':
        this.#forgetAll();
        return false;
      default:
        return false;
    }
  }

  #add({ seq, at, by, kind }: Entry & { kind: Kept['kind'] }, rev: number | null, text: string, files: FileRef[]): boolean {
    if (!text && files.length === 0) return false;
    const mark = markOf(at, seq, this.#lastMark());
    const kept: Kept = { seq, at, by, kind, text, ...(files.length > 0 ? { files } : {}), mark, rev: rev ?? 0 };
    this.#added.add(kept);
    this.#tail.push(kept);
    return true;
  }

  #lastMark(): number {
    const last = this.#tail.at(-1);
    if (last) return last.mark;
    const [newest] = this.#sql
      .exec<{ json: string }>('SELECT json FROM chunk WHERE no = ? ORDER BY mark DESC LIMIT 1', this.#no)
      .toArray()
      .map(({ json }) => JSON.parse(json) as Kept[]);
    return newest?.at(-1)?.mark ?? 0;
  }

  /** Changes or removes a message, when it is one that is kept. */
  #change(seq: number, change: (kept: Kept) => Kept | null): void {
    const first = this.#tail[0];
    const { mark, messages } = first && seq >= first.seq ? { mark: null, messages: this.#tail } : this.#chunkWith(seq);
    const index = messages.findIndex((kept) => kept.seq === seq);
    const before = messages[index];
    if (!before) return;
    const changed = change(before);
    const after = changed && (changed.text || changed.files) ? changed : null;
    this.#dropGiven(before);
    messages.splice(index, 1, ...(after ? [after] : []));
    if (after) this.#added.add(after);
    if (mark !== null) this.#chunks.set(mark, messages);
  }

  /** Its words are no more; those that were not given yet never will be. */
  #dropGiven(kept: Kept): void {
    if (this.#added.delete(kept) || (kept.rev ?? 0) > this.#given) return;
    this.#dropped.push(docOf(this.#no, this.#tags, kept));
  }

  /** The chunk that holds a seq, or would. */
  #chunkWith(seq: number): { mark: number; messages: Kept[] } {
    const [row] = this.#sql
      .exec<{ mark: number; json: string }>(
        'SELECT mark, json FROM chunk WHERE no = ? AND seq <= ? ORDER BY mark DESC LIMIT 1',
        this.#no,
        seq,
      )
      .toArray();
    if (!row) return { mark: 0, messages: [] };
    return { mark: row.mark, messages: this.#chunks.get(row.mark) ?? JSON.parse(row.json) };
  }

  #forgetAll(): void {
    this.#writeChunks();
    for (const { json } of this.#sql.exec<{ json: string }>('SELECT json FROM chunk WHERE no = ?', this.#no))
      for (const kept of JSON.parse(json) as Kept[]) this.#dropGiven(kept);
    for (const kept of this.#tail) this.#dropGiven(kept);
    this.#sql.exec('DELETE FROM chunk WHERE no = ?', this.#no);
    this.#tail = [];
  }

  #writeChunks(): void {
    for (const [mark, chunk] of this.#chunks) {
      if (chunk.length === 0) this.#sql.exec('DELETE FROM chunk WHERE no = ? AND mark = ?', this.#no, mark);
      else this.#sql.exec('UPDATE chunk SET json = ? WHERE no = ? AND mark = ?', JSON.stringify(chunk), this.#no, mark);
    }
    this.#chunks.clear();
  }

  /** Writes everything but the tail, which it answers. `now`: no words are left waiting. */
  finish(now: boolean): Kept[] {
    const given = new Set([...this.#added].filter((kept) => now || (kept.rev ?? 0) <= this.#given));
    for (const kept of given) kept.rev = 0;
    this.#writeChunks();
    while (this.#isFull()) {
      const chunk = this.#tail.splice(0, sizeOfChunk(this.#tail));
      // Those that wait are looked for in tails.
      for (const kept of chunk) {
        if ((kept.rev ?? 0) > this.#given) given.add(kept);
        delete kept.rev;
      }
      const { mark, seq } = chunk[0]!;
      this.#sql.exec('INSERT INTO chunk (no, mark, seq, json) VALUES (?, ?, ?, ?)', this.#no, mark, seq, JSON.stringify(chunk));
    }
    dropWords(this.#sql, this.#dropped);
    const docs = [...given].map((kept) => docOf(this.#no, this.#tags, kept));
    if (this.#labelled !== null) {
      if (this.#label) dropWords(this.#sql, [labelDoc(this.#no, this.#tags, this.#label)]);
      if (this.#labelled) docs.push(labelDoc(this.#no, this.#tags, this.#labelled));
    }
    putWords(this.#sql, docs);
    return this.#tail;
  }

  #isFull(): boolean {
    return this.#tail.length >= CHUNK || (this.#tail.length > 1 && sizeOfChunk(this.#tail) < this.#tail.length);
  }
}

/** How many of the first messages make a chunk. */
function sizeOfChunk(messages: readonly Kept[]): number {
  let size = 0;
  for (const [at, { text }] of messages.entries()) {
    size += text.length + 150;
    if (at === CHUNK || (size > CHUNK_SIZE && at > 0)) return at;
  }
  return messages.length;
}

/** Gives the full text what has been waiting. To be called before it is asked. */
export function giveWords(sql: SqlStorage): void {
  const given = givenRev(sql);
  const head = headRev(sql);
  if (head <= given) return;
  const docs: Doc[] = [];
  const changed = (closed: 0 | 1) => `SELECT id, no, json ->> 'kind' AS kind, tail FROM room WHERE closed = ${closed} AND rev > ?1`;
  for (const { id, no, kind, tail } of sql.exec<{ id: string; no: number; kind: StoredRoom['kind']; tail: string }>(
    `${changed(0)} UNION ALL ${changed(1)}`,
    given,
  )) {
    for (const kept of JSON.parse(tail) as Kept[]) if ((kept.rev ?? 0) > given) docs.push(docOf(no, roomTags(id, kind, no), kept));
  }
  putWords(sql, docs);
  sql.exec('UPDATE search SET rev = ?', head);
}

/** The message behind a rowid of the full text; null when it is none any more. */
export function findKept(sql: SqlStorage, no: number, mark: number, tail: readonly Kept[]): Kept | null {
  const inTail = tail.find((kept) => kept.mark === mark);
  if (inTail) return inTail;
  const [row] = sql
    .exec<{ json: string }>('SELECT json FROM chunk WHERE no = ? AND mark <= ? ORDER BY mark DESC LIMIT 1', no, mark)
    .toArray();
  return row ? ((JSON.parse(row.json) as Kept[]).find((kept) => kept.mark === mark) ?? null) : null;
}

/** Forgets all messages, as if nothing had been told yet. Nobody is alerted again. */
export function emptyIndex(sql: SqlStorage): void {
  sql.exec('DROP TABLE words');
  sql.exec(WORDS_SCHEMA);
  sql.exec('DELETE FROM chunk');
  sql.exec("UPDATE room SET told = 0, heard = coalesce(heard, seq), label = '', tail = '[]'");
  sql.exec("UPDATE search SET rev = ?, asked = '', pass = 0", headRev(sql));
}

/** Messages of a room after `seq`, newest first. */
export function* keptAfter(sql: SqlStorage, room: string, seq: number): Generator<Kept> {
  const [row] = sql.exec<{ no: number | null; tail: string }>('SELECT no, tail FROM room WHERE id = ?', room).toArray();
  if (!row) return;
  const newestFirst = function* (messages: Kept[]) {
    for (const kept of messages.toReversed()) if (kept.seq > seq) yield kept;
  };
  const tail = JSON.parse(row.tail) as Kept[];
  yield* newestFirst(tail);
  if (tail[0] && tail[0].seq <= seq + 1) return;
  for (const chunk of sql.exec<{ seq: number; json: string }>('SELECT seq, json FROM chunk WHERE no = ? ORDER BY mark DESC', row.no)) {
    yield* newestFirst(JSON.parse(chunk.json));
    if (chunk.seq <= seq) return;
  }
}
