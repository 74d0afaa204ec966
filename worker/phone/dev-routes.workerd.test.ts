import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import { handlePhoneBatch } from './consumer.ts';
import { phoneDevRoutes } from './dev-routes.ts';
import { phoneHookRoutes } from './hook-routes.ts';
import type { PhoneJob } from './jobs.ts';
import { addNumber, assignNumber } from './number-store.ts';
import { OUTBOX_NUMBERS, type OutboxSms, outboxPhone } from './outbox.ts';
import { queueMessage } from './take.ts';
import { ANN, OWN, Reports, seedPhone, takeKept, testEnv } from './test-phone.ts';

const ORIGIN = 'http://localhost:8787';
const EVIL = '"><script>alert(1)</script>';
let reports: Reports;

const bindings = (change: Partial<Env> = {}) => testEnv({ PUBLIC_URL: ORIGIN, ENVIRONMENT: 'development', ...change });
const ask = (path: string, init: RequestInit = {}, change: Partial<Env> = {}) => {
  const app = new Hono<AppEnv>().route('/dev', phoneDevRoutes(phoneHookRoutes(() => reports.report)));
  app.onError(onError);
  return app.request(`${ORIGIN}/dev/${path}`, init, bindings(change));
};
const post = (path: string, fields: Record<string, string | File>, origin = ORIGIN) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value as string);
  return ask(path, { method: 'POST', body, headers: { origin } });
};

beforeEach(async () => {
  await seedPhone();
  reports = new Reports();
});

