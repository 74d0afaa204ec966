import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetIceServers, iceServers, TURN_SECONDS } from './turn.ts';

const ENV = { ENVIRONMENT: 'production', TURN_KEY_ID: 'key/1', TURN_KEY_TOKEN: 'turn-secret' };
const NOW = Date.parse('2026-11-21T10:00:00Z');
const STUN = [{ urls: ['stun:stun.cloudflare.com:3478'] }];
/** As the documentation shows it, with the alternate ports that it tells of. */
const ISSUED = {
  iceServers: [
    { urls: ['stun:stun.cloudflare.com:3478', 'stun:stun.cloudflare.com:53'] },
    {
      urls: [
        'turn:turn.cloudflare.com:3478?transport=udp',
        'turn:turn.cloudflare.com:53?transport=udp',
        'turn:turn.cloudflare.com:80?transport=tcp',
        'turns:turn.cloudflare.com:5349?transport=tcp',
        'turns:turn.cloudflare.com:443?transport=tcp',
      ],
      username: 'u',
      credential: 'the credential',
    },
  ],
};

function answer(respond: () => Response | Promise<Response> = () => Response.json(ISSUED, { status: 201 })): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    requests.push(new Request(url, init));
    return respond();
  });
  return requests;
}
let logged: string[] = [];

beforeEach(() => {
  forgetIceServers();
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void logged.push(line));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('Servers for calls', () => {
  it('come with credentials for four hours, asked for as the documentation says', async () => {
    const requests = answer();
    const { until } = await iceServers(ENV, NOW);
    expect(until).toBe(NOW + 4 * 3600 * 1000);
    const [request] = requests;
    expect(`${request!.method} ${request!.url}`).toBe(
      'POST https://rtc.live.cloudflare.com/v1/turn/keys/key%2F1/credentials/generate-ice-servers',
    );
    expect(request!.headers.get('authorization')).toBe('Bearer turn-secret');
    expect(await request!.json()).toEqual({ ttl: TURN_SECONDS });
  });

  it('are without port 53, which browsers block', async () => {
    answer();
    const { iceServers: servers } = await iceServers(ENV, NOW);
    expect(servers).toEqual([
      { urls: ['stun:stun.cloudflare.com:3478'] },
      {
        urls: [
          'turn:turn.cloudflare.com:3478?transport=udp',
          'turn:turn.cloudflare.com:80?transport=tcp',
          'turns:turn.cloudflare.com:5349?transport=tcp',
          'turns:turn.cloudflare.com:443?transport=tcp',
        ],
        username: 'u',
        credential: 'the credential',
      },
    ]);
  });

  it('are asked for again after five minutes, not with every call', async () => {
    const requests = answer();
    for (const minutes of [0, 1, 4.9]) await iceServers(ENV, NOW + minutes * 60_000);
    expect(requests).toHaveLength(1);
    const { until } = await iceServers(ENV, NOW + 5 * 60_000);
    expect([requests.length, until]).toEqual([2, NOW + 5 * 60_000 + TURN_SECONDS * 1000]);
  });

  it('are of the key that is set', async () => {
    const requests = answer();
    await iceServers(ENV, NOW);
    await iceServers({ ...ENV, TURN_KEY_ID: 'other' }, NOW);
    expect(requests.map(({ url }) => url.includes('other'))).toEqual([false, true]);
  });

  it('are Cloudflare’s public STUN without a key, and none on a development machine', async () => {
    const requests = answer();
    expect(await iceServers({ ENVIRONMENT: 'production' }, NOW)).toEqual({ iceServers: STUN, until: null });
    expect(await iceServers({ ENVIRONMENT: 'production', TURN_KEY_ID: 'key' }, NOW)).toEqual({ iceServers: STUN, until: null });
    expect(await iceServers({ ENVIRONMENT: 'development' }, NOW)).toEqual({ iceServers: [], until: null });
    expect(requests).toEqual([]);
  });

  it.each([
    ['wrong credentials', () => new Response('turn-secret', { status: 401 }), '401'],
    ['500', () => new Response(null, { status: 500 }), '500'],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }), '302'],
    ['garbage', () => new Response('<html>', { status: 201 }), 'an answer without servers'],
    ['no servers', () => Response.json({ iceServers: [] }, { status: 201 }), 'an answer without servers'],
    ['servers of another kind', () => Response.json({ iceServers: [{ urls: 'http://x' }] }, { status: 201 }), 'an answer without servers'],
    ['a broken line', () => Promise.reject(new TypeError('turn-secret')), 'no answer'],
  ])(
    'are those without a key after %s; that is logged without the secret, and not tried with every call',
    async (_name, respond, reason) => {
      const requests = answer(respond);
      expect(await iceServers(ENV, NOW)).toEqual({ iceServers: STUN, until: null });
      await iceServers(ENV, NOW + 29_000);
      expect(requests).toHaveLength(1);
      expect(logged.map((line) => JSON.parse(line))).toEqual([{ level: 'error', code: 'turn_failed', reason }]);
      expect(logged.join()).not.toMatch(/turn-secret|key\/1/);
      answer();
      expect((await iceServers(ENV, NOW + 30_000)).until).not.toBeNull();
    },
  );
});
