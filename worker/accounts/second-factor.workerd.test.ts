import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppSecret, Members, SecondFactor, SessionInfo, SignInStep } from '../../protocol/api.ts';
import { VERSION } from '../../protocol/frames.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { addColleague, Browser, mailTo, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';
import { appCode } from '../testing/app-code.ts';
import { Authenticator } from '../testing/authenticator.ts';

const password = PASSWORD;
const factors = async (browser: Browser) => (await browser.call<SecondFactor>('GET', '/api/me/second-factor')).body;
const sessions = async (browser: Browser) => (await browser.call<SessionInfo[]>('GET', '/api/sessions')).body;

/** Sets an authenticator app up. Its code of the last half minute is used by that. */
async function addApp(browser: Browser) {
  const { secret, uri } = (await browser.call<AppSecret>('POST', '/api/me/second-factor/app', { password })).body;
  const confirmed = await browser.call<{ codes: string[] }>('POST', '/api/me/second-factor/app/confirm', {
    code: await appCode(secret, -1),
  });
  expect(confirmed.status).toBe(200);
  return { secret, uri, codes: confirmed.body.codes };
}

/** The first step: a browser that has to give a code now. */
async function halfIn(email: string, browser = new Browser()): Promise<Browser> {
  const reply = await browser.call<SignInStep>('POST', '/api/sign-in', { email, password });
  expect([reply.status, reply.body]).toEqual([200, { code: true }]);
  return browser;
}
const tryCode = (browser: Browser, code: string) => browser.refused('POST', '/api/sign-in/code', { code });

async function addPasskey(browser: Browser, device = new Authenticator(), name = 'Laptop') {
  const options = (await browser.call<Parameters<Authenticator['create']>[0]>('POST', '/api/me/passkeys/options', { password })).body;
  const reply = await browser.call<{ id: string }>('POST', '/api/me/passkeys', { name, response: await device.create(options) });
  return { device, ...reply };
}
async function showPasskey(device: Authenticator, browser = new Browser()) {
  const options = (await browser.call<Parameters<Authenticator['get']>[0]>('POST', '/api/sign-in/passkey/options')).body;
  return { browser, ...(await browser.call('POST', '/api/sign-in/passkey', { response: await device.get(options) })) };
}

