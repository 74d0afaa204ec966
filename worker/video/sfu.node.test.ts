import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Call, readCall } from '../../e2e/support/sfu/contract.ts';
import { VideoFailure } from './failure.ts';
import { sfuPort } from './sfu.ts';

const SDP = 'v=0\r\n';
const BASE = 'https://rtc.live.cloudflare.com/v1';
/** Answers as the published description shows them. */
const OPENED = { sessionId: 'e017a2629c754fedc1f7d8587e06d126' };
const PUBLISHED = {
  requiresImmediateRenegotiation: false,
  tracks: [{ trackName: 'camera', mid: '0' }],
  sessionDescription: { sdp: SDP, type: 'answer' },
};
const WATCHED = {
  requiresImmediateRenegotiation: true,
  tracks: [{ sessionId: 'sender', trackName: 'camera', mid: '7' }],
  sessionDescription: { sdp: SDP, type: 'offer' },
};

let waited: number[] = [];

/** An SFU that holds every request against the description, and answers with these, the last again and again. */
function sfu(...answers: (() => Response | Promise<Response>)[]) {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const call = readCall(request.method, url.slice(BASE.length), request.headers.get('content-type'), await request.text());
    if ('problem' in call) throw new Error(`against the description: ${call.problem}`);
    expect(url.startsWith(BASE)).toBe(true);
    expect(request.headers.get('authorization')).toBe('Bearer the secret');
    expect(request.redirect).toBe('manual');
    calls.push(call);
    return answers[Math.min(calls.length, answers.length) - 1]!();
  });
  waited = [];
  const patience = { tries: 3, pause: 0.25, longest: 2, wait: async (seconds: number) => void waited.push(seconds) };
  return { calls, port: sfuPort({ appId: 'app', secret: 'the secret', timeout: 1_000, patience }) };
}
const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const failing = async (promise: Promise<unknown>): Promise<VideoFailure> => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VideoFailure)) throw new Error(`no VideoFailure but ${String(error)}`);
  expect(error.message).not.toMatch(/the secret|s-1|about somebody/);
  return error;
};

afterEach(() => vi.unstubAllGlobals());

describe('The SFU', () => {
  it('opens a session without a body', async () => {
    const { port, calls } = sfu(json(OPENED, 201));
    expect(await port.open()).toBe(OPENED.sessionId);
    expect(calls).toEqual([{ operation: 'open', app: 'app', session: '', body: null }]);
  });

  it('takes a browser’s offer with the tracks in it, and gives the answer', async () => {
    const { port, calls } = sfu(json(PUBLISHED));
    expect(await port.publish('s-1', SDP, [{ mid: '0', name: 'camera' }])).toEqual({ answer: SDP, tracks: [{ name: 'camera', mid: '0' }] });
    expect(calls).toMatchObject([{ operation: 'tracks', session: 's-1' }]);
  });

  it('offers tracks of somebody else, in the layer one would like best', async () => {
    const { port, calls } = sfu(json(WATCHED));
    const wanted = [
      { session: 'sender', name: 'camera', rid: 'h' },
      { session: 'sender', name: 'microphone' },
    ];
    expect(await port.watch('s-1', wanted)).toEqual({ offer: SDP, tracks: [{ name: 'camera', mid: '7' }] });
    expect(calls[0]!.body).toEqual({
      tracks: [
        {
          location: 'remote',
          sessionId: 'sender',
          trackName: 'camera',
          simulcast: { preferredRid: 'h', priorityOrdering: 'asciibetical', ridNotAvailable: 'asciibetical' },
        },
        { location: 'remote', sessionId: 'sender', trackName: 'microphone' },
      ],
    });
  });

  it('tells of each track by itself what became of it', async () => {
    const missing = { trackName: 'camera', errorCode: 'not_found_track_error', errorDescription: 'about somebody' };
    const { port } = sfu(json({ requiresImmediateRenegotiation: false, tracks: [missing] }));
    expect(await port.watch('s-1', [{ session: 'sender', name: 'camera' }])).toEqual({
      offer: null,
      tracks: [{ name: 'camera', error: 'not_found_track_error' }],
    });
  });

  it('takes the answer, tells its tracks, and closes them by force', async () => {
    const { port, calls } = sfu(
      json({}),
      json({ tracks: [{ location: 'local', mid: '0', trackName: 'camera', status: 'inactive' }], dataChannels: [] }),
      json({ requiresImmediateRenegotiation: false, tracks: [{ mid: '0' }, { mid: '1', errorCode: 'close_track_error' }] }),
    );
    await port.answer('s-1', SDP);
    expect(await port.look('s-1')).toEqual([{ name: 'camera', mid: '0', location: 'local', active: false }]);
    await port.close('s-1', ['0', '1']);
    expect(calls.map(({ operation }) => operation)).toEqual(['renegotiate', 'look', 'close']);
  });

  it('says so when a track is not closed, or not reported', async () => {
    const { port } = sfu(json({ tracks: [{ mid: '0', errorCode: 'internal_error' }] }));
    expect(await failing(port.close('s-1', ['0', '1']))).toMatchObject({
      reason: 'later',
      message: 'SFU: close: 2 of 2 tracks are not closed',
    });
  });
});

