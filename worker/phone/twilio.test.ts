import { afterEach, describe, expect, it, vi } from 'vitest';
import { PhoneFailure, type Sms } from './port.ts';
import { twilioPort } from './twilio.ts';
import { reasonOfDelivery } from './twilio-errors.ts';

const SMS: Sms = { id: 'm1', from: '+12025550123', to: '+12025550199', text: 'Secret words', media: [] };
const port = (patience?: number) =>
  twilioPort({ account: 'AC1', user: 'AC1', password: 'secret', host: 'https://foyer.example', ...(patience ? { patience } : {}) });

/** Answers every request of the adapter with this. */
function answer(respond: (request: Request) => Response | Promise<Response>): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (url: string | URL, init: RequestInit) => {
    const request = new Request(url, init);
    requests.push(request);
    return respond(request);
  });
  return requests;
}
async function failure(act: () => Promise<unknown> = () => port().send(SMS)): Promise<PhoneFailure> {
  const error = await act().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PhoneFailure)) throw new Error(`no PhoneFailure but ${String(error)}`);
  return error;
}
const told = (status: number, code: number, headers: Record<string, string> = {}) =>
  Response.json({ code, message: `about ${SMS.to}`, more_info: '', status }, { status, headers });

afterEach(() => vi.unstubAllGlobals());

describe('a message that Twilio does not take', () => {
  it.each([
    ['429', told(429, 20429, { 'retry-after': '7' }), 'later', 7],
    ['a full queue', told(429, 21611), 'later', undefined],
    ['its own trouble', told(500, 20500), 'unsure', undefined],
    ['a proxy’s trouble, in HTML', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'unsure', undefined],
    ['an answer that is none', new Response('<html>', { status: 201 }), 'unsure', undefined],
    ['an answer without an id', Response.json({}, { status: 201 }), 'unsure', undefined],
    ['a number that is none', told(400, 21211), 'invalid_number', undefined],
    ['a landline', told(400, 21635), 'not_mobile', undefined],
    ['a number that is not mobile', told(400, 21614), 'not_mobile', undefined],
    ['somebody who said stop', told(400, 21610), 'stopped', undefined],
    ['a country not allowed', told(400, 21408), 'unknown_country', undefined],
    ['a file that is refused', told(400, 21620), 'media_refused', undefined],
    ['a text too long', told(400, 21617), 'content_refused', undefined],
    ['an own number that is not', told(400, 21606), 'own_number', undefined],
    ['no money', told(403, 20005), 'limit', undefined],
    ['wrong keys', told(401, 20003), 'wrong', undefined],
    ['an unknown code', told(400, 99999), 'wrong', undefined],
  ])('because of %s', async (_name, response, reason, retryAfter) => {
    answer(() => response);
    const error = await failure();
    expect(error).toMatchObject({ reason, retryAfter });
    expect(error.message).not.toMatch(/secret|words|\+1202/i);
  });

  it('because the line broke, or it was silent, may have gone', async () => {
    answer(() => Promise.reject(new TypeError('network')));
    expect(await failure()).toMatchObject({ reason: 'unsure' });
    answer((request) => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))));
    expect(await failure(() => port(5).send(SMS))).toMatchObject({ reason: 'unsure' });
  });
});

it('tells why a message was not delivered', () => {
  expect([30003, 30004, 30005, 30006, 30007, 30008, null, 12, 30001].map((code) => reasonOfDelivery(code))).toEqual([
    'unreachable',
    'stopped',
    'unreachable',
    'not_mobile',
    'content_refused',
    'unreachable',
    'unreachable',
    'unreachable',
    'unreachable',
  ]);
});

it('ends a call that is over already', async () => {
  answer(() => told(400, 21220));
  await port().endCall('CA1');
  answer(() => told(404, 20404));
  await port().endCall('CA1');
  answer(() => told(500, 20500));
  expect(await failure(() => port().endCall('CA1'))).toMatchObject({ reason: 'unsure' });
});

describe('a number that is looked up', () => {
  const found = async (type: string | null, valid = true) => {
    const requests = answer(() =>
      Response.json({ valid, country_code: 'US', line_type_intelligence: type && { type, carrier_name: 'Carrier' } }),
    );
    const info = await port().lookUp('+12025550199');
    expect(requests[0]?.url).toBe('https://lookups.twilio.com/v2/PhoneNumbers/%2B12025550199?Fields=line_type_intelligence');
    return info;
  };
  it.each([
    ['mobile', 'mobile'],
    ['landline', 'landline'],
    ['nonFixedVoip', 'voip'],
    ['tollFree', 'special'],
    ['constructor', 'unknown'],
  ])('%s is %s', async (type, kind) => {
    expect(await found(type)).toEqual({ valid: true, kind, carrier: 'Carrier', country: 'US' });
  });
  it('may be unknown', async () => {
    expect(await found(null, false)).toEqual({ valid: false, kind: 'unknown', carrier: '', country: 'US' });
  });
});

describe('a file', () => {
  const RECORDING = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1';

  it('is fetched from where Twilio sends on to, without our keys', async () => {
    const requests = answer(({ url }) =>
      url.startsWith('https://api.twilio.com') ? Response.redirect('https://store.example/x?signed', 307) : new Response('sound'),
    );
    expect(await (await port().fetch('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1')).text()).toBe('sound');
    expect(requests.map(({ headers }) => headers.has('authorization'))).toEqual([true, false]);
  });

  it('of a call is MP3', async () => {
    const requests = answer(() => new Response('sound'));
    await port().fetch(RECORDING);
    expect(requests.map(({ url }) => url)).toEqual([`${RECORDING}.mp3`]);
  });

  it.each([
    'https://evil.example/2010-04-01/Accounts/AC1/Recordings/RE1',
    'http://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1',
    'https://api.twilio.com/2010-04-01/Accounts/AC2/Recordings/RE1',
    'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1?x=1',
    'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/../Recordings/RE1/x',
    'https://api.twilio.com/2010-04-01/Accounts/AC1/Keys',
    'no address',
  ])('is not fetched at %s', async (url) => {
    const requests = answer(() => new Response('x'));
    expect(await failure(() => port().fetch(url))).toMatchObject({ reason: 'wrong' });
    expect(await failure(() => port().forget(url))).toMatchObject({ reason: 'wrong' });
    expect(requests).toEqual([]);
  });

  it('is not followed to an open line, and tried again when the store has trouble', async () => {
    answer(() => Response.redirect('http://store.example/x', 307));
    expect(await failure(() => port().fetch(RECORDING))).toMatchObject({ reason: 'wrong' });
    answer(({ url }) =>
      url.startsWith('https://api') ? Response.redirect('https://store.example/x', 307) : new Response('', { status: 503 }),
    );
    expect(await failure(() => port().fetch(RECORDING))).toMatchObject({ reason: 'later' });
  });

  it('that is gone counts as deleted', async () => {
    answer(() => told(404, 20404));
    await port().forget(RECORDING);
  });
});
