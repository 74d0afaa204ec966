import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { SessionInfo, SiteInfo } from '../../protocol/api.ts';
import { Browser, mails, mailTo, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';
import { signVisitorToken } from '../site/visitor-token.ts';

describe('Sign up', () => {
  test('gives an account, a first site, categories and a trial at once', async () => {
    const { browser, email, account, site } = await signUp({ name: '  Ada ' });
    const me = await browser.me();
    expect(me).toMatchObject({ role: 'owner', user: { name: 'Ada', email, verified: false }, account: { id: account } });
    expect(me.account.trialEndsAt).toBeGreaterThan(Date.now());
    const sites = (await browser.call<SiteInfo[]>('GET', '/api/sites')).body;
    expect(sites.map(({ id }) => id)).toEqual([site]);
    expect(sites[0]?.snippet).toBe(`<script async src="${env.PUBLIC_URL}/w.js" data-site="${site}"></script>`);
    expect(site).toMatch(/^[\w-]{22}$/);
    const categories = (await browser.call<{ name: string }[]>('GET', '/api/categories')).body;
    expect(categories.map(({ name }) => name)).toEqual(['Sales', 'Support', 'Billing']);
  });

  test('sends a welcome and a link that proves the address', async () => {
    const { browser, email } = await signUp();
    const { id } = (await browser.me()).user;
    expect(mails.filter((mail) => mail.kind === 'welcome' && mail.user === id)).toHaveLength(1);
    const reply = await browser.fetch(new URL(mailTo('verify', email).url).pathname + new URL(mailTo('verify', email).url).search);
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/app/?verified=1']);
    expect((await browser.me()).user.verified).toBe(true);
  });

  test('refuses a taken address in any case, a short password and a broken body', async () => {
    const { email } = await signUp();
    const body = { name: 'Eve', email: email.toUpperCase(), password: PASSWORD };
    expect(await new Browser().refused('POST', '/api/sign-up', body)).toBe('email_taken');
    expect(await new Browser().refused('POST', '/api/sign-up', { ...body, email: 'new@example.com', password: 'short' })).toBe(
      'weak_password',
    );
    expect(await new Browser().refused('POST', '/api/sign-up', { ...body, email: 'no address' })).toBe('bad_request');
  });

  test('takes no visitor token for a proof of an address', async () => {
    const { browser, email, account, site } = await signUp();
    const token = await signVisitorToken(env.SECRET, { sub: 'visitor', site, account, verified: 'x', email }, Date.now());
    const reply = await browser.fetch(`/api/verify?token=${token}`);
    expect(reply.headers.get('location')).toBe('/app/?verified=0');
    expect((await browser.me()).user.verified).toBe(false);
  });
});

describe('The session', () => {
  test('is in a cookie that scripts and other sites do not get', async () => {
    const reply = await new Browser().call('POST', '/api/sign-up', { name: 'Ada', email: 'cookie@example.com', password: PASSWORD });
    expect(reply.headers.getSetCookie().join()).toMatch(/^foyer\.session_token=[^;]+;.*HttpOnly.*SameSite=Lax/i);
  });

  test('is not accepted with another signature, nor with none', async () => {
    const { browser } = await signUp();
    const [[name, value] = ['', '']] = browser.cookies;
    const [token = '', signature = ''] = decodeURIComponent(value).split('.');
    const forged = new Browser();
    forged.cookies.set(name, encodeURIComponent(`${token}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`));
    expect(await forged.refused('GET', '/api/me')).toBe('unauthorised');
    forged.cookies.set(name, token);
    expect(await forged.refused('GET', '/api/me')).toBe('unauthorised');
    expect((await browser.me()).role).toBe('owner');
  });

  test('ends with signing out, for this browser only', async () => {
    const { browser, email } = await signUp();
    const other = new Browser();
    expect((await other.call('POST', '/api/sign-in', { email, password: PASSWORD })).status).toBe(200);
    const stolen = new Browser();
    for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
    await browser.call('POST', '/api/sign-out');
    expect(browser.cookies.size).toBe(0);
    expect(await stolen.refused('GET', '/api/me')).toBe('unauthorised');
    expect((await other.me()).user.email).toBe(email);
  });

  test('is listed and can be ended from another browser, by its own person only', async () => {
    const { browser, email } = await signUp();
    const other = new Browser();
    await other.call('POST', '/api/sign-in', { email, password: PASSWORD });
    const sessions = (await browser.call<SessionInfo[]>('GET', '/api/sessions')).body;
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    const foreign = sessions.find(({ current }) => !current)!.id;
    const stranger = (await signUp()).browser;
    expect(await stranger.refused('DELETE', `/api/sessions/${foreign}`)).toBe('not_found');
    expect((await browser.call('DELETE', `/api/sessions/${foreign}`)).status).toBe(200);
    expect(await other.refused('GET', '/api/me')).toBe('unauthorised');
  });
});

describe('Signing in', () => {
  test('says the same about a wrong password and an unknown address', async () => {
    const { email } = await signUp();
    expect(await new Browser().refused('POST', '/api/sign-in', { email, password: 'wrong' })).toBe('bad_credentials');
    expect(await new Browser().refused('POST', '/api/sign-in', { email: 'nobody@example.com', password: PASSWORD })).toBe(
      'bad_credentials',
    );
  });

  test('is limited per address of mail, and forgotten after a success', async () => {
    const [victim, other] = [await signUp(), await signUp()];
    const attempt = (email: string, password: string) => new Browser().call<{ code?: string }>('POST', '/api/sign-in', { email, password });
    for (let i = 0; i < 9; i++) expect((await attempt(victim.email, 'wrong')).body.code).toBe('bad_credentials');
    expect((await attempt(victim.email, PASSWORD)).status).toBe(200);
    for (let i = 0; i < 10; i++) expect((await attempt(victim.email, 'wrong')).body.code).toBe('bad_credentials');
    expect((await attempt(victim.email, PASSWORD)).body.code).toBe('too_many');
    expect((await attempt(other.email, PASSWORD)).status).toBe(200);
  });
});

describe('A forgotten password', () => {
  test('answers alike whether the address is known', async () => {
    const { email } = await signUp();
    const known = await new Browser().call('POST', '/api/forgot', { email });
    const unknown = await new Browser().call('POST', '/api/forgot', { email: 'nobody-here@example.com' });
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    expect(mails.some((mail) => 'email' in mail && mail.email === 'nobody-here@example.com')).toBe(false);
  });

  test('is replaced once by a link, which ends every session', async () => {
    const { browser, email } = await signUp();
    await new Browser().call('POST', '/api/forgot', { email });
    const reset = { token: tokenIn(mailTo('reset', email)), password: 'another good password' };
    expect(await new Browser().refused('POST', '/api/reset', { ...reset, password: 'short' })).toBe('weak_password');
    expect((await new Browser().call('POST', '/api/reset', reset)).status).toBe(200);
    expect(await browser.refused('GET', '/api/me')).toBe('unauthorised');
    expect(await new Browser().refused('POST', '/api/reset', reset)).toBe('token_used');
    expect(await new Browser().refused('POST', '/api/sign-in', { email, password: PASSWORD })).toBe('bad_credentials');
    const again = new Browser();
    expect((await again.call('POST', '/api/sign-in', { email, password: reset.password })).status).toBe(200);
    expect((await again.me()).user.verified).toBe(true);
  });

  test('keeps reset links unreadable in the database', async () => {
    const { email } = await signUp();
    await new Browser().call('POST', '/api/forgot', { email });
    const rows = await env.DB.prepare('SELECT identifier FROM verification').all<{ identifier: string }>();
    expect(rows.results.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows.results)).not.toContain(tokenIn(mailTo('reset', email)));
  });

  test('is limited per network address', async () => {
    const attempt = (address: string, i: number) =>
      new Browser().fetch('/api/forgot', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', 'cf-connecting-ip': address },
        body: JSON.stringify({ email: `guess-${i}@example.com` }),
      });
    for (let i = 0; i < 20; i++) expect((await attempt('203.0.113.7', i)).status).toBe(200);
    expect((await attempt('203.0.113.7', 21)).status).toBe(429);
    expect((await attempt('203.0.113.8', 22)).status).toBe(200);
  });
});

describe('A changed password', () => {
  test('needs the present one and ends every other session', async () => {
    const { browser, email } = await signUp();
    const other = new Browser();
    await other.call('POST', '/api/sign-in', { email, password: PASSWORD });
    const change = { current: PASSWORD, password: 'another good password' };
    expect(await browser.refused('PUT', '/api/me/password', { ...change, current: 'wrong' })).toBe('bad_credentials');
    expect(await browser.refused('PUT', '/api/me/password', { ...change, password: 'short' })).toBe('weak_password');
    expect((await browser.call('PUT', '/api/me/password', change)).status).toBe(200);
    expect((await browser.me()).user.email).toBe(email);
    expect(await other.refused('GET', '/api/me')).toBe('unauthorised');
    expect(await new Browser().refused('POST', '/api/sign-in', { email, password: PASSWORD })).toBe('bad_credentials');
  });
});
