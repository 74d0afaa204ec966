import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { clientPersonId, type EntryOf } from '../../protocol/entries.ts';
import { type RoomServerFrame, VERSION } from '../../protocol/frames.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { Browser } from '../http/test-browser.ts';
import { addClient } from '../portal/test-portal.ts';
import { bring, type Cast, enter, newCast, newRoom, personOf, says, told, uploads, type Who } from '../testing/cast.ts';
import { clientLine } from '../testing/people.ts';

/** A browser that keeps every byte of every answer. */
class Recorder extends Browser {
  readonly bytes: string[] = [];

  override async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.fetch(path, init);
    this.bytes.push([...response.headers].flat().join('\n'));
    if (!response.webSocket) this.bytes.push(await response.clone().text());
    return response;
  }
}

/** Somebody in the room who never writes, by all that could name them. */
interface Silent {
  who: Who;
  words: string[];
}

let cast: Cast;
let watcher: Who & { browser: Recorder };
let speaker: Who;
let silent: Silent[];

beforeAll(async () => {
  cast = await newCast();
  const named = async (who: Who, name: string): Promise<Silent> => {
    expect((await who.browser.call('PUT', '/api/me', { name })).status).toBe(200);
    const { user } = await who.browser.me();
    return { who: { ...who, label: name }, words: [name, user.email, user.id] };
  };
  const client = async (name: string) => {
    const { browser, id, email } = await addClient(cast.who.owner.browser, cast.account, { name, password: '' });
    const who: Who = { ...cast.who.client, label: name, id: clientPersonId(id), browser };
    return { who, words: [name, email, id] };
  };
  silent = [
    await named(cast.who.creator, 'Sigrid Silent'),
    await named(cast.who.admin, 'Adam Unheard'),
    await named(cast.who.operator, 'Otto Wordless'),
    await client('Clara Quiet'),
  ];
  speaker = (await named(cast.who.participant, 'Petra Speaker')).who;
  const { who } = await client('Wanda Watcher');
  const browser = new Recorder();
  for (const [name, value] of who.browser.cookies) browser.cookies.set(name, value);
  watcher = { ...who, browser };
  cast.who = { ...cast.who, creator: silent[0]!.who, participant: speaker };
}, 120_000);

/** What was heard of who has not written. */
const leaks = (bytes: string[]): string[] => {
  const all = bytes.join('\n');
  return silent.flatMap(({ words }) => words.filter((word) => all.includes(word)));
};

async function inside(who: Who, room: string): Promise<TestSocket> {
  const socket = await enter(who, room);
  if (typeof socket === 'string') throw new Error(`${who.label}: ${socket}`);
  return socket;
}

const heard = (socket: TestSocket, text: string) =>
  vi.waitFor(() => expect(socket.texts.join()).toContain(text), { interval: 10, timeout: 8_000 });

/** All that may happen in a room; the seq of the speaker's message. */
async function everything(room: string): Promise<number> {
  const [creator, admin, operator, quiet] = silent.map(({ who }) => who) as [Who, Who, Who, Who];
  for (const who of [watcher, operator, quiet]) await bring(cast, room, who, true);
  const file = (await uploads(speaker, room, 'a file of the speaker')) as { id: string };
  const said = await says(speaker, room, 'From the speaker', { files: [file.id], mentions: [quiet.id, operator.id, watcher.id] });
  for (const who of [operator, quiet, creator]) {
    const socket = await inside(who, room);
    socket.send({ t: 'typing', on: true });
    socket.send({ t: 'read', seq: said });
    expect(await told(socket, { t: 'react', of: said, emoji: '👍', on: true })).toBe('ok');
    expect(await told(socket, { t: 'react', of: said, emoji: '🎉', on: true })).toBe('ok');
    expect(await told(socket, { t: 'react', of: said, emoji: '🎉', on: false })).toBe('ok');
    if (who !== quiet) {
      expect(await told(socket, { t: 'pin', of: said, on: true })).toBe('ok');
      expect(await told(socket, { t: 'pin', of: said, on: false })).toBe('ok');
      expect(await told(socket, { t: 'mark', of: said, on: true })).toBe('ok');
      if (who === operator) expect(await told(socket, { t: 'mark', of: said, on: false })).toBe('ok');
    }
    socket.send({ t: 'typing', on: false });
    socket.close();
  }
  // Deleted by somebody silent: that it is gone is told, by whom is not.
  const gone = await says(speaker, room, 'To be deleted');
  const deleting = await inside(admin, room);
  expect(await told(deleting, { t: 'delete', of: gone })).toBe('ok');
  deleting.close();
  const change = (who: Who, body: object) => who.browser.call('PATCH', `/api/client-rooms/${room}`, body);
  for (const who of [creator, admin]) {
    for (const body of [
      { name: `By ${who.role}` },
      { archived: true },
      { archived: false },
      { assignee: operator.id },
      { assignee: creator.id },
    ])
      expect((await change(who, body)).status).toBe(200);
  }
  for (const into of [false, true]) {
    await bring(cast, room, operator, into);
    await bring(cast, room, quiet, into);
  }
  expect((await operator.browser.call('GET', `/api/client-rooms/${room}/people`)).status).toBe(200);
  expect((await operator.browser.call('GET', `/api/client-rooms/${room}/entries/${said}/seen`)).status).toBe(200);
  expect((await operator.browser.call('DELETE', `/api/client-rooms/${room}/people/${operator.id}`)).status).toBe(200);
  expect((await quiet.browser.call('PATCH', `/api/portal/${cast.account}/me`, { name: quiet.label })).status).toBe(200);
  return said;
}

