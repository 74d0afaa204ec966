/** Searches what the desk keeps of its account's rooms. Whoever asks finds what they may see, and learns of nothing else that it is there. */
import { type FileRef, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { FoundMessage, FoundRoom, SearchPage, SearchQuery } from '../../protocol/search.ts';
import { type SmsRoom, smsPersonOf, smsTitle } from '../../protocol/sms.ts';
import { SLOTS, secondOf, tagOf } from './full-text.ts';
import { accesses, members } from './members.ts';
import type { Operators } from './operators.ts';
import { authorIn } from './participants.ts';
import { findKept, giveWords, type Kept, keptAfter, labelOf } from './search-index.ts';
import { type StoredRoom, summaryFor } from './summary.ts';
import { excerpt, marksOf, type Term, termsOf } from './words.ts';

/** Messages on a page, and rooms whose name fits. */
const PAGE = 20;
const ROOMS = 8;
/** Files on a page. */
const FILES = 50;
/** Rooms that are named one by one in what the full text is asked; of more only the kind is, and each found message decides. */
const NAMED_ROOMS = 500;

/** What somebody may see: `rooms` and `advertisers` narrow what the full text is asked, `sees` decides of each room that is found. */
export interface Sight {
  viewer: PersonId;
  /** All visitors' rooms without an advertiser, and of which advertisers those with one; `all` advertisers. */
  visitors: { own: boolean; advertisers: 'all' | readonly string[] };
  /** Numbers of the rooms they are in; null when they are too many to name. */
  rooms: number[] | null;
  /** All rooms with clients, and all by SMS. */
  clients: boolean;
  notes: boolean;
  sees: (room: StoredRoom) => boolean;
}

/** What a person may see, as the search is bounded by it. The one place where that is decided for search. */
export function visibleTo(sql: SqlStorage, viewer: PersonId, sight: ReturnType<Operators['sight']>): Sight {
  const access = accesses(sql).get(viewer);
  const ofTeam = `SELECT no FROM room WHERE closed = 0 AND status IN ('team', 'sms') AND no IS NOT NULL
    AND EXISTS (SELECT 1 FROM json_each(room.json, '$.' || status || '.members') WHERE value = ?1)`;
  const withClients =
    'SELECT no FROM participant JOIN room ON room.id = participant.room WHERE person = ?1 AND inside = 1 AND no IS NOT NULL';
  const rooms = sql.exec<{ no: number }>(`${ofTeam} UNION ALL ${withClients} LIMIT ?2`, viewer, NAMED_ROOMS + 1).toArray();
  return {
    viewer,
    visitors: {
      own: access !== undefined && (access.admin || !access.listingsOnly),
      advertisers: access?.admin ? 'all' : (access?.advertisers ?? []),
    },
    rooms: rooms.length > NAMED_ROOMS ? null : rooms.map(({ no }) => no),
    clients: access?.admin ?? false,
    notes: isOperator(viewer),
    sees: (room) => sight(viewer, room),
  };
}

/** What the full text is asked. Everything in it is a word of letters and digits, so nothing that was typed can mean anything else. */
function matchOf(terms: readonly Term[], sight: Sight, query: SearchQuery, inside: number | null): string {
  const parts = terms.map(({ words, open }) => `text : "${words.join(' ')}"${open ? ' *' : ''}`);
  const tags = (list: string[]) => `tags : (${list.map((tag) => `"${tag}"`).join(' OR ')})`;
  if (inside !== null) parts.push(tags([`r${inside}`]));
  else parts.push(tags(seenTags(sight)));
  if (query.from) parts.push(tags([`b${tagOf(query.from)}`]));
  if (query.kind) parts.push(tags([`k${query.kind}`]));
  if (query.files) parts.push(tags(['f']));
  return `(${parts.join(' AND ')})${sight.notes ? '' : ' NOT tags : "n"'}`;
}

/** The tags of what somebody sees; with what is in none of them they would see nothing. */
function seenTags({ visitors: { own, advertisers }, rooms, clients }: Sight): string[] {
  const all = own && advertisers === 'all';
  const visitors = all ? ['kvisitor'] : [...(own ? ['a'] : []), ...(advertisers === 'all' ? [] : advertisers.map((id) => `a${tagOf(id)}`))];
  const tags = [
    ...visitors,
    ...(clients ? ['kclient', 'ksms'] : []),
    ...(rooms === null ? ['kteam', 'kclient', 'ksms'] : rooms.map((no) => `r${no}`)),
  ];
  return tags.length > 0 ? tags : ['none'];
}

interface Hit extends Record<string, SqlStorageValue> {
  s: number;
  no: number;
  slot: number;
}

const PARTS = 'rowid >> 32 AS s, (rowid >> 10) & 4194303 AS no, rowid & 1023 AS slot';
const BOUND = '((?2 << 32) | (?3 << 10) | ?4)';

/** A room as it is found by its number. */
interface Found {
  room: StoredRoom;
  tail: Kept[];
}

/** One page of what was found. The words that wait have to have been given before. */
export function find(sql: SqlStorage, sight: Sight, query: SearchQuery): Omit<SearchPage, 'complete'> {
  const nothing = { rooms: [], messages: [], next: null };
  const terms = termsOf(query.text);
  if (query.text.trim() !== '' && terms.length === 0) return nothing;
  const rooms = roomsByNumber(sql);
  const inside = query.in === undefined ? null : numberOf(sql, query.in);
  if (query.in !== undefined && (inside === null || !visible(rooms(inside), sight))) return nothing;
  const match = matchOf(terms, sight, query, inside);
  const names = terms.length > 0 && !query.before && query.in === undefined && !query.from && !query.files;
  const messages = findMessages(sql, sight, query, match, terms, rooms);
  return { rooms: names ? findRooms(sql, sight, match, terms, rooms) : [], ...messages };
}

const visible = (found: Found | null, { sees }: Sight): found is Found => found !== null && sees(found.room);

function numberOf(sql: SqlStorage, room: string): number | null {
  return sql.exec<{ no: number | null }>('SELECT no FROM room WHERE id = ?', room).toArray()[0]?.no ?? null;
}

/** Rooms by number, each read once. */
function roomsByNumber(sql: SqlStorage): (no: number) => Found | null {
  const read = new Map<number, Found | null>();
  const load = (no: number): Found | null => {
    const byNumber = 'SELECT json, tail FROM room WHERE id = (SELECT room FROM place WHERE no = ?)';
    const [row] = sql.exec<{ json: string; tail: string }>(byNumber, no).toArray();
    return row ? { room: JSON.parse(row.json), tail: JSON.parse(row.tail) } : null;
  };
  return (no) => {
    if (!read.has(no)) read.set(no, load(no));
    return read.get(no)!;
  };
}

function findMessages(
  sql: SqlStorage,
  sight: Sight,
  query: SearchQuery,
  match: string,
  terms: Term[],
  rooms: (no: number) => Found | null,
): Pick<SearchPage, 'messages' | 'next'> {
  const nameOf = namesIn(sql);
  const messages: FoundMessage[] = [];
  let last: Hit | null = null;
  // As the full text finds them: it is asked no further than the page is filled.
  for (const hit of sql.exec<Hit>(
    `SELECT ${PARTS} FROM words WHERE words MATCH ?1 AND rowid < ${BOUND} AND rowid >= (?5 << 32) ORDER BY rowid DESC`,
    match,
    ...boundOf(query),
    query.since === undefined ? 1 : secondOf(query.since),
  )) {
    const found = rooms(hit.no);
    if (!visible(found, sight)) continue;
    const kept = findKept(sql, hit.no, hit.s * SLOTS + hit.slot, found.tail);
    if (!kept || !fits(kept, query, sight)) continue;
    if (messages.length === PAGE) return { messages, next: `${last!.s}-${last!.no}-${last!.slot}` };
    messages.push(messageOf(kept, found.room, sight.viewer, terms, nameOf));
    last = hit;
  }
  return { messages, next: null };
}

/** Up to which rowid, not included: the page before ended there, or the time does. */
function boundOf({ before, until }: SearchQuery): [s: number, no: number, slot: number] {
  const [s = 0, no = 0, slot = 0] = before?.split('-').map(Number) ?? [];
  const end = until === undefined ? 2 ** 31 - 1 : secondOf(until) + 1;
  return before && s < end ? [s, no, slot] : [end, 0, 0];
}

/** What the full text knows in seconds only, or has to be sure. */
const fits = (
  { at, by, kind, files }: Kept,
  { since = 0, until = Number.POSITIVE_INFINITY, from, files: only }: SearchQuery,
  sight: Sight,
) => at >= since && at < until && (!from || by === from) && (!only || !!files) && (kind !== 'note' || sight.notes);

function messageOf(kept: Kept, room: StoredRoom, viewer: PersonId, terms: Term[], nameOf: NameOf): FoundMessage {
  const { seq, at, by, kind, text, files = [] } = kept;
  return {
    room: foundRoom(room, viewer, []),
    seq,
    at,
    by,
    name: nameOf(by, room),
    ...(kind === 'note' ? { note: true } : {}),
    text: excerpt(text, marksOf(text, terms)),
    files: files.map((file) => ({ file, name: { text: file.name, marks: marksOf(file.name, terms) } })),
  };
}

function smsNameOf(sms: SmsRoom, id: PersonId): string {
  const person = smsPersonOf(sms, id);
  return person ? person.name || person.national || person.e164 : '';
}

type NameOf = (person: PersonId, room: StoredRoom) => string;

/** What authors are called: operators as the account calls them now, visitors and clients as their room does. */
function namesIn(sql: SqlStorage): NameOf {
  const operators = new Map(members(sql).map(({ id, name }) => [id, name]));
  return (person, room) => {
    const operator = operators.get(person);
    if (operator !== undefined || room.kind === 'team') return operator ?? '';
    if (room.kind === 'sms') return smsNameOf(room.sms, person);
    if (room.kind === 'client') return authorIn(sql, room.id, person);
    return isOperator(person) ? '' : (room.visitor.name ?? '');
  };
}

/** What a room is called for the one who looks. */
function foundRoom(room: StoredRoom, viewer: PersonId, terms: Term[]): FoundRoom {
  const text = titleOf(room, viewer);
  return { id: room.id, kind: room.kind, title: { text, marks: marksOf(text, terms) } };
}

function titleOf(room: StoredRoom, viewer: PersonId): string {
  if (room.kind === 'visitor') return room.visitor.name ?? room.visitor.email ?? '';
  if (room.kind === 'client') return room.client.name;
  if (room.kind === 'sms') return smsTitle(room.sms);
  const summary = summaryFor(viewer, room, 0, 0);
  return summary.kind === 'team' ? summary.title : '';
}

/** Rooms whose name fits, by what they are found by. */
function findRooms(sql: SqlStorage, sight: Sight, match: string, terms: Term[], rooms: (no: number) => Found | null): FoundRoom[] {
  const found: FoundRoom[] = [];
  for (const { no } of sql.exec<Hit>(`SELECT ${PARTS} FROM words WHERE words MATCH ? AND rowid < (1 << 32) ORDER BY rowid DESC`, match)) {
    const room = rooms(no);
    if (!visible(room, sight) || labelOf(room.room) === '') continue;
    found.push(foundRoom(room.room, sight.viewer, terms));
    if (found.length === ROOMS) break;
  }
  return found;
}

// ------------------------------------------------------------ for rooms whose people the desk keeps

/** Messages in a room after `seq` by others, neither notes nor deleted ones; counted to 100 at most. */
export function unreadAfter(sql: SqlStorage, room: string, seq: number, by: { not: PersonId }): number {
  let count = 0;
  for (const kept of keptAfter(sql, room, seq)) {
    if (kept.kind === 'message' && kept.by !== by.not && ++count === 100) break;
  }
  return count;
}

/** A file that was sent in a room. */
export interface SentFile {
  room: string;
  seq: number;
  at: number;
  by: PersonId;
  file: FileRef;
}

/** Files sent in these rooms before a time (ms), newest first, about fifty; those of one moment are never parted. */
export function filesOf(sql: SqlStorage, rooms: string[], before = Number.MAX_SAFE_INTEGER): SentFile[] {
  giveWords(sql);
  const numbers = rooms.flatMap((room) => numberOf(sql, room) ?? []);
  if (numbers.length === 0) return [];
  const read = roomsByNumber(sql);
  const match = `tags : "f" AND tags : (${numbers.map((no) => `"r${no}"`).join(' OR ')})`;
  const files: SentFile[] = [];
  for (const { s, no, slot } of sql.exec<Hit>(
    `SELECT ${PARTS} FROM words WHERE words MATCH ?1 AND rowid < ${BOUND} AND rowid >= (1 << 32) ORDER BY rowid DESC`,
    match,
    secondOf(before) + 1,
    0,
    0,
  )) {
    const found = read(no);
    const kept = found && findKept(sql, no, s * SLOTS + slot, found.tail);
    if (!kept?.files || kept.at >= before) continue;
    if (files.length >= FILES && files.at(-1)!.at !== kept.at) break;
    files.push(...kept.files.map((file) => ({ room: found!.room.id, seq: kept.seq, at: kept.at, by: kept.by, file })));
  }
  return files;
}