// A clock that stands, in the middle of a code's half minute, and behind the alarms' own.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 30_000) * 30_000 - 15_000 });
});
afterEach(() => {
  vi.useRealTimers();
});
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe('An authenticator app', () => {
  test('is on when a code of it was right, with ten recovery codes; the session and its list stay', async () => {
    const { browser, email } = await signUp();
    const before = await sessions(browser);
    expect(await browser.refused('POST', '/api/me/second-factor/app', { password: 'wrong' })).toBe('bad_credentials');
    const { secret, uri } = (await browser.call<AppSecret>('POST', '/api/me/second-factor/app', { password })).body;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Foyer:/);
    expect(await browser.refused('POST', '/api/me/second-factor/app/confirm', { code: '000000' })).toBe('bad_code');
    expect(await factors(browser)).toEqual({ app: false, codes: 0, passkeys: [] });
    expect((await new Browser().call('POST', '/api/sign-in', { email, password })).body).toEqual({});
    const { body } = await browser.call<{ codes: string[] }>('POST', '/api/me/second-factor/app/confirm', { code: await appCode(secret) });
    expect(new Set(body.codes).size).toBe(10);
    expect(await factors(browser)).toEqual({ app: true, codes: 10, passkeys: [] });
    expect((await sessions(browser)).find(({ current }) => current)?.id).toBe(before[0]!.id);
    expect(await sessions(browser)).toHaveLength(2);
  });

  test('leaves other sessions and open sockets as they are', async () => {
    const { browser, email } = await signUp();
    const other = new Browser();
    await other.call('POST', '/api/sign-in', { email, password });
    const desk = await TestSocket.open(browser, '/api/desk');
    desk.send({ t: 'hello', v: VERSION });
    await desk.heard('welcome');
    await addApp(browser);
    expect((await other.me()).user.email).toBe(email);
    expect(desk.closed).toBe(0);
    const mine = (await sessions(other)).find(({ current }) => !current)!;
    await other.call('DELETE', `/api/sessions/${mine.id}`);
    await vi.waitFor(() => expect(desk.closed).toBe(4401));
    expect(await browser.refused('GET', '/api/me')).toBe('unauthorised');
  });

  test('is unreadable in the database, and so are its recovery codes', async () => {
    const { browser } = await signUp();
    const { secret, codes } = await addApp(browser);
    const rows = JSON.stringify((await env.DB.prepare('SELECT * FROM second_factor').all()).results);
    expect(rows).not.toContain(secret);
    for (const code of codes) expect(rows).not.toContain(code);
  });

  test('is switched off by the password alone, and makes new recovery codes', async () => {
    const { browser, email } = await signUp();
    const { codes } = await addApp(browser);
    expect(await browser.refused('POST', '/api/me/second-factor/codes', { password: 'wrong' })).toBe('bad_credentials');
    const fresh = (await browser.call<{ codes: string[] }>('POST', '/api/me/second-factor/codes', { password })).body.codes;
    expect(fresh).toHaveLength(10);
    expect(await tryCode(await halfIn(email), codes[0]!)).toBe('bad_code');
    expect(await browser.refused('POST', '/api/me/second-factor/app/off', { password: 'wrong' })).toBe('bad_credentials');
    expect((await browser.call('POST', '/api/me/second-factor/app/off', { password })).status).toBe(200);
    expect(await factors(browser)).toMatchObject({ app: false, codes: 0 });
    expect(await sessions(browser)).toHaveLength(1);
    expect((await new Browser().call('POST', '/api/sign-in', { email, password })).body).toEqual({});
    expect(await browser.refused('POST', '/api/me/second-factor/codes', { password })).toBe('factor_changed');
  });
});

