import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import type { Members } from '../../protocol/api.ts';
import { sha256 } from '../http/ids.ts';
import { addColleague, Browser, mailTo, PASSWORD, signUp, tokenIn } from '../http/test-browser.ts';

/** Invites an address and answers the token of the link. */
async function invite(owner: Browser, email: string, role = 'operator'): Promise<string> {
  expect((await owner.call('POST', '/api/invitations', { email, role })).status).toBe(201);
  return tokenIn(mailTo('invitation', email));
}
const members = async (browser: Browser) => (await browser.call<Members>('GET', '/api/members')).body;
const accept = { name: 'Grace', password: PASSWORD };

describe('An invitation', () => {
  test('makes a colleague with the role given and a proven address', async () => {
    const { browser: owner, account } = await signUp({ name: 'Ada' });
    const token = await invite(owner, 'Colleague@Example.com'.toLowerCase(), 'admin');
    const guest = new Browser();
    const shown = await guest.call('GET', `/api/invitations/${token}`);
    expect(shown.body).toEqual({ accountName: 'Ada’s team', email: 'colleague@example.com', known: false });
    expect((await members(owner)).invitations).toHaveLength(1);
    expect((await guest.call('POST', `/api/invitations/${token}/accept`, accept)).status).toBe(200);
    expect(await guest.me()).toMatchObject({ role: 'admin', account: { id: account }, user: { verified: true } });
    expect(await members(owner)).toMatchObject({
      invitations: [],
      members: [{ role: 'owner' }, { email: 'colleague@example.com', role: 'admin' }],
    });
  });

  test('works once, and not after it was withdrawn or replaced', async () => {
    const { browser: owner } = await signUp();
    const used = await invite(owner, 'once@example.com');
    await new Browser().call('POST', `/api/invitations/${used}/accept`, accept);
    expect(await new Browser().refused('POST', `/api/invitations/${used}/accept`, accept)).toBe('token_used');

    const first = await invite(owner, 'twice@example.com');
    const second = await invite(owner, 'twice@example.com');
    expect(await new Browser().refused('GET', `/api/invitations/${first}`)).toBe('token_used');
    const [standing] = (await members(owner)).invitations;
    expect((await owner.call('DELETE', `/api/invitations/${standing!.id}`)).status).toBe(200);
    expect(await new Browser().refused('POST', `/api/invitations/${second}/accept`, accept)).toBe('token_used');
  });

  test('that is accepted twice at once makes one colleague', async () => {
    const { browser: owner } = await signUp();
    const token = await invite(owner, 'racing@example.com');
    const replies = await Promise.all([1, 2].map(() => new Browser().call('POST', `/api/invitations/${token}/accept`, accept)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await members(owner)).members).toHaveLength(2);
  });

  test('expires after seven days', async () => {
    const { browser: owner } = await signUp();
    const token = await invite(owner, 'late@example.com');
    const row = await env.DB.prepare('SELECT expires_at AS at FROM invitation WHERE token_hash = ?')
      .bind(await sha256(token))
      .first<{ at: number }>();
    expect(Math.round((row!.at - Date.now()) / 3_600_000)).toBe(7 * 24);
    await env.DB.prepare('UPDATE invitation SET expires_at = ? WHERE token_hash = ?')
      .bind(Date.now() - 1, await sha256(token))
      .run();
    expect(await new Browser().refused('GET', `/api/invitations/${token}`)).toBe('token_used');
    expect(await new Browser().refused('POST', `/api/invitations/${token}/accept`, accept)).toBe('token_used');
  });

  test('for a known address is accepted signed in as that address, and nobody else', async () => {
    const { browser: owner, account } = await signUp();
    const known = await signUp();
    const other = await signUp();
    const token = await invite(owner, known.email);
    expect((await new Browser().call('GET', `/api/invitations/${token}`)).body).toMatchObject({ known: true });
    expect(await other.browser.refused('POST', `/api/invitations/${token}/accept`, accept)).toBe('email_taken');
    expect((await other.browser.me()).account.id).toBe(other.account);
    expect((await known.browser.call('POST', `/api/invitations/${token}/accept`)).status).toBe(200);
    const me = await known.browser.me();
    expect([me.account.id, me.role]).toEqual([account, 'operator']);
    expect(me.accounts?.map(({ id }) => id)).toEqual([account, known.account]);
    // And back to their own.
    expect((await known.browser.call('PUT', '/api/me/account', { account: known.account })).status).toBe(200);
    expect((await known.browser.me()).role).toBe('owner');
    expect(await known.browser.refused('PUT', '/api/me/account', { account: other.account })).toBe('not_found');
  });

  test('is for owners and admins to send, and owners for owners to make', async () => {
    const { browser: owner } = await signUp();
    const operator = await addColleague(owner, 'operator');
    const admin = await addColleague(owner, 'admin');
    const body = { email: 'more@example.com', role: 'operator' };
    expect(await operator.browser.refused('POST', '/api/invitations', body)).toBe('forbidden');
    expect(await admin.browser.refused('POST', '/api/invitations', { ...body, role: 'owner' })).toBe('forbidden');
    expect((await admin.browser.call('POST', '/api/invitations', body)).status).toBe(201);
    expect(await owner.refused('POST', '/api/invitations', { ...body, email: operator.email })).toBe('email_taken');
  });
});

