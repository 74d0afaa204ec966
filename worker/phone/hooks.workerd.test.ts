import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { app } from '../http/app.ts';

import { assignNumber, removeNumber } from './number-store.ts';
import { sign } from './signature.ts';
import { ANN, HOST, hook, OWN, queued, Reports, seedPhone, takeKept, testEnv } from './test-phone.ts';

const SMS = { MessageSid: 'SM1', From: ANN, To: OWN, Body: 'Is it free?', NumMedia: '0', NumSegments: '1' };
const CALL = { CallSid: 'CA1', From: ANN, To: OWN, CallStatus: 'ringing', Direction: 'inbound' };

const rows = async (table: string) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
const consent = async () =>
  (await env.DB.prepare('SELECT stopped FROM opt_out WHERE other = ?').bind(ANN).first<number>('stopped')) ?? null;

let reports: Reports;
beforeEach(async () => {
  await seedPhone();
  reports = new Reports();
});

describe('a message that comes in', () => {
  it('is written down and reported, to the account whose number it is', async () => {
    const response = await hook('sms', SMS, reports);
    expect([response.status, await response.text()]).toEqual([200, '<?xml version="1.0" encoding="UTF-8"?><Response/>']);
    expect(response.headers.get('content-type')).toContain('text/xml');
    expect(reports.all).toMatchObject([
      { kind: 'message', id: 'SM1', account: 'a1', number: OWN, other: ANN, text: 'Is it free?', media: [] },
    ]);
    expect(await rows('phone_message')).toMatchObject([
      { id: 'SM1', account: 'a1', number: 'n1', direction: 'in', state: 'received', body: null },
    ]);
  });

  it('changes nothing when it is told again', async () => {
    await hook('sms', SMS, reports);
    await hook('sms', SMS, reports);
    await hook('sms', { ...SMS, Body: 'STOP' }, reports);
    expect(reports.all).toHaveLength(1);
    expect(await rows('phone_message')).toHaveLength(1);
    expect(await consent()).toBeNull();
  });

  it('brings pictures', async () => {
    const media = { NumMedia: '2', MediaUrl0: 'https://api.twilio.com/1', MediaContentType0: 'image/jpeg', MediaUrl1: 'no address' };
    await hook('sms', { ...SMS, ...media, Body: '' }, reports);
    // Nobody waits here while they are fetched.
    expect(reports.all).toEqual([]);
    await takeKept(reports, 2);
    expect(reports.all).toMatchObject([{ text: '', media: [{ url: 'https://api.twilio.com/1', type: 'image/jpeg' }], segments: 1 }]);
  });

  it('is kept in the queue when it cannot be taken, and taken from there once', async () => {
    reports.faults = 1;
    expect((await hook('sms', SMS, reports)).status).toBe(200);
    expect(reports.all).toEqual([]);
    await takeKept(reports, 2);
    expect(reports.all).toMatchObject([{ kind: 'message', id: 'SM1' }]);
  });

  it('makes Twilio come again when there is no queue either', async () => {
    reports.faults = 1;
    const broken = testEnv({
      PHONE: { send: () => Promise.reject(new Error('no queue')) } as unknown as ReturnType<typeof testEnv>['PHONE'],
    });
    expect((await hook('sms', SMS, reports, broken)).status).toBe(500);
    expect((await hook('sms', SMS, reports)).status).toBe(200);
    expect(reports.all).toHaveLength(1);
  });

  it('to a number that was given up is told to be nobody’s', async () => {
    await removeNumber(env, 'a2', 'n1');
    expect((await hook('sms', SMS, reports)).status).toBe(200);
    expect(await removeNumber(env, 'a1', 'n1')).toBe(true);
    expect((await hook('sms', { ...SMS, MessageSid: 'SM2' }, reports)).status).toBe(404);
    expect(reports.all).toHaveLength(1);
  });
});