describe('A request to the SFU', () => {
  const busy = json({ errorCode: 'x' }, 429, { 'retry-after': '1' });
  const down = json({ errorCode: 'backend_error' }, 500);
  const silent = () => Promise.reject(new TypeError('the secret'));

  it('is repeated when the SFU says it did nothing', async () => {
    const { port, calls } = sfu(busy, json({ errorCode: 'retryable_transient_error' }, 503), json(PUBLISHED));
    await port.publish('s-1', SDP, [{ mid: '0', name: 'camera' }]);
    expect([calls.length, waited]).toEqual([3, [1, 0.5]]);
  });

  it('is repeated after 503 that names a time', async () => {
    const { port, calls } = sfu(json({}, 503, { 'retry-after': '2' }), json(PUBLISHED));
    await port.publish('s-1', SDP, [{ mid: '0', name: 'camera' }]);
    expect([calls.length, waited]).toEqual([2, [2]]);
  });

  it('that adds tracks is not repeated when it may have done so', async () => {
    for (const answer of [down, silent, () => new Response('<html>')]) {
      const { port, calls } = sfu(answer);
      expect(await failing(port.publish('s-1', SDP, [{ mid: '0', name: 'camera' }]))).toMatchObject({ reason: 'unsure' });
      expect(calls).toHaveLength(1);
    }
  });

  it('that may happen twice is repeated', async () => {
    const { port, calls } = sfu(down, silent, json(OPENED, 201));
    expect(await port.open()).toBe(OPENED.sessionId);
    expect(calls).toHaveLength(3);
  });

  it('ends when it is not answered in time', async () => {
    vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
      return new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason as Error)));
    });
    const patience = { tries: 1, pause: 0, longest: 0, wait: async () => undefined };
    const port = sfuPort({ appId: 'app', secret: 'the secret', timeout: 5, patience });
    expect(await failing(port.open())).toMatchObject({ reason: 'unsure', message: 'SFU: POST /new: no answer' });
  });

  it.each([
    ['a session that is over', json({ errorCode: 'session_error', errorDescription: 'about somebody' }, 410), 'gone', '410 session_error'],
    ['wrong credentials', json({ errorCode: 'unauthorized' }, 401), 'refused', '401 unauthorized'],
    ['an unknown application', json({ errorCode: 'not_found' }, 404), 'refused', '404 not_found'],
    ['an offer out of turn', json({ errorCode: 'invalid_session_description' }, 406), 'refused', '406 invalid_session_description'],
    ['an error told with 200', json({ errorCode: 'invalid_params', tracks: [] }), 'refused', '200 invalid_params'],
    ['a browser that is not connected', json({ errorCode: 'session_error' }, 425), 'later', '425 session_error'],
    ['a code that is none', json({ errorCode: 'about somebody' }, 400), 'refused', '400 unknown_error'],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }), 'refused', '302'],
  ])('fails with %s', async (_name, answer, reason, told) => {
    const { port } = sfu(answer);
    expect(await failing(port.watch('s-1', [{ session: 'sender', name: 'camera' }]))).toMatchObject({
      reason,
      message: `SFU: POST /…/tracks/new: ${told}`,
    });
  });

  it('waits no longer than a person does', async () => {
    const { port, calls } = sfu(json({}, 429, { 'retry-after': '60' }));
    expect(await failing(port.open())).toMatchObject({ reason: 'later', retryAfter: 60 });
    expect(calls).toHaveLength(1);
  });
});

describe('The description', () => {
  const good = { tracks: [{ location: 'remote', sessionId: 's', trackName: 'camera' }] };
  const read = (body: unknown) => readCall('POST', '/apps/a/sessions/s/tracks/new', 'application/json', JSON.stringify(body));
  it.each([
    ['a track without its session', { tracks: [{ location: 'remote', trackName: 'camera' }] }],
    ['a field it does not know', { ...good, extra: 1 }],
    ['no tracks', { tracks: [] }],
    ['too many', { tracks: Array(65).fill(good.tracks[0]) }],
    ['both kinds at once', { tracks: [...good.tracks, { location: 'local', mid: '0', trackName: 'x' }] }],
    [
      'an answer for an offer',
      { sessionDescription: { type: 'answer', sdp: SDP }, tracks: [{ location: 'local', mid: '0', trackName: 'x' }] },
    ],
  ])('allows no %s', (_name, body) => {
    expect(read(good)).not.toHaveProperty('problem');
    expect(read(body)).toHaveProperty('problem');
  });
});