describe('Between the password and the code', () => {
  test('there is no session', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const entering = new Browser();
    const reply = await entering.call('POST', '/api/sign-in', { email, password });
    const cookies = reply.headers.getSetCookie().filter((cookie) => cookie.startsWith('foyer.session_token='));
    // Whatever was set on the way opens nothing.
    for (const cookie of cookies) {
      const stolen = new Browser();
      stolen.cookies.set('foyer.session_token', /=([^;]*)/.exec(cookie)![1]!);
      expect(await stolen.refused('GET', '/api/me')).toBe('unauthorised');
    }
    expect(await sessions(browser)).toHaveLength(1);
    for (const path of ['/api/me', '/api/sessions', '/api/me/second-factor'])
      expect(await entering.refused('GET', path)).toBe('unauthorised');
    expect((await entering.call('POST', '/api/sign-in/code', { code: await appCode(secret) })).status).toBe(200);
    expect((await entering.me()).user.email).toBe(email);
    expect(await sessions(browser)).toHaveLength(2);
  });

  test('a code counts with a step of the clock on each side, and no further', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    for (const steps of [-2, 2, 9]) expect(await tryCode(await halfIn(email), await appCode(secret, steps))).toBe('bad_code');
    for (const steps of [1, 0]) {
      const entering = await halfIn(email);
      expect((await entering.call('POST', '/api/sign-in/code', { code: await appCode(secret, steps) })).status).toBe(200);
    }
    const shown = await appCode(secret, 0);
    later(60);
    expect(await tryCode(await halfIn(email), shown)).toBe('bad_code');
  });

  test('a code that came too early counts when its time has come', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const entering = await halfIn(email);
    const early = await appCode(secret, 2);
    expect(await tryCode(entering, early)).toBe('bad_code');
    later(30);
    expect((await entering.call('POST', '/api/sign-in/code', { code: early })).status).toBe(200);
  });

  test('a code opens one session, also when it comes twice at once', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    // Used when the app was confirmed.
    expect(await tryCode(await halfIn(email), await appCode(secret, -1))).toBe('bad_code');
    const code = await appCode(secret);
    const both = await Promise.all([halfIn(email), halfIn(email)]);
    const replies = await Promise.all(both.map((entering) => entering.call('POST', '/api/sign-in/code', { code })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await tryCode(await halfIn(email), code)).toBe('bad_code');
    expect(await sessions(browser)).toHaveLength(2);
  });

  test('a recovery code counts once, however it is typed', async () => {
    const { browser, email } = await signUp();
    const { codes } = await addApp(browser);
    const typed = ` ${codes[0]!.replace('-', ' ')} `;
    const entering = await halfIn(email);
    expect((await entering.call('POST', '/api/sign-in/code', { code: typed })).status).toBe(200);
    expect((await factors(entering)).codes).toBe(9);
    expect(await tryCode(await halfIn(email), codes[0]!)).toBe('bad_code');
    expect((await (await halfIn(email)).call('POST', '/api/sign-in/code', { code: codes[1] })).status).toBe(200);
  });

  test('wrong codes end the sign-in, and after ten nobody gets in for a while', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const entering = await halfIn(email);
    for (let i = 0; i < 5; i++) expect(await tryCode(entering, `00000${i}`)).toBe('bad_code');
    expect(await tryCode(entering, await appCode(secret))).toBe('step_over');
    const again = await halfIn(email);
    for (let i = 5; i < 9; i++) expect(await tryCode(again, `00000${i}`)).toBe('bad_code');
    expect(await tryCode(again, await appCode(secret))).toBe('too_many');
    expect((await browser.me()).user.email).toBe(email);
    later(901);
    const { status } = await (await halfIn(email)).call('POST', '/api/sign-in/code', { code: await appCode(secret) });
    expect(status).toBe(200);
  });

  test('a code without the password, or much later, is worth nothing', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    expect(await tryCode(new Browser(), await appCode(secret))).toBe('step_over');
    const forged = new Browser();
    forged.cookies.set('foyer.two_factor', encodeURIComponent('2fa-made-up.signature'));
    expect(await tryCode(forged, await appCode(secret))).toBe('step_over');
    const late = await halfIn(email);
    const { id } = (await browser.me()).user;
    await env.DB.prepare('UPDATE verification SET expires_at = ? WHERE value = ?')
      .bind(Date.now() - 1, id)
      .run();
    expect(await tryCode(late, await appCode(secret))).toBe('step_over');
  });

  test('the code of one person does not let another in', async () => {
    const [ada, eve] = [await signUp(), await signUp()];
    await addApp(ada.browser);
    const { secret } = await addApp(eve.browser);
    const session = new Map(eve.browser.cookies);
    const entering = await halfIn(ada.email, eve.browser);
    expect(await tryCode(entering, await appCode(secret))).toBe('bad_code');
    // With a session of their own beside it, which is not what waits for a code.
    for (const [name, value] of session) entering.cookies.set(name, value);
    expect(await tryCode(entering, await appCode(secret))).toBe('bad_code');
  });
});

describe('A trusted device', () => {
  test('is not asked again for thirty days', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const device = await halfIn(email);
    await device.call('POST', '/api/sign-in/code', { code: await appCode(secret), trust: true });
    await device.call('POST', '/api/sign-out');
    later(29 * 24 * 3600);
    expect((await device.call('POST', '/api/sign-in', { email, password })).body).toEqual({});
    await device.call('POST', '/api/sign-out');
    later(31 * 24 * 3600);
    await halfIn(email, device);
  });

  test('is not asked again, until the password changes', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const device = await halfIn(email);
    await device.call('POST', '/api/sign-in/code', { code: await appCode(secret), trust: true });
    await device.call('POST', '/api/sign-out');
    expect((await device.call('POST', '/api/sign-in', { email, password })).body).toEqual({});
    expect((await device.me()).user.email).toBe(email);
    await device.call('POST', '/api/sign-out');
    await browser.call('PUT', '/api/me/password', { current: password, password });
    await halfIn(email, device);
  });
});

