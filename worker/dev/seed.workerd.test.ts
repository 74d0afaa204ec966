import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import type { Category } from '../../protocol/api.ts';
import type { SearchPage } from '../../protocol/search.ts';
import { Browser } from '../http/test-browser.ts';

const counts = async () =>
  env.DB.prepare(
    'SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM site) AS sites',
  ).first();

test('makes a demo account with its people, a shop and a portal once, and leaves it alone afterwards', async () => {
  const seed = () =>
    new Browser().call<{
      created: boolean;
      account: string;
      siteKey: string;
      portalKey: string;
      users: { email: string; password: string }[];
      client: { email: string; password: string };
    }>('POST', '/dev/seed');
  const first = await seed();
  expect(first.body.created).toBe(true);
  const after = await counts();
  expect(after).toEqual({ users: 3, accounts: 1, sites: 2 });
  expect((await seed()).body).toEqual({ ...first.body, created: false });
  expect(await counts()).toEqual(after);

  const roles: string[] = [];
  for (const { email, password } of first.body.users) {
    const browser = new Browser();
    expect((await browser.call('POST', '/api/sign-in', { email, password })).status).toBe(200);
    const me = await browser.me();
    expect(me.user.verified).toBe(true);
    roles.push(me.role);
    const categories = (await browser.call<Category[]>('GET', '/api/categories')).body;
    expect(categories.find(({ name }) => name === 'Sales')?.emails).toEqual(['sales@demo.example']);
    expect((await browser.call<unknown[]>('GET', '/api/canned')).body).toHaveLength(3);
    expect((await browser.call<{ id: string }[]>('GET', '/api/sites')).body.map(({ id }) => id)).toEqual([
      first.body.siteKey,
      first.body.portalKey,
    ]);
    const listings = (await browser.call<{ listings: unknown[] }>('GET', `/api/sites/${first.body.portalKey}/listings`)).body.listings;
    expect(listings).toHaveLength(email.startsWith('mary') ? 3 : 20);
  }
  expect(roles).toEqual(['owner', 'operator', 'operator']);

  const { account, client } = first.body;
  const portal = new Browser();
  expect((await portal.call('POST', `/api/portal/${account}/sign-in`, client)).status).toBe(200);
  expect((await portal.call<{ email: string }>('GET', `/api/portal/${account}/me`)).body.email).toBe(client.email);
  // They and both operators have a room to try.
  await vi.waitFor(async () => {
    const { body } = await portal.call<SearchPage>('GET', `/api/portal/${account}/search?text=lamps`);
    expect(body.rooms.map(({ title }) => title.text)).toEqual(['Your new lamps']);
  }, 5_000);
});
