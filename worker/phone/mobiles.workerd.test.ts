import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MobileInfo } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import { deskOf } from '../http/objects.ts';
import { addColleague, type Browser, signUp } from '../http/test-browser.ts';
import { handlePhoneBatch } from './consumer.ts';
import type { PhoneJob } from './jobs.ts';
import { keepCode, numberFor, tellCode } from './mobiles.ts';
import { addNumber, assignNumber } from './number-store.ts';
import { outboxPhone } from './outbox.ts';
import { reportsTo } from './reports.ts';

let owner: Browser;
let account: string;
let user: string;
let count = 0;
let own: string;
let mine: string;
let number: string;

beforeEach(async () => {
  ({ browser: owner, account } = await signUp());
  user = (await owner.me()).user.id;
  count += 1;
  own = `+1202555${2000 + count}`;
  mine = `+1303555${2000 + count}`;
  number = (await addNumber(env, account, { provider: `PN${own}`, e164: own as '+1', capabilities: ['sms'] }, 'Shop'))!;
});

const ask = async (method: string, path = '', body?: unknown, who = owner) =>
  (await who.call<MobileInfo & { code: string }>(method, `/api/me/mobile${path}`, body)).body;

/** The newest code that went to a number. */
async function codeTo(to: string): Promise<string> {
  const { results } = await env.DB.prepare(`SELECT id FROM phone_message WHERE other = ? AND id LIKE 'code:%' AND state = 'queued'`)
    .bind(to)
    .all<{ id: string }>();
  const messages = results.map(({ id }) => ({
    id,
    attempts: 1,
    body: { id, account, kind: 'send' },
    ack: () => undefined,
    retry: () => undefined,
  }));
  // The number's pace does not hold it.
  const parts = { port: outboxPhone(env), report: reportsTo(env), now: () => Date.now() + 60_000 };
  for (let turn = 0; turn < 3; turn++)
    await handlePhoneBatch({ queue: 'foyer-phone', messages } as unknown as MessageBatch<PhoneJob>, env, parts);
  const texts = await env.DB.prepare('SELECT text FROM outbox_sms WHERE "to" = ? ORDER BY message DESC').bind(to).all<{ text: string }>();
  return /^\d{6}/.exec(texts.results[0]?.text ?? '')![0];
}
const texts = async () => (await deskOf(env, account).roster()).find(({ id }) => id === operatorId(user))?.texts;

describe('A3, C11: One’s own mobile number', () => {
  it('is confirmed by a code that came there, and is nobody’s before', async () => {
    expect(await ask('GET')).toMatchObject({ available: true, texts: false, stopped: false });
    const asked = await ask('POST', '', { number: `303-555-${2000 + count}` });
    expect(asked.pending).toBeDefined();
    expect(asked.number).toBeUndefined();
    const code = await codeTo(mine);
    expect((await ask('POST', '/confirm', { code: code === '000000' ? '000001' : '000000' })).code).toBe('bad_code');
    const { number: shown, pending } = await ask('POST', '/confirm', { code });
    expect([shown, pending]).toEqual([`(303) 555-${2000 + count}`, undefined]);
    expect((await ask('POST', '/confirm', { code })).code).toBe('bad_code');
    // The code is kept nowhere.
    expect(JSON.stringify(await env.DB.prepare('SELECT * FROM mobile_code').all())).not.toContain(code);
    expect((await env.DB.prepare(`SELECT body FROM phone_message WHERE other = ?`).bind(mine).all()).results).toEqual([{ body: null }]);
  });

  it('is used when its person says so, and no more once it is removed', async () => {
    await keepCode(env, { account, user }, mine as '+1', '123456', Date.now());
    await ask('POST', '/confirm', { code: '123 456' });
    expect(await texts()).toBe(false);
    expect((await ask('PUT', '', { texts: true })).texts).toBe(true);
    expect(await texts()).toBe(true);
    expect((await ask('DELETE')).number).toBeUndefined();
    expect(await texts()).toBe(false);
  });

  it('is good for ten minutes and five tries', async () => {
    const me = { account, user };
    await keepCode(env, me, mine as '+1', '123456', 0);
    await expect(tellCode(env, me, '123456', 10 * 60_000)).rejects.toMatchObject({ code: 'bad_code' });
    for (let n = 0; n < 5; n++) await expect(tellCode(env, me, '000000', 1)).rejects.toMatchObject({ code: 'bad_code' });
    await expect(tellCode(env, me, '123456', 1)).rejects.toMatchObject({ code: 'bad_code' });
  });

  it('is one person’s: who confirms it last', async () => {
    const { browser, id } = await addColleague(owner);
    await keepCode(env, { account, user }, mine as '+1', '123456', Date.now());
    await ask('POST', '/confirm', { code: '123456' });
    await ask('PUT', '', { texts: true });
    await keepCode(env, { account, user: id }, mine as '+1', '654321', Date.now());
    expect((await ask('POST', '/confirm', { code: '654321' }, browser)).number).toBeDefined();
    expect((await ask('GET')).number).toBeUndefined();
    expect(await texts()).toBe(false);
  });

  it('is asked for a few times only', async () => {
    const codes = [];
    for (let n = 0; n < 6; n++) codes.push((await ask('POST', '', { number: mine })).code);
    expect(codes).toEqual([undefined, undefined, undefined, undefined, undefined, 'too_many']);
  });

  it('is texted from the number assigned to its person', async () => {
    expect((await numberFor(env, { account, user }))?.id).toBe(number);
    const second = (await addNumber(env, account, { provider: `PN2${own}`, e164: `+1404555${2000 + count}`, capabilities: ['sms'] }, ''))!;
    const deaf = (await addNumber(env, account, { provider: `PN3${own}`, e164: `+1505555${2000 + count}`, capabilities: ['voice'] }, ''))!;
    expect((await numberFor(env, { account, user }))?.id).toBe(number);
    for (const id of [second, deaf]) await assignNumber(env, account, id, { kind: 'operator', target: user });
    expect((await numberFor(env, { account, user }))?.id).toBe(second);
  });
});