/** The socket of the watcher's app. */
async function app(): Promise<TestSocket> {
  const desk = await TestSocket.open(watcher.browser, `/api/portal/${cast.account}/desk`);
  desk.send({ t: 'hello', v: VERSION });
  return desk;
}

describe('A client hears and reads of those who have not written nothing: no name, no address, no id', () => {
  test('over the sockets of room and desk, live and later, and in every answer', { timeout: 120_000 }, async () => {
    const room = await newRoom(cast);
    const bytes = watcher.browser.bytes;
    await bring(cast, room, watcher, true);
    const [desk, live] = [await app(), await inside(watcher, room)];
    const said = await everything(room);
    await says(speaker, room, 'The last of all');
    await heard(live, 'The last of all');
    await heard(desk, 'The last of all');
    expect(leaks(live.texts)).toEqual([]);
    expect(leaks(desk.texts)).toEqual([]);
    // Who wrote is known by name.
    expect(live.texts.join()).toContain('Petra Speaker');
    // Whoever comes later, to an object that has slept, gets the history page by page.
    await evictDurableObject(env.ROOM.getByName(room));
    const later = await inside(watcher, room);
    later.send({ t: 'older', before: said + 1 });
    await heard(later, '"older"');
    await heard(later, 'The last of all');
    const again = await app();
    await heard(again, 'The last of all');
    expect(leaks([...later.texts, ...again.texts])).toEqual([]);
    // What is asked for outright.
    const { account } = cast;
    const file = JSON.stringify(live.frames).match(/"files":\[\{"id":"([^"]+)"/)?.[1];
    const asked = [
      ...[
        '',
        '/me',
        '/sessions',
        '/manifest.webmanifest',
        '/search',
        '/search?text=speaker',
        '/search?text=quiet',
        '/matters',
        '/rooms',
        '/people',
        `/rooms/${room}`,
        `/rooms/${room}/people`,
      ].map((path) => `/api/portal/${account}${path}`),
      ...['', '/people', `/entries/${said}/seen`, '/export'].map((path) => `/api/client-rooms/${room}${path}`),
      `/f/${room}/${file}`,
      '/api/clients',
      '/api/members',
      `/portal/${account}`,
    ];
    for (const path of asked) await watcher.browser.fetch(path);
    expect((await watcher.browser.fetch(`/f/${room}/${file}`)).status).toBe(200);
    for (const command of [
      { t: 'pin', of: said, on: true },
      { t: 'delete', of: said },
      { t: 'send', text: 'x', mentions: silent.map(({ who }) => who.id) },
    ])
      await told(later, command);
    expect(leaks([...later.texts, ...bytes])).toEqual([]);
  });

  test('nor in a room of one client alone that they were brought into, nor in one that was only begun', async () => {
    const quiet = silent[3]!.who;
    const room = `client.${crypto.randomUUID().replaceAll('-', '')}`;
    const people = [cast.who.creator, quiet, watcher].map(({ id, label }) => ({ id, name: label }));
    const begin = { form: 'clients' as const, name: 'Thread', people, assignee: cast.who.creator.id, matter: 'm', thread: quiet.id };
    expect(await env.ROOM.getByName(room).openClients(personOf(cast.who.creator), room, begin)).toEqual({ ok: true });
    const [desk, live] = [await app(), await inside(watcher, room)];
    await heard(desk, room);
    const own = await inside(quiet, room);
    const welcome = own.frames.find((frame): frame is Extract<RoomServerFrame, { t: 'welcome' }> => frame.t === 'welcome');
    expect(welcome).toMatchObject({ client: { thread: quiet.id } });
    expect(leaks([...desk.texts, ...live.texts])).toEqual([]);
  });

  test('nor by a matter: its list, its rooms, statuses and documents', async () => {
    const [creator, , operator, quiet] = silent.map(({ who }) => who) as [Who, Who, Who, Who];
    const people = [watcher.id, quiet.id, operator.id, speaker.id];
    const { body } = await creator.browser.call<{ id: string }>('POST', '/api/matters', {
      cid: crypto.randomUUID(),
      name: 'The move',
      people,
    });
    const matter = `/api/portal/${cast.account}/matters/${body.id}`;
    const read = async (path: string) => (await watcher.browser.fetch(path)).text();
    const desk = await app();
    const { thread } = JSON.parse(await read(matter)) as { thread: string };
    const live = await inside(watcher, thread);
    const file = (await uploads(speaker, thread, 'a document')) as { id: string };
    const said = await says(speaker, thread, 'The boxes are packed', { status: true, files: [file.id] });
    const socket = await inside(operator, thread);
    expect(await told(socket, { t: 'react', of: said, emoji: '👍', on: true })).toBe('ok');
    expect((await creator.browser.call('PATCH', `/api/matters/${body.id}`, { assignee: operator.id, name: 'The great move' })).status).toBe(
      200,
    );
    expect((await creator.browser.call('DELETE', `/api/matters/${body.id}/people/${operator.id}`)).status).toBe(200);
    for (const path of ['', '/statuses', '/documents']) {
      await vi.waitFor(async () => expect(await read(`${matter}${path}`)).toMatch(path === '/documents' ? file.id : /boxes/), 8_000);
    }
    expect(await read(`/api/portal/${cast.account}/matters`)).toContain('The great move');
    await heard(desk, 'The boxes are packed');
    expect(leaks([...desk.texts, ...live.texts, ...watcher.browser.bytes])).toEqual([]);
  });

  test('and still counts reactions right, knows their own, and is named by whoever writes to them', async () => {
    const room = await newRoom(cast);
    await bring(cast, room, watcher, true);
    const line = clientLine(room, personOf(watcher));
    line.client.start();
    const said = await everything(room);
    await line.client.command({ t: 'react', of: said, emoji: '👍', on: true });
    const message = () =>
      line.client.view.entries.find((entry): entry is EntryOf<'message'> => entry.seq === said && entry.kind === 'message');
    // Three who are silent and the watcher; what was taken back is gone.
    await vi.waitFor(() => expect(message()?.reactions?.['👍']).toHaveLength(4));
    expect(message()?.reactions?.['🎉']).toBeUndefined();
    expect(message()?.reactions?.['👍']?.filter((id) => id === watcher.id)).toHaveLength(1);
    expect(message()?.mentions).toEqual([watcher.id]);
    expect(line.client.view.client).toMatchObject({ name: 'By admin', pins: [], archived: false });
    // One of them writes, and from then on is known; what they take back goes under the mark it came under.
    const quiet = silent[3]!.who;
    await bring(cast, room, quiet, true);
    await says(quiet, room, 'Now I say something');
    const socket = await inside(quiet, room);
    expect(await told(socket, { t: 'react', of: said, emoji: '👍', on: false })).toBe('ok');
    await vi.waitFor(() => expect(message()?.reactions?.['👍']).toHaveLength(3));
    expect(line.client.view.people[quiet.id]?.name).toBe('Clara Quiet');
    const fresh = clientLine(room, personOf(watcher));
    fresh.client.start();
    await vi.waitFor(() => expect(fresh.client.view.caughtUp).toBe(true));
    const then = fresh.client.view.entries.find(({ seq }) => seq === said);
    expect(then).toMatchObject({ reactions: message()!.reactions });
    // Whom a message named is known now as well.
    expect(then).toMatchObject({ mentions: [quiet.id, watcher.id] });
  });
});
