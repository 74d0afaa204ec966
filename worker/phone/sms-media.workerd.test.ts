import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { FileRef } from '../../protocol/entries.ts';
import { Browser, OWN_ORIGIN } from '../http/test-browser.ts';
import { handlePhoneBatch } from './consumer.ts';
import type { ReceivedMessage } from './events.ts';
import type { PhoneJob } from './jobs.ts';
import { outboxPhone, recordingKey } from './outbox.ts';
import { PhoneFailure, type PhonePort } from './port.ts';
import { tellRooms } from './tell-rooms.ts';
import { atProvider, deskOf, enters, leftFor, newShop, opens, type Shop, SOON, sid, someNumber, tell, writes } from './test-sms.ts';

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (one) => one.charCodeAt(0),
);
const MP3 = 'ID3 a voice';

let shop: Shop;
beforeAll(async () => {
  shop = await newShop();
});

async function uploads(room: string, bytes: BodyInit, name: string): Promise<FileRef> {
  const init = { method: 'POST', body: bytes, headers: { origin: OWN_ORIGIN } };
  const response = await shop.grace.browser.fetch(`/api/rooms/${room}/files?name=${name}`, init);
  return ((await response.json()) as { file: FileRef }).file;
}

describe('F4: files', () => {
  test('go out by an address that whoever has it fetches for a day, and that is of nothing else', async () => {
    const ann = someNumber();
    const room = await opens(shop.grace, shop.number, [ann]);
    const line = await enters(shop.grace, room);
    const file = await uploads(room, PNG, 'plan.png');
    await line.says('See', { files: [file.id] });
    const [left] = await leftFor(ann, 1);
    const [address] = JSON.parse(left!.media) as string[];
    expect(address).toMatch(new RegExp(`^${env.PUBLIC_URL}/f/mms/`));
    const path = address!.slice(env.PUBLIC_URL.length);
    const got = await new Browser().fetch(path);
    expect([got.status, got.headers.get('content-type'), (await got.arrayBuffer()).byteLength]).toEqual([200, 'image/png', PNG.length]);
    expect(await new Browser().refused('GET', `${path.slice(0, -2)}xx`)).toBe('unauthorised');
    vi.useFakeTimers({ now: Date.now() + 25 * 60 * 60_000, toFake: ['Date'] });
    try {
      expect(await new Browser().refused('GET', path)).toBe('unauthorised');
    } finally {
      vi.useRealTimers();
    }
  });

  test('that cannot be sent are refused before, with the reason', async () => {
    const room = await opens(shop.grace, shop.number, [someNumber()]);
    const line = await enters(shop.grace, room);
    const send = async (bytes: BodyInit, name: string) => line.says('', { files: [(await uploads(room, bytes, name)).id] });
    expect(await send('what is it', 'notes.txt')).toBe('mms_type');
    const large = new Uint8Array(5 * 1024 * 1024 + 1);
    large.set(PNG);
    expect(await send(large, 'large.png')).toBe('mms_large');
    const other = await newShop();
    await env.DB.prepare(`UPDATE phone_number SET capabilities = '["sms"]' WHERE id = ?`).bind(other.number).run();
    const plain = await enters(other.grace, await opens(other.grace, other.number, [someNumber()]));
    expect(plain.sms().number.mms).toBe(false);
  });

  test('come in as files of the room, and are forgotten at the provider', async () => {
    const ann = someNumber();
    const [picture, card] = [await atProvider(PNG, 'image/png'), await atProvider('BEGIN:VCARD', 'text/x-vcard')];
    const id = await writes(ann, shop.own, 'The house', {
      media: [
        { url: picture, type: 'image/png' },
        { url: card, type: 'text/x-vcard' },
        { url: `${env.PUBLIC_URL}/dev/phone/recordings/ME-no-such`, type: 'video/mp4' },
        { url: await atProvider('MZ', 'application/x-msdownload'), type: 'application/x-msdownload' },
      ],
    });
    const room = await opens(shop.grace, shop.number, [ann]);
    const line = await enters(shop.grace, room);
    await vi.waitFor(() => expect(line.texts()).toEqual(['The house']), SOON);
    const [message] = line.of('message');
    expect(message?.files).toMatchObject([
      { name: 'image-1.png', type: 'image/png', size: PNG.length, width: 1, height: 1 },
      { name: 'file-2.vcf', type: 'application/octet-stream' },
    ]);
    expect(message?.lost).toEqual([
      { reason: 'gone', type: 'video/mp4' },
      { reason: 'type', type: 'application/x-msdownload' },
    ]);
    const shown = await shop.grace.browser.fetch(`/f/${room}/${message!.files![0]!.id}`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await shop.lin.browser.fetch(`/f/${room}/${message!.files![0]!.id}`)).status).toBe(404);
    await vi.waitFor(async () => expect(await env.FILES.head(recordingKey(picture.split('/').at(-1)!))).toBeNull(), SOON);
    await writes(ann, shop.own, 'The house', { id, media: [{ url: picture, type: 'image/png' }] });
    await writes(ann, shop.own, 'And the garden');
    await vi.waitFor(() => expect(line.texts()).toEqual(['The house', 'And the garden']), SOON);
  });

  test('are there once, whatever fails on their way', async () => {
    const ann = someNumber();
    const url = await atProvider(PNG, 'image/png');
    const event: ReceivedMessage = {
      kind: 'message',
      id: sid(),
      at: Date.now(),
      account: shop.account,
      number: shop.own,
      other: ann,
      text: 'Look',
      media: [{ url, type: 'image/png' }],
      segments: 1,
    };
    const outbox = outboxPhone(env);
    const faults: ('fetch' | 'forget' | 'report')[] = ['fetch', 'report', 'forget'];
    const failing = async (what: (typeof faults)[number]) => {
      if (faults[0] !== what) return;
      faults.shift();
      throw new PhoneFailure(`${what} fails`, 'later');
    };
    const port: PhonePort = {
      ...outbox,
      fetch: (address) => failing('fetch').then(() => outbox.fetch(address)),
      forget: (address) => failing('forget').then(() => outbox.forget(address)),
    };
    const rooms = tellRooms(env, port);
    const report: typeof rooms = async (one) => {
      await rooms(one);
      await failing('report');
    };
    const job: PhoneJob = { id: `event:${event.id}`, account: shop.account, kind: 'event', event };
    let acked = 0;
    for (let attempts = 1; attempts < 8 && acked === 0; attempts++) {
      const message = { id: 'q', timestamp: new Date(), attempts, body: job, ack: () => void acked++, retry: () => undefined };
      await handlePhoneBatch({ queue: 'foyer-phone', messages: [message] } as unknown as MessageBatch<PhoneJob>, env, {
        port,
        report,
        now: Date.now,
      });
    }
    expect([acked, faults]).toEqual([1, []]);
    const line = await enters(shop.grace, await opens(shop.grace, shop.number, [ann]));
    expect(line.of('message')).toMatchObject([{ text: 'Look', files: [{ type: 'image/png' }] }]);
    expect(line.of('message')[0]?.lost).toBeUndefined();
  });
});

