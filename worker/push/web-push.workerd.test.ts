import { env } from 'cloudflare:workers';
import { decodeBase64Url } from 'hono/utils/encode';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newDevice } from '../testing/device.ts';
import { vapidPair } from './keys.ts';
import { PushFailure } from './port.ts';
import { webPushPort } from './web-push.ts';

const PUSH = { data: '{"kind":"test"}', topic: 'topic', urgency: 'high', ttl: 60 } as const;

beforeEach(async () => {
  await env.DB.exec('DELETE FROM push_key');
});

/** A push service that keeps what it was sent and answers as told. */
function service(answer: () => Response = () => new Response(null, { status: 201 })) {
  const requests: Request[] = [];
  const port = webPushPort({
    subject: 'https://foyer.example',
    vapid: () => vapidPair(env),
    fetch: async (input, init) => {
      requests.push(new Request(input as string, init as RequestInit));
      return answer();
    },
  });
  return { port, requests };
}

async function failing(answer: () => Response): Promise<PushFailure> {
  const error = await service(answer)
    .port.send(await newDevice(), PUSH)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PushFailure);
  return error as PushFailure;
}

describe('A push', () => {
  test('C10: is read by the device it is for (RFC 8291), and by no other', async () => {
    const { port, requests } = service();
    const device = await newDevice();
    await port.send(device, { ...PUSH, data: JSON.stringify({ text: 'Grüße 👋' }) });
    const [request] = requests;
    expect(request!.url).toBe(device.endpoint);
    expect(request!.method).toBe('POST');
    expect(Object.fromEntries(request!.headers)).toMatchObject({
      ttl: '60',
      topic: 'topic',
      urgency: 'high',
      'content-encoding': 'aes128gcm',
    });
    const body = new Uint8Array(await request!.arrayBuffer());
    expect(JSON.parse(await device.read(body))).toEqual({ text: 'Grüße 👋' });
    await expect((await newDevice()).read(body)).rejects.toThrow();
  });

  test('is signed with the key the device subscribed with, for its push service only (RFC 8292)', async () => {
    const { port, requests } = service();
    await port.send(await newDevice('https://push.example/send/1'), PUSH);
    const [, header, claims, signature, key] = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(
      requests[0]!.headers.get('authorization')!,
    )!;
    expect(key).toBe((await vapidPair(env)).publicKey);
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const signer = await crypto.subtle.importKey('raw', decodeBase64Url(key!), curve, false, ['verify']);
    const signed = new TextEncoder().encode(`${header}.${claims}`);
    expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, signer, decodeBase64Url(signature!), signed)).toBe(true);
    const { aud, sub, exp } = JSON.parse(new TextDecoder().decode(decodeBase64Url(claims!)));
    expect([aud, sub]).toEqual(['https://push.example', 'https://foyer.example']);
    expect(exp * 1000).toBeLessThanOrEqual(Date.now() + 24 * 3600 * 1000);
  });

  test.each([
    [404, 'gone'],
    [410, 'gone'],
    [429, 'later'],
    [503, 'later'],
    [400, 'refused'],
    [413, 'refused'],
    [302, 'refused'],
  ] as const)('that is answered with %s is %s', async (status, reason) => {
    const headers = new Headers(status === 302 ? { location: 'http://127.0.0.1/' } : {});
    expect((await failing(() => new Response(null, { status, headers }))).reason).toBe(reason);
  });

  test('waits as long as the push service asks, and is tried again when it does not answer at all', async () => {
    expect((await failing(() => new Response(null, { status: 429, headers: { 'retry-after': '77' } }))).retryAfter).toBe(77);
    const silent = () => {
      throw new TypeError('network');
    };
    expect((await failing(silent)).reason).toBe('later');
  });

  test('goes through another address where one is set', async () => {
    const fetch = vi.fn(async () => new Response(null, { status: 201 }));
    const port = webPushPort({
      subject: 'mailto:a@b.example',
      vapid: () => vapidPair(env),
      baseUrl: 'http://proxy.example/push',
      fetch: fetch as never,
    });
    await port.send(await newDevice('https://push.example/x?y'), PUSH);
    expect(fetch).toHaveBeenCalledWith('http://proxy.example/push/https%3A%2F%2Fpush.example%2Fx%3Fy', expect.anything());
  });
});

describe('The key pair', () => {
  test('is made once, also by many at once, and its private half is not in the database as it is', async () => {
    const pairs = await Promise.all(Array.from({ length: 5 }, () => vapidPair(env)));
    expect(new Set(pairs.map(({ publicKey }) => publicKey)).size).toBe(1);
    expect(pairs[0]!.privateKey).toMatch(/^[\w-]{43}$/);
    const row = await env.DB.prepare('SELECT * FROM push_key').first();
    expect(JSON.stringify(row)).not.toContain(pairs[0]!.privateKey);
  });

  test('is replaced when the secret is another one', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const before = await vapidPair(env);
    const after = await vapidPair({ ...env, SECRET: 'another secret, also longer than thirty-two characters' });
    expect(after.publicKey).not.toBe(before.publicKey);
    expect((await vapidPair({ ...env, SECRET: 'another secret, also longer than thirty-two characters' })).publicKey).toBe(after.publicKey);
  });
});
