import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Branding, PortalPage, PortalSettingsInfo } from '../../protocol/portal.ts';
import { addColleague, Browser, mailTo, OWN_ORIGIN, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';
import { addClient, invite } from './test-portal.ts';

const DEFAULTS = { title: '', colour: '', host: '', digestMinutes: 30 };
const HOST = 'portal.shop.example';
/** A PNG's head, of a square picture. */
const PNG = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 0, 0, 0, 1, 0, 8, 6,
]);

let owner: Browser;
let account: string;
beforeAll(async () => {
  ({ browser: owner, account } = await signUp());
});

/** What the Worker told the page, and its status. */
async function page(origin: string, path: string) {
  const response = await new Browser(origin).fetch(path);
  const html = await response.text();
  const content = /name="foyer-portal" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"');
  return { status: response.status, html, headers: response.headers, told: content ? (JSON.parse(content) as PortalPage) : null };
}

describe('Settings of the portal', () => {
  test('are kept, shown to everybody as far as they are to be seen, and changed by owners and admins alone', async () => {
    const { browser, account } = await signUp();
    expect((await browser.call<PortalSettingsInfo>('GET', '/api/portal-settings')).body).toEqual({
      ...DEFAULTS,
      accountName: 'Ada’s team',
      url: `${OWN_ORIGIN}/portal/${account}`,
      target: new URL(OWN_ORIGIN).hostname,
    });
    const given = { title: 'Lamp & Sons', colour: '#0A7F5a', host: '', digestMinutes: 5 };
    expect((await browser.call('PUT', '/api/portal-settings', given)).body).toMatchObject({ ...given, colour: '#0a7f5a' });
    const branding = (await new Browser().call<Branding>('GET', `/api/portal/${account}`)).body;
    expect(branding).toEqual({ account, name: 'Lamp & Sons', colour: '#0a7f5a' });
    const colleague = await addColleague(browser);
    expect(await colleague.browser.refused('GET', '/api/portal-settings')).toBe('forbidden');
    expect(await colleague.browser.refused('PUT', '/api/portal-settings', given)).toBe('forbidden');
    expect(await colleague.browser.refused('DELETE', '/api/portal-settings/logo')).toBe('forbidden');
  });

  test('refuse what is out of bounds', async () => {
    const wrong = [{ digestMinutes: 4 }, { digestMinutes: 1441 }, { digestMinutes: 7.5 }, { colour: 'red' }, { title: 'x'.repeat(10_000) }];
    for (const part of wrong) expect(await owner.refused('PUT', '/api/portal-settings', { ...DEFAULTS, ...part })).toBe('bad_request');
    for (const host of ['localhost', 'a.localhost', 'https://x.example', '10.0.0.1', 'x'])
      expect(await owner.refused('PUT', '/api/portal-settings', { ...DEFAULTS, host })).toBe('bad_request');
  });

  test('hold a logo, served on every host, in the page and in the manifest, and gone when replaced', async () => {
    const put = (body: BodyInit) => owner.fetch('/api/portal-settings/logo', { method: 'PUT', body, headers: { origin: OWN_ORIGIN } });
    expect((await put('<svg onload="alert(1)"/>')).status).toBe(415);
    expect((await put('')).status).toBe(422);
    expect((await put(new Uint8Array(1024 * 1024 + 1))).status).toBe(413);
    const { logo } = (await (await put(PNG)).json()) as PortalSettingsInfo;
    const served = await new Browser().fetch(logo!);
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await served.arrayBuffer()).toEqual(PNG.buffer);
    expect((await page(OWN_ORIGIN, `/portal/${account}`)).html).toContain(`rel="icon" href="${logo}"`);
    const manifest = (await new Browser().call<{ icons: unknown[] }>('GET', `/api/portal/${account}/manifest.webmanifest`)).body;
    expect(manifest.icons).toEqual([{ src: logo, sizes: '256x256', type: 'image/png', purpose: 'any' }]);
    const second = ((await (await put(PNG)).json()) as PortalSettingsInfo).logo;
    expect((await new Browser().fetch(logo!)).status).toBe(404);
    await owner.call('DELETE', '/api/portal-settings/logo');
    expect((await new Browser().fetch(second!)).status).toBe(404);
  });
});

