import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { IceServers } from '../../protocol/ice.ts';
import { PAGE, visit } from '../chats/test-socket.ts';
import { Browser, signUp } from '../http/test-browser.ts';
import { addClient } from '../portal/test-portal.ts';

const NONE: IceServers = { iceServers: [], until: null };

async function asVisitor(token: string): Promise<{ status: number; origin: string | null; body: IceServers & { code?: string } }> {
  const reply = await new Browser().fetch('/w/v1/ice', { headers: { authorization: `Bearer ${token}`, origin: PAGE } });
  return { status: reply.status, origin: reply.headers.get('access-control-allow-origin'), body: await reply.json() };
}

beforeEach(() => void vi.restoreAllMocks());

describe('Servers for calls', () => {
  test('G4: are told to operators, visitors and clients', async () => {
    const { browser, account, site } = await signUp();
    const { token } = await visit(site, 'hi');
    const client = await addClient(browser, account);
    const own = await browser.call<IceServers>('GET', '/api/video/ice');
    expect([own.status, own.body, own.headers.get('cache-control')]).toEqual([200, NONE, 'no-store']);
    expect(await asVisitor(token)).toEqual({ status: 200, origin: PAGE, body: NONE });
    expect((await client.browser.call('GET', `/api/portal/${account}/ice`)).body).toEqual(NONE);
  });

  test('are told to nobody else: a stranger, a client elsewhere, a token that is none', async () => {
    const { browser, account } = await signUp();
    const other = await signUp();
    const client = await addClient(browser, account);
    expect(await new Browser().refused('GET', '/api/video/ice')).toBe('unauthorised');
    expect(await new Browser().refused('GET', `/api/portal/${account}/ice`)).toBe('unauthorised');
    expect(await client.browser.refused('GET', `/api/portal/${other.account}/ice`)).toBe('unauthorised');
    expect(await client.browser.refused('GET', '/api/video/ice')).toBe('unauthorised');
    expect(await browser.refused('GET', `/api/portal/${account}/ice`)).toBe('unauthorised');
    expect((await asVisitor('none')).body.code).toBe('unauthorised');
  });

  test('are not told to a visitor who is blocked', async () => {
    const { browser, site } = await signUp();
    const { token, room } = await visit(site, 'rude');
    expect((await browser.call('POST', `/api/rooms/${room}/actions`, { kind: 'block', reason: 'rude' })).status).toBe(200);
    await vi.waitFor(async () => expect((await asVisitor(token)).body.code).toBe('blocked'), 10_000);
  });

  test('are not told to a visitor who has deleted themselves', async () => {
    const { site } = await signUp();
    const { token } = await visit(site, 'hi');
    const headers = { authorization: `Bearer ${token}`, origin: PAGE };
    expect((await new Browser().fetch('/w/v1/data', { method: 'DELETE', headers })).status).toBe(200);
    expect((await asVisitor(token)).body.code).toBe('unauthorised');
  });

  test('are not handed out without end', async () => {
    const { site } = await signUp();
    const { token } = await visit(site, 'hi');
    for (let n = 0; n < 60; n++) expect((await asVisitor(token)).status).toBe(200);
    expect((await asVisitor(token)).body.code).toBe('too_many');
  });
});
