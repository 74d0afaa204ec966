import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MailMutes } from '../../protocol/portal.ts';
import { addColleague, Browser, signUp } from '../http/test-browser.ts';
import { setMute } from './mutes.ts';

/** A room that somebody began. */
async function begun(by: Browser): Promise<string> {
  const begin = { cid: crypto.randomUUID(), form: 'clients', name: 'Room', people: [] };
  return (await by.call<{ room: string }>('POST', '/api/client-rooms', begin)).body.room;
}

const room = (at: number): string => `client.${String(at).padStart(32, '0')}`;
let owner: Browser;
let account: string;

beforeAll(async () => {
  ({ browser: owner, account } = await signUp());
});

const put = (browser: Browser, body: object) => browser.call<MailMutes>('PUT', '/api/mail-mutes', body);

describe('Operators', () => {
  test('E6: mute rooms and all mails for themselves, and take it back', async () => {
    const colleague = await addColleague(owner);
    const own = await begun(owner);
    expect((await put(owner, { room: own, muted: true })).body).toEqual({ all: false, rooms: [own] });
    expect((await put(owner, { room: own, muted: true })).body).toEqual({ all: false, rooms: [own] });
    expect((await put(owner, { room: '', muted: true })).body).toEqual({ all: true, rooms: [own] });
    expect((await colleague.browser.call('GET', '/api/mail-mutes')).body).toEqual({ all: false, rooms: [] });
    expect((await put(owner, { room: own, muted: false })).body).toEqual({ all: true, rooms: [] });
    expect((await put(owner, { room: '', muted: false })).body).toEqual({ all: false, rooms: [] });
    // A room one is not in is none to mute.
    expect(await colleague.browser.refused('PUT', '/api/mail-mutes', { room: own, muted: true })).toBe('not_found');
  });

  test('who are members no more leave nothing of it behind', async () => {
    const { browser, id } = await addColleague(owner);
    const own = await begun(browser);
    expect((await put(browser, { room: own, muted: true })).body.rooms).toEqual([own]);
    expect((await owner.call('DELETE', `/api/members/${id}`)).status).toBe(200);
    expect((await env.DB.prepare('SELECT * FROM mail_mute WHERE person = ?').bind(`o_${id}`).all()).results).toEqual([]);
  });

  test('mute what can be a room, signed in, and not without end; all mails always', async () => {
    expect(await owner.refused('PUT', '/api/mail-mutes', { room: 'site.visitor', muted: true })).toBe('bad_request');
    expect(await new Browser().refused('GET', '/api/mail-mutes')).toBe('unauthorised');
    const { id } = (await owner.me()).user;
    const insert = env.DB.prepare('INSERT INTO mail_mute (account, person, room) VALUES (?, ?, ?)');
    for (let from = 0; from < 1_000; from += 100)
      await env.DB.batch(Array.from({ length: 100 }, (_, at) => insert.bind(account, `o_${id}`, room(from + at))));
    expect(await owner.refused('PUT', '/api/mail-mutes', { room: await begun(owner), muted: true })).toBe('too_many');
    expect((await put(owner, { room: '', muted: true })).body.all).toBe(true);
    await expect(setMute(env, account, 'c_other', room(1), true)).resolves.toBeUndefined();
  });
});