describe('words', () => {
  const say = (Body: string, MessageSid: string) => hook('sms', { ...SMS, Body, MessageSid }, reports);

  it('stop and start messages, and each is confirmed', async () => {
    await say('Stop.', 'SM1');
    expect(await consent()).toBe(1);
    expect(await rows('phone_message')).toMatchObject([
      { id: 'SM1' },
      { id: 'stop:SM1', other: ANN, notice: 1, state: 'queued', segments: 1 },
    ]);
    await say('STOP', 'SM2');
    await say('START', 'SM3');
    expect(await consent()).toBe(0);
    expect(queued.map(({ job }) => job.id)).toEqual(['stop:SM1', 'start:SM3']);
    expect(reports.all).toHaveLength(3);
  });

  it('are no words in a sentence', async () => {
    await say('Please do not stop', 'SM1');
    expect(await consent()).toBeNull();
    expect(queued).toEqual([]);
  });

  it('yes answers a question where nothing was stopped', async () => {
    await say('Yes', 'SM1');
    expect(queued).toEqual([]);
    expect(reports.all).toMatchObject([{ text: 'Yes' }]);
  });

  it('help is answered', async () => {
    await say('help', 'SM1');
    const [answer] = (await rows('phone_message')).filter(({ id }) => id === 'help:SM1');
    expect(JSON.parse(answer!.body as string).text).toContain('Shop');
    expect(await consent()).toBeNull();
  });

  it('are confirmed once, whatever breaks between', async () => {
    reports.faults = 1;
    await say('STOP', 'SM1');
    await say('STOP', 'SM1');
    expect((await rows('phone_message')).map(({ id }) => id).sort()).toEqual(['SM1', 'stop:SM1']);
    expect(await consent()).toBe(1);
  });
});

describe('what became of a message', () => {
  const told = (MessageStatus: string, more: Record<string, string> = {}) =>
    hook('status?id=m1', { MessageSid: 'SM9', MessageStatus, ...more }, reports);
  const state = () => env.DB.prepare("SELECT state, error, provider FROM phone_message WHERE id = 'm1'").first();
  beforeEach(() =>
    env.DB.prepare(
      `INSERT INTO phone_message (id, account, room, number, other, direction, state, segments, at) VALUES ('m1', 'a1', 'r1', 'n1', ?, 'out', 'sending', 1, 0)`,
    )
      .bind(ANN)
      .run(),
  );

  it('moves on, whatever order it is told in', async () => {
    await told('sent');
    await told('delivered');
    await told('sent');
    await told('queued');
    expect(reports.all).toMatchObject([
      { kind: 'state', account: 'a1', room: 'r1', message: 'm1', state: 'sent', error: null },
      { state: 'delivered' },
    ]);
    expect(await state()).toEqual({ state: 'delivered', error: null, provider: 'SM9' });
  });

  it('says why it did not arrive', async () => {
    await told('undelivered', { ErrorCode: '30006' });
    expect(reports.states).toEqual(['undelivered:not_mobile']);
    expect(await state()).toMatchObject({ state: 'undelivered', error: 'not_mobile' });
  });

  it('is nothing for a message that is not ours, or a state that is none', async () => {
    expect((await hook('status?id=other', { MessageSid: 'SM8', MessageStatus: 'sent' }, reports)).status).toBe(200);
    expect((await told('received')).status).toBe(200);
    expect(reports.all).toEqual([]);
  });
});

describe('a call that comes in', () => {
  const next = (xml: string, attribute: string) =>
    new RegExp(`${attribute}="([^"]+)"`).exec(xml)?.[1]?.replaceAll('&amp;', '&').replace(`${HOST}/hooks/phone/`, '') ?? '';

  beforeEach(async () => {
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u2', phone: '+12025550112', turn: 2 });
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u1', phone: '+12025550111', turn: 1 });
    await assignNumber(env, 'a1', 'n1', { kind: 'operator', target: 'u3' });
    await assignNumber(env, 'a2', 'n1', { kind: 'operator', target: 'spy', phone: '+12025550113' });
  });

  it('rings its people in turn, each with a key, then takes a message', async () => {
    let xml = await (await hook('voice', CALL, reports)).text();
    expect(xml).toContain('>+12025550111</Number>');
    expect(await (await hook(next(xml, 'Number url'), CALL, reports)).text()).toMatch(/<Gather.*<Hangup\/>/);
    xml = await (await hook(next(xml, 'action'), { ...CALL, DialCallStatus: 'no-answer' }, reports)).text();
    expect(xml).toContain('>+12025550112</Number>');
    // Picked up by a machine that pressed no key.
    xml = await (await hook(next(xml, 'action'), { ...CALL, DialCallStatus: 'completed', DialBridged: 'false' }, reports)).text();
    expect(xml).toMatch(/<Say language="en">Nobody can take your call.*<Record/);
    expect(await (await hook(next(xml, ' action'), CALL, reports)).text()).toContain('<Hangup/>');
    const recording = {
      CallSid: 'CA1',
      RecordingSid: 'RE1',
      RecordingUrl: 'https://api.twilio.com/RE1',
      RecordingStatus: 'completed',
      RecordingDuration: '7',
    };
    await hook(next(xml, 'recordingStatusCallback'), recording, reports);
    await hook(next(xml, 'recordingStatusCallback'), recording, reports);
    await hook('call', { ...CALL, CallStatus: 'completed', CallDuration: '31' }, reports);
    await takeKept(reports);
    expect(reports.all).toMatchObject([
      { kind: 'call', call: 'CA1', state: 'ringing', account: 'a1', number: OWN, other: ANN, own: '' },
      { kind: 'call', state: 'ended', seconds: 31 },
      { kind: 'recording', id: 'RE1', call: 'CA1', account: 'a1', number: OWN, other: ANN, seconds: 7 },
    ]);
  });

  it('that was taken ends there', async () => {
    const xml = await (await hook('voice', CALL, reports)).text();
    const after = await hook(
      next(xml, 'action'),
      { ...CALL, DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '60' },
      reports,
    );
    expect(await after.text()).toContain('<Response/>');
    expect(reports.all).toMatchObject([{ state: 'ringing' }, { state: 'talked', seconds: 60 }]);
  });

  it('to a number that is nobody’s is not picked up', async () => {
    await removeNumber(env, 'a1', 'n1');
    expect(await (await hook('voice', CALL, reports)).text()).toContain('<Reject/>');
    expect(reports.all).toEqual([]);
  });

  it('plays the number’s own greeting, escaped', async () => {
    await env.DB.batch([
      env.DB.prepare('DELETE FROM number_use'),
      env.DB.prepare("UPDATE phone_number SET greeting = 'Lamps & <more>', language = 'es' WHERE id = 'n1'"),
    ]);
    expect(await (await hook('voice', CALL, reports)).text()).toContain('<Say language="es">Lamps &amp; &lt;more&gt;</Say>');
  });
});

