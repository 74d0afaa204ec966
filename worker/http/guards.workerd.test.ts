import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../protocol/api.ts';
import { database } from './database.ts';
import { session } from './schema.ts';
import { Browser, OWN_ORIGIN, PASSWORD, signUp } from './test-browser.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const code = async (response: Response) => ((await response.json()) as Problem).code;

describe('A changing request', () => {
  test('from another site is refused, whatever it claims', async () => {
    const { browser } = await signUp({ name: 'Ada' });
    const origins = ['https://evil.example', 'null', `${OWN_ORIGIN}.evil.example`, OWN_ORIGIN.replace('http:', 'https:'), `${OWN_ORIGIN}0`];
    for (const origin of origins) {
      const response = await browser.fetch('/api/me', {
        method: 'PUT',
        headers: { ...JSON_TYPE, origin, 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify({ name: 'Eve' }),
      });
      expect([response.status, await code(response)]).toEqual([403, 'foreign_origin']);
    }
    for (const headers of [JSON_TYPE, { ...JSON_TYPE, 'sec-fetch-site': 'same-site' }, { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }]) {
      const response = await browser.fetch('/api/me', { method: 'PUT', headers, body: JSON.stringify({ name: 'Eve' }) });
      expect(await code(response)).toBe('foreign_origin');
    }
    const overridden = await browser.fetch('/api/me?_method=PUT', {
      headers: { origin: 'https://evil.example', 'x-http-method-override': 'PUT' },
    });
    expect(overridden.status).toBe(200);
    expect((await browser.me()).user.name).toBe('Ada');
  });

  test('is JSON and says so', async () => {
    const { browser } = await signUp({ name: 'Ada' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const response = await browser.fetch('/api/me', {
        method: 'PUT',
        headers: { origin: OWN_ORIGIN, 'content-type': type },
        body: JSON.stringify({ name: 'Eve' }),
      });
      expect([response.status, await code(response)]).toEqual([400, 'bad_request']);
    }
    expect((await browser.me()).user.name).toBe('Ada');
  });

  test('that is broken or huge is refused without repeating what was sent', async () => {
    const send = (body: string) =>
      new Browser().fetch('/api/sign-up', { method: 'POST', headers: { ...JSON_TYPE, origin: OWN_ORIGIN }, body });
    expect(await code(await send('{'))).toBe('bad_request');
    expect(await code(await send('[]'))).toBe('bad_request');
    expect(await code(await send('"'.padEnd(200_000, 'x')))).toBe('too_large');
    const response = await send(JSON.stringify({ name: { secret: PASSWORD }, email: 'not-an-address', password: 7 }));
    const text = await response.text();
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('not-an-address');
    expect(Object.keys((JSON.parse(text) as Problem).fields ?? {}).sort()).toEqual(['email', 'name', 'password']);
  });
});

describe('Every answer', () => {
  test('is a problem with a request id when nothing is there', async () => {
    const response = await new Browser().fetch('/api/nothing-here');
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ code: 'not_found', status: 404 });
  });

  test('without a session is unauthorised on every route of members', async () => {
    const routes = [
      'me',
      'me/second-factor',
      'sites',
      'sites/x',
      'categories',
      'groups',
      'canned',
      'members',
      'sessions',
      'statistics/now',
      'statistics',
      'statistics/csv',
      'dead-letters',
    ];
    for (const route of routes) expect(await new Browser().refused('GET', `/api/${route}`)).toBe('unauthorised');
    for (const route of [
      'me/second-factor/app',
      'me/passkeys',
      'me/passkeys/options',
      'rooms/x.y/actions',
      'sites/x/invite',
      'invitations',
      'sites',
      'categories',
      'groups',
      'canned',
    ])
      expect(['unauthorised', 'bad_request']).toContain(await new Browser().refused('POST', `/api/${route}`, {}));
  });
});

describe('A session', () => {
  test('in use is prolonged, one past its end is not accepted', async () => {
    const { browser } = await signUp();
    const db = database(env);
    const old = new Date(Date.now() - 2 * 3600 * 1000);
    await db.update(session).set({ updatedAt: old, expiresAt: new Date(Date.now() + 60_000) });
    const response = await browser.fetch('/api/me');
    expect(response.headers.getSetCookie().join()).toMatch(/^foyer\.session_token=.*HttpOnly/);
    expect((await browser.fetch('/api/me')).headers.getSetCookie()).toEqual([]);
    expect((await browser.me()).role).toBe('owner');
    await db.update(session).set({ expiresAt: new Date(Date.now() - 1) });
    expect(await browser.refused('GET', '/api/me')).toBe('unauthorised');
  });
});

describe('The way in', () => {
  test('leads to the dashboard', async () => {
    const response = await new Browser().fetch('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/app/']);
    expect((await new Browser().fetch('/app/missing.js')).headers.get('content-type')).toBe('application/problem+json');
    // Answered by the built files, which a test may not have.
    expect((await new Browser().fetch('/app/chats/site.visitor')).headers.get('content-type')).not.toBe('application/problem+json');
    expect(await (await new Browser().fetch('/api/health')).json()).toEqual({ ok: true });
  });
});