describe('F6: a call by click', () => {
  test('rings the own phone, once, and tells in the conversation how it goes', async () => {
    const ann = someNumber();
    const begin = { cid: `cid-${crypto.randomUUID()}`, number: shop.number, to: ann };
    const call = () => shop.grace.browser.call<{ room: string; seq: number }>('POST', '/api/phone/calls', begin);
    const { body, status } = await call();
    expect(status).toBe(201);
    expect((await call()).body).toEqual(body);
    const { results } = await env.DB.prepare('SELECT id, message, "to" FROM outbox_sms WHERE kind = \'call\' AND text = ?')
      .bind(ann)
      .all<{ id: string; message: string; to: string }>();
    expect(results).toHaveLength(1);
    const { id, message } = results[0]!;
    const about = new URLSearchParams({ id: message, number: shop.own, other: ann });
    await tell(`dialled?${about}`, { CallSid: id, DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '42' });
    await tell(`call?${about}`, { CallSid: id, CallStatus: 'completed', From: shop.own, To: ann, CallDuration: '50' });
    const line = await enters(shop.grace, body.room);
    expect(line.of('phone_call')).toMatchObject([
      { by: `o_${shop.grace.id}`, direction: 'out', state: 'began', person: ann },
      { direction: 'out', state: 'talked', seconds: 42 },
    ]);
  });

  test('not reached, it says so; without an own phone, or to no number, it does not begin', async () => {
    const ann = someNumber();
    const call = (who: Shop['grace'], to: string) => ({
      who,
      body: { cid: `cid-${crypto.randomUUID()}`, number: shop.number, to },
    });
    const refused = ({ who, body }: ReturnType<typeof call>) => who.browser.refused('POST', '/api/phone/calls', body);
    expect(await refused(call(shop.ada, ann))).toBe('no_own_phone');
    expect(await refused(call(shop.lin, ann))).toBe('not_found');
    expect(await refused(call(shop.grace, 'nobody'))).toBe('not_a_number');
    const { body } = await shop.grace.browser.call<{ room: string }>('POST', '/api/phone/calls', call(shop.grace, ann).body);
    const line = await enters(shop.grace, body.room);
    const { call: id } = line.of('phone_call')[0]!;
    const about = new URLSearchParams({ id, number: shop.own, other: ann });
    await tell(`call?${about}`, { CallSid: sid('CA'), CallStatus: 'no-answer', From: shop.own, To: ann });
    await vi.waitFor(() => expect(line.of('phone_call').map(({ state }) => state)).toEqual(['began', 'missed']), SOON);
  });
});