describe('a call that began here', () => {
  const about = `id=c1&number=${encodeURIComponent(OWN)}&other=${encodeURIComponent(ANN)}`;
  const OUT = { CallSid: 'CA2', From: OWN, To: '+12025550111', Direction: 'outbound-api' };

  it('is connected by a key, and told with our id', async () => {
    const xml = await (await hook(`connect?${about}`, { ...OUT, Digits: '1' }, reports)).text();
    expect(xml).toMatch(/<Dial .*callerId="\+12025550100".*<Number>\+12025550199<\/Number>/);
    await hook(`call?${about}`, { ...OUT, CallStatus: 'ringing' }, reports);
    await hook(`dialled?${about}`, { ...OUT, DialCallStatus: 'completed', DialCallDuration: '5' }, reports);
    await hook(`call?${about}`, { ...OUT, CallStatus: 'completed', CallDuration: '9' }, reports);
    expect(reports.all.map((one) => one.kind === 'call' && [one.own, one.other, one.state])).toEqual([
      ['c1', ANN, 'ringing'],
      ['c1', ANN, 'talked'],
      ['c1', ANN, 'ended'],
    ]);
  });

  it('that nobody takes leaves no message', async () => {
    const xml = await (await hook(`dialled?${about}`, { ...OUT, DialCallStatus: 'busy' }, reports)).text();
    expect(xml).toContain('<Response/>');
    expect(reports.all).toEqual([]);
  });
});

describe('what Twilio did not send', () => {
  const send = (init: RequestInit) => app.request('/hooks/phone/sms', { method: 'POST', ...init }, { ...env, PUBLIC_URL: HOST });

  it('is refused without a signature that fits', async () => {
    const body = new URLSearchParams(SMS);
    expect((await send({ body })).status).toBe(403);
    const wrong = await sign('another token', `${HOST}/hooks/phone/sms`, Object.entries(SMS));
    const refused = await send({ body, headers: { 'x-twilio-signature': wrong } });
    expect(await refused.json()).toMatchObject({ code: 'forged', status: 403 });
    expect(await rows('phone_message')).toEqual([]);
  });

  it('is refused when it is too large, whatever it claims', async () => {
    expect((await send({ body: new URLSearchParams({ Body: 'x'.repeat(70_000) }) })).status).toBe(413);
  });

  it('is refused at an address that is none', async () => {
    expect((await hook('constructor', SMS)).status).toBe(404);
    expect((await hook('nothing', SMS)).status).toBe(404);
  });

  it('is refused where the account’s own token signs', async () => {
    expect((await hook('sms', SMS, reports, testEnv({ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token' }))).status).toBe(403);
  });

  it('is no message without what one needs', async () => {
    expect((await hook('sms', { From: ANN, To: OWN, Body: 'Hi' })).status).toBe(400);
  });
});
