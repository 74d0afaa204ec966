import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SessionInfo } from '../../protocol/api.ts';
import { clientPersonId } from '../../protocol/entries.ts';
import { type ClientSummary, type DeskServerFrame, VERSION } from '../../protocol/frames.ts';
import type { SearchPage } from '../../protocol/search.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { addColleague, Browser, mailTo, OWN_ORIGIN, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';
import { bring, type Cast, enter, newCast, newRoom, personOf, roomPath, says, told, uploads, type Who } from '../testing/cast.ts';
import { addClient, invite } from './test-portal.ts';

let cast: Cast;
let owner: Browser;
beforeAll(async () => {
  cast = await newCast();
  owner = cast.who.owner.browser;
}, 120_000);

const api = (path: string) => `/api/portal/${cast.account}${path}`;

/** A client of the account who is in a room. */
async function inRoom(): Promise<{ who: Who; email: string; room: string }> {
  const { browser, id, email } = await addClient(owner, cast.account);
  const who: Who = { ...cast.who.client, id: clientPersonId(id), browser };
  const room = await newRoom(cast);
  await bring(cast, room, who, true);
  return { who, email, room };
}

/** A client's app: its socket to the desk. */
async function app({ browser, account }: Who): Promise<TestSocket> {
  const desk = await TestSocket.open(browser, `/api/portal/${account}/desk`, { headers: { origin: browser.origin } });
  desk.send({ t: 'hello', v: VERSION });
  await desk.next((frame) => frame.t === 'welcome' || frame.t === 'error');
  return desk;
}

async function inside(who: Who, room: string): Promise<TestSocket> {
  const socket = await enter(who, room);
  if (typeof socket === 'string') throw new Error(socket);
  return socket;
}

/** The rooms an app shows. */
const listed = ({ frames }: TestSocket): string[] => {
  const shown = new Set<string>();
  for (const frame of frames as DeskServerFrame[]) {
    if (frame.t !== 'welcome' && frame.t !== 'rooms') continue;
    for (const { id } of frame.rooms) shown.add(id);
    for (const id of frame.gone ?? []) shown.delete(id);
  }
  return [...shown];
};

