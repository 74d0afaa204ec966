import { describe, expect, test, vi } from 'vitest';
import type { Now, SessionInfo } from '../../protocol/api.ts';
import { VERSION } from '../../protocol/frames.ts';
import { addColleague, Browser, PASSWORD, signUp } from '../http/test-browser.ts';
import { TestSocket } from './test-socket.ts';

async function openDesk(browser: Browser): Promise<TestSocket> {
  const desk = await TestSocket.open(browser, '/api/desk');
  desk.send({ t: 'hello', v: VERSION });
  await desk.heard('welcome');
  return desk;
}

describe('An open desk socket', () => {
  test('is cut when its person is removed, and nobody else’s', async () => {
    const { browser: owner } = await signUp();
    const { browser, id } = await addColleague(owner);
    const [mine, theirs] = [await openDesk(owner), await openDesk(browser)];
    expect((await owner.call('DELETE', `/api/members/${id}`)).status).toBe(200);
    await vi.waitFor(() => expect(theirs.closed).toBe(4403));
    expect(mine.closed).toBe(0);
  });

  test('is cut when its session is signed out or revoked elsewhere', async () => {
    const { browser, email } = await signUp();
    const other = new Browser();
    await other.call('POST', '/api/sign-in', { email, password: PASSWORD });
    const [mine, theirs] = [await openDesk(browser), await openDesk(other)];
    const sessions = (await browser.call<SessionInfo[]>('GET', '/api/sessions')).body;
    await browser.call('DELETE', `/api/sessions/${sessions.find(({ current }) => !current)!.id}`);
    await vi.waitFor(() => expect(theirs.closed).toBeGreaterThan(0));
    expect(mine.closed).toBe(0);
    await browser.call('POST', '/api/sign-out');
    await vi.waitFor(() => expect(mine.closed).toBeGreaterThan(0));
  });

  test('hears of another role', async () => {
    const { browser: owner } = await signUp();
    const { browser, id } = await addColleague(owner);
    const theirs = await openDesk(browser);
    await owner.call('PUT', `/api/members/${id}`, { role: 'admin' });
    await vi.waitFor(() => expect(theirs.frames.map(({ t }) => t)).toContain('membership'));
    expect(theirs.closed).toBe(0);
  });

  test('shows a colleague’s new name, and counts who is online', async () => {
    const { browser: owner } = await signUp();
    const { browser } = await addColleague(owner);
    const mine = await openDesk(owner);
    await browser.call('PUT', '/api/me', { name: 'Rear Admiral' });
    await vi.waitFor(() =>
      expect(mine.frames.flatMap((frame) => (frame.t === 'people' ? frame.people : [])).map(({ name }) => name)).toContain('Rear Admiral'),
    );
    const now = (await owner.call<Now>('GET', '/api/statistics/now')).body;
    expect(now).toEqual({ waiting: 0, open: 0, unanswered: 0, closedToday: 0, online: 1, byCategory: [] });
  });
});
