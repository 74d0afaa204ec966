import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { encodeBase64 } from 'hono/utils/encode';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import type { MeetingEvent } from './meeting-event.ts';
import { meetingsOf } from './provider.ts';
import { forgetHookKeys } from './webhook.ts';
import { meetingHookRoutes } from './webhook-routes.ts';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const newKeys = async () => (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
/** As the documentation shows it. */
const JOINED = {
  event: 'meeting.participantJoined',
  meeting: {
    id: '50c8940e-1b97-402a-97d6-2708b7feca41',
    sessionId: '05e57591-d89e-45c9-ae44-08dc1eaad0e0',
    title: 'Weekly sync',
    status: 'LIVE',
  },
  participant: { peerId: 'e32fb785', userDisplayName: 'Mary Sue', customParticipantId: 'o_mary', clientSpecificId: 'o_mary' },
};

let keys: CryptoKeyPair;
let published: CryptoKeyPair | null;
let asked: number;
let taken: MeetingEvent[];
let failing: boolean;

beforeEach(async () => {
  forgetHookKeys();
  keys = await newKeys();
  published = keys;
  asked = 0;
  taken = [];
  failing = false;
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  vi.stubGlobal('fetch', async (url: string) => {
    expect(url).toBe('https://api.realtime.cloudflare.com/.well-known/webhooks.json');
    asked++;
    if (!published) return new Response(null, { status: 500 });
    const der = encodeBase64((await crypto.subtle.exportKey('spki', published.publicKey)) as ArrayBuffer);
    const publicKey = `-----BEGIN PUBLIC KEY-----\n${der.match(/.{1,64}/g)!.join('\n')}\n-----END PUBLIC KEY-----`;
    return Response.json({ success: true, data: { publicKey }, message: '' });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const app = new Hono<AppEnv>().route(
  '/hooks',
  meetingHookRoutes(async (_, event) => {
    if (failing) throw new Error('broken');
    taken.push(event);
  }),
);
app.onError(onError);

async function sign(text: string, by = keys): Promise<string> {
  return encodeBase64((await crypto.subtle.sign(ALGORITHM, by.privateKey, new TextEncoder().encode(text))) as ArrayBuffer);
}
async function tell(
  body: unknown,
  { by = keys, signature, uuid = 'delivery-1' }: { by?: CryptoKeyPair; signature?: string; uuid?: string } = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 1);
  const headers = { 'content-type': 'application/json', 'rtk-signature': signature ?? (await sign(text, by)), 'rtk-uuid': uuid };
  return (await app.request('/hooks/realtimekit', { method: 'POST', headers, body: text }, env)).status;
}
const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe('A webhook of RealtimeKit', () => {
  test('is taken: who joined which meeting, and not their name', async () => {
    expect(await tell(JOINED)).toBe(200);
    expect(await tell({ ...JOINED, event: 'meeting.ended', reason: 'ALL_PARTICIPANTS_LEFT' }, { uuid: 'delivery-2' })).toBe(200);
    const place = { meeting: JOINED.meeting.id, session: JOINED.meeting.sessionId, title: JOINED.meeting.title };
    expect(taken).toEqual([
      { id: 'delivery-1', kind: 'joined', ...place, person: 'o_mary', peer: 'e32fb785' },
      { id: 'delivery-2', kind: 'ended', ...place },
    ]);
    expect(asked).toBe(1);
  });

  test('is refused when somebody else wrote or changed it', async () => {
    expect(await tell(JOINED, { by: await newKeys() })).toBe(401);
    expect(await tell({ ...JOINED, event: 'meeting.ended' }, { signature: await sign(JSON.stringify(JOINED, null, 1)) })).toBe(401);
    for (const signature of ['', 'not base64 !', 'x'.repeat(5_000)]) expect(await tell(JOINED, { signature })).toBe(401);
    const bare = await app.request('/hooks/realtimekit', { method: 'POST', body: JSON.stringify(JOINED) }, env);
    expect([bare.status, taken]).toEqual([401, []]);
  });

  test('that is large, or of another kind, does no harm', async () => {
    expect(await tell('x'.repeat(70_000))).toBe(413);
    for (const body of ['nothing', '{}', { ...JOINED, event: 'meeting.summary' }, { ...JOINED, meeting: { id: '../x', sessionId: 's' } }])
      expect(await tell(body)).toBe(200);
    expect(taken).toEqual([]);
  });

  test('is to be told again when it could not be taken, or the key could not be had', async () => {
    failing = true;
    expect(await tell(JOINED)).toBe(500);
    forgetHookKeys();
    published = null;
    expect(await tell(JOINED)).toBe(503);
  });

  test('by a new key is taken, and forged ones do not make us ask without end', async () => {
    await tell(JOINED);
    const newer = await newKeys();
    published = newer;
    expect(await tell(JOINED, { by: newer })).toBe(401);
    later(61_000);
    expect(await tell(JOINED, { by: newer })).toBe(200);
    for (let n = 0; n < 5; n++) expect(await tell(JOINED, { by: keys })).toBe(401);
    expect(asked).toBe(2);
  });
});

test('Cloudflare’s SDK runs in the Worker: a meeting is begun', async () => {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    requests.push(new Request(url, init));
    return Response.json({ success: true, data: { id: 'm1' } }, { status: 201 });
  });
  expect(meetingsOf(env)).toBeNull();
  const meetings = meetingsOf({ ...env, REALTIMEKIT_ACCOUNT_ID: 'acc', REALTIMEKIT_APP_ID: 'app', REALTIMEKIT_TOKEN: 'token' });
  expect(await meetings!.begin('Room')).toBe('m1');
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://api.cloudflare.com/client/v4/accounts/acc/realtime/kit/app/meetings',
  ]);
  expect(requests[0]!.headers.get('authorization')).toBe('Bearer token');
});