describe('A forgotten password', () => {
  test('that is chosen anew still needs the code, on trusted devices too', async () => {
    const { browser, email } = await signUp();
    const { secret } = await addApp(browser);
    const device = await halfIn(email);
    await device.call('POST', '/api/sign-in/code', { code: await appCode(secret), trust: true });
    await device.call('POST', '/api/sign-out');
    await new Browser().call('POST', '/api/forgot', { email });
    expect((await new Browser().call('POST', '/api/reset', { token: tokenIn(mailTo('reset', email)), password })).status).toBe(200);
    await halfIn(email, device);
    expect((await device.call('POST', '/api/sign-in/code', { code: await appCode(secret, 1) })).status).toBe(200);
  });
});

describe('A passkey', () => {
  test('opens a session by itself, also past an authenticator app', async () => {
    const { browser, email } = await signUp();
    await addApp(browser);
    const { device, status } = await addPasskey(browser);
    expect(status).toBe(201);
    const entered = await showPasskey(device);
    expect(entered.status).toBe(200);
    expect((await entered.browser.me()).user.email).toBe(email);
    expect(await sessions(browser)).toHaveLength(2);
    // Again in the same browser: the session before ends.
    await showPasskey(device, entered.browser);
    expect(await sessions(browser)).toHaveLength(2);
  });

  test('is refused when it is unknown, shown a second time, or not confirmed by its person', async () => {
    const { browser } = await signUp();
    const { device } = await addPasskey(browser);
    const stranger = new Authenticator();
    await stranger.create({ challenge: 'x', rp: { id: 'localhost' } });
    expect((await showPasskey(stranger)).body).toMatchObject({ code: 'passkey_refused' });
    const entering = new Browser();
    const options = (await entering.call<Parameters<Authenticator['get']>[0]>('POST', '/api/sign-in/passkey/options')).body;
    const [cookies, response] = [new Map(entering.cookies), await device.get(options)];
    expect((await entering.call('POST', '/api/sign-in/passkey', { response })).status).toBe(200);
    const replaying = new Browser();
    for (const [name, value] of cookies) replaying.cookies.set(name, value);
    expect(await replaying.refused('POST', '/api/sign-in/passkey', { response })).toBe('passkey_refused');
    const touched = await addPasskey(browser, new Authenticator(false));
    expect(touched.body).toMatchObject({ code: 'passkey_refused' });
    Object.assign(device, { verifies: false });
    expect((await showPasskey(device)).body).toMatchObject({ code: 'passkey_refused' });
  });

  test('is added with the password only, and never for two people', async () => {
    const [ada, eve] = [await signUp(), await signUp()];
    expect(await ada.browser.refused('POST', '/api/me/passkeys/options', { password: 'wrong' })).toBe('bad_credentials');
    const { device } = await addPasskey(ada.browser);
    const copy = new Authenticator();
    Object.assign(copy, { id: device.id });
    expect((await addPasskey(eve.browser, copy)).status).not.toBe(201);
    expect((await showPasskey(device)).status).toBe(200);
    expect((await factors(eve.browser)).passkeys).toEqual([]);
  });

  test('is renamed and removed by its own person only', async () => {
    const [ada, eve] = [await signUp(), await signUp()];
    const { device, body } = await addPasskey(ada.browser, new Authenticator(), 'Phone');
    expect(await eve.browser.refused('PUT', `/api/me/passkeys/${body.id}`, { name: 'Mine' })).toBe('not_found');
    expect(await eve.browser.refused('DELETE', `/api/me/passkeys/${body.id}`)).toBe('not_found');
    expect((await factors(ada.browser)).passkeys).toMatchObject([{ id: body.id, name: 'Phone' }]);
    await ada.browser.call('PUT', `/api/me/passkeys/${body.id}`, { name: 'Old phone' });
    expect((await factors(ada.browser)).passkeys[0]!.name).toBe('Old phone');
    expect((await ada.browser.call('DELETE', `/api/me/passkeys/${body.id}`)).status).toBe(200);
    expect((await showPasskey(device)).body).toMatchObject({ code: 'passkey_refused' });
  });
});