describe('A client', () => {
  test('has own rooms in the list, reads, writes, sends files and reads those of others', async () => {
    const { who, room } = await inRoom();
    const desk = await app(who);
    await vi.waitFor(() => expect(listed(desk)).toEqual([room]), 5_000);
    const sent = await uploads(cast.who.creator, room, 'the plan');
    await says(cast.who.creator, room, 'The plan', { files: [(sent as { id: string }).id] });
    expect(await (await who.browser.fetch(`/f/${room}/${(sent as { id: string }).id}`)).text()).toBe('the plan');
    const own = await uploads(who, room, 'the signed plan');
    const before = await inside(cast.who.creator, room);
    expect((await cast.who.creator.browser.fetch(`/f/${room}/${(own as { id: string }).id}`)).status, 'not sent yet').toBe(404);
    await says(who, room, 'Signed', { files: [(own as { id: string }).id] });
    await before.next((frame) => frame.t === 'log' && JSON.stringify(frame).includes('Signed'));
    expect(await (await cast.who.creator.browser.fetch(`/f/${room}/${(own as { id: string }).id}`)).text()).toBe('the signed plan');
    await vi.waitFor(() => {
      const line = (desk.frames as DeskServerFrame[]).flatMap((frame) => (frame.t === 'rooms' ? frame.rooms : [])).at(-1) as ClientSummary;
      expect(line.last?.text).toBe('Signed');
    }, 5_000);
  });

  test('is let in on the portal’s own host by its pages, and by those of no other', async () => {
    const host = `https://${crypto.randomUUID()}.portal.example`;
    const settings = { title: '', colour: '', host: new URL(host).hostname, digestMinutes: 30 };
    expect((await owner.call('PUT', '/api/portal-settings', settings)).status).toBe(200);
    const { email, room, who } = await inRoom();
    const there = new Browser(host);
    expect((await there.call('POST', api('/sign-in'), { email, password: PASSWORD })).status).toBe(200);
    const desk = await app({ ...who, browser: there });
    await vi.waitFor(() => expect(listed(desk)).toEqual([room]), 5_000);
    const from = async (origin: string, browser: Browser) => {
      const socket = await TestSocket.open(browser, api('/desk'), { headers: { origin } });
      return (await socket.next<DeskServerFrame>(({ t }) => t === 'error')) as { code?: string };
    };
    expect((await from(OWN_ORIGIN, there)).code).toBe('foreign_origin');
    expect((await from('https://evil.example', who.browser)).code).toBe('foreign_origin');
    expect((await from(host, who.browser)).code).toBe('foreign_origin');
    // Nothing but the portal is there: an operator's addresses are not.
    expect((await there.fetch(`/api/rooms/${room}/socket`, { headers: { upgrade: 'websocket', origin: host } })).status).toBe(404);
  });

  test('who signs out, or ends a session elsewhere, has its sockets cut and no others', async () => {
    const { who, email, room } = await inRoom();
    const other: Who = { ...who, browser: new Browser() };
    await other.browser.call('POST', api('/sign-in'), { email, password: PASSWORD });
    const mine = [await app(who), await inside(who, room)];
    const theirs = [await app(other), await inside(other, room)];
    const { body: sessions } = await who.browser.call<SessionInfo[]>('GET', api('/sessions'));
    await who.browser.call('DELETE', api(`/sessions/${sessions.find(({ current }) => !current)!.id}`));
    for (const socket of theirs) await vi.waitFor(() => expect(socket.closed).toBe(4401));
    expect(mine.map(({ closed }) => closed)).toEqual([0, 0]);
    const { cookies } = who.browser;
    const kept = new Map(cookies);
    await who.browser.call('POST', api('/sign-out'));
    for (const socket of mine) await vi.waitFor(() => expect(socket.closed).toBe(4401));
    // The cookie of before is worth nothing.
    for (const [name, value] of kept) cookies.set(name, value);
    expect(await enter(who, room)).toBe('unauthorised');
    expect(await uploads(who, room)).toBe('unauthorised');
  });

  test('who is removed is out of every room, and has nothing of it when they are invited again', async () => {
    const { who, email, room } = await inRoom();
    await says(who, room, 'From before');
    const sockets = [await app(who), await inside(who, room)];
    await vi.waitFor(() => expect(listed(sockets[0]!)).toEqual([room]), 5_000);
    expect((await owner.call('DELETE', `/api/clients/${who.id.slice(2)}`)).status).toBe(200);
    for (const socket of sockets) await vi.waitFor(() => expect(socket.closed).toBeGreaterThanOrEqual(4401));
    expect(await enter(who, room)).toBe('unauthorised');
    await vi.waitFor(async () => {
      const page = await env.ROOM.getByName(room).people(personOf(cast.who.creator), '', '');
      expect(page.ok && page.people.map(({ id }) => id)).not.toContain(who.id);
    }, 5_000);
    // The same address is the same person, who wrote what they wrote; but in no room.
    const again = await invite(owner, email);
    expect(clientPersonId(again.id)).toBe(who.id);
    const back: Who = { ...who, browser: new Browser() };
    const body = { name: 'Vic', language: 'en', timeZone: 'Europe/Madrid', password: PASSWORD };
    await back.browser.call('POST', api(`/activation/${again.token}`), body);
    expect((await back.browser.call('GET', api('/me'))).status).toBe(200);
    expect(await enter(back, room)).toBe('not_found');
    expect(listed(await app(back))).toEqual([]);
    await bring(cast, room, back, true);
    await inside(back, room);
    await vi.waitFor(async () => expect(listed(await app(back))).toEqual([room]), 5_000);
  });

  test('who becomes an operator is two people: each sees what it may, and one’s end is not the other’s', async () => {
    const { who, email, room } = await inRoom();
    const said = await says(who, room, 'As a client');
    expect((await owner.call('POST', '/api/invitations', { email, role: 'operator' })).status).toBe(201);
    const token = tokenIn(mailTo('invitation', email));
    expect((await who.browser.call('POST', `/api/invitations/${token}/accept`, { name: 'Vic', password: PASSWORD })).status).toBe(200);
    const { user } = await who.browser.me();
    const asOperator: Who = { ...cast.who.operator, id: `o_${user.id}`, browser: who.browser };
    // A member of the account who is not in the room; and still the client who is.
    expect(await enter(asOperator, room)).toBe('not_found');
    const client = await inside(who, room);
    expect(await told(client, { t: 'pin', of: said, on: true })).toBe('forbidden');
    const file = await uploads(cast.who.creator, room);
    await says(cast.who.creator, room, 'A file', { files: [(file as { id: string }).id] });
    expect((await who.browser.fetch(`/f/${room}/${(file as { id: string }).id}`)).status).toBe(200);
    await bring(cast, room, asOperator, true);
    const operator = await inside(asOperator, room);
    expect(await told(operator, { t: 'pin', of: said, on: true })).toBe('ok');
    await owner.call('DELETE', `/api/members/${user.id}`);
    await vi.waitFor(() => expect(operator.closed).toBe(4403));
    expect(client.closed).toBe(0);
    expect(await told(client, { t: 'send', text: 'A client again' })).toBe('ok');
    expect(await enter(asOperator, room)).not.toBeInstanceOf(TestSocket);
  });
});

