import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { clientPersonId } from '../../protocol/entries.ts';
import { ERRORS, type ErrorCode } from '../../protocol/errors.ts';
import type { DeskServerFrame, RoomServerFrame } from '../../protocol/frames.ts';
import { VERSION } from '../../protocol/frames.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { OWN_ORIGIN } from '../http/test-browser.ts';
import { bring, type Cast, enter, keptIn, newCast, newRoom, personOf, roomPath, says, told, uploads, type Who } from '../testing/cast.ts';

let cast: Cast;
let creator: Who;
let client: Who;
beforeAll(async () => {
  cast = await newCast();
  ({ creator, client } = cast.who);
}, 120_000);

const FAMILY = '👨‍👩‍👧‍👦';
const cid = () => crypto.randomUUID();
const hex = () => crypto.randomUUID().replaceAll('-', '');
const begin = (part: object) => ({ cid: cid(), form: 'clients', name: 'Room', people: [], ...part });

/** The code of a refusal, which is one of those documented, under its status. */
async function refusal(who: Who, method: string, path: string, body?: object): Promise<string> {
  const code = await who.browser.refused(method, path, body);
  expect(ERRORS).toHaveProperty(code);
  return code;
}

async function inside(who: Who, room: string): Promise<TestSocket> {
  const socket = await enter(who, room);
  if (typeof socket === 'string') throw new Error(`${who.label}: ${socket}`);
  return socket;
}

describe('A room is not begun', () => {
  const unknown = clientPersonId(crypto.randomUUID());
  test.each<[string, () => object, ErrorCode]>([
    ['with a name of 10,000 characters', () => begin({ name: 'x'.repeat(10_000) }), 'bad_request'],
    ['with a name of 10,000 emoji', () => begin({ name: '🏠'.repeat(10_000) }), 'bad_request'],
    ['with a body larger than any', () => begin({ name: 'x'.repeat(200_000) }), 'too_large'],
    ['without a name', () => begin({ name: ' \t ' }), 'bad_request'],
    ['with a name on two lines', () => begin({ name: 'one\ntwo' }), 'bad_request'],
    ['with half a character in its name', () => begin({ name: 'House \ud83c' }), 'bad_request'],
    ['with an unknown form', () => begin({ form: 'open' }), 'bad_request'],
    ['with a cid that is none', () => begin({ cid: '../../x' }), 'bad_request'],
    ['with more people than at once', () => begin({ people: Array.from({ length: 501 }, () => unknown) }), 'bad_request'],
    ['with a visitor', () => begin({ people: ['v_somebody'] }), 'bad_request'],
    ['with somebody who does not exist', () => begin({ people: [unknown] }), 'not_found'],
    ['with a client of another account', () => begin({ people: [cast.who.foreignClient.id] }), 'not_found'],
    ['with a member of another account', () => begin({ people: [cast.who.foreignOwner.id] }), 'not_found'],
    ['with clients, among colleagues', () => begin({ form: 'internal', people: [client.id] }), 'no_clients'],
  ])('%s', async (_what, body, code) => {
    expect(await refusal(creator, 'POST', '/api/client-rooms', body())).toBe(code);
  });
});

