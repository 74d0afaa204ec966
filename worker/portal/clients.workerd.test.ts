import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SessionInfo } from '../../protocol/api.ts';
import type { Activation, ClientInfo, ClientList, PortalMe } from '../../protocol/portal.ts';
import { addColleague, Browser, mails, mailTo, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';
import { addClient, freshAddress, invite } from './test-portal.ts';

let owner: Browser;
let account: string;
const api = (path = '') => `/api/portal/${account}${path}`;
const activation = { name: 'Vic', password: PASSWORD, language: 'es', timeZone: 'Europe/Madrid' };
const meOf = async (browser: Browser) => (await browser.call<PortalMe>('GET', api('/me'))).body;

beforeAll(async () => {
  ({ browser: owner, account } = await signUp());
});

describe('An invitation', () => {
  test('is mailed by any operator, activates a client with name, language and time zone, and signs them in', async () => {
    const colleague = await addColleague(owner);
    const email = freshAddress();
    const body = { email: ` ${email.toUpperCase()}`, name: 'Vic', message: 'Welcome <b>here</b>', language: 'es' };
    const { body: made } = await colleague.browser.call<ClientInfo>('POST', '/api/clients', body);
    expect(made).toMatchObject({ email, name: 'Vic', state: 'invited' });
    const mail = mailTo('client_invitation', email);
    expect(mail).toMatchObject({ inviter: 'Grace', message: 'Welcome <b>here</b>', language: 'es', company: 'Ada’s team' });
    expect(mail.url).toBe(`${env.PUBLIC_URL}/portal/${account}/activate?token=${tokenIn(mail)}`);
    const client = new Browser();
    expect((await client.call<Activation>('GET', api(`/activation/${tokenIn(mail)}`))).body).toEqual({ email, name: 'Vic', known: false });
    expect((await client.call('POST', api(`/activation/${tokenIn(mail)}`), { ...activation, name: 'مريم 🌿' })).status).toBe(200);
    expect(await meOf(client)).toEqual({
      id: made.id,
      name: 'مريم 🌿',
      email,
      language: 'es',
      timeZone: 'Europe/Madrid',
      password: true,
      mutes: { all: false, rooms: [] },
    });
  });

  test('is good once, also for two who use it at once, and dead for everybody afterwards', async () => {
    const { token } = await invite(owner);
    const both = [new Browser(), new Browser()];
    const replies = await Promise.all(
      both.map((browser) => browser.call<{ code?: string }>('POST', api(`/activation/${token}`), activation)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(replies.find(({ status }) => status === 410)!.body.code).toBe('token_used');
    expect(await new Browser().refused('GET', api(`/activation/${token}`))).toBe('token_used');
    expect(await new Browser().refused('POST', api(`/activation/${token}`), activation)).toBe('token_used');
    expect(await new Browser().refused('POST', api(`/activation/${token}/again`))).toBe('token_used');
  });

  test('that has expired says so, and is sent again to the invited address alone', async () => {
    const { token, email, id } = await invite(owner);
    await env.DB.prepare('UPDATE client SET expires_at = ? WHERE id = ?')
      .bind(Date.now() - 1, id)
      .run();
    const stranger = new Browser();
    expect(await stranger.refused('GET', api(`/activation/${token}`))).toBe('invitation_expired');
    expect(await stranger.refused('POST', api(`/activation/${token}`), activation)).toBe('invitation_expired');
    const before = mails.length;
    expect((await stranger.call('POST', api(`/activation/${token}/again`), { email: 'eve@example.com' })).status).toBe(200);
    expect(mails.slice(before).map((mail) => 'email' in mail && mail.email)).toEqual([email]);
    const fresh = tokenIn(mailTo('client_invitation', email));
    expect(fresh).not.toBe(token);
    expect(await stranger.refused('GET', api(`/activation/${token}`))).toBe('token_used');
    expect((await stranger.call('POST', api(`/activation/${fresh}`), activation)).status).toBe(200);
  });

  test('sent again kills the link before', async () => {
    const { token, email, id } = await invite(owner);
    expect((await owner.call('POST', `/api/clients/${id}/invite`)).status).toBe(200);
    expect(await new Browser().refused('POST', api(`/activation/${token}`), activation)).toBe('token_used');
    const second = tokenIn(mailTo('client_invitation', email));
    await invite(owner, email, 'Victoria');
    expect(await new Browser().refused('POST', api(`/activation/${second}`), activation)).toBe('token_used');
    const third = tokenIn(mailTo('client_invitation', email));
    expect((await new Browser().call<Activation>('GET', api(`/activation/${third}`))).body.name).toBe('Victoria');
    expect((await new Browser().call('POST', api(`/activation/${third}`), activation)).status).toBe(200);
    expect(await owner.refused('POST', `/api/clients/${id}/invite`)).toBe('client_exists');
  });

  test('opened by another client who is signed in changes nothing and says who is', async () => {
    const other = await addClient(owner, account);
    const { token, email } = await invite(owner);
    expect((await other.browser.call<Activation>('GET', api(`/activation/${token}`))).body).toMatchObject({
      email,
      signedInAs: other.email,
    });
    expect(await other.browser.refused('POST', api(`/activation/${token}`), activation)).toBe('other_person');
    expect((await meOf(other.browser)).email).toBe(other.email);
    await other.browser.call('POST', api('/sign-out'));
    expect((await other.browser.call('POST', api(`/activation/${token}`), activation)).status).toBe(200);
    expect((await meOf(other.browser)).email).toBe(email);
  });

  test('of another account, a made-up or an altered one opens nothing', async () => {
    const stranger = await signUp();
    const { token } = await invite(owner);
    const tries = [`/api/portal/${stranger.account}/activation/${token}`, api(`/activation/${token}x`), api('/activation/made-up')];
    for (const path of tries) expect(await new Browser().refused('POST', path, activation)).toBe('token_used');
    expect(await new Browser().refused('GET', '/api/portal/nobody/activation/x')).toBe('not_found');
  });

  test('refuses short passwords, endless names and wrong time zones, and stays good', async () => {
    const { token } = await invite(owner);
    const browser = new Browser();
    const path = api(`/activation/${token}`);
    expect(await browser.refused('POST', path, { ...activation, password: 'short' })).toBe('weak_password');
    expect(await browser.refused('POST', path, { ...activation, name: 'x'.repeat(10_000) })).toBe('bad_request');
    expect(await browser.refused('POST', path, { ...activation, timeZone: 'Moon/Base' })).toBe('bad_request');
    expect(await owner.refused('POST', '/api/clients', { email: freshAddress(), name: 'x'.repeat(10_000) })).toBe('bad_request');
    expect((await browser.call('POST', path, activation)).status).toBe(200);
  });
});

describe('Signing in', () => {
  test('by password, out, and not with a wrong one', async () => {
    const { email, browser } = await addClient(owner, account);
    await browser.call('POST', api('/sign-out'));
    expect(await browser.refused('GET', api('/me'))).toBe('unauthorised');
    expect(await browser.refused('POST', api('/sign-in'), { email, password: 'not the password' })).toBe('bad_credentials');
    expect((await browser.call('POST', api('/sign-in'), { email, password: PASSWORD })).status).toBe(200);
    expect((await meOf(browser)).email).toBe(email);
  });

  test('by a link that works once, within its time, and at its own company', async () => {
    const { email } = await addClient(owner, account, { password: '' });
    const link = async () => {
      await new Browser().call('POST', api('/link'), { email });
      return tokenIn(mailTo('client_link', email));
    };
    const browser = new Browser();
    const token = await link();
    const other = await signUp();
    await addClient(other.browser, other.account, { email, password: '' });
    expect(await browser.refused('POST', `/api/portal/${other.account}/link/use`, { token })).toBe('token_used');
    expect((await browser.call('POST', api('/link/use'), { token })).status).toBe(200);
    expect(await meOf(browser)).toMatchObject({ email, password: false });
    expect(await new Browser().refused('POST', api('/link/use'), { token })).toBe('token_used');
    const late = await link();
    await env.DB.prepare('UPDATE client_verification SET expires_at = 1').run();
    expect(await new Browser().refused('POST', api('/link/use'), { token: late })).toBe('token_used');
  });

  test('a link leads to the page that was asked for, and never out of the portal', async () => {
    const active = await addClient(owner, account);
    const invited = await invite(owner);
    const to = '/rooms/client.0123?seq=4';
    const kinds = [
      ['/link', active.email, 'client_link'],
      ['/forgot', active.email, 'client_reset'],
      ['/link', invited.email, 'client_invitation'],
    ] as const;
    for (const [path, email, kind] of kinds) {
      await new Browser().call('POST', api(path), { email, to });
      expect(new URL(mailTo(kind, email).url).searchParams.get('to'), kind).toBe(to);
    }
    expect((await new Browser().call('GET', api(`/activation/${tokenIn(mailTo('client_invitation', invited.email))}`))).status).toBe(200);
    for (const elsewhere of ['https://evil.example', '//evil.example', '/../app', 'rooms'])
      expect(await new Browser().refused('POST', api('/link'), { email: active.email, to: elsewhere })).toBe('bad_request');
  });

  test('tells nobody who is a client: the answers are the same, mails go to active ones and invitations to invited ones', async () => {
    const active = await addClient(owner, account);
    const invited = await invite(owner);
    const removed = await addClient(owner, account);
    await owner.call('DELETE', `/api/clients/${removed.id}`);
    const asked = async (path: string, email: string) => {
      const before = mails.length;
      const reply = await new Browser().call('POST', api(path), { email });
      return [reply.status, reply.body, mails.slice(before).map(({ kind }) => kind)];
    };
    for (const path of ['/link', '/forgot']) {
      const kind = path === '/link' ? 'client_link' : 'client_reset';
      expect(await asked(path, active.email)).toEqual([200, {}, [kind]]);
      expect(await asked(path, invited.email)).toEqual([200, {}, ['client_invitation']]);
      expect(await asked(path, removed.email)).toEqual([200, {}, []]);
      expect(await asked(path, 'nobody@example.com')).toEqual([200, {}, []]);
    }
    expect(await new Browser().refused('POST', api('/sign-in'), { email: removed.email, password: PASSWORD })).toBe('bad_credentials');
    expect(await new Browser().refused('POST', api('/sign-in'), { email: 'nobody@example.com', password: PASSWORD })).toBe(
      'bad_credentials',
    );
  });

  test('is limited by address', async () => {
    const { email } = await addClient(owner, account);
    const tries = [];
    for (let n = 0; n < 11; n++) tries.push(await new Browser().refused('POST', api('/sign-in'), { email, password: 'wrong password' }));
    expect(tries.slice(0, 10)).toEqual(Array(10).fill('bad_credentials'));
    expect(tries[10]).toBe('too_many');
    for (let n = 0; n < 5; n++) await new Browser().call('POST', api('/link'), { email: 'many@example.com' });
    expect(await new Browser().refused('POST', api('/link'), { email: 'many@example.com' })).toBe('too_many');
  });

  test('a new password by a link that works once, on our own host, ends all sessions', async () => {
    const { email, browser } = await addClient(owner, account);
    await new Browser().call('POST', api('/forgot'), { email });
    const mail = mailTo('client_reset', email);
    expect(mail.url.startsWith(`${env.PUBLIC_URL}/portal/${account}/reset?token=`)).toBe(true);
    const body = { token: tokenIn(mail), password: 'another good password' };
    expect(await new Browser().refused('POST', api('/reset'), { ...body, password: 'short' })).toBe('weak_password');
    expect((await new Browser().call('POST', api('/reset'), body)).status).toBe(200);
    expect(await browser.refused('GET', api('/me'))).toBe('unauthorised');
    expect(await new Browser().refused('POST', api('/reset'), body)).toBe('token_used');
    expect((await browser.call('POST', api('/sign-in'), { email, password: body.password })).status).toBe(200);
  });
});

test('who signs in by link chooses a password by one, and has it then', async () => {
  const { email, browser } = await addClient(owner, account, { password: '' });
  expect(await browser.refused('PUT', api('/me/password'), { current: '', password: 'a first password' })).toBe('bad_credentials');
  await browser.call('POST', api('/forgot'), { email });
  const body = { token: tokenIn(mailTo('client_reset', email)), password: 'a first password' };
  expect((await browser.call('POST', api('/reset'), body)).status).toBe(200);
  expect((await browser.call('POST', api('/sign-in'), { email, password: body.password })).status).toBe(200);
  expect((await meOf(browser)).password).toBe(true);
});

describe('Sign-ins lie apart', () => {
  test('cookies of operators open nothing in the portal, cookies of clients nothing of operators', async () => {
    const client = await addClient(owner, account);
    expect(await owner.refused('GET', api('/me'))).toBe('unauthorised');
    for (const path of ['/api/me', '/api/clients', '/api/sites', '/api/portal-settings', '/api/sessions'])
      expect(await client.browser.refused('GET', path)).toBe('unauthorised');
    // Under each other's names too.
    const [operatorCookie] = [...owner.cookies];
    const [clientCookie] = [...client.browser.cookies];
    const crossed = new Browser();
    crossed.cookies.set(clientCookie![0], operatorCookie![1]);
    crossed.cookies.set(operatorCookie![0], clientCookie![1]);
    expect(await crossed.refused('GET', api('/me'))).toBe('unauthorised');
    expect(await crossed.refused('GET', '/api/me')).toBe('unauthorised');
    expect(await client.browser.refused('POST', '/api/sign-in', { email: client.email, password: PASSWORD })).toBe('bad_credentials');
  });

  test('a session of one company opens nothing at another, where they are a client too', async () => {
    const other = await signUp();
    const { email, browser } = await addClient(owner, account);
    const there = await addClient(other.browser, other.account, { email });
    expect(await browser.refused('GET', `/api/portal/${other.account}/me`)).toBe('unauthorised');
    // Its cookie under the other's name.
    const [[name, value]] = [...browser.cookies] as [[string, string]];
    const thief = new Browser();
    thief.cookies.set(name.replace(account, other.account), value);
    expect(await thief.refused('GET', `/api/portal/${other.account}/me`)).toBe('unauthorised');
    expect((await there.browser.call('GET', `/api/portal/${other.account}/me`)).status).toBe(200);
    expect((await browser.call('GET', api('/me'))).status).toBe(200);
    // Both in one browser.
    for (const [key, cookie] of there.browser.cookies) browser.cookies.set(key, cookie);
    expect((await browser.call('GET', api('/me'))).status).toBe(200);
    expect((await browser.call('GET', `/api/portal/${other.account}/me`)).status).toBe(200);
  });

  test('who has a password keeps it when another company invites them', async () => {
    const other = await signUp();
    const { email } = await addClient(owner, account);
    const { token } = await invite(other.browser, email);
    const path = `/api/portal/${other.account}/activation/${token}`;
    const browser = new Browser();
    expect((await browser.call<Activation>('GET', path)).body.known).toBe(true);
    expect((await browser.call('POST', path, { ...activation, password: 'one that takes over' })).status).toBe(200);
    expect(await new Browser().refused('POST', api('/sign-in'), { email, password: 'one that takes over' })).toBe('bad_credentials');
    expect((await new Browser().call('POST', api('/sign-in'), { email, password: PASSWORD })).status).toBe(200);
  });

  test('an operator may be a client, and being removed as one does not touch the other', async () => {
    const { browser: operator, email, id } = await addColleague(owner);
    const client = await addClient(owner, account, { email, password: 'a password for the portal' });
    expect((await operator.me()).user.email).toBe(email);
    expect((await meOf(client.browser)).email).toBe(email);
    await owner.call('DELETE', `/api/clients/${client.id}`);
    expect(await client.browser.refused('GET', api('/me'))).toBe('unauthorised');
    expect((await operator.me()).user.email).toBe(email);
    const back = await addClient(owner, account, { email });
    expect(back.id).toBe(client.id);
    await owner.call('DELETE', `/api/members/${id}`);
    expect(await operator.refused('GET', '/api/clients')).toBe('forbidden');
    expect((await meOf(back.browser)).email).toBe(email);
  });
});

describe('A client who is removed', () => {
  test('is signed out with the next request, and an open invitation is dead', async () => {
    const client = await addClient(owner, account);
    expect((await owner.call('DELETE', `/api/clients/${client.id}`)).status).toBe(200);
    expect(await client.browser.refused('GET', api('/me'))).toBe('unauthorised');
    const { results } = await env.DB.prepare('SELECT s.id FROM client_session s JOIN client c ON c.user = s.user_id WHERE c.id = ?')
      .bind(client.id)
      .all();
    expect(results).toEqual([]);
    const invited = await invite(owner);
    await owner.call('DELETE', `/api/clients/${invited.id}`);
    expect(await new Browser().refused('POST', api(`/activation/${invited.token}`), activation)).toBe('token_used');
    // Again, after a part of it failed.
    expect((await owner.call('DELETE', `/api/clients/${client.id}`)).status).toBe(200);
  });

  test('stays signed in where they are a client of somebody else', async () => {
    const other = await signUp();
    const { email, id, browser } = await addClient(owner, account);
    const there = await addClient(other.browser, other.account, { email });
    await owner.call('DELETE', `/api/clients/${id}`);
    expect(await browser.refused('GET', api('/me'))).toBe('unauthorised');
    expect((await there.browser.call('GET', `/api/portal/${other.account}/me`)).status).toBe(200);
  });

  test('comes back as the same person by a new invitation, and not before it is used', async () => {
    const other = await signUp();
    const { email, id, browser } = await addClient(owner, account);
    await addClient(other.browser, other.account, { email });
    await owner.call('DELETE', `/api/clients/${id}`);
    const { token, id: again } = await invite(owner, email);
    expect(again).toBe(id);
    expect(await browser.refused('GET', api('/me'))).toBe('unauthorised');
    expect((await new Browser().call<Activation>('GET', api(`/activation/${token}`))).body.known).toBe(true);
    const back = new Browser();
    expect((await back.call('POST', api(`/activation/${token}`), { name: 'Vic', language: 'en' })).status).toBe(200);
    expect((await meOf(back)).id).toBe(id);
  });
});

describe('The list of clients', () => {
  test('shows states, finds by name and address, and comes in pages', async () => {
    const { browser, account } = await signUp();
    const active = await addClient(browser, account, { name: 'Zoë Active' });
    const removed = await addClient(browser, account, { name: 'Gone' });
    await browser.call('DELETE', `/api/clients/${removed.id}`);
    const now = Date.now();
    const rows = Array.from({ length: 60 }, (_, n) =>
      env.DB.prepare(
        "INSERT INTO client (id, account, email, name, invited_by, invited_at, expires_at) VALUES (?1, ?2, ?3, 'Bulk', 'x', ?4, ?4)",
      ).bind(`000-${String(n).padStart(3, '0')}-${account}`, account, `bulk-${n}@example.com`, now),
    );
    await env.DB.batch(rows);
    const list = async (query = '') => (await browser.call<ClientList>('GET', `/api/clients${query}`)).body;
    const first = await list();
    const second = await list(`?after=${encodeURIComponent(first.next!)}`);
    const all = [...first.clients, ...second.clients];
    expect([first.clients.length, second.next, new Set(all.map(({ id }) => id)).size]).toEqual([50, undefined, 61]);
    expect(all.find(({ id }) => id === active.id)).toMatchObject({ state: 'active', name: 'Zoë Active' });
    expect((await list('?state=removed')).clients.map(({ id }) => id)).toEqual([removed.id]);
    expect((await list('?state=active')).clients.map(({ id }) => id)).toEqual([active.id]);
    expect((await list('?q=ACTIVE')).clients.map(({ id }) => id)).toEqual([active.id]);
    expect((await list('?q=bulk-59@')).clients).toHaveLength(1);
    expect((await list('?q=%25')).clients).toEqual([]);
    expect(await browser.refused('GET', '/api/clients?state=odd')).toBe('bad_request');
  });

  test('renames; only who invited, owners and admins remove; agents of an advertiser see none', async () => {
    const colleague = await addColleague(owner);
    const own = await invite(colleague.browser);
    const others = await invite(owner);
    expect((await colleague.browser.call<ClientInfo>('PATCH', `/api/clients/${others.id}`, { name: 'New name' })).body.name).toBe(
      'New name',
    );
    expect(await colleague.browser.refused('DELETE', `/api/clients/${others.id}`)).toBe('forbidden');
    expect((await colleague.browser.call('DELETE', `/api/clients/${own.id}`)).status).toBe(200);
    await owner.call('PUT', `/api/members/${colleague.id}`, { listingsOnly: true });
    expect(await colleague.browser.refused('GET', '/api/clients')).toBe('forbidden');
  });

  test("another account's clients answer like ones that do not exist", async () => {
    const stranger = await signUp();
    const { id } = await addClient(owner, account);
    expect((await stranger.browser.call<ClientList>('GET', '/api/clients')).body.clients).toEqual([]);
    expect(await stranger.browser.refused('PATCH', `/api/clients/${id}`, { name: 'Taken over' })).toBe('not_found');
    expect(await stranger.browser.refused('POST', `/api/clients/${id}/invite`)).toBe('not_found');
    expect(await stranger.browser.refused('DELETE', `/api/clients/${id}`)).toBe('not_found');
  });
});

describe('A client', () => {
  test('sets name, language, time zone and mails, and nothing of anybody else', async () => {
    const one = await addClient(owner, account);
    const two = await addClient(owner, account);
    const begin = { cid: crypto.randomUUID(), form: 'clients', name: 'Room', people: [`c_${one.id}`] };
    const { room } = (await owner.call<{ room: string }>('POST', '/api/client-rooms', begin)).body;
    await one.browser.call('PATCH', api('/me'), { name: 'Victoria', language: 'es', timeZone: 'America/Bogota' });
    await one.browser.call('PUT', api('/me/mutes'), { room: '', muted: true });
    await one.browser.call('PUT', api('/me/mutes'), { room, muted: true });
    expect(await meOf(one.browser)).toMatchObject({
      name: 'Victoria',
      language: 'es',
      timeZone: 'America/Bogota',
      mutes: { all: true, rooms: [room] },
    });
    await one.browser.call('PUT', api('/me/mutes'), { room: '', muted: false });
    expect((await meOf(one.browser)).mutes).toEqual({ all: false, rooms: [room] });
    expect(await two.browser.refused('PUT', api('/me/mutes'), { room, muted: true })).toBe('not_found');
    expect(await meOf(two.browser)).toMatchObject({ name: 'Vic', mutes: { all: false, rooms: [] } });
    expect(await one.browser.refused('PATCH', api('/me'), { name: '' })).toBe('bad_request');
    expect(await one.browser.refused('PUT', api('/me/mutes'), { room: 'site.visitor', muted: true })).toBe('bad_request');
  });

  test('sees where they are signed in, ends it there, and by a new password everywhere else', async () => {
    const { email, browser } = await addClient(owner, account);
    const other = new Browser();
    await other.call('POST', api('/sign-in'), { email, password: PASSWORD });
    const { body: sessions } = await browser.call<SessionInfo[]>('GET', api('/sessions'));
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    const foreign = await addClient(owner, account);
    const [theirs] = (await foreign.browser.call<SessionInfo[]>('GET', api('/sessions'))).body;
    expect(await browser.refused('DELETE', api(`/sessions/${theirs!.id}`))).toBe('not_found');
    await browser.call('DELETE', api(`/sessions/${sessions.find(({ current }) => !current)!.id}`));
    expect(await other.refused('GET', api('/me'))).toBe('unauthorised');
    await other.call('POST', api('/sign-in'), { email, password: PASSWORD });
    expect(await browser.refused('PUT', api('/me/password'), { current: 'wrong one', password: 'another good one' })).toBe(
      'bad_credentials',
    );
    expect((await browser.call('PUT', api('/me/password'), { current: PASSWORD, password: 'another good one' })).status).toBe(200);
    expect(await other.refused('GET', api('/me'))).toBe('unauthorised');
    expect((await meOf(browser)).email).toBe(email);
  });

  test('stays signed in as long as they come, and is signed out when the session has ended', async () => {
    const { browser } = await addClient(owner, account);
    const [session] = (await browser.call<SessionInfo[]>('GET', api('/sessions'))).body;
    const set = (sql: string) => env.DB.prepare(`UPDATE client_session SET ${sql} WHERE id = ?`).bind(session!.id).run();
    const day = 24 * 3600 * 1000;
    expect((await browser.fetch(api('/me'))).headers.getSetCookie()).toEqual([]);
    await set(`updated_at = ${Date.now() - day}, expires_at = ${Date.now() + day}`);
    const [cookie] = (await browser.fetch(api('/me'))).headers.getSetCookie();
    expect(cookie).toMatch(new RegExp(`^foyer-client-${account}\\.session_token=.*Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax$`));
    const row = await env.DB.prepare('SELECT expires_at AS ends FROM client_session WHERE id = ?')
      .bind(session!.id)
      .first<{ ends: number }>();
    expect(row!.ends).toBeGreaterThan(Date.now() + 29 * day);
    expect((await meOf(browser)).name).toBe('Vic');
    await set('expires_at = 1');
    expect(await browser.refused('GET', api('/me'))).toBe('unauthorised');
  });

  test('is refused from pages of other sites', async () => {
    const { browser } = await addClient(owner, account);
    const response = await browser.fetch(api('/me'), {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: '{"name":"Eve"}',
    });
    expect(response.status).toBe(403);
  });
});
