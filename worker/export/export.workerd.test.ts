import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { EntryDraft } from '../../protocol/entries.ts';
import { addColleague, Browser, signUp } from '../http/test-browser.ts';
import { addClient } from '../portal/test-portal.ts';
import type { Room } from '../room/room.ts';

/** Writes entries as the room itself does, without a socket for each. */
const wrote = (room: string, by: string, drafts: EntryDraft[]) =>
  runInDurableObject(env.ROOM.getByName(room), (object: Room) => {
    const { commit } = object as unknown as { commit: (by: string, entries: { draft: EntryDraft }[]) => number };
    return drafts.map((draft) => commit.call(object, by, [{ draft }]));
  });

async function begun() {
  const owner = await signUp();
  const grace = await addColleague(owner.browser);
  const outside = await addColleague(owner.browser);
  const { account } = owner;
  const vic = await addClient(owner.browser, account, { name: 'Víctor' });
  const people = [`o_${grace.id}`, `c_${vic.id}`];
  const body = { cid: crypto.randomUUID(), form: 'clients', name: 'The “move”', people };
  const { body: made } = await grace.browser.call<{ room: string }>('POST', '/api/client-rooms', body);
  return { owner, grace, outside, vic, room: made.room, path: `/api/client-rooms/${made.room}/export` };
}

test('E9: a room is exported with all that was said, its people and its files, and what was deleted is empty', async () => {
  const { grace, vic, room, path } = await begun();
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const uploaded = await grace.browser.fetch(`/api/rooms/${room}/files?name=${encodeURIComponent('plán.png')}`, {
    method: 'POST',
    headers: { origin: grace.browser.origin },
    body: png,
  });
  const { file } = (await uploaded.json()) as { file: { id: string; name: string; type: string; size: number } };
  const [, second] = await wrote(room, `o_${grace.id}`, [
    { kind: 'message', text: 'Here is the plan', files: [file] },
    { kind: 'message', text: 'A mistake' },
  ]);
  await wrote(room, `c_${vic.id}`, [{ kind: 'message', text: 'Gracias <3' }]);
  await wrote(room, `o_${grace.id}`, [{ kind: 'deleted', of: second! }]);
  const response = await grace.browser.fetch(`${path}?zone=Europe/Madrid`);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''The%20%E2%80%9Cmove%E2%80%9D.zip");
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  expect(Object.keys(files)).toEqual(['room.json', 'room.html', 'files/2-1-plán.png']);
  expect(files['files/2-1-plán.png']).toEqual(png);
  const found = JSON.parse(strFromU8(files['room.json']!));
  expect(found).toMatchObject({ schema: 1, id: room, name: 'The “move”', form: 'clients', head: 5 });
  expect(found.entries.map(({ kind }: { kind: string }) => kind)).toEqual(['created', 'message', 'message', 'message', 'deleted']);
  expect(found.entries[2]).toMatchObject({ text: '', deleted: true });
  expect(found.people.map(({ name }: { name: string }) => name).sort()).toEqual(['Grace', 'Víctor']);
  const html = strFromU8(files['room.html']!);
  expect(html).toContain('Gracias &lt;3');
  expect(html).not.toContain('A mistake');
});

test('E9: only members of the account in the room, owners and admins export it', async () => {
  const { owner, grace, outside, vic, path } = await begun();
  expect((await owner.browser.fetch(path)).status).toBe(200);
  expect((await grace.browser.fetch(path)).status).toBe(200);
  expect(await outside.browser.refused('GET', path)).toBe('not_found');
  expect(await (await signUp()).browser.refused('GET', path)).toBe('not_found');
  expect(await vic.browser.refused('GET', path)).toBe('unauthorised');
  expect(await new Browser().refused('GET', path)).toBe('unauthorised');
  expect(await owner.browser.refused('GET', '/api/client-rooms/client.nothing/export')).toBe('not_found');
});

test('E9: a room of five thousand messages is exported whole', async () => {
  const { grace, room, path } = await begun();
  const drafts = Array.from({ length: 5_000 }, (_, at): EntryDraft => ({ kind: 'message', text: `Message ${at}` }));
  await wrote(room, `o_${grace.id}`, drafts);
  const files = unzipSync(new Uint8Array(await (await grace.browser.fetch(path)).arrayBuffer()));
  const { entries } = JSON.parse(strFromU8(files['room.json']!));
  expect(entries).toHaveLength(5_001);
  expect(entries.at(-1)).toMatchObject({ seq: 5_001, text: 'Message 4999' });
  expect(strFromU8(files['room.html']!).match(/<article/g)).toHaveLength(5_000);
});