it('shows what was sent, as text, and as JSON of one number', async () => {
  await outboxPhone(bindings()).send({ id: 'm1', from: OWN, to: ANN, text: EVIL, media: [] });
  const list = await ask('phone');
  expect(list.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  for (const page of [await list.text(), await (await ask('phone/SM-m1')).text()]) {
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  }
  expect(await (await ask(`phone.json?to=${encodeURIComponent(ANN)}`)).json<OutboxSms[]>()).toMatchObject([{ from: OWN, text: EVIL }]);
  expect(await (await ask('phone.json?to=1')).json()).toEqual([]);
});

describe('a person at the phone', () => {
  it('writes, and answers', async () => {
    expect((await post('phone/sms', { from: ANN, to: OWN, text: 'Is it free?' })).headers.get('location')).toBe('/dev/phone?notice=sent');
    expect(reports.all).toMatchObject([{ kind: 'message', account: 'a1', other: ANN, text: 'Is it free?' }]);
    expect((await post('phone/sms', { from: ANN, to: '+12025550177', text: 'Hi' })).status).toBe(400);
  });

  it('says stop and reads that it was heard', async () => {
    await post('phone/sms', { from: ANN, to: OWN, text: 'STOP' });
    const id = reports.all[0]!.kind === 'message' ? `stop:${reports.all[0]!.id}` : '';
    const message = { id: 'q', attempts: 1, body: { id, account: 'a1', kind: 'send' }, ack: () => undefined, retry: () => undefined };
    const batch = { queue: 'foyer-phone', messages: [message] } as unknown as MessageBatch<PhoneJob>;
    await handlePhoneBatch(batch, bindings());
    expect(await (await ask('phone.json')).json()).toMatchObject([{ from: OWN, to: ANN, text: expect.stringContaining('START') }]);
  });

  it('tells what became of a message', async () => {
    await queueMessage(
      bindings(),
      { id: 'm1', account: 'a1', room: 'r', number: 'n1', other: ANN, by: '', text: 'x', media: [], segments: 1 },
      1,
    );
    await outboxPhone(bindings()).send({ id: 'm1', from: OWN, to: ANN, text: 'x', media: [] });
    expect((await post('phone/SM-m1/status', { status: 'undelivered' })).status).toBe(303);
    expect((await post('phone/SM-m1/status', { status: 'delivered' })).status).toBe(303);
    expect(reports.states).toEqual(['undelivered:unreachable', 'delivered']);
    expect((await post('phone/SM-m1/status', { status: 'eaten' })).status).toBe(400);
  });

  it('calls and leaves a message, which can be fetched once', async () => {
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u1', phone: '+12025550111' });
    const recording = new File(['sound'], 'voice.mp3', { type: 'audio/mpeg' });
    const response = await post('phone/calls', { from: ANN, to: OWN, takenAt: '', recording });
    expect(response.headers.get('location')).toBe('/dev/phone?notice=recorded');
    await takeKept(reports);
    expect(reports.all.map((one) => (one.kind === 'call' ? one.state : one.kind))).toEqual(['ringing', 'ended', 'recording']);
    const told = reports.all[2]!;
    const port = outboxPhone(bindings());
    if (told.kind !== 'recording') throw new Error('no recording');
    const fetched = await port.fetch(told.url);
    expect([fetched.headers.get('content-type'), await fetched.text()]).toEqual(['audio/mpeg', 'sound']);
    await port.forget(told.url);
    await expect(port.fetch(told.url)).rejects.toMatchObject({ reason: 'wrong' });
  });

  it('calls and is answered by the second', async () => {
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u1', phone: '+12025550111', turn: 1 });
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u2', phone: '+12025550112', turn: 2 });
    expect((await post('phone/calls', { from: ANN, to: OWN, takenAt: '1' })).headers.get('location')).toBe('/dev/phone?notice=taken');
    expect(reports.all.map((one) => one.kind === 'call' && one.state)).toEqual(['ringing', 'talked', 'ended']);
  });

  it('calls in vain', async () => {
    expect((await post('phone/calls', { from: ANN, to: OWN, takenAt: '' })).headers.get('location')).toBe('/dev/phone?notice=missed');
    expect(reports.all.map((one) => one.kind === 'call' && one.state)).toEqual(['ringing', 'ended']);
  });

  it('is called: the own phone first, then the other party', async () => {
    await outboxPhone(bindings()).call({ id: 'c1', number: OWN, own: '+12025550111', other: ANN, language: 'en' });
    expect(await (await ask('phone/CA-c1')).text()).toContain('They take it');
    await post('phone/CA-c1/call', { taken: 'yes' });
    expect(reports.all).toMatchObject([
      { kind: 'call', own: 'c1', number: OWN, other: ANN, state: 'ringing' },
      { own: 'c1', state: 'talked' },
      { own: 'c1', state: 'ended' },
    ]);
  });
});

it('comes from our own page alone, and is not there in production', async () => {
  expect((await post('phone/sms', { from: ANN, to: OWN, text: 'x' }, 'https://evil.example')).status).toBe(403);
  expect((await ask('phone/none')).status).toBe(404);
  for (const path of ['phone', 'phone.json', 'phone/x']) expect((await ask(path, {}, { ENVIRONMENT: 'production' })).status).toBe(404);
  expect(reports.all).toEqual([]);
});

it('gives an account a number, which is one account’s', async () => {
  expect((await post('phone/numbers', { account: 'a2', number: '+12025550177' })).headers.get('location')).toBe('/dev/phone?notice=given');
  expect((await post('phone/numbers', { account: 'a1', number: '+12025550177' })).headers.get('location')).toBe('/dev/phone?notice=kept');
  expect((await post('phone/numbers', { account: 'a1', number: '0177' })).status).toBe(400);
  expect((await post('phone/sms', { from: ANN, to: '+12025550177', text: 'Hi' })).status).toBe(303);
  expect(reports.all).toMatchObject([{ account: 'a2' }]);
});

it('an own number is one account’s', async () => {
  expect(await addNumber(env, 'a2', OUTBOX_NUMBERS[0]!, 'Mine')).toBeNull();
  expect(await addNumber(env, 'a2', OUTBOX_NUMBERS[2]!, 'Mine')).toEqual(expect.any(String));
  expect(await assignNumber(env, 'a2', 'n1', { kind: 'site', target: 's' })).toBe(false);
});
