import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import type { BlockInfo } from '../../protocol/api.ts';
import type { ErrorFrame, SiteServerFrame } from '../../protocol/frames.ts';
import { VERSION } from '../../protocol/frames.ts';
import { PAGE, TestSocket, visit } from '../chats/test-socket.ts';
import { Browser, signUp } from '../http/test-browser.ts';

const hello = { t: 'hello', v: VERSION, page: { url: PAGE, title: '' }, referrer: '', language: 'en', visits: 1, chatted: false };
/** What a room tells its site takes up to a second. */
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 10_000);
const from = (address: string) => ({ headers: { 'cf-connecting-ip': address } });

/** How a socket is answered: `welcome`, or the code of the refusal. */
async function answered(path: string, options: Parameters<typeof TestSocket.open>[2] = {}): Promise<string> {
  const socket = await TestSocket.open(new Browser(), path, options);
  if (!socket.frames.some(({ t }) => t === 'error')) socket.send(path.includes('/site') ? hello : { t: 'hello', v: VERSION });
  const frame = await soon(() => {
    const first = socket.frames.find(({ t }) => t === 'welcome' || t === 'error');
    expect(first).toBeDefined();
    return first!;
  });
  return frame.t === 'error' ? (frame as ErrorFrame).code : frame.t;
}

/** Runs an object's alarm as if so much time had passed since its timers were set. */
async function later(object: DurableObjectStub, ms: number): Promise<void> {
  await runInDurableObject(object, (_, { storage }) => {
    storage.sql.exec('UPDATE timer SET due = due - ?', ms);
    storage.sql.exec('UPDATE block SET until = until - ?', ms);
  });
  await runDurableObjectAlarm(object);
}

/** A site with a visitor who chats, each from an address of their own. */
async function scene() {
  const { browser, site } = await signUp();
  const address = `203.0.113.${Math.floor(Math.random() * 250)}`;
  const { token, room, tab, chat, visitor } = await visit(site, 'something rude', address);
  const act = (action: object) => browser.call<{ code: string }>('POST', `/api/rooms/${room}/actions`, action);
  const blocks = async () => (await browser.call<BlockInfo[]>('GET', `/api/sites/${site}/blocks`)).body;
  const page = `/w/v1/site?site=${site}`;
  return { browser, site, address, token, room, tab, chat, visitor, act, blocks, page };
}

describe('A blocked visitor', () => {
  test('loses page and chat, and gets neither again: not with the token, not for an upload, not for their data', async () => {
    const { act, blocks, tab, chat, token, page, room, site } = await scene();
    expect((await act({ kind: 'block', reason: 'rude' })).status).toBe(200);
    await soon(() => expect([tab.closed, chat.closed]).toEqual([4403, 4403]));
    expect(tab.frames.map(({ t }) => t)).toContain('blocked');
    await soon(async () => expect(await blocks()).toMatchObject([{ room, reason: 'rude', by: 'Ada' }]));
    expect(await answered(page, { token })).toBe('blocked');
    expect(await answered('/w/v1/room', { token })).toBe('blocked');
    const headers = { authorization: `Bearer ${token}`, origin: PAGE };
    for (const [method, path] of [
      ['POST', '/w/v1/files?name=a.txt'],
      ['GET', '/w/v1/data'],
      ['DELETE', '/w/v1/data'],
    ] as const) {
      const reply = await new Browser().fetch(path, { method, headers, ...(method === 'POST' ? { body: 'x' } : {}) });
      expect(((await reply.json()) as { code: string }).code, path).toBe('blocked');
    }
    expect(await answered(page)).toBe('welcome');
    await evictDurableObject(env.SITE.getByName(site));
    expect(await answered(page, { token })).toBe('blocked');
    await act({ kind: 'unblock' });
    await soon(async () => expect(await blocks()).toEqual([]));
    expect(await answered(page, { token })).toBe('welcome');
    expect(await answered('/w/v1/room', { token })).toBe('welcome');
  });

  test('for a time comes back by itself when it is over, in the chat and on the site', async () => {
    const { act, blocks, token, page, room, site } = await scene();
    await act({ kind: 'block', seconds: 3600 });
    await soon(async () => expect(await blocks()).toHaveLength(1));
    const [{ until, at } = { until: 0, at: 0 }] = await blocks();
    expect(Math.abs(until! - at - 3600_000)).toBeLessThan(1000);
    expect(await answered(page, { token })).toBe('blocked');
    await later(env.SITE.getByName(site), 3600_000);
    expect(await answered(page, { token })).toBe('welcome');
    await runInDurableObject(env.ROOM.getByName(room), (_, { storage }) => {
      storage.sql.exec("UPDATE timer SET due = 0 WHERE key = 'unblock'");
      const [{ json } = { json: '' }] = storage.sql.exec<{ json: string }>('SELECT json FROM state').toArray();
      storage.sql.exec('UPDATE state SET json = ?', json.replace(/"until":\d+/, '"until":1'));
    });
    await evictDurableObject(env.ROOM.getByName(room));
    await runDurableObjectAlarm(env.ROOM.getByName(room));
    expect(await answered('/w/v1/room', { token })).toBe('welcome');
    expect(await blocks()).toEqual([]);
  });
});