describe('Names', () => {
  test.each(['مشروع البيت', 'שיפוץ הבית (שלב 2)', '🏠🔑', FAMILY.repeat(7), 'नमस्ते दुनिया', 'Zürich → 東京', '<b>&amp;</b>'])(
    'are kept as they are typed: %s',
    async (name) => {
      const { body } = await creator.browser.call<{ room: string }>('POST', '/api/client-rooms', begin({ name, people: [client.id] }));
      const desk = await TestSocket.open(client.browser, `/api/portal/${cast.account}/desk`);
      const socket = await inside(client, body.room);
      const welcome = socket.frames.find((frame): frame is Extract<RoomServerFrame, { t: 'welcome' }> => frame.t === 'welcome');
      expect(welcome).toMatchObject({ client: { name } });
      desk.send({ t: 'hello', v: VERSION });
      await vi.waitFor(() => expect(desk.texts.join()).toContain(JSON.stringify(name)), 5_000);
      expect((await client.browser.call('PATCH', `/api/portal/${cast.account}/me`, { name })).body).toMatchObject({ name });
      expect((await creator.browser.call('PATCH', `/api/client-rooms/${body.room}`, { name: `${name}!` })).status).toBe(200);
    },
  );

  test('of a room stay what they were when the new one is too long or broken', async () => {
    const room = await newRoom(cast);
    const kept = await keptIn(room);
    for (const name of ['x'.repeat(10_000), FAMILY.repeat(8), '', 'a\u2028b', '\udc00'])
      expect(await refusal(creator, 'PATCH', `/api/client-rooms/${room}`, { name })).toBe('bad_request');
    for (const name of ['x'.repeat(10_000), '\udc00'])
      expect(await refusal(client, 'PATCH', `/api/portal/${cast.account}/me`, { name })).toBe('bad_request');
    expect(await keptIn(room)).toBe(kept);
  });

  test('of files, and lines of lists, end with a whole character', async () => {
    const room = await newRoom(cast);
    const desk = await TestSocket.open(creator.browser, '/api/desk');
    desk.send({ t: 'hello', v: VERSION });
    await says(client, room, `a${FAMILY.repeat(100)}`);
    const line = await vi.waitFor(() => {
      const lines = (desk.frames as DeskServerFrame[]).flatMap((frame) =>
        frame.t === 'rooms' || frame.t === 'welcome' ? frame.rooms : [],
      );
      const found = lines.findLast(({ id, last }) => id === room && last?.kind === 'message');
      expect(found).toBeDefined();
      return found!;
    }, 5_000);
    expect(line.last!.text).toBe(`a${FAMILY.repeat(12)}`);
    const response = await client.browser.fetch(`${roomPath(client, room)}/files?name=${encodeURIComponent(`${'🏠'.repeat(5_000)}.pdf`)}`, {
      method: 'POST',
      headers: { origin: OWN_ORIGIN },
      body: '%PDF-1.7',
    });
    const { file } = (await response.json()) as { file: { name: string } };
    expect(file.name).toBe(`${'🏠'.repeat(98)}.pdf`);
  });
});

describe('What is no room answers not_found', () => {
  const names = [
    'client.',
    'client.x',
    `client.${'g'.repeat(32)}`,
    `client.${hex().toUpperCase()}A`,
    `client.${hex()}.extra`,
    `client.${hex()}`,
  ];
  test.each(names)('%s', async (room) => {
    for (const [method, path] of [
      ['GET', '/people'],
      ['GET', '/entries/1/seen'],
      ['DELETE', ''],
      ['DELETE', `/people/${client.id}`],
    ] as const)
      expect(await refusal(creator, method, `/api/client-rooms/${room}${path}`)).toBe('not_found');
    expect(await refusal(creator, 'PATCH', `/api/client-rooms/${room}`, { name: 'Mine' })).toBe('not_found');
    expect(await refusal(creator, 'POST', `/api/client-rooms/${room}/people`, { people: [client.id] })).toBe('not_found');
    for (const who of [creator, client, cast.who.owner]) {
      expect(await enter(who, room)).toBe('not_found');
      expect(await uploads(who, room)).toBe('not_found');
      expect((await who.browser.fetch(`/f/${room}/some-file`)).status).toBe(404);
    }
  });

  test('rooms of other kinds, at clients’ addresses', async () => {
    for (const room of [`${cast.site}.visitor`, `team.${hex()}`, '..%2Fdesk']) {
      expect(await enter(client, room)).toBe('not_found');
      expect(await uploads(client, room)).toBe('not_found');
    }
  });
});

describe('A file too large', () => {
  const MB = 1024 * 1024;

  /** So many megabytes, one after the other. `taken`: how many were read. */
  function stream(megabytes: number) {
    const counter = { taken: 0 };
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (counter.taken++ >= megabytes) controller.close();
        else controller.enqueue(new Uint8Array(MB));
      },
    });
    return { counter, body };
  }

  const send = async (who: Who, room: string, init: RequestInit): Promise<string> => {
    const path = `${roomPath(who, room)}/files?name=film.mov`;
    const response = await who.browser.fetch(path, {
      method: 'POST',
      ...init,
      headers: { origin: OWN_ORIGIN, ...(init.headers as object) },
    });
    return ((await response.json()) as { code: string }).code;
  };

  test('of 200 MB is refused by the length it tells, or when it has come too far; nothing is left of it', { timeout: 60_000 }, async () => {
    const room = await newRoom(cast);
    const kept = await keptIn(room);
    for (const who of [creator, client]) {
      const told = stream(200);
      expect(await send(who, room, { body: told.body, headers: { 'content-length': String(200 * MB) } })).toBe('too_large');
      expect(told.counter.taken).toBeLessThan(5);
      const untold = stream(200);
      expect(await send(who, room, { body: untold.body })).toBe('too_large');
      expect(untold.counter.taken).toBeLessThan(40);
    }
    expect(await keptIn(room)).toBe(kept);
    expect((await env.FILES.list({ prefix: `files/${room}/` })).objects).toEqual([]);
    expect(await send(client, room, { body: '' })).toBe('file_empty');
    const program = await client.browser.fetch(`${roomPath(client, room)}/files?name=run.exe`, {
      method: 'POST',
      headers: { origin: OWN_ORIGIN },
      body: 'MZ',
    });
    expect(program.status).toBe(415);
  });
});

