import { env } from 'cloudflare:workers';
import { describe, expect, test, vi } from 'vitest';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import { signVisitorToken } from '../site/visitor-token.ts';
import { PAGE, TestSocket } from './test-socket.ts';

/** Opens a socket that the server is to refuse: the code of the error frame and of the close. */
async function refusal(browser: Browser, path: string, headers: Record<string, string>): Promise<[string, number]> {
  const response = await browser.fetch(path, { headers: { upgrade: 'websocket', 'sec-websocket-protocol': SUBPROTOCOL, ...headers } });
  if (!response.webSocket) throw new Error(`no socket: ${response.status}`);
  const socket = TestSocket.over(response.webSocket);
  await vi.waitFor(() => expect(socket.closed).toBeGreaterThan(0));
  const [frame] = socket.frames;
  return [frame?.t === 'error' ? frame.code : '', socket.closed];
}

describe("An operator's socket", () => {
  test('opens from our own page only, whatever cookie comes along', async () => {
    const { browser } = await signUp();
    expect(await refusal(browser, '/api/desk', { origin: 'https://evil.example' })).toEqual(['foreign_origin', 4403]);
    expect(await refusal(browser, '/api/desk', { origin: 'null' })).toEqual(['foreign_origin', 4403]);
    expect(await refusal(browser, '/api/desk', { 'sec-fetch-site': 'same-origin' })).toEqual(['foreign_origin', 4403]);
    const opened = await browser.fetch('/api/desk', {
      headers: { upgrade: 'websocket', origin: OWN_ORIGIN, 'sec-websocket-protocol': SUBPROTOCOL },
    });
    expect([opened.status, opened.headers.get('sec-websocket-protocol')]).toEqual([101, SUBPROTOCOL]);
    opened.webSocket?.accept();
    opened.webSocket?.close();
  });

  test('needs a session, a membership, and a site of the account', async () => {
    const { browser: owner } = await signUp();
    const other = await signUp();
    const origin = OWN_ORIGIN;
    expect(await refusal(new Browser(), '/api/desk', { origin })).toEqual(['unauthorised', 4401]);
    expect(await refusal(owner, `/api/rooms/${other.site}.visitor/socket`, { origin })).toEqual(['not_found', 4404]);
    expect(await refusal(owner, `/api/sites/${other.site}/visitors`, { origin })).toEqual(['not_found', 4404]);
    const { browser, id } = await addColleague(owner);
    await owner.call('DELETE', `/api/members/${id}`);
    expect(await refusal(browser, '/api/desk', { origin })).toEqual(['forbidden', 4403]);
  });
});

describe("A visitor's socket", () => {
  test('to a room needs a token of ours: none, altered, expired, unsigned are refused in a frame', async () => {
    const claims = { sub: 'visitor', site: 'site', account: 'account' };
    const good = await signVisitorToken(env.SECRET, claims, Date.now());
    const old = await signVisitorToken(env.SECRET, claims, Date.now() - 400 * 24 * 3600 * 1000);
    const foreign = await signVisitorToken('another secret, of some other installation', claims, Date.now());
    const unsigned = `${btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replace(/=/g, '')}.${good.split('.')[1]}.`;
    for (const token of ['', good.slice(0, -3), old, foreign, unsigned]) {
      const protocol = token ? `${SUBPROTOCOL}, ${token}` : SUBPROTOCOL;
      expect(await refusal(new Browser(), '/w/v1/room', { origin: PAGE, 'sec-websocket-protocol': protocol })).toEqual([
        'unauthorised',
        4401,
      ]);
    }
  });

  test('to a site needs a key that could be one, and a page', async () => {
    expect(await refusal(new Browser(), '/w/v1/site?site=x', { origin: PAGE })).toEqual(['unknown_site', 4404]);
    expect(await refusal(new Browser(), '/w/v1/site', { origin: PAGE })).toEqual(['unknown_site', 4404]);
    expect(await refusal(new Browser(), '/w/v1/site?site=aaaaaaaaaaaaaaaaaaaaaa', {})).toEqual(['foreign_origin', 4403]);
  });
});

describe('Identifying', () => {
  test('is open to pages of other origins, without cookies', async () => {
    const { site } = await signUp();
    const preflight = await new Browser().fetch('/w/v1/identify', {
      method: 'OPTIONS',
      headers: { origin: PAGE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
    const reply = await new Browser().fetch('/w/v1/identify', {
      method: 'POST',
      headers: { origin: PAGE, 'content-type': 'application/json' },
      body: JSON.stringify({ site, id: 'customer-1', hmac: '0'.repeat(64) }),
    });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(reply.headers.get('access-control-allow-credentials')).toBe(null);
  });
});
