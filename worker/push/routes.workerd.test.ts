import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { SessionInfo } from '../../protocol/api.ts';
import { DEFAULT_PREFERENCES } from '../../protocol/api.ts';
import { addColleague, Browser, PASSWORD, signUp } from '../http/test-browser.ts';
import { newDevice, type TestDevice } from '../testing/device.ts';

const keysOf = ({ endpoint, p256dh, auth }: TestDevice) => ({ endpoint, p256dh, auth });
const devices = async (account: string): Promise<{ user: string; endpoint: string }[]> =>
  (await env.DB.prepare('SELECT user, endpoint FROM push_subscription WHERE account = ?1').bind(account).all()).results as never;

async function subscribe(browser: Browser, device?: TestDevice): Promise<TestDevice> {
  const made = device ?? (await newDevice());
  expect((await browser.call('POST', '/api/push/subscribe', keysOf(made))).status).toBe(200);
  return made;
}

describe('A device', () => {
  test('C10: is kept once for its person, and given up', async () => {
    const { browser, account } = await signUp();
    const { key } = (await browser.call<{ key: string }>('GET', '/api/push/key')).body;
    expect(key).toMatch(/^[\w-]{87}$/);
    const device = await subscribe(browser);
    await subscribe(browser, device);
    const { user } = await browser.me();
    expect(await devices(account)).toEqual([{ user: user.id, endpoint: device.endpoint }]);
    await browser.call('POST', '/api/push/unsubscribe', { endpoint: device.endpoint });
    expect(await devices(account)).toEqual([]);
  });

  test('belongs to who subscribed last, and cannot be given up by another', async () => {
    const ada = await signUp();
    const eve = await signUp();
    const device = await subscribe(ada.browser);
    await eve.browser.call('POST', '/api/push/unsubscribe', { endpoint: device.endpoint });
    expect(await devices(ada.account)).toHaveLength(1);
    expect(await eve.browser.refused('POST', '/api/push/test', { endpoint: device.endpoint })).toBe('no_device');
    await subscribe(eve.browser, device);
    expect([await devices(ada.account), await devices(eve.account)]).toMatchObject([[], [{ endpoint: device.endpoint }]]);
  });

  test('of a person with very many makes room for the newest', async () => {
    const { browser, account } = await signUp();
    const first = await subscribe(browser);
    let last = first;
    for (let n = 0; n < 20; n++) last = await subscribe(browser);
    const kept = (await devices(account)).map(({ endpoint }) => endpoint);
    expect(kept).toHaveLength(20);
    expect([kept.includes(first.endpoint), kept.includes(last.endpoint)]).toEqual([false, true]);
  });

  test('ends with its session: signed out, revoked, or by another password', async () => {
    const { browser, account, email } = await signUp();
    const others = [new Browser(), new Browser(), new Browser()];
    for (const other of others) await other.call('POST', '/api/sign-in', { email, password: PASSWORD });
    await subscribe(browser);
    for (const other of others) await subscribe(other);
    await others[0]!.call('POST', '/api/sign-out');
    expect(await devices(account)).toHaveLength(3);
    const mine = (await others[1]!.call<SessionInfo[]>('GET', '/api/sessions')).body.find(({ current }) => current)!;
    await browser.call('DELETE', `/api/sessions/${mine.id}`);
    expect(await devices(account)).toHaveLength(2);
    await browser.call('PUT', '/api/me/password', { current: PASSWORD, password: 'another long password' });
    expect((await devices(account)).length).toBeLessThanOrEqual(1);
  });

  test('ends with its person’s membership', async () => {
    const { browser, account } = await signUp();
    const colleague = await addColleague(browser);
    await subscribe(colleague.browser);
    await subscribe(browser);
    await browser.call('DELETE', `/api/members/${colleague.id}`);
    expect((await devices(account)).map(({ user }) => user)).toEqual([(await browser.me()).user.id]);
  });

  test('is refused where it is none: an address inside, keys that are no keys, nobody signed in', async () => {
    const { browser } = await signUp();
    const device = keysOf(await newDevice());
    for (const wrong of [
      { endpoint: 'https://169.254.169.254/latest' },
      { endpoint: 'http://push.example/x' },
      { p256dh: 'AAAA' },
      { auth: 'not base64!' },
      { p256dh: device.auth },
    ]) {
      expect(await browser.refused('POST', '/api/push/subscribe', { ...device, ...wrong })).toBe('bad_request');
    }
    expect(await new Browser().refused('POST', '/api/push/subscribe', device)).toBe('unauthorised');
  });
});

describe('Preferences', () => {
  const save = (browser: Browser, alerts: object) =>
    browser.call('PUT', '/api/me/preferences', { ...DEFAULT_PREFERENCES, alerts: { ...DEFAULT_PREFERENCES.alerts, ...alerts } });

  test('C10: by kind of event, site and hour are kept; a time zone is one that exists', async () => {
    const { browser, site } = await signUp();
    const quiet = { enabled: true, from: 1320, to: 420, timeZone: 'Europe/Berlin' };
    expect((await save(browser, { mutedSites: [site], quiet })).status).toBe(200);
    expect((await browser.me()).preferences.alerts).toMatchObject({ mutedSites: [site], quiet });
    expect((await save(browser, { quiet: { ...quiet, timeZone: 'Mars/Olympus' } })).status).toBe(400);
    expect((await save(browser, { quiet: { ...quiet, from: 1440 } })).status).toBe(400);
    expect((await save(browser, { events: {} })).status).toBe(400);
  });

  test('that an earlier version stored are understood', async () => {
    const { browser, account } = await signUp();
    const old = JSON.stringify({ theme: 'dark', sound: false, banner: true, tellTaken: false });
    await env.DB.prepare('UPDATE membership SET preferences = ?1 WHERE account = ?2').bind(old, account).run();
    const { preferences } = await browser.me();
    expect(preferences.theme).toBe('dark');
    expect(preferences.alerts.events).toMatchObject({
      waiting: { sound: false, banner: true, push: true },
      taken: { sound: false, banner: false, push: false },
    });
    // As they came, they can be saved.
    expect((await browser.call('PUT', '/api/me/preferences', preferences)).status).toBe(200);
  });
});
