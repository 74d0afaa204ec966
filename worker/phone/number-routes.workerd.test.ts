import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { NumberInfo, NumberName, NumberSettings, OwnNumberInfo } from '../../protocol/numbers.ts';
import { addColleague, type Browser, signUp } from '../http/test-browser.ts';
import { claim, readMessage, writeOutgoing } from './ledger.ts';
import { phonesOf } from './number-store.ts';

let owner: Browser;
let account: string;
let site: string;
let me: string;
let grace: Awaited<ReturnType<typeof addColleague>>;
let stranger: Awaited<ReturnType<typeof signUp>>;

const PLAIN: NumberSettings = {
  label: 'Shop',
  monthlyCap: null,
  quiet: null,
  timeZone: 'UTC',
  language: 'en',
  greeting: '',
  operators: [],
  sites: [],
};
const offered = async () => (await owner.call<NumberName[]>('GET', '/api/numbers/offered')).body;
const take = async () => (await owner.call<NumberInfo>('POST', '/api/numbers', { e164: (await offered())[0]!.e164, label: 'Shop' })).body;
const change = (id: string, part: Partial<NumberSettings>) => owner.call<NumberInfo>('PUT', `/api/numbers/${id}`, { ...PLAIN, ...part });
const own = async (browser: Browser) => (await browser.call<OwnNumberInfo[]>('GET', '/api/numbers/own')).body.map(({ id }) => id);

beforeAll(async () => {
  ({ browser: owner, account, site } = await signUp());
  me = (await owner.me()).user.id;
  grace = await addColleague(owner);
  stranger = await signUp();
});

