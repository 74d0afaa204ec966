import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SiteInfo } from '../../protocol/api.ts';
import { DEFAULT_SETTINGS } from '../../protocol/site-settings.ts';
import { addColleague, type Browser, mails, signUp } from '../http/test-browser.ts';

let owner: Browser;
let stranger: Browser;
/** Paths of things of the owner's account, by kind, with bodies that would change them. */
let things: { method: string; path: (id: string) => string; id: string; body?: unknown }[];

beforeAll(async () => {
  const mine = await signUp();
  owner = mine.browser;
  stranger = (await signUp()).browser;
  const colleague = await addColleague(owner);
  const made = async (path: string, body: unknown) => (await owner.call<{ id: string }>('POST', path, body)).body.id;
  const category = await made('/api/categories', { name: 'Own', emails: [] });
  const group = await made('/api/groups', { name: 'Own', members: [colleague.id] });
  const canned = await made('/api/canned', { shortcut: 'own', text: 'Own', shared: true });
  const invitation = await made('/api/invitations', { email: 'scoped@example.com', role: 'operator' });
  await env.DB.prepare("INSERT INTO dead_letter VALUES ('letter', 'foyer-mail', ?, 'Welcome mail', ?, 'failed', 1)")
    .bind(mine.account, JSON.stringify({ id: 'letter', kind: 'welcome', account: mine.account, user: 'x' }))
    .run();
  const site = mine.site;
  things = [
    { method: 'GET', path: (id) => `/api/sites/${id}`, id: site },
    { method: 'PUT', path: (id) => `/api/sites/${id}`, id: site, body: { settings: { ...DEFAULT_SETTINGS, name: 'Taken over' } } },
    { method: 'POST', path: (id) => `/api/sites/${id}/snippet-mail`, id: site, body: { email: 'dev@example.com' } },
    { method: 'POST', path: (id) => `/api/sites/${id}/invite`, id: site, body: { visitors: ['v'], text: 'Hi', cid: 'aaaaaaaa' } },
    { method: 'POST', path: (id) => `/api/rooms/${id}.visitor/actions`, id: site, body: { kind: 'take' } },
    { method: 'PUT', path: (id) => `/api/categories/${id}`, id: category, body: { name: 'Taken over', emails: [] } },
    { method: 'DELETE', path: (id) => `/api/categories/${id}`, id: category },
    { method: 'PUT', path: (id) => `/api/groups/${id}`, id: group, body: { name: 'Taken over', members: [] } },
    { method: 'DELETE', path: (id) => `/api/groups/${id}`, id: group },
    { method: 'PUT', path: (id) => `/api/canned/${id}`, id: canned, body: { shortcut: 'taken', text: 'Taken over', shared: true } },
    { method: 'DELETE', path: (id) => `/api/canned/${id}`, id: canned },
    { method: 'DELETE', path: (id) => `/api/invitations/${id}`, id: invitation },
    { method: 'PUT', path: (id) => `/api/members/${id}`, id: colleague.id, body: { role: 'admin' } },
    { method: 'DELETE', path: (id) => `/api/members/${id}`, id: colleague.id },
    { method: 'POST', path: (id) => `/api/dead-letters/${id}/replay`, id: 'letter' },
  ];
});

describe("Another account's things", () => {
  test('answer exactly like things that do not exist, and stay as they are', async () => {
    const lists = ['/api/sites', '/api/categories', '/api/groups', '/api/canned', '/api/members', '/api/dead-letters'];
    const all = async () => Promise.all(lists.map(async (path) => (await owner.call('GET', path)).body));
    const before = await all();
    for (const { method, path, id, body } of things) {
      const foreign = await stranger.call<{ code: string }>(method, path(id), body);
      const missing = await stranger.call<{ code: string }>(method, path('no-such-thing-anywhere'), body);
      expect([method, path(''), foreign.status, foreign.body]).toEqual([method, path(''), 404, missing.body]);
      expect(foreign.body.code).toBe('not_found');
    }
    expect(await all()).toEqual(before);
    expect((await stranger.call<unknown[]>('GET', '/api/dead-letters')).body).toEqual([]);
  });

  test('do not become members of a group', async () => {
    const other = await stranger.me();
    const group = await owner.call<{ members: string[] }>('POST', '/api/groups', { name: 'Mixed', members: [other.user.id] });
    expect(group.body.members).toEqual([]);
  });
});

describe('Within the account', () => {
  test("another's personal canned response does not exist", async () => {
    const { body } = await owner.call<{ id: string }>('POST', '/api/canned', { shortcut: 'mine', text: 'Mine', shared: false });
    const colleague = await addColleague(owner);
    const seen = (await colleague.browser.call<{ shortcut: string }[]>('GET', '/api/canned')).body.map(({ shortcut }) => shortcut);
    expect(seen).toEqual(['own']);
    expect(await colleague.browser.refused('PUT', `/api/canned/${body.id}`, { shortcut: 'x', text: 'x', shared: true })).toBe('not_found');
    expect(await colleague.browser.refused('DELETE', `/api/canned/${body.id}`)).toBe('not_found');
  });

  test('A4: operators change neither sites nor categories nor groups, and see no secret', async () => {
    const { browser } = await addColleague(owner);
    const [site] = (await browser.call<SiteInfo[]>('GET', '/api/sites')).body;
    expect(site).not.toHaveProperty('identitySecret');
    expect(await browser.refused('PUT', `/api/sites/${site!.id}`, { settings: site!.settings })).toBe('forbidden');
    expect(await browser.refused('POST', '/api/sites', { name: 'Mine' })).toBe('forbidden');
    expect(await browser.refused('POST', '/api/categories', { name: 'Mine', emails: [] })).toBe('forbidden');
    expect(await browser.refused('POST', '/api/groups', { name: 'Mine', members: [] })).toBe('forbidden');
    expect(await browser.refused('GET', '/api/dead-letters')).toBe('forbidden');
  });

  test('A5: settings are kept as saved, and refused when they are none', async () => {
    const [site] = (await owner.call<SiteInfo[]>('GET', '/api/sites')).body;
    const settings = { ...site!.settings, name: 'Shop', origins: ['https://shop.example'], greeting: 'Hello' };
    expect((await owner.call<SiteInfo>('PUT', `/api/sites/${site!.id}`, { settings })).body.settings).toEqual(settings);
    expect((await owner.call<SiteInfo>('GET', `/api/sites/${site!.id}`)).body.settings).toEqual(settings);
    const wrong = { ...settings, origins: ['https://shop.example/path'] };
    expect(await owner.refused('PUT', `/api/sites/${site!.id}`, { settings: wrong })).toBe('bad_request');
  });

  test('A2: the embed line goes to a developer by mail', async () => {
    const [site] = (await owner.call<SiteInfo[]>('GET', '/api/sites')).body;
    expect((await owner.call('POST', `/api/sites/${site!.id}/snippet-mail`, { email: 'dev@example.com' })).status).toBe(200);
    expect(mails.filter((mail) => mail.kind === 'snippet')).toMatchObject([{ site: site!.id, email: 'dev@example.com' }]);
  });

  test('a dead letter is queued again and gone', async () => {
    expect((await owner.call<unknown[]>('GET', '/api/dead-letters')).body).toMatchObject([
      { id: 'letter', title: 'Welcome mail', error: 'failed' },
    ]);
    expect((await owner.call('POST', '/api/dead-letters/letter/replay')).status).toBe(200);
    expect(mails.at(-1)).toMatchObject({ id: 'letter', kind: 'welcome' });
    expect((await owner.call<unknown[]>('GET', '/api/dead-letters')).body).toEqual([]);
  });
});