describe('The page', () => {
  test('knows its portal, whatever address below it is opened; names are text', async () => {
    const { browser, account } = await signUp();
    const name = '"><script>alert(1)</script>';
    await browser.call('PUT', '/api/portal-settings', { ...DEFAULTS, title: name, colour: '#123456' });
    for (const path of ['', '/', '/activate?token=x', `/rooms/client.${'a'.repeat(32)}`]) {
      const { status, told, html, headers } = await page(OWN_ORIGIN, `/portal/${account}${path}`);
      expect([status, told]).toEqual([200, { account, name, colour: '#123456', base: `/portal/${account}` }]);
      let scripts = 0;
      await new HTMLRewriter()
        .on('script', { element: () => void scripts++ })
        .transform(new Response(html))
        .text();
      expect(scripts).toBe(0);
      expect(html).toContain('content="#123456"');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  test('says so where there is no portal, and is no answer to a missing file', async () => {
    for (const path of ['/portal/', '/portal', '/portal/nobody', '/portal/nobody/activate']) {
      const { status, told } = await page(OWN_ORIGIN, path);
      expect([path, status, told]).toEqual([path, 404, null]);
    }
    expect((await new Browser().fetch(`/portal/${account}/assets/index-x.js`)).headers.get('content-type')).toBe(
      'application/problem+json',
    );
  });

  test('installs as an app of the company', async () => {
    const { browser, account } = await signUp();
    await browser.call('PUT', '/api/portal-settings', { ...DEFAULTS, title: 'Lamps', colour: '#0a7f5a' });
    const response = await new Browser().fetch(`/api/portal/${account}/manifest.webmanifest`);
    expect(response.headers.get('content-type')).toBe('application/manifest+json');
    const start = `/portal/${account}`;
    const manifest = (await response.json()) as { icons: { sizes: string }[] };
    expect(manifest).toMatchObject({
      name: 'Lamps',
      id: start,
      start_url: start,
      scope: start,
      display: 'standalone',
      theme_color: '#0a7f5a',
    });
    expect(manifest.icons.map(({ sizes }) => sizes)).toContain('512x512');
  });
});

describe('A host of its own', () => {
  beforeAll(async () => {
    await owner.call('PUT', '/api/portal-settings', { ...DEFAULTS, host: HOST });
  });
  const there = () => new Browser(`http://${HOST}`);

  test('serves the portal at every address, and the files and the manifest it needs', async () => {
    for (const path of ['/', '/activate?token=x', '/me']) {
      const { status, told } = await page(`http://${HOST}`, path);
      expect([path, status, told]).toEqual([path, 200, { account, name: 'Ada’s team', base: '' }]);
    }
    const manifest = (await there().call<object>('GET', `/api/portal/${account}/manifest.webmanifest`)).body;
    expect(manifest).toMatchObject({ id: '/', start_url: '/', scope: '/' });
    const moved = await there().fetch(`/portal/${account}/reset?token=x`);
    expect([moved.status, moved.headers.get('location')]).toEqual([302, '/reset?token=x']);
    for (const path of ['//evil.example', '/\\evil.example', '///evil.example/'])
      expect((await there().fetch(`/portal/${account}${path}`)).headers.get('location')).toMatch(/^\/[^/\\]/);
    expect((await page(`http://${HOST}.`, '/app/')).status).toBe(404);
  });

  test('is where mails lead, where clients activate, sign in and out', async () => {
    const { token, email } = await invite(owner);
    expect(mailTo('client_invitation', email).url).toBe(`http://${HOST}:8787/activate?token=${token}`);
    const client = there();
    const activation = { name: 'Vic', password: PASSWORD, language: 'en' };
    expect((await client.call('POST', `/api/portal/${account}/activation/${token}`, activation)).status).toBe(200);
    expect((await client.call('GET', `/api/portal/${account}/me`)).status).toBe(200);
    await client.call('POST', `/api/portal/${account}/sign-out`);
    expect(await client.refused('GET', `/api/portal/${account}/me`)).toBe('unauthorised');
    await client.call('POST', `/api/portal/${account}/link`, { email });
    const link = mailTo('client_link', email);
    expect(new URL(link.url).hostname).toBe(HOST);
    expect((await client.call('POST', `/api/portal/${account}/link/use`, { token: tokenIn(link) })).status).toBe(200);
  });

  test('has nothing else: no operators, no other portal, no visitors, no development', async () => {
    const other = await signUp();
    const stranger = there();
    // Even with an operator's cookie.
    for (const [name, value] of owner.cookies) stranger.cookies.set(name, value);
    const paths = [
      '/api/me',
      '/api/clients',
      '/api/desk',
      '/api/health',
      '/app',
      '/app/',
      '/app/chats',
      '/dev/outbox',
      '/w/v1/site',
      '/demo',
    ];
    paths.push(`/api/portal/${other.account}`, `/portal/${other.account}`, `/api/portal/${account}x/me`);
    for (const path of paths) expect([path, await stranger.refused('GET', path)]).toEqual([path, 'not_found']);
    expect(await stranger.refused('POST', '/api/sign-in', { email: 'a@b.example', password: PASSWORD })).toBe('not_found');
    expect(await stranger.refused('POST', '/', {})).toBe('not_found');
  });

  test('is an origin of its own: our host takes nothing from its pages, nor it from ours or others', async () => {
    const { browser } = await addClient(owner, account);
    const from = (host: string, origin: string) =>
      new Browser(host).fetch(`/api/portal/${account}/sign-out`, { method: 'POST', headers: { origin } }).then(({ status }) => status);
    expect(await from(OWN_ORIGIN, `http://${HOST}`)).toBe(403);
    expect(await from(`http://${HOST}`, 'https://evil.example')).toBe(403);
    expect(await from(`http://${HOST}`, OWN_ORIGIN)).toBe(403);
    expect(await from(`http://${HOST}`, `http://${HOST}`)).toBe(200);
    const changed = await owner.fetch('/api/me', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', origin: `http://${HOST}` },
      body: '{"name":"Eve"}',
    });
    expect(changed.status).toBe(403);
    expect((await browser.call('GET', `/api/portal/${account}/me`)).status).toBe(200);
  });

  test('belongs to one account, and a host that is given up is nobody’s', async () => {
    const other = await signUp();
    expect(await other.browser.refused('PUT', '/api/portal-settings', { ...DEFAULTS, host: HOST.toUpperCase() })).toBe('host_taken');
    await owner.call('PUT', '/api/portal-settings', DEFAULTS);
    expect((await page(`http://${HOST}`, '/')).status).toBe(302);
    expect((await other.browser.call('PUT', '/api/portal-settings', { ...DEFAULTS, host: HOST })).status).toBe(200);
    expect((await page(`http://${HOST}`, '/')).told?.account).toBe(other.account);
    const { results } = await env.DB.prepare('SELECT account FROM portal WHERE host = ?').bind(HOST).all();
    expect(results).toEqual([{ account: other.account }]);
  });
});