describe('A member', () => {
  test('who is removed has no access from the next request on, in the same session', async () => {
    const { browser: owner } = await signUp();
    const { browser, id } = await addColleague(owner);
    expect((await browser.call('GET', '/api/sites')).status).toBe(200);
    expect((await owner.call('DELETE', `/api/members/${id}`)).status).toBe(200);
    for (const path of ['/api/sites', '/api/me', '/api/members', '/api/canned'])
      expect(await browser.refused('GET', path)).toBe('forbidden');
    expect((await members(owner)).members).toHaveLength(1);
    expect(await owner.refused('DELETE', `/api/members/${id}`)).toBe('not_found');
  });

  test('is reached by an extension of their own, which owners and admins give', async () => {
    const { browser: owner } = await signUp();
    const { browser, id } = await addColleague(owner);
    const own = (await owner.me()).user.id;
    expect((await owner.call('PUT', `/api/members/${id}`, { extension: '12' })).status).toBe(200);
    expect(await owner.refused('PUT', `/api/members/${own}`, { extension: '12' })).toBe('extension_taken');
    expect(await owner.refused('PUT', `/api/members/${own}`, { extension: '123456' })).toBe('bad_request');
    expect(await browser.refused('PUT', `/api/members/${id}`, { extension: '13' })).toBe('forbidden');
    // Another account has its own.
    const other = await signUp();
    expect((await other.browser.call('PUT', `/api/members/${(await other.browser.me()).user.id}`, { extension: '12' })).status).toBe(200);
    expect((await owner.call('PUT', `/api/members/${id}`, { extension: '' })).status).toBe(200);
    expect((await owner.call('PUT', `/api/members/${own}`, { extension: '12' })).status).toBe(200);
  });

  test('whose role changed has the new one at once', async () => {
    const { browser: owner } = await signUp();
    const { browser, id } = await addColleague(owner, 'admin');
    const invitation = { email: 'changed@example.com', role: 'operator' };
    expect((await owner.call('PUT', `/api/members/${id}`, { role: 'operator' })).status).toBe(200);
    expect(await browser.refused('POST', '/api/invitations', invitation)).toBe('forbidden');
    expect((await owner.call('PUT', `/api/members/${id}`, { role: 'owner' })).status).toBe(200);
    expect((await browser.call('POST', '/api/invitations', invitation)).status).toBe(201);
  });

  test('who is the last owner remains one', async () => {
    const { browser: owner } = await signUp();
    const { user } = await owner.me();
    expect(await owner.refused('PUT', `/api/members/${user.id}`, { role: 'admin' })).toBe('last_owner');
    expect(await owner.refused('DELETE', `/api/members/${user.id}`)).toBe('last_owner');
    const second = await addColleague(owner, 'owner');
    const both = await Promise.all([
      owner.call('PUT', `/api/members/${second.id}`, { role: 'admin' }),
      second.browser.call('PUT', `/api/members/${user.id}`, { role: 'admin' }),
    ]);
    expect(both.map(({ status }) => status)).toContain(200);
    const left = (await members(owner)).members.filter(({ role }) => role === 'owner');
    expect(left).toHaveLength(1);
  });
});
