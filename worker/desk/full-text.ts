/** The desk's full text: which words and tags stand in which message, by time. */
import { partsOf } from '../contracts/people.ts';
import type { Kept } from './search-index.ts';
import type { StoredRoom } from './summary.ts';
import { foldedText } from './words.ts';

/**
 * The full text keeps no texts and no lengths, words and places alone; they come folded (words.ts), so its tokenizer has only to split at spaces.
 * What is taken out of it is gone from its pages at once, not when they are next merged: somebody may have asked for that.
 * A rowid is of seconds, room and place in the second: sorted by time, and found again without a row that maps it. Second 0 holds the rooms' names.
 */
export const WORDS_SCHEMA = `
  CREATE VIRTUAL TABLE words USING fts5(text, tags, content = '', columnsize = 0, prefix = '2 3 4', tokenize = 'ascii');
  INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
`;

/** Marks begin with this second of the epoch. */
const FIRST_SECOND = Date.UTC(2020, 0) / 1000;
/** Places in a second: as many as ten bits tell apart. */
export const SLOTS = 1024;
/** So that the one behind it fits into 31 bits, too. */
const LAST_SECOND = 2 ** 31 - 2;

/** The second of a mark that stands for a time, ms since epoch. */
export const secondOf = (at: number): number => Math.min(Math.max(Math.floor(at / 1000) - FIRST_SECOND, 1), LAST_SECOND);

/** A number that grows within a room and, as far as clocks go right, within the account: the second, and the last ten bits of the seq. */
export function markOf(at: number, seq: number, before: number): number {
  const slot = seq % SLOTS;
  const earliest = Math.floor(before / SLOTS) + (slot > before % SLOTS ? 0 : 1);
  return Math.max(secondOf(at), earliest) * SLOTS + slot;
}

/** A rowid of the full text, whose 63 bits a number here cannot hold. */
const ROWID = "(((value ->> 's') << 32) | ((value ->> 'no') << 10) | (value ->> 'slot'))";

/** What the full text is given of one message, or of a room's name: its rowid in parts, words, and tags. */
export interface Doc {
  s: number;
  no: number;
  slot: number;
  text: string;
  tags: string;
}

/** An id in hexadecimal: one word, and another one for every other id, also where ids differ in case alone. */
export const tagOf = (id: string): string => [...new TextEncoder().encode(id)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The tags that every message of a room has. */
export function roomTags(room: string, kind: StoredRoom['kind'], no: number): string {
  const { advertiser } = kind === 'visitor' ? partsOf(room) : {};
  return `r${no} k${kind}${kind === 'visitor' ? ` a${advertiser ? tagOf(advertiser) : ''}` : ''}`;
}

/** Of a message. It has to stay the same as long as the message does: the full text forgets only what it is told word for word. */
export const docOf = (no: number, ofRoom: string, { mark, by, kind, text, files = [] }: Kept): Doc => ({
  s: Math.floor(mark / SLOTS),
  no,
  slot: mark % SLOTS,
  text: foldedText([text, ...files.map(({ name }) => name)].join(' ')),
  tags: `${ofRoom} b${tagOf(by)}${files.length > 0 ? ' f' : ''}${kind === 'note' ? ' n' : ''}`,
});

/** Of a room's name. */
export const labelDoc = (no: number, ofRoom: string, label: string): Doc => ({ s: 0, no, slot: 0, text: foldedText(label), tags: ofRoom });

/** Gives it documents that it has not got. */
export function putWords(sql: SqlStorage, docs: Doc[]): void {
  // In order: the full text writes what it holds whenever a rowid is not above the one before.
  const insert = `INSERT INTO words (rowid, text, tags) SELECT ${ROWID} AS id, value ->> 'text', value ->> 'tags' FROM json_each(?) ORDER BY id`;
  if (docs.length > 0) sql.exec(insert, JSON.stringify(docs));
}

/** The full text forgets only what it is told word for word. */
export function dropWords(sql: SqlStorage, docs: Doc[]): void {
  for (const doc of docs) {
    const drop = `INSERT INTO words (words, rowid, text, tags) SELECT 'delete', ${ROWID}, value ->> 'text', value ->> 'tags' FROM json_each(?)`;
    sql.exec(drop, JSON.stringify([doc]));
  }
}