describe('A blocked address', () => {
  test('is refused whoever comes from it, and who is there now goes too; other addresses and other sites are not', async () => {
    const { act, address, page, site, blocks } = await scene();
    const other = await scene();
    const neighbour = await visit(site, 'I sit beside them', address);
    const stranger = await visit(site, 'I do not', '198.51.100.7');
    expect((await act({ kind: 'block', address: true })).status).toBe(200);
    await soon(() => expect([neighbour.tab.closed, neighbour.chat.closed]).toEqual([4403, 4403]));
    expect(await answered(page, from(address))).toBe('blocked');
    expect(await answered(page, { token: neighbour.token, ...from(address) })).toBe('blocked');
    expect(await answered('/w/v1/room', { token: neighbour.token, ...from(address) })).toBe('blocked');
    expect(await answered(page, from('198.51.100.7'))).toBe('welcome');
    expect(await answered(other.page, from(address))).toBe('welcome');
    expect([stranger.tab.closed, stranger.chat.closed]).toEqual([0, 0]);
    // Nobody can say where they are from by a header of ours.
    const forged = { headers: { 'cf-connecting-ip': address, 'x-foyer-address': 'another' } };
    expect(await answered(page, forged)).toBe('blocked');
    const look = (at: string) => new Browser().fetch(`/w/v1/look?site=${site}`, { headers: { origin: PAGE, 'cf-connecting-ip': at } });
    expect([(await look(address)).status, (await look('198.51.100.7')).status]).toEqual([403, 200]);
    expect(await blocks()).toMatchObject([{ address: true }]);
  });

  test('of IPv6 is the network, and stands nowhere: not in the objects, not in what operators get', async () => {
    const { browser, site } = await signUp();
    const { room, tab } = await visit(site, 'hi', '2001:db8:1:2::3');
    await browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'block', address: true });
    await soon(() => expect(tab.closed).toBe(4403));
    expect(await answered(`/w/v1/site?site=${site}`, from('2001:db8:1:2:ffff::9'))).toBe('blocked');
    const dump = (object: DurableObjectStub) =>
      runInDurableObject(object, (_, { storage }) => {
        const tables = storage.sql.exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
        );
        return JSON.stringify(tables.toArray().map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()));
      });
    const seen = [await dump(env.ROOM.getByName(room)), await dump(env.SITE.getByName(site))];
    const told = JSON.stringify((await browser.call('GET', `/api/sites/${site}/blocks`)).body);
    const [mark] = /[0-9a-f]{32}/.exec(seen[1]!) ?? [];
    expect(mark).toBeDefined();
    for (const text of [...seen, told]) expect(text).not.toMatch(/2001:db8/);
    expect(told).not.toContain(mark);
  });

  test('that nobody knows cannot be blocked', async () => {
    const { browser, site } = await signUp();
    const { room } = await visit(site);
    const { body } = await browser.call<{ code: string }>('POST', `/api/rooms/${room}/actions`, { kind: 'block', address: true });
    expect(body.code).toBe('no_address');
  });
});

test('Visitors from a blocked country are refused, and those there now go', async () => {
  const { browser, site } = await signUp();
  const place = { country: 'XX' };
  const open = (path: string, token?: string) => TestSocket.open(new Browser(), path, { cf: place, ...(token ? { token } : {}) });
  const tab = await open(`/w/v1/site?site=${site}`);
  tab.send(hello);
  const { token } = await tab.heard<Extract<SiteServerFrame, { t: 'welcome' }>>('welcome');
  const { body } = await browser.call<{ settings: object }>('GET', `/api/sites/${site}`);
  const saved = await browser.call('PUT', `/api/sites/${site}`, { settings: { ...body.settings, blockedCountries: ['XX'] } });
  expect(saved.status).toBe(200);
  await soon(() => expect(tab.frames.map(({ t }) => t)).toContain('blocked'));
  expect(await answered(`/w/v1/site?site=${site}`, { cf: place })).toBe('blocked');
  expect(await answered('/w/v1/room', { cf: place, token: token! })).toBe('blocked');
  expect(await answered(`/w/v1/site?site=${site}`, { cf: { country: 'YY' } })).toBe('welcome');
});

test('Who is blocked is told to the account alone', async () => {
  const { act, site, blocks } = await scene();
  await act({ kind: 'block' });
  await soon(async () => expect(await blocks()).toHaveLength(1));
  const { browser: stranger } = await signUp();
  expect((await stranger.call('GET', `/api/sites/${site}/blocks`)).status).toBe(404);
  expect((await new Browser().call('GET', `/api/sites/${site}/blocks`)).status).toBe(401);
});