describe('A frame', () => {
  const commands: [string, () => object, ErrorCode][] = [
    ['a text of more than 10,000 characters', () => ({ t: 'send', text: 'x'.repeat(10_001) }), 'bad_frame'],
    ['nothing to read', () => ({ t: 'send', text: ' \u200b\n' }), 'empty_text'],
    ['eleven files', () => ({ t: 'send', text: 'x', files: Array.from({ length: 11 }, cid) }), 'bad_frame'],
    ['a file that is not there', () => ({ t: 'send', text: 'x', files: ['unknown-file'] }), 'unknown_file'],
    ['an answer to what is not there', () => ({ t: 'send', text: 'x', reply: 9_999 }), 'unknown_entry'],
    ['an answer to what is no message', () => ({ t: 'send', text: 'x', reply: 1 }), 'unknown_entry'],
    ['a note', () => ({ t: 'send', text: 'x', note: true }), 'forbidden'],
    ['a reaction that is no emoji', () => ({ t: 'react', of: 2, emoji: 'ok', on: true }), 'bad_frame'],
    ['a reaction of two emoji', () => ({ t: 'react', of: 2, emoji: '👍👍', on: true }), 'bad_frame'],
    ['a reaction to what is no message', () => ({ t: 'react', of: 1, emoji: '👍', on: true }), 'unknown_entry'],
    ['an edit of what is not there', () => ({ t: 'edit', of: 9_999, text: 'x' }), 'unknown_entry'],
    ['an edit of a negative number', () => ({ t: 'edit', of: -1, text: 'x' }), 'bad_frame'],
    ['a deletion of what is no message', () => ({ t: 'delete', of: 1 }), 'unknown_entry'],
    ['a rating', () => ({ t: 'rate', score: 5 }), 'forbidden'],
    ['a form', () => ({ t: 'form', form: 'offline', values: {} }), 'forbidden'],
    ['a wish for a transcript', () => ({ t: 'transcript', address: 'a@b.example' }), 'forbidden'],
    ['an end', () => ({ t: 'end' }), 'forbidden'],
  ];

  test('with something wrong is refused with its code and changes nothing', async () => {
    const room = await newRoom(cast);
    await says(creator, room, 'There');
    const kept = await keptIn(room);
    for (const who of [creator, client]) {
      for (const [what, command, code] of commands) {
        // A few at a time on one line: who sends nothing but faults is cut.
        const socket = await inside(who, room);
        expect(await told(socket, command()), `${who.label}: ${what}`).toBe(code);
        socket.close();
      }
    }
    expect(await keptIn(room)).toBe(kept);
  });

  test('about a page is a visitor’s alone', async () => {
    const room = await newRoom(cast);
    for (const who of [creator, client]) {
      const socket = await inside(who, room);
      socket.send({ t: 'page', url: 'https://shop.example/', title: 'Shop' });
      expect(await socket.next((frame) => frame.t === 'error')).toMatchObject({ code: 'forbidden' });
    }
  });

  test('of typing is told of those who may write', async () => {
    for (const [form, who, isTold] of [
      ['clients', client, true],
      ['announcement', client, false],
      ['clients', cast.who.owner, false],
    ] as const) {
      const room = await newRoom(cast, form);
      const [listening, typing] = [await inside(creator, room), await inside(who, room)];
      typing.send({ t: 'typing', on: true });
      // What comes after it on the same line has been dealt with after it.
      typing.send({ t: 'hello', v: VERSION });
      await vi.waitFor(() => expect(typing.frames.filter(({ t }) => t === 'welcome')).toHaveLength(2));
      await says(creator, room, 'Then');
      await listening.next((frame) => frame.t === 'log' && JSON.stringify(frame).includes('Then'));
      expect(listening.frames.some(({ t }) => t === 'typing')).toBe(isTold);
    }
  });

  test('that makes a status of a message is refused in a room of no matter', async () => {
    const { body } = await creator.browser.call<{ room: string }>('POST', '/api/client-rooms', begin({}));
    const socket = await inside(creator, body.room);
    expect(await told(socket, { t: 'send', text: 'Begun', status: true })).toBe('forbidden');
    expect(await told(socket, { t: 'mark', of: await says(creator, body.room), on: true })).toBe('forbidden');
  });
});