describe('F7: a call from outside', () => {
  const ring = (from: string, id = sid('CA')) => ({ CallSid: id, From: from, To: shop.own, Direction: 'inbound' });

  test('that nobody takes is a missed call, and its voicemail a message with a player; both alert and count as unread', async () => {
    const ann = someNumber();
    const desk = await deskOf(shop.grace);
    const call = ring(ann);
    await tell('voice', { ...call, CallStatus: 'ringing' });
    const url = await atProvider(MP3, 'audio/mpeg');
    await tell('call', { ...call, CallStatus: 'completed', CallDuration: '20' });
    await tell('call', { ...call, CallStatus: 'completed', CallDuration: '20' });
    const mine = () => desk.rooms().find(({ sms }) => sms.people[0]?.e164 === ann);
    await vi.waitFor(() => expect(mine()).toMatchObject({ unread: 1, last: { kind: 'phone_call', call: { state: 'missed' } } }), SOON);
    const about = `number=${encodeURIComponent(shop.own)}&other=${encodeURIComponent(ann)}`;
    const recording = {
      CallSid: call.CallSid,
      RecordingSid: sid('RE'),
      RecordingUrl: url,
      RecordingStatus: 'completed',
      RecordingDuration: '7',
    };
    await tell(`recording?${about}`, recording);
    await tell(`recording?${about}`, recording);
    await vi.waitFor(() => expect(mine()).toMatchObject({ unread: 2, last: { kind: 'message', voicemail: true } }), SOON);
    const line = await enters(shop.grace, mine()!.id);
    expect(line.of('phone_call')).toMatchObject([{ direction: 'in', state: 'missed', person: ann, by: `p_${ann}` }]);
    expect(line.of('message')).toMatchObject([{ via: 'voicemail', seconds: 7, files: [{ name: 'voicemail.mp3', type: 'audio/mpeg' }] }]);
    expect(desk.alerts().filter(({ room }) => room === mine()!.id)).toHaveLength(2);
    await vi.waitFor(async () => expect(await env.FILES.head(recordingKey(url.split('/').at(-1)!))).toBeNull(), SOON);
  });

  test('that somebody took is none', async () => {
    const ann = someNumber();
    const call = ring(ann);
    const about = new URLSearchParams({ number: shop.own, other: ann, turn: '0' });
    await tell('voice', { ...call, CallStatus: 'ringing' });
    await tell(`dialled?${about}`, { ...call, DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '30' });
    await tell('call', { ...call, CallStatus: 'completed', CallDuration: '31' });
    const line = await enters(shop.grace, await opens(shop.grace, shop.number, [ann]));
    expect(line.of('phone_call')).toMatchObject([{ direction: 'in', state: 'talked', seconds: 30 }]);
  });

  test('of somebody who hides their number is told all the same, and cannot be answered by SMS', async () => {
    const desk = await deskOf(shop.grace);
    await tell('voice', { ...ring('anonymous'), CallStatus: 'ringing' });
    await tell('call', { ...ring('anonymous'), CallStatus: 'no-answer' });
    const mine = () => desk.rooms().find(({ sms }) => sms.people[0]?.e164 === 'anonymous');
    await vi.waitFor(() => expect(mine()).toBeDefined(), SOON);
    const line = await enters(shop.grace, mine()!.id);
    expect(await line.says('Who was that?')).toBe('not_a_number');
  });
});
