import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Mail, MailFailure } from './port.ts';
import { resendPort } from './resend.ts';

const MAIL: Mail = {
  id: 'job-1:abc',
  to: 'ann@shop.example',
  from: 'Foyer <hello@foyer.example>',
  subject: 'Hi',
  text: 'Hi',
  html: '<p>Hi</p>',
};

/** Answers every request of the adapter with this. */
function answer(respond: (request: Request) => Response | Promise<Response>): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    requests.push(request);
    return respond(request);
  });
  return requests;
}
const send = () => resendPort('re_secret', { baseUrl: 'https://mail.example' }).send(MAIL);
const failure = async (): Promise<MailFailure> => {
  const error = await send().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MailFailure)) throw new Error(`no MailFailure but ${String(error)}`);
  return error;
};
const json = (status: number, body: unknown, headers: Record<string, string> = {}) => Response.json(body, { status, headers });

afterEach(() => vi.unstubAllGlobals());

describe('Resend', () => {
  it('takes a mail', async () => {
    const requests = answer(() => json(200, { id: 'x' }));
    await send();
    expect(requests.map((request) => request.url)).toEqual(['https://mail.example/emails']);
  });

  it.each([
    ['429 with Retry-After', json(429, { statusCode: 429, name: 'rate_limit_exceeded', message: '' }, { 'retry-after': '7' }), 7],
    ['429 without', json(429, { statusCode: 429, name: 'daily_quota_exceeded', message: '' }), undefined],
    ['500', json(500, { statusCode: 500, name: 'internal_server_error', message: '' }), undefined],
    ['502 of a proxy, in HTML', new Response('<h1>Bad gateway</h1>', { status: 502 }), undefined],
    ['503 with an empty body', new Response(null, { status: 503 }), undefined],
    ['JSON that is no error of theirs', json(500, { oops: true }), undefined],
    ['200 with garbage', new Response('<html>', { status: 200 }), undefined],
    ['200 without an id', json(200, {}), undefined],
    ['200 with null', json(200, null), undefined],
    ['the same mail on its way', json(409, { statusCode: 409, name: 'concurrent_idempotent_requests', message: '' }), undefined],
  ])('is tried again after %s', async (_name, response, seconds) => {
    answer(() => response);
    expect(await failure()).toMatchObject({ retryable: true, retryAfter: seconds });
  });

  it('is tried again when the line breaks', async () => {
    answer(() => Promise.reject(new TypeError('network')));
    expect(await failure()).toMatchObject({ retryable: true });
  });

  it('is tried again when it does not answer in time', async () => {
    answer((request) => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))));
    await expect(resendPort('re_secret', { patience: 5 }).send(MAIL)).rejects.toMatchObject({ retryable: true });
  });

  it('counts as done when a former try was accepted and the mail has changed since', async () => {
    answer(() => json(409, { statusCode: 409, name: 'invalid_idempotent_request', message: '' }));
    await send();
  });

  it.each([
    ['wrong credentials', 401, 'restricted_api_key'],
    ['an invalid key', 403, 'invalid_api_key'],
    ['an address it refuses', 422, 'validation_error'],
    ['a malformed request', 400, 'missing_required_field'],
  ])('fails for good with %s', async (_name, statusCode, name) => {
    answer(() => json(statusCode, { statusCode, name, message: 'about ann@shop.example' }));
    const error = await failure();
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('ann@');
  });
});