test('An archived room takes nothing late, and everything again when it is archived no more', async () => {
  const room = await newRoom(cast);
  const said = await says(client, room);
  const other = await says(creator, room);
  const [theirs, mine] = [await inside(client, room), await inside(creator, room)];
  expect((await creator.browser.call('PATCH', `/api/client-rooms/${room}`, { archived: true })).status).toBe(200);
  const kept = await keptIn(room);
  const late: [TestSocket, object][] = [
    [theirs, { t: 'send', text: 'Late' }],
    [theirs, { t: 'send', text: 'Late', reply: other }],
    [theirs, { t: 'edit', of: said, text: 'Late' }],
    [theirs, { t: 'delete', of: said }],
    [theirs, { t: 'react', of: other, emoji: '👍', on: true }],
    [mine, { t: 'edit', of: other, text: 'Late' }],
    [mine, { t: 'pin', of: said, on: true }],
    [mine, { t: 'mark', of: said, on: true }],
  ];
  for (const [socket, command] of late) expect(await told(socket, command)).toBe('archived');
  for (const who of [client, creator]) expect(await uploads(who, room)).toBe('archived');
  expect(await keptIn(room)).toBe(kept);
  expect((await creator.browser.call('PATCH', `/api/client-rooms/${room}`, { archived: false })).status).toBe(200);
  expect(await told(theirs, { t: 'send', text: 'In time' })).toBe('ok');
});

test('A deleted room is none: its sockets are cut, its files are gone, nobody opens, changes or begins it again', async () => {
  const given = begin({ people: [client.id] });
  const { body } = await creator.browser.call<{ room: string }>('POST', '/api/client-rooms', given);
  const { room } = body;
  const file = (await uploads(creator, room)) as { id: string };
  await says(creator, room, 'A secret', { files: [file.id] });
  const app = await TestSocket.open(client.browser, `/api/portal/${cast.account}/desk`);
  app.send({ t: 'hello', v: VERSION });
  await vi.waitFor(() => expect(app.texts.join()).toContain('A secret'), 5_000);
  const sockets = [await inside(client, room), await inside(creator, room), await inside(cast.who.owner, room)];
  expect((await creator.browser.call('DELETE', `/api/client-rooms/${room}`)).status).toBe(200);
  for (const socket of sockets) await vi.waitFor(() => expect(socket.closed).toBe(4404));
  await vi.waitFor(
    () => expect((app.frames as DeskServerFrame[]).some((frame) => frame.t === 'rooms' && frame.gone?.includes(room))).toBe(true),
    5_000,
  );
  const kept = await keptIn(room);
  expect(kept).not.toContain('secret');
  for (const who of [creator, client, cast.who.owner]) {
    expect(await enter(who, room)).toBe('not_found');
    expect(await uploads(who, room)).toBe('not_found');
    expect((await who.browser.fetch(`/f/${room}/${file.id}`)).status).toBe(404);
  }
  for (const who of [creator, cast.who.owner]) {
    expect(await refusal(who, 'PATCH', `/api/client-rooms/${room}`, { archived: false })).toBe('not_found');
    expect(await refusal(who, 'GET', `/api/client-rooms/${room}/people`)).toBe('not_found');
    expect(await refusal(who, 'DELETE', `/api/client-rooms/${room}`)).toBe('not_found');
  }
  expect(await refusal(creator, 'POST', '/api/client-rooms', given)).toBe('not_found');
  await expect(bring(cast, room, cast.who.otherClient, true)).rejects.toThrow('not_found');
  expect(await env.ROOM.getByName(room).permits(personOf(cast.who.owner), 'see')).toEqual({ ok: false, code: 'not_found' });
  expect(await keptIn(room)).toBe(kept);
  await vi.waitFor(async () => expect((await env.FILES.list({ prefix: `files/${room}/` })).objects).toEqual([]), 5_000);
});

test('What a deleted message said is nowhere any more, in its edits neither', async () => {
  const room = await newRoom(cast);
  const socket = await inside(client, room);
  const said = await says(client, room, 'First secret');
  expect(await told(socket, { t: 'edit', of: said, text: 'Second secret' })).toBe('ok');
  expect(await told(socket, { t: 'edit', of: said, text: 'Third secret' })).toBe('ok');
  expect(await told(socket, { t: 'delete', of: said })).toBe('ok');
  expect(await keptIn(room)).not.toContain('secret');
  const later = await inside(creator, room);
  await later.next((frame) => frame.t === 'log');
  expect(later.texts.join()).not.toContain('secret');
});