describe('An account that asks for a second factor', () => {
  /** An owner with an app who asks for it, and a colleague who has none. */
  async function strict() {
    const owner = (await signUp()).browser;
    const colleague = await addColleague(owner);
    expect(await owner.refused('PUT', '/api/account/second-factor', { required: true })).toBe('factor_needed');
    const { secret } = await addApp(owner);
    return { owner, colleague, secret, ask: (required = true) => owner.call('PUT', '/api/account/second-factor', { required }) };
  }

  test('is its owners’ to say', async () => {
    const { owner, colleague } = await strict();
    const admin = await addColleague(owner, 'admin');
    for (const { browser } of [colleague, admin])
      expect(await browser.refused('PUT', '/api/account/second-factor', { required: false })).toBe('forbidden');
  });

  test('answers nothing else to members who have none, and cuts what they have open', async () => {
    const { owner, colleague, ask } = await strict();
    const desk = await TestSocket.open(colleague.browser, '/api/desk');
    desk.send({ t: 'hello', v: VERSION });
    await desk.heard('welcome');
    await ask();
    await vi.waitFor(() => expect(desk.closed).toBe(4401));
    for (const path of ['sites', 'members', 'canned', 'statistics/now'])
      expect(await colleague.browser.refused('GET', `/api/${path}`)).toBe('factor_needed');
    expect(await colleague.browser.refused('PUT', '/api/me', { name: 'Eve' })).toBe('factor_needed');
    const refused = await TestSocket.open(colleague.browser, '/api/desk');
    await vi.waitFor(() => expect(refused.closed).toBe(4403));
    expect((await colleague.browser.me()).needsSecondFactor).toBe(true);
    expect((await owner.me()).needsSecondFactor).toBeUndefined();
    await addApp(colleague.browser);
    expect((await colleague.browser.me()).needsSecondFactor).toBeUndefined();
    expect((await colleague.browser.call('GET', '/api/sites')).status).toBe(200);
  });

  test('takes a passkey in its place, but not the password of somebody who has one', async () => {
    const { colleague, ask } = await strict();
    const { device } = await addPasskey(colleague.browser);
    await ask();
    expect((await colleague.browser.call('GET', '/api/sites')).status).toBe(200);
    const thief = new Browser();
    await thief.call('POST', '/api/sign-in', { email: colleague.email, password });
    expect(await thief.refused('GET', '/api/sites')).toBe('factor_needed');
    expect(await thief.refused('POST', '/api/me/second-factor/app', { password })).toBe('factor_needed');
    expect(await thief.refused('POST', '/api/me/passkeys/options', { password })).toBe('factor_needed');
    const entered = await showPasskey(device, thief);
    expect((await entered.browser.call('GET', '/api/sites')).status).toBe(200);
  });

  test('still knows the passkey of a session after its password was changed', async () => {
    const { colleague, ask } = await strict();
    await addPasskey(colleague.browser);
    await ask();
    const change = { current: password, password: 'another good password' };
    expect((await colleague.browser.call('PUT', '/api/me/password', change)).status).toBe(200);
    expect((await colleague.browser.call('GET', '/api/sites')).status).toBe(200);
  });

  test('keeps its members from giving the last one up', async () => {
    const { owner, colleague, ask } = await strict();
    const { body } = await addPasskey(colleague.browser);
    await ask();
    expect(await owner.refused('POST', '/api/me/second-factor/app/off', { password })).toBe('factor_needed');
    expect(await colleague.browser.refused('DELETE', `/api/me/passkeys/${body.id}`)).toBe('factor_needed');
    await ask(false);
    expect((await colleague.browser.call('DELETE', `/api/me/passkeys/${body.id}`)).status).toBe(200);
    await ask();
    expect(await colleague.browser.refused('GET', '/api/sites')).toBe('factor_needed');
  });

  test('shows owners and admins who has one', async () => {
    const { owner, colleague } = await strict();
    const list = async (browser: Browser) =>
      (await browser.call<Members>('GET', '/api/members')).body.members.map((one) => one.secondFactor);
    expect(await list(owner)).toEqual([true, false]);
    await addPasskey(colleague.browser);
    expect(await list(owner)).toEqual([true, true]);
    expect(await list(colleague.browser)).toEqual([undefined, undefined]);
  });
});