describe('numbers', () => {
  it('are offered until somebody takes them, and again when they are given up', async () => {
    const [first] = await offered();
    expect(first).toMatchObject({ display: expect.stringMatching(/^\(\d{3}\) 555-01\d\d$/), capabilities: ['sms', 'mms', 'voice'] });
    const reply = await owner.call<NumberInfo>('POST', '/api/numbers', { e164: first!.e164, label: ' Shop ' });
    expect([reply.status, reply.body]).toEqual([
      201,
      { ...PLAIN, id: expect.any(String), e164: first!.e164, display: first!.display, capabilities: ['sms', 'mms', 'voice'], used: 0 },
    ]);
    expect((await offered()).map(({ e164 }) => e164)).not.toContain(first!.e164);
    expect(await stranger.browser.refused('POST', '/api/numbers', { e164: first!.e164 })).toBe('number_taken');
    // The provider has no such number.
    expect(await owner.refused('POST', '/api/numbers', { e164: '+12025550777' })).toBe('not_found');
    await change(reply.body.id, { operators: [{ user: grace.id, phone: '' }] });
    expect(await own(grace.browser)).toEqual([reply.body.id]);
    expect((await owner.call('DELETE', `/api/numbers/${reply.body.id}`)).status).toBe(200);
    expect([await own(grace.browser), (await offered())[0]?.e164]).toEqual([[], first!.e164]);
    expect(await owner.refused('DELETE', `/api/numbers/${reply.body.id}`)).toBe('not_found');
    expect(await owner.refused('PUT', `/api/numbers/${reply.body.id}`, PLAIN)).toBe('not_found');
  });

  it('are assigned to people and sites of the account, whose phones ring in their order', async () => {
    const { id } = await take();
    const operators = [
      { user: grace.id, phone: '(202) 555-0150' },
      { user: me, phone: '+44 20 7946 0123' },
      { user: (await stranger.browser.me()).user.id, phone: '' },
    ];
    const { body } = await change(id, { operators, sites: [site, stranger.site] });
    expect([body.operators, body.sites]).toEqual([
      [
        { user: grace.id, phone: '+12025550150' },
        { user: me, phone: '+442079460123' },
      ],
      [site],
    ]);
    expect(await phonesOf(env, account, id)).toEqual(['+12025550150', '+442079460123']);
    await change(id, { operators: operators.slice(0, 2).reverse(), sites: [site] });
    expect(await phonesOf(env, account, id)).toEqual(['+442079460123', '+12025550150']);
    expect([await own(grace.browser), await own(owner)]).toEqual([[id], [id]]);
    // What is a site's is that of all who answer there; what is nobody's is the owners'.
    const other = await addColleague(owner);
    expect(await own(other.browser)).toEqual([id]);
    expect((await owner.call('PUT', `/api/members/${other.id}`, { listingsOnly: true })).status).toBe(200);
    expect(await own(other.browser)).toEqual([]);
    await change(id, { operators: [] });
    expect([await own(owner), await own(grace.browser)]).toEqual([[id], []]);
    await change(id, { operators: operators.slice(0, 1) });
    expect([await own(owner), await own(grace.browser)]).toEqual([[], [id]]);
    // Who is gone rings no more.
    await change(id, { operators: [{ user: other.id, phone: '2025550151' }] });
    expect((await owner.call('DELETE', `/api/members/${other.id}`)).status).toBe(200);
    expect(await phonesOf(env, account, id)).toEqual([]);
  });

  it('have their conversations told of every change', async () => {
    const { id } = await take();
    const told = vi.spyOn(env.PHONE, 'send').mockResolvedValue({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } });
    const job = expect.objectContaining({ kind: 'number', account, number: id });
    await change(id, { operators: [{ user: me, phone: '' }] });
    expect(told.mock.lastCall?.[0]).toEqual(job);
    told.mockClear();
    await owner.call('DELETE', `/api/numbers/${id}`);
    expect(told.mock.lastCall?.[0]).toEqual(job);
    told.mockRestore();
  });

  it('keep their cap, hours and greeting; what is wrong is named', async () => {
    const { id, e164 } = await take();
    const whole = {
      monthlyCap: 100,
      quiet: { from: 1320, to: 420 },
      timeZone: 'Europe/Madrid',
      language: 'es' as const,
      greeting: 'Hola',
      label: 'Madrid',
    };
    expect((await change(id, whole)).body).toMatchObject(whole);
    const wrong = async (part: object) =>
      Object.keys((await owner.call<{ fields: object }>('PUT', `/api/numbers/${id}`, { ...PLAIN, ...part })).body.fields);
    expect(await wrong({ monthlyCap: -1 })).toEqual(['monthlyCap']);
    expect(await wrong({ quiet: { from: 60, to: 60 } })).toEqual(['quiet']);
    expect(await wrong({ timeZone: 'Mars/Olympus' })).toEqual(['timeZone']);
    expect(await wrong({ language: 'tlh' })).toEqual(['language']);
    expect(await wrong({ operators: [{ user: me, phone: '12' }] })).toEqual(['operators.0.phone']);
    expect(await wrong({ operators: [{ user: me, phone: e164 }] })).toEqual(['operators.0.phone']);
  });

  it('tell how much of their cap is used, and are warned of anew with another cap', async () => {
    const { id } = await take();
    await change(id, { monthlyCap: 10 });
    const message = { id: `m-${id}`, account, room: '', number: id, other: '+12025550199', by: '', text: 'x', media: [], segments: 3 };
    await writeOutgoing(env, message, Date.now());
    expect(await claim(env, (await readMessage(env, message.id))!, 0, Date.now())).toBe(true);
    await env.DB.prepare("UPDATE phone_number SET warned = '2026-11' WHERE id = ?1").bind(id).run();
    const warned = () => env.DB.prepare('SELECT warned FROM phone_number WHERE id = ?1').bind(id).first('warned');
    expect((await change(id, { monthlyCap: 10 })).body.used).toBe(3);
    expect(await warned()).toBe('2026-11');
    await change(id, { monthlyCap: 20 });
    expect(await warned()).toBe('');
  });

  it('are for owners and admins, each of their own account', async () => {
    const { id } = await take();
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/offered'],
      ['GET', '/use'],
      ['GET', '/use/csv'],
      ['POST', ''],
      ['PUT', `/${id}`],
      ['DELETE', `/${id}`],
    ] as const)
      expect(await grace.browser.refused(method, `/api/numbers${path}`, method === 'GET' ? undefined : {}), path).toBe('forbidden');
    expect(await stranger.browser.refused('PUT', `/api/numbers/${id}`, PLAIN)).toBe('not_found');
    expect(await stranger.browser.refused('DELETE', `/api/numbers/${id}`)).toBe('not_found');
    expect((await stranger.browser.call<NumberInfo[]>('GET', '/api/numbers')).body).toEqual([]);
  });
});
