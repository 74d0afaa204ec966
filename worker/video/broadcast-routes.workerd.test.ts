import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { HostServerFrame, PastBroadcast } from '../../protocol/broadcast.ts';
import type { Entry } from '../../protocol/entries.ts';
import { VERSION } from '../../protocol/frames.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { app } from '../http/app.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { handleStatisticsBatch } from '../statistics/consumer.ts';
import type { StatisticsJob } from '../statistics/jobs.ts';
import { PageLine } from '../testing/broadcast.ts';

const SFU = { SFU_APP_ID: 'app', SFU_APP_SECRET: 'the secret', SFU_BASE_URL: 'https://sfu.test/v1' };
const SDP = 'v=0\r\n';
const TRACKS = [
  { mid: '0', name: 'audio' },
  { mid: '1', name: 'video' },
];

/** An SFU that says yes, unless told otherwise; what was asked of it. */
function sfu() {
  const asked: { path: string; body: { tracks?: { trackName?: string; mid?: string; simulcast?: { preferredRid: string } }[] } | null }[] =
    [];
  const next: Response[] = [];
  let sessions = 0;
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | Request, init?: RequestInit) => {
    if (!String(url).startsWith(SFU.SFU_BASE_URL)) return real(url, init);
    const path = String(url).replace(/^.*\/sessions\//, '');
    const body = init?.body ? JSON.parse(String(init.body)) : null;
    asked.push({ path, body });
    if (path === 'new') return Response.json({ sessionId: `s-${++sessions}` }, { status: 201 });
    const told = next.shift();
    if (told) return told;
    if (path.endsWith('renegotiate')) return Response.json({});
    if (path.endsWith('close')) return Response.json({ tracks: body.tracks });
    const type = body.sessionDescription ? 'answer' : 'offer';
    const tracks = (body.tracks as { mid?: string; trackName: string }[]).map(({ mid, trackName }, at) => ({
      trackName,
      mid: mid ?? `${at}`,
    }));
    return Response.json({ sessionDescription: { type, sdp: `${SDP}${type}` }, tracks });
  });
  return { asked, next, paths: () => asked.map(({ path }) => path) };
}