describe('A client who searches', () => {
  test('finds what was said in own rooms from the beginning, and nothing of others; who is removed finds nothing any more', async () => {
    const { who, room } = await inRoom();
    const { room: other, who: neighbour } = await inRoom();
    await says(cast.who.creator, room, 'The harbour at dawn');
    await says(cast.who.creator, other, 'The harbour is a secret');
    const found = async ({ browser }: Who, query: string) => {
      const { body } = await browser.call<SearchPage>('GET', api(`/search?${query}`));
      return body.messages.map(({ text }) => text.text);
    };
    await vi.waitFor(async () => expect(await found(neighbour, 'text=harb')).toEqual(['The harbour is a secret']), 5_000);
    expect(await found(who, 'text=harb')).toEqual(['The harbour at dawn']);
    expect(await found(who, `text=harb&in=${room}`)).toHaveLength(1);
    for (const query of ['text=secret', `text=harb&in=${other}`, `text=harb&from=${neighbour.id}`, 'kind=visitor'])
      expect(await found(who, query), query).toEqual([]);
    await bring(cast, room, who, false);
    await vi.waitFor(async () => expect(await found(who, 'text=harb')).toEqual([]), 5_000);
  });

  test('is refused without a session, at another company, and with a question that is none', async () => {
    const { browser } = (await inRoom()).who;
    expect(await new Browser().refused('GET', api('/search?text=x'))).toBe('unauthorised');
    expect(await owner.refused('GET', api('/search?text=x'))).toBe('unauthorised');
    const elsewhere = await signUp();
    expect(await browser.refused('GET', `/api/portal/${elsewhere.account}/search?text=x`)).toBe('unauthorised');
    for (const query of [`text=${'x'.repeat(301)}`, 'kind=everything', 'before=0', 'from=somebody'])
      expect(await browser.refused('GET', api(`/search?${query}`)), query).toBe('bad_request');
  });
});

describe('An operator of one advertiser’s listings', () => {
  test('begins no rooms and brings in no clients, and takes part in those they are brought into', async () => {
    const { browser, id } = await addColleague(owner);
    const one: Who = { ...cast.who.operator, id: `o_${id}`, browser };
    const own = { cid: crypto.randomUUID(), form: 'clients', name: 'Before', people: [] };
    const { room: begun } = (await browser.call<{ room: string }>('POST', '/api/client-rooms', own)).body;
    await owner.call('PUT', `/api/members/${id}`, { listingsOnly: true });
    const begin = { cid: crypto.randomUUID(), form: 'clients', name: 'New', people: [] };
    expect(await browser.refused('POST', '/api/client-rooms', begin)).toBe('forbidden');
    expect(await browser.refused('POST', `/api/client-rooms/${begun}/people`, { people: [cast.who.client.id] })).toBe('not_found');
    const room = await newRoom(cast);
    expect(await enter(one, room)).toBe('not_found');
    await bring(cast, room, one, true);
    const desk = await TestSocket.open(browser, '/api/desk');
    desk.send({ t: 'hello', v: VERSION });
    await vi.waitFor(() => expect(listed(desk)).toEqual(expect.arrayContaining([room, begun])), 5_000);
    expect(await told(await inside(one, room), { t: 'send', text: 'I am in' })).toBe('ok');
  });

  test('an admin stays one, whatever else they answer', async () => {
    const { browser, id } = await addColleague(owner, 'admin');
    await owner.call('PUT', `/api/members/${id}`, { listingsOnly: true });
    const begin = { cid: crypto.randomUUID(), form: 'clients', name: 'New', people: [cast.who.client.id] };
    expect((await browser.call('POST', '/api/client-rooms', begin)).status).toBe(200);
  });
});

test('Clients of two companies in one browser read the files of each, and nothing of the other’s', async () => {
  const { who, room } = await inRoom();
  const elsewhere = await signUp();
  const { token } = await invite(elsewhere.browser, undefined);
  const body = { name: 'Vic', language: 'en', timeZone: 'Europe/Madrid', password: PASSWORD };
  await who.browser.call('POST', `/api/portal/${elsewhere.account}/activation/${token}`, body);
  const file = (await uploads(who, room)) as { id: string };
  expect((await who.browser.fetch(`/f/${room}/${file.id}`)).status).toBe(200);
  expect(await enter({ ...who, account: elsewhere.account }, room)).toBe('not_found');
  expect(await uploads({ ...who, account: elsewhere.account }, room)).toBe('not_found');
  expect(roomPath(who, room)).toContain(cast.account);
});
