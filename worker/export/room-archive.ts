/**
 * A room with clients as an archive: `room.json` for programs, `room.html` for people, and the files. The log is read twice, page by page, and
 * the files one after the other, so that a room of any length goes through little memory.
 */
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { FileRef, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import type { ExportPage } from '../contracts/room.ts';
import { cleanName } from '../files/name.ts';
import { HTML_END, htmlHead, htmlLines, type Reading } from './room-html.tsx';
import { type ExportLanguage, textsFor } from './texts.ts';

/** A file of the archive, read when it is its turn. */
export interface Packed {
  /** Path within the archive. */
  name: string;
  lastModified: Date;
  input: AsyncIterable<Uint8Array>;
}

/** Of `room.json`. Grows with every change that a reader of the file has to know of. */
export const EXPORT_SCHEMA = 1;

export interface Export {
  room: string;
  by: string;
  at: number;
  language: ExportLanguage;
  zone: string;
  /** The page of the log after an entry. */
  page: (after: number) => Promise<ExportPage>;
  /** The bytes of a file; null when it is there no more. */
  file: (id: string) => Promise<AsyncIterable<Uint8Array> | null>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);

/** What was found on the way through the log. */
interface Found {
  people: Map<PersonId, string>;
  /** Who is in the room. */
  inside: RoomPerson[];
  /** By id, in the order they were sent. */
  files: Map<string, { file: FileRef; path: string; at: number }>;
  /** What came after the first page was read is not part of it. */
  head: number;
  room: ClientRoom | null;
}

export async function* roomArchive(source: Export): AsyncGenerator<Packed> {
  const at = new Date(source.at);
  const found: Found = { people: new Map(), inside: [], files: new Map(), head: 0, room: null };
  yield { name: 'room.json', lastModified: at, input: jsonOf(source, found) };
  yield { name: 'room.html', lastModified: at, input: htmlOf(source, found) };
  const gone: string[] = [];
  for (const [id, { file, path, at: sent }] of found.files) {
    const input = await source.file(id);
    if (input) yield { name: path, lastModified: new Date(sent), input };
    else gone.push(file.name);
  }
  if (gone.length > 0) yield { name: 'files/gone.txt', lastModified: at, input: only(gone.join('\n')) };
}

async function* only(text: string): AsyncGenerator<Uint8Array> {
  yield bytes(text);
}

/** The pages up to the head of the first one. */
async function* pagesOf({ page }: Export, found: Found): AsyncGenerator<ExportPage> {
  for (let after = 0; ; ) {
    const next = await page(after);
    found.head ||= next.head;
    const entries = next.entries.filter(({ seq }) => seq <= found.head);
    yield { ...next, entries };
    after = next.entries.at(-1)?.seq ?? found.head;
    if (after >= found.head) return;
  }
}

async function* jsonOf(source: Export, found: Found): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const { entries, people, inside, room } of pagesOf(source, found)) {
    if (!found.room) {
      found.room = room;
      found.inside = inside;
      const { room: id, by, at } = source;
      yield bytes(
        `${json({ schema: EXPORT_SCHEMA, id, ...room, exportedBy: by, exportedAt: at, head: found.head }).slice(0, -1)},"entries":[\n`,
      );
    }
    for (const { id, name } of [...inside, ...people]) found.people.set(id, name);
    for (const entry of entries) {
      if (entry.kind !== 'message') continue;
      for (const [index, file] of (entry.files ?? []).entries()) {
        // The number makes the name one of its own; whatever the name is, it stays in its folder.
        found.files.set(file.id, { file, path: `files/${entry.seq}-${index + 1}-${cleanName(file.name)}`, at: entry.at });
      }
    }
    if (entries.length === 0) continue;
    yield bytes(`${first ? '' : ',\n'}${entries.map(json).join(',\n')}`);
    first = false;
  }
  const isIn = new Set(found.inside.map(({ id }) => id));
  const people = [...found.people].map(([id, name]) => ({ id, name, inside: isIn.has(id) }));
  const files = [...found.files.values()].map(({ file, path }) => ({ id: file.id, path }));
  yield bytes(`\n],"people":${json(people)},"files":${json(files)}}\n`);
}

async function* htmlOf(source: Export, found: Found): AsyncGenerator<Uint8Array> {
  const texts = textsFor(source.language);
  const reading: Reading = {
    language: source.language,
    zone: source.zone,
    nameOf: (person) => (person === 'system' ? texts.system : (found.people.get(person as PersonId) ?? texts.somebody)),
    pathOf: ({ id }) => found.files.get(id)?.path ?? null,
  };
  yield bytes(htmlHead(found.room?.name ?? '', source.by, source.at, found.inside.map(({ name }) => name).sort(), reading));
  for await (const { entries } of pagesOf(source, found)) yield bytes(htmlLines(entries, reading));
  yield bytes(HTML_END);
}
