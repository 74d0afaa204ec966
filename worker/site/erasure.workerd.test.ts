import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { VisitorData } from '../../protocol/api.ts';
import type { ErrorFrame, RoomServerFrame, SiteServerFrame } from '../../protocol/frames.ts';
import { VERSION } from '../../protocol/frames.ts';
import { PAGE, TestSocket, visit } from '../chats/test-socket.ts';
import { fileKey } from '../files/store.ts';
import { Browser, signUp } from '../http/test-browser.ts';
import { Room } from '../room/room.ts';
import { verifyVisitorToken } from './visitor-token.ts';

type Of<F, T> = Extract<F, { t: T }>;
const hello = { t: 'hello', v: VERSION, page: { url: PAGE, title: '' }, referrer: '', language: 'en', visits: 1, chatted: false };
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);
const cid = () => `cid-${crypto.randomUUID()}`;
const SECRETS = [
  'my secret text',
  'Vera Visitor',
  'vera@test.example',
  'secret page',
  'secret note',
  'secret tag',
  'secret.txt',
  'too slow',
];

const withToken = (token: string, method = 'GET', path = '/w/v1/data', body?: string) =>
  new Browser().fetch(path, { method, headers: { authorization: `Bearer ${token}`, origin: PAGE }, ...(body ? { body } : {}) });

/** All that an object keeps, the pages of its full text too: these are tables of their own, of bytes. */
const dump = (object: DurableObjectStub) =>
  runInDurableObject(object, (_, { storage }) => {
    const real = "type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'";
    const tables = storage.sql.exec<{ name: string }>(`SELECT name FROM sqlite_master WHERE ${real}`).toArray();
    const readable = (_key: string, value: unknown) => (value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value);
    return JSON.stringify(
      tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()),
      readable,
    );
  });

/** A visitor who has told everything there is to tell, and an operator who has written everything down. */
async function scene() {
  const { browser, site, account } = await signUp();
  const { token, room, tab, chat, visitor } = await visit(site, 'my secret text');
  const act = (action: object) => browser.call<{ code: string }>('POST', `/api/rooms/${room}/actions`, action);
  const uploaded = await withToken(token, 'POST', '/w/v1/files?name=secret.txt', 'my secret text');
  const { file } = (await uploaded.json()) as { file: { id: string } };
  for (const frame of [
    { t: 'send', cid: cid(), text: '', files: [file.id] },
    { t: 'form', cid: cid(), form: 'prechat', values: { name: 'Vera Visitor', email: 'vera@test.example' } },
    { t: 'page', url: `${PAGE}/secret`, title: 'secret page' },
  ]) {
    chat.send(frame);
  }
  tab.send({ t: 'attributes', attributes: { plan: 'pro' } });
  await act({ kind: 'take' });
  await act({ kind: 'tag', tags: ['secret tag'] });
  await act({ kind: 'details', changes: { nickname: 'secret note' } });
  const operator = await TestSocket.open(browser, `/api/rooms/${room}/socket`);
  operator.send({ t: 'hello', v: VERSION });
  await operator.heard('welcome');
  operator.send({ t: 'send', cid: cid(), text: 'secret note', note: true });
  operator.send({ t: 'send', cid: cid(), text: 'Hello my secret text' });
  await soon(() => expect(operator.frames.filter(({ t }) => t === 'ack')).toHaveLength(2));
  await act({ kind: 'close' });
  chat.send({ t: 'rate', cid: cid(), score: 2, comment: 'too slow' });
  await soon(() => expect(chat.frames.filter(({ t }) => t === 'ack')).toHaveLength(4));
  return { browser, site, account, token, room, tab, chat, visitor, act, operator, file: fileKey(room, file.id) };
}

