import { makeZip } from 'client-zip';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import { type Export, roomArchive } from './room-archive.ts';

const ADA: PersonId = 'o_ada';
const said = (seq: number, text: string, more: Partial<Entry> = {}): Entry =>
  ({ seq, at: Date.UTC(2026, 2, 1, 9, seq % 60), by: ADA, kind: 'message', text, ...more }) as Entry;

async function* one(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part;
}

function roomOf(entries: Entry[], files: Record<string, Uint8Array> = {}, size = 500) {
  const asked: number[] = [];
  const source: Export = {
    room: 'client.1',
    by: 'Ada',
    at: Date.UTC(2026, 10, 1),
    language: 'en',
    zone: 'Europe/Madrid',
    page: async (after) => {
      asked.push(after);
      const page = entries.filter(({ seq }) => seq > after).slice(0, size);
      const inside = after === 0 ? [{ id: ADA, name: 'Ada' }] : [];
      return { entries: page, people: [], inside, head: entries.length, room: { ...NEW_CLIENT_ROOM, name: 'مشروع <b>&' } };
    },
    file: async (id) => (files[id] ? one(files[id]) : null),
  };
  return { source, asked };
}

async function opened(source: Export): Promise<Record<string, Uint8Array>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of makeZip(roomArchive(source))) chunks.push(chunk);
  return unzipSync(new Uint8Array(Buffer.concat(chunks)));
}

const file = (id: string, name: string, type = 'text/plain') => ({ id, name, type, size: 3 });

describe('An archive of a room', () => {
  test('holds every entry as it is, for programs', async () => {
    const entries = Array.from({ length: 1_203 }, (_, at) => said(at + 1, `Message ${at + 1} \u2028 ${'ñ'.repeat(at % 5)}`));
    const files = await opened(roomOf(entries).source);
    const found = JSON.parse(strFromU8(files['room.json']!));
    expect(found).toMatchObject({ schema: 1, id: 'client.1', name: 'مشروع <b>&', head: 1_203, people: [{ name: 'Ada', inside: true }] });
    expect(found.entries).toEqual(entries);
  });

  test('shows people what was said and nothing that it could run', async () => {
    const entries = [
      said(1, '<script>alert(1)</script> "quoted" & more'),
      said(2, 'An answer', { reply: 1, status: true, via: 'mail', edited: true, reactions: { '👍': [ADA] } } as Partial<Entry>),
      said(3, '', { deleted: true } as Partial<Entry>),
      { seq: 4, at: 0, by: 'system', kind: 'renamed', name: '"><img src=x onerror=alert(1)>' } as Entry,
    ];
    const html = strFromU8((await opened(roomOf(entries).source))['room.html']!);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; &amp; more');
    expect(html).not.toMatch(/<script|<img|<b>&/);
    expect(html).toContain('<title>مشروع &lt;b&gt;&amp;</title>');
    expect(html).toContain('href="#m1"');
    expect(html).toContain('Message deleted');
    expect(html).toContain('👍 1');
    expect(html).toMatch(/Mar 1, 2026, 10:01/);
    expect(html.match(/<article/g)).toHaveLength(3);
  });

  test('has the files in a folder of their own, whatever they are called', async () => {
    const entries = [
      said(1, '', { files: [file('a', '../../etc/passwd'), file('b', 'a b#?.png', 'image/png')] } as Partial<Entry>),
      said(2, '', { files: [file('c', 'a b#?.png', 'image/png'), file('gone', 'gone.txt')] } as Partial<Entry>),
    ];
    const bytes = new Uint8Array([1, 2, 3]);
    const files = await opened(roomOf(entries, { a: bytes, b: bytes, c: bytes }).source);
    expect(Object.keys(files)).toEqual([
      'room.json',
      'room.html',
      'files/1-1-passwd',
      'files/1-2-a b#?.png',
      'files/2-1-a b#?.png',
      'files/gone.txt',
    ]);
    expect(files['files/1-2-a b#?.png']).toEqual(bytes);
    expect(strFromU8(files['files/gone.txt']!)).toBe('gone.txt');
    expect(strFromU8(files['room.html']!)).toContain('src="files/1-2-a%20b%23%3F.png"');
  });

  test('reads the log as the archive is taken, and nothing that came after it began', async () => {
    const entries = Array.from({ length: 5_000 }, (_, at) => said(at + 1, crypto.randomUUID().repeat(20)));
    const { source, asked } = roomOf(entries);
    const chunks = makeZip(roomArchive(source)).getReader();
    while (asked.length < 2) await chunks.read();
    // Nobody takes more: nothing more is read.
    expect(asked).toEqual([0, 500]);
    entries.push(said(5_001, 'Too late'));
    for (let end = false; !end; ) end = (await chunks.read()).done;
    expect(asked).toEqual([...Array(10).keys(), ...Array(10).keys()].map((page) => page * 500));
  });
});