/** A request as a browser makes it, to a Worker that has an SFU. */
async function call<T = { code?: string }>(browser: Browser, path: string, body: object, without: object = {}) {
  const headers = new Headers({ 'content-type': 'application/json', origin: OWN_ORIGIN });
  if (browser.token) headers.set('authorization', `Bearer ${browser.token}`);
  headers.set('cookie', [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
  const context = createExecutionContext();
  const request = new Request(`${OWN_ORIGIN}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const response = await app.fetch(request, { ...env, ...without }, context);
  await waitOnExecutionContext(context);
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T };
}

/** An owner who broadcasts through the SFU, and a visitor's page. */
async function broadcasting() {
  const server = sfu();
  // Objects and routes have the same.
  Object.assign(env, SFU);
  const { browser, site } = await signUp({ name: 'Olive' });
  const socket = await browser.fetch(`/api/sites/${site}/broadcast`, {
    headers: { upgrade: 'websocket', origin: OWN_ORIGIN, 'sec-websocket-protocol': 'foyer.v1' },
  });
  const line = new PageLine<HostServerFrame>(socket.webSocket!);
  line.send({ t: 'hello', v: VERSION, page: 'the-first-load' });
  expect(await line.heard('welcome')).toMatchObject({ carrier: 'sfu', live: null });
  line.send({ t: 'start', cid: 'cid-of-start', audience: { to: 'site' }, sending: { audio: true, video: true } });
  const { live } = await line.heard('live');
  return {
    server,
    browser,
    site,
    line,
    cast: live.id,
    host: `/api/sites/${site}/broadcasts/${live.id}`,
    view: `/w/v1/broadcasts/${live.id}`,
  };
}

async function viewer(site: string, cast: string) {
  const tab = await TestSocket.open(new Browser(), `/w/v1/site?site=${site}`);
  tab.send({
    t: 'hello',
    v: VERSION,
    page: { url: 'https://shop.example/', title: '' },
    referrer: '',
    language: 'en',
    visits: 1,
    chatted: false,
  });
  const { token, visitor } = (await tab.next((frame) => frame.t === 'welcome' && 'visitor' in frame)) as { token: string; visitor: string };
  const browser = new Browser('https://shop.example');
  browser.token = token;
  await tab.heard('broadcast' as 'welcome');
  const watches = () => tab.send({ t: 'watch', cast, on: true });
  const take = () => (tab.frames.findLast(({ t }) => t === ('broadcast' as 'welcome')) as unknown as { live: { take: number } }).live.take;
  return { tab, token, visitor, browser, watches, take };
}

const queue = env.STATISTICS;

afterEach(() => {
  Object.assign(env, { SFU_APP_ID: undefined, SFU_APP_SECRET: undefined, SFU_BASE_URL: undefined, STATISTICS: queue });
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('G2: a broadcast through the SFU', () => {
  test('is sent by its operator, and got by who watches, each with a session of their own', async () => {
    const { server, browser, site, cast, host, view, line } = await broadcasting();
    const one = await viewer(site, cast);
    const ask = { site, of: 'host', rid: 'l' };
    expect((await call(one.browser, `${view}/watch`, ask)).body.code).toBe('no_broadcast');
    one.watches();
    await line.heard('viewers', ({ count }) => count === 1);
    expect(await call(one.browser, `${view}/watch`, ask)).toMatchObject({ status: 202, body: { wait: 2 } });
    expect(await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS })).toEqual({
      status: 200,
      body: { answer: `${SDP}answer` },
    });
    await vi.waitFor(() => expect(one.take()).toBe(2));
    const got = await call<{ session: string; offer: string; tracks: object[] }>(one.browser, `${view}/watch`, ask);
    expect(got).toMatchObject({ status: 200, body: { offer: `${SDP}offer`, tracks: [{ name: 'audio' }, { name: 'video' }] } });
    expect(server.asked.at(-1)!.body!.tracks!.map(({ simulcast }) => simulcast?.preferredRid)).toEqual([undefined, 'l']);
    expect(got.body.session).not.toBe('s-2');
    const answer = { site, session: got.body.session, answer: SDP };
    expect((await call(one.browser, `${view}/answer`, answer)).status).toBe(204);
    expect(server.paths().at(-1)).toBe('s-2/renegotiate');
    // Somebody else's ticket, and what is none, is no session.
    const other = await viewer(site, cast);
    other.watches();
    await line.heard('viewers', ({ count }) => count === 2);
    for (const session of [got.body.session, 's-2']) {
      expect(await call(other.browser, `${view}/answer`, { ...answer, session })).toMatchObject({
        status: 410,
        body: { code: 'session_over' },
      });
    }
    // Sent anew: the session before is closed, and everybody told.
    await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS });
    expect(server.asked.find(({ path }) => path === 's-1/tracks/close')!.body!.tracks).toEqual([{ mid: '0' }, { mid: '1' }]);
    await vi.waitFor(() => expect(one.take()).toBe(3));
    line.send({ t: 'end' });
    await line.heard('ended');
    await vi.waitFor(() => expect(server.paths()).toContain('s-3/tracks/close'));
    expect((await call(one.browser, `${view}/watch`, ask)).body.code).toBe('no_broadcast');
    expect((await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS })).body.code).toBe('no_broadcast');
  });

  test('comes to viewers in turns, which are kept over an eviction', async () => {
    const { browser, site, cast, host, view, line } = await broadcasting();
    await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS });
    const viewers: Awaited<ReturnType<typeof viewer>>[] = [];
    for (let n = 0; n < 3; n++) viewers.push(await viewer(site, cast));
    for (const { watches } of viewers) watches();
    await line.heard('viewers', ({ count }) => count === 3);
    const at = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    const asks = async ({ browser: who }: (typeof viewers)[0]) => await call<{ wait?: number }>(who, `${view}/watch`, { site, of: 'host' });
    const answers = [];
    for (const one of viewers) answers.push(await asks(one));
    expect(answers.map(({ status, body }) => [status, body.wait])).toEqual([
      [200, undefined],
      [202, 0.1],
      [202, 0.1],
    ]);
    vi.setSystemTime(at + 40);
    await evictDurableObject(env.SITE.getByName(site));
    expect((await asks(viewers[1]!)).status).toBe(200);
    expect((await asks(viewers[2]!)).status).toBe(202);
    vi.setSystemTime(at + 60);
    expect((await asks(viewers[2]!)).status).toBe(200);
  });

  test('is refused to who asks too often, in another’s name, and from another site', async () => {
    const { browser, site, cast, host, view, line } = await broadcasting();
    await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS });
    const one = await viewer(site, cast);
    one.watches();
    await line.heard('viewers', ({ count }) => count === 1);
    expect((await call(new Browser(), `${view}/watch`, { site, of: 'host' })).body.code).toBe('unauthorised');
    expect((await call(one.browser, `${view}/watch`, { site: (await signUp()).site, of: 'host' })).body.code).toBe('unauthorised');
    expect((await call(one.browser, `${view}/watch`, { site, of: 'guest' })).body.code).toBe('not_found');
    expect((await call(one.browser, `${view}/publish`, { site, offer: SDP, tracks: TRACKS })).body.code).toBe('forbidden');
    const tooLong = { site, session: 'x'.repeat(2_001), answer: SDP };
    expect((await call(one.browser, `${view}/answer`, tooLong)).body.code).toBe('bad_request');
    const { browser: colleague } = await addColleague(browser);
    expect((await call(colleague, `${host}/publish`, { offer: SDP, tracks: TRACKS })).body.code).toBe('no_broadcast');
    const { browser: stranger } = await signUp();
    expect((await call(stranger, `${host}/publish`, { offer: SDP, tracks: TRACKS })).body.code).toBe('not_found');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const codes = [];
    for (let n = 0; n < 25; n++) codes.push((await call(one.browser, `${view}/watch`, { site, of: 'guest' })).body.code);
    expect(codes).toContain('too_many');
    expect((await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS }, { SFU_APP_ID: '' })).body.code).toBe('no_broadcast');
  });

  test('tells what the SFU does not do as what to do next', async () => {
    const { server, browser, site, cast, host, view, line } = await broadcasting();
    await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS });
    const one = await viewer(site, cast);
    one.watches();
    await line.heard('viewers', ({ count }) => count === 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const watch = () => {
      vi.setSystemTime(Date.now() + 1_000);
      return call<{ wait?: number; code?: string; session: string }>(one.browser, `${view}/watch`, { site, of: 'host' });
    };
    server.next.push(new Response('', { status: 429, headers: { 'retry-after': '7' } }));
    expect(await watch()).toMatchObject({ status: 202, body: { wait: 7 } });
    server.next.push(Response.json({ tracks: [{ errorCode: 'not_found_track_error' }] }));
    expect(await watch()).toMatchObject({ status: 202, body: { wait: 2 } });
    server.next.push(new Response('', { status: 400 }));
    expect(await watch()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    const { session } = (await watch()).body;
    server.next.push(new Response('', { status: 410 }));
    const answer = await call(one.browser, `${view}/answer`, { site, session, answer: SDP });
    expect(answer).toMatchObject({ status: 410, body: { code: 'session_over' } });
  });

  test('I9: has the guest’s media from them, for the operator and the other viewers', async () => {
    const { server, browser, site, cast, host, view, line } = await broadcasting();
    await call(browser, `${host}/publish`, { offer: SDP, tracks: TRACKS });
    const [guest, other] = [await viewer(site, cast), await viewer(site, cast)];
    for (const { watches } of [guest, other]) watches();
    await line.heard('viewers', ({ count }) => count === 2);
    expect((await call(browser, `${host}/watch`, {})).body.code).toBe('not_found');
    line.send({ t: 'stage', visitor: guest.visitor, on: true });
    await guest.tab.heard('stage' as 'welcome');
    guest.tab.send({ t: 'stage', cast, do: 'accept' });
    await line.heard('live', ({ live }) => live.guest?.take === 0);
    expect((await call(guest.browser, `${view}/publish`, { site, offer: SDP, tracks: TRACKS.slice(0, 1) })).status).toBe(200);
    await line.heard('live', ({ live }) => live.guest?.take === 1);
    const got = await call<{ session: string; tracks: object[] }>(browser, `${host}/watch`, {});
    expect(got.body.tracks).toEqual([{ mid: '0', name: 'audio', of: 'guest' }]);
    expect((await call(browser, `${host}/answer`, { session: got.body.session, answer: SDP })).status).toBe(204);
    expect((await call(other.browser, `${view}/watch`, { site, of: 'guest' })).status).toBe(200);
    expect((await call(guest.browser, `${view}/watch`, { site, of: 'guest' })).body.code).toBe('not_found');
    guest.tab.close();
    await line.heard('live', ({ live }) => live.guest === undefined);
    expect((await call(other.browser, `${view}/watch`, { site, of: 'guest' })).body.code).toBe('not_found');
    expect(server.paths()).toContain('s-2/tracks/new');
  });
});

describe('G2: a chat that a viewer begins', () => {
  test('is marked, offered to who broadcasts first, and counted in the history of broadcasts', async () => {
    const { browser, site, cast, line } = await broadcasting();
    const { browser: colleague } = await addColleague(browser);
    const me = (await browser.me()).user.id;
    const desks: TestSocket[] = [];
    for (const one of [browser, colleague]) {
      const desk = await TestSocket.open(one, '/api/desk');
      desk.send({ t: 'hello', v: VERSION });
      await desk.heard('welcome');
      desks.push(desk);
    }
    const one = await viewer(site, cast);
    one.watches();
    await line.heard('viewers', ({ count }) => count === 1);
    const chat = await TestSocket.open(new Browser(), '/w/v1/room', { token: one.token });
    chat.send({ t: 'hello', v: VERSION });
    await chat.heard('welcome');
    chat.send({ t: 'send', cid: 'cid-of-message', text: 'I saw you' });
    const room = env.ROOM.getByName(`${site}.${one.visitor}`);
    await vi.waitFor(
      async () => {
        const [marked] = await runInDurableObject(room, (_, { storage }) =>
          storage.sql.exec<{ json: string }>('SELECT json FROM state').toArray(),
        );
        expect(JSON.parse(marked!.json).chat.broadcast).toEqual({ id: cast, by: `o_${me}`, name: 'Olive' });
      },
      { timeout: 5_000 },
    );
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(env.SITE.getByName(site));
      expect(desks[0]!.frames).toContainEqual({ t: 'alert', alert: { kind: 'waiting', room: `${site}.${one.visitor}` } });
    }, 5_000);
    expect(desks[1]!.frames.filter(({ t }) => t === 'alert')).toEqual([]);
    const logs = chat.frames.flatMap((frame) => (frame.t === 'log' ? (frame.entries as Entry[]) : []));
    expect(logs.map(({ kind }) => kind)).not.toContain('from_broadcast');

    const jobs: StatisticsJob[] = [];
    Object.assign(env, { STATISTICS: { send: async (job: StatisticsJob) => void jobs.push(job) } });
    line.send({ t: 'end' });
    const { seconds } = await line.heard('ended');
    const job = await vi.waitFor(() => {
      const [told] = jobs;
      expect(told).toBeDefined();
      return told;
    }, 5_000);
    expect(job).toMatchObject({
      kind: 'broadcast',
      broadcast: { id: cast, seconds, ending: 'ended', viewers: 1, chats: 1, audience: 'site' },
    });
    const began = { ...job, broadcast: { ...(job as { broadcast: object }).broadcast, seconds: null, ending: null } };
    // In whatever order they come.
    for (const body of [job, began, job]) {
      const message = { body, attempts: 1, id: '1', ack: () => undefined, retry: () => undefined };
      await handleStatisticsBatch({ queue: 'foyer-statistics', messages: [message], ackAll: () => undefined } as never, env);
    }
    const past = (await browser.call<{ broadcasts: PastBroadcast[] }>('GET', `/api/sites/${site}/broadcasts`)).body.broadcasts;
    expect(past).toMatchObject([{ id: cast, by: { name: 'Olive' }, to: 'site', seconds, ending: 'ended', viewers: 1, chats: 1 }]);
    const { browser: stranger } = await signUp();
    expect(await stranger.refused('GET', `/api/sites/${site}/broadcasts`)).toBe('not_found');
  });
});