describe('A visitor’s own data', () => {
  test('is shown to them: what they said and were told, never what operators noted', async () => {
    const { token } = await scene();
    const data = (await (await withToken(token)).json()) as VisitorData;
    expect(data.attributes).toEqual({ plan: 'pro' });
    const [conversation] = data.conversations;
    expect(conversation).toMatchObject({ with: '', name: 'Vera Visitor', given: { email: 'vera@test.example' } });
    expect(conversation!.entries.filter(({ kind }) => kind === 'message')).toHaveLength(3);
    expect(JSON.stringify(data)).not.toMatch(/secret note|secret tag|nickname/);
  });

  test('is gone when they delete it: from room, site, desk and bucket, for those who look on, and nothing of it comes back', async () => {
    const { browser, token, room, tab, chat, site, account, operator, file, act, visitor } = await scene();
    expect(await env.FILES.head(file)).not.toBeNull();
    const desk = await TestSocket.open(browser, '/api/desk');
    desk.send({ t: 'hello', v: VERSION });
    const head = operator.frames.length;
    expect((await withToken(token, 'DELETE')).status).toBe(200);
    await soon(() => expect([tab.closed, chat.closed]).toEqual([4408, 4401]));
    const told = await soon(() => {
      const logs = operator.frames.slice(head).filter((frame): frame is Of<RoomServerFrame, 'log'> => frame.t === 'log');
      const found = logs.flatMap(({ entries }) => entries).find(({ kind }) => kind === 'erased');
      expect(found).toBeDefined();
      return found!;
    });
    expect(told.by).toBe(`v_${visitor}`);
    await runDurableObjectAlarm(env.ROOM.getByName(room));
    await soon(async () => expect(await env.FILES.head(file)).toBeNull());
    await soon(async () => expect(await dump(env.DESK.getByName(account))).not.toMatch(new RegExp(SECRETS.join('|'))));
    const kept = [await dump(env.ROOM.getByName(room)), await dump(env.SITE.getByName(site))].join();
    for (const secret of SECRETS) expect(kept).not.toContain(secret);
    // The log is as long as it was, and one longer: numbers and times stay.
    await evictDurableObject(env.ROOM.getByName(room));
    const late = await TestSocket.open(browser, `/api/rooms/${room}/socket`);
    late.send({ t: 'hello', v: VERSION });
    const welcome = await late.heard<Of<RoomServerFrame, 'welcome'>>('welcome');
    expect(welcome).toMatchObject({ head: told.seq, chat: { erased: true, status: 'closed', details: {}, tags: [], rating: 2 } });
    await late.heard('log');
    expect(JSON.stringify(late.frames)).not.toMatch(new RegExp(SECRETS.join('|')));
    for (const action of [{ kind: 'take' }, { kind: 'block' }, { kind: 'details', changes: { name: 'Vera Visitor' } }]) {
      expect((await act(action)).body.code).toBe('erased');
    }
    late.send({ t: 'send', cid: cid(), text: 'are you there?' });
    expect((await late.heard<ErrorFrame>('error')).code).toBe('erased');
  });

  test('is deleted once, however often it is asked for; the old token is worth nothing, and they come back as somebody new', async () => {
    const { token, site, visitor, room } = await scene();
    const statuses = await Promise.all([1, 2, 3].map(async () => (await withToken(token, 'DELETE')).status));
    expect(statuses).toEqual([200, 200, 200]);
    expect((await withToken(token)).status).toBe(401);
    const chat = await TestSocket.open(new Browser(), '/w/v1/room', { token });
    await soon(() => expect(chat.closed).toBe(4401));
    expect((await withToken(token, 'POST', '/w/v1/files?name=a.txt', 'x')).status).toBe(401);
    const erased = JSON.parse(await dump(env.ROOM.getByName(room))).flat() as { kind?: string }[];
    expect(erased.filter(({ kind }) => kind === 'erased')).toHaveLength(1);
    const tab = await TestSocket.open(new Browser(), `/w/v1/site?site=${site}`, { token });
    tab.send(hello);
    const welcome = await tab.heard<Of<SiteServerFrame, 'welcome'>>('welcome');
    expect(welcome.visitor).not.toBe(visitor);
    expect((await verifyVisitorToken(env.SECRET, welcome.token!, Date.now()))?.sub).toBe(welcome.visitor);
  });

  test('of a verified person goes with the mapping: the same proof leads to somebody new', async () => {
    const { browser, site } = await signUp();
    const { body } = await browser.call<{ identitySecret: string }>('GET', `/api/sites/${site}`);
    const key = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(body.identitySecret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode('customer-7')));
    const hmac = [...signed].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const identify = async (present?: string) => {
      const headers = { origin: PAGE, 'content-type': 'application/json' };
      const proof = JSON.stringify({ site, id: 'customer-7', hmac, name: 'Vera Visitor', ...(present ? { token: present } : {}) });
      const reply = await new Browser().fetch('/w/v1/identify', { method: 'POST', headers, body: proof });
      return (await reply.json()) as { token: string; visitor: string };
    };
    const first = await visit(site, 'my secret text');
    const { token, visitor } = await identify(first.token);
    expect(visitor).toBe(first.visitor);
    // The anonymous token from before deletes nothing of theirs.
    expect((await withToken(first.token, 'DELETE')).status).toBe(401);
    expect((await withToken(token, 'DELETE')).status).toBe(200);
    expect(await dump(env.SITE.getByName(site))).not.toContain('customer-7');
    const again = await identify(token);
    expect(again.visitor).not.toBe(visitor);
    expect(await dump(env.ROOM.getByName(first.room))).not.toMatch(/my secret text|Vera Visitor|customer-7/);
  });

  test('goes in every conversation: also with advertisers, and also when a room answers late', async () => {
    const { browser, site } = await signUp();
    const listings = [{ key: 'north', name: 'Home north', advertiser: 'Ann Estates' }];
    expect((await browser.call('PUT', `/api/sites/${site}/listings`, { listings })).status).toBe(200);
    const { token, tab, room } = await visit(site, 'my secret text');
    tab.send({ t: 'page', url: `${PAGE}/home`, title: '', listing: 'north' });
    const { listing } = await tab.heard<Of<SiteServerFrame, 'listing'>>('listing');
    const theirs = `${room}.${listing!.own}`;
    const chat = await TestSocket.open(new Browser(), `/w/v1/room?listing=${listing!.ticket}`, { token });
    chat.send({ t: 'hello', v: VERSION });
    await chat.heard('welcome');
    chat.send({ t: 'send', cid: cid(), text: 'my secret text for Ann' });
    await chat.heard('ack');
    await soon(async () => expect(((await (await withToken(token)).json()) as VisitorData).conversations).toHaveLength(2));
    const failing = vi.spyOn(Room.prototype, 'erase').mockRejectedValueOnce(new Error('not now'));
    expect((await withToken(token, 'DELETE')).status).toBe(200);
    expect(failing).toHaveBeenCalledOnce();
    // Whoever asks meanwhile is nobody any more.
    expect((await withToken(token)).status).toBe(401);
    await runInDurableObject(env.SITE.getByName(site), (_, { storage }) => void storage.sql.exec('UPDATE timer SET due = 0'));
    await runDurableObjectAlarm(env.SITE.getByName(site));
    for (const one of [room, theirs]) expect(await dump(env.ROOM.getByName(one))).not.toContain('my secret text');
    expect(await dump(env.SITE.getByName(site))).not.toContain('Home north"}');
  });

  test('stays when somebody else asks: without a token, with a made-up one, with one of another site', async () => {
    const { token, room } = await scene();
    const { site: other } = await signUp();
    const stranger = await visit(other);
    for (const bad of ['', 'made.up.token', `${token}x`]) expect((await withToken(bad, 'DELETE')).status).toBe(401);
    expect((await withToken(stranger.token, 'DELETE')).status).toBe(200);
    expect(await dump(env.ROOM.getByName(room))).toContain('my secret text');
  });
});
