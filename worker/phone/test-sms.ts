/** For tests in workerd: accounts with numbers, phones that write and call them, and conversations as operators have them open. */
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import type { Entry, EntryKind, EntryOf } from '../../protocol/entries.ts';
import type { Alert, DeskServerFrame, RoomServerFrame, SmsSummary } from '../../protocol/frames.ts';
import { foldSms, NEW_SMS_ROOM, type SmsRoom } from '../../protocol/sms.ts';
import { TestSocket } from '../chats/test-socket.ts';
import { addColleague, Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';
import type { E164 } from './e164.ts';
import { addNumber, assignNumber } from './number-store.ts';
import { CAPABILITIES, outboxToken, recordingKey, recordingUrl } from './outbox.ts';
import { sign } from './signature.ts';

/** Longest that is waited for what goes through queues, objects and back. */
export const SOON = { timeout: 15_000, interval: 25 };

let given = Math.floor(Math.random() * 6_000_000);
/** A number nobody else has here. */
export const someNumber = (): E164 => `+1202${2_000_000 + given++}`;

export interface Someone {
  browser: Browser;
  id: string;
}

/** An account with a number that is assigned to `grace`; `ada` owns it, `lin` is an operator without it. */
export async function newShop() {
  const owner = await signUp();
  const grace = await addColleague(owner.browser);
  const lin = await addColleague(owner.browser);
  const ada: Someone = { browser: owner.browser, id: (await owner.browser.me()).user.id };
  const someone = ({ browser, id }: Someone): Someone => ({ browser, id });
  const own = someNumber();
  const number = (await addNumber(env, owner.account, { e164: own, provider: `PN-${own}`, capabilities: [...CAPABILITIES] }, 'Main'))!;
  await assignNumber(env, owner.account, number, { kind: 'operator', target: grace.id, phone: someNumber() });
  return { account: owner.account, site: owner.site, ada, grace: someone(grace), lin: someone(lin), own, number };
}
export type Shop = Awaited<ReturnType<typeof newShop>>;

/** Tells one of our addresses something as the outbox would. */
export async function tell(path: string, fields: Record<string, string>): Promise<Response> {
  const url = `${env.PUBLIC_URL}/hooks/phone/${path}`;
  const form = Object.entries(fields);
  const headers = { 'x-twilio-signature': await sign(await outboxToken(env), url, form) };
  const response = await new Browser().fetch(url.slice(OWN_ORIGIN.length), { method: 'POST', headers, body: new URLSearchParams(form) });
  expect(response.status).toBe(200);
  return response;
}

export const sid = (kind = 'SM'): string => `${kind}${crypto.randomUUID().replaceAll('-', '')}`;

/** Somebody writes to an own number. */
export async function writes(from: string, to: string, text: string, { id = sid(), media = [] as { url: string; type: string }[] } = {}) {
  const files = media.flatMap(({ url, type }, at) => [
    [`MediaUrl${at}`, url],
    [`MediaContentType${at}`, type],
  ]);
  await tell('sms', { MessageSid: id, From: from, To: to, Body: text, NumMedia: `${media.length}`, ...Object.fromEntries(files) });
  return id;
}

/** Bytes at an address of the provider, to be fetched once. */
export async function atProvider(bytes: Uint8Array | string, contentType: string): Promise<string> {
  const id = sid('ME');
  await env.FILES.put(recordingKey(id), bytes, { httpMetadata: { contentType } });
  return recordingUrl(env.PUBLIC_URL, id);
}

export async function opens(who: Someone, number: string, people: string[]): Promise<string> {
  const { status, body } = await who.browser.call<{ room: string }>('POST', '/api/sms-rooms', { number, people });
  expect(body).toMatchObject({ room: expect.stringMatching(/^sms\.[\da-f]{32}$/) });
  expect(status).toBe(200);
  return body.room;
}

/** A conversation as somebody has it open. */
export async function enters(who: Someone, room: string) {
  const socket = await TestSocket.open(who.browser, `/api/rooms/${room}/socket`);
  socket.send({ t: 'hello', v: 1 });
  await socket.heard('welcome');
  const frames = () => socket.frames as RoomServerFrame[];
  const entries = (): Entry[] => frames().flatMap((frame) => (frame.t === 'log' ? frame.entries : []));
  const of = <K extends EntryKind>(kind: K): EntryOf<K>[] => entries().filter((entry): entry is EntryOf<K> => entry.kind === kind);
  return {
    socket,
    entries,
    of,
    sms: (): SmsRoom => {
      const welcome = frames().find((frame) => frame.t === 'welcome');
      const [from, start] = welcome && 'sms' in welcome ? [welcome.head, welcome.sms] : [0, NEW_SMS_ROOM];
      return entries().reduce((sms, entry) => (entry.seq > from ? foldSms(sms, entry) : sms), start);
    },
    texts: () => of('message').map(({ text }) => text),
    /** States of what was sent, in order. */
    states: () => of('sms_state').map(({ state, error }) => (error ? `${state}:${error}` : state)),
    /** Sends a command; answers its seq, or the code of its refusal. */
    does: async (command: object): Promise<number | string> => {
      const cid = 'cid' in command ? (command.cid as string) : `cid-${crypto.randomUUID()}`;
      const before = socket.frames.length;
      socket.send({ cid, ...command });
      return vi.waitFor(() => {
        const found = frames()
          .slice(before)
          .find((frame) => (frame.t === 'ack' || frame.t === 'error') && frame.cid === cid);
        expect(found).toBeDefined();
        return found!.t === 'ack' ? found!.seq : (found as { code: string }).code;
      }, SOON);
    },
    says: async (text: string, more: object = {}): Promise<number | string> => {
      const cid = `cid-${crypto.randomUUID()}`;
      socket.send({ t: 'send', cid, text, ...more });
      const found = await socket.next<RoomServerFrame>((frame) => (frame.t === 'ack' || frame.t === 'error') && frame.cid === cid);
      return found.t === 'ack' ? found.seq : (found as { code: string }).code;
    },
  };
}

/** Somebody's app. */
export async function deskOf(who: Someone) {
  const socket = await TestSocket.open(who.browser, '/api/desk');
  socket.send({ t: 'hello', v: 1 });
  await socket.heard('welcome');
  const frames = () => socket.frames as DeskServerFrame[];
  return {
    alerts: (): Alert[] => frames().flatMap((frame) => (frame.t === 'alert' ? [frame.alert] : [])),
    gone: () => frames().flatMap((frame) => ('gone' in frame ? (frame.gone ?? []) : [])),
    /** Lines as they are now. */
    rooms: (): SmsSummary[] => {
      const held = new Map<string, SmsSummary>();
      for (const frame of frames()) {
        if (frame.t !== 'welcome' && frame.t !== 'rooms') continue;
        for (const one of frame.rooms) if (one.kind === 'sms') held.set(one.id, one);
        for (const id of frame.gone ?? []) held.delete(id);
      }
      return [...held.values()];
    },
  };
}

/** What left for a number, oldest first, once there is so much of it. */
export const leftFor = (to: string, count: number): Promise<{ text: string; media: string; id: string; message: string; kind: string }[]> =>
  vi.waitFor(async () => {
    const { results } = await env.DB.prepare('SELECT id, text, media, message, kind FROM outbox_sms WHERE "to" = ? ORDER BY at, id')
      .bind(to)
      .all<{ text: string; media: string; id: string; message: string; kind: string }>();
    expect(results.length).toBeGreaterThanOrEqual(count);
    return results;
  }, SOON);
