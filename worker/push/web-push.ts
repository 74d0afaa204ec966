import { retryAfter } from '../http/retry-after.ts';
import type { VapidPair } from './keys.ts';
import { type Device, type Push, PushFailure, type PushPort } from './port.ts';

/** Milliseconds after which an answer is not waited for. */
const PATIENCE = 10_000;

export interface WebPushOptions {
  /** Whom push services write to about our pushes: `https:` or `mailto:` (RFC 8292, section 2.1). */
  subject: string;
  vapid: () => Promise<VapidPair>;
  /** Address that takes the place of every push service, followed by the encoded endpoint. For tests and proxies. */
  baseUrl?: string | undefined;
  fetch?: typeof fetch;
}

/** Web Push: encrypted for the device (RFC 8291), signed with our key (RFC 8292), handed over by HTTP (RFC 8030). */
export function webPushPort({ subject, vapid, baseUrl, fetch: send = fetch }: WebPushOptions): PushPort {
  return {
    async send({ endpoint, p256dh, auth }: Device, { data, ...options }: Push) {
      // Loaded when the first push goes out: sockets and pages never pay for it.
      const { buildPushPayload } = await import('@block65/webcrypto-web-push');
      const subscription = { endpoint, expirationTime: null, keys: { p256dh, auth } };
      const request = await buildPushPayload({ data, options }, subscription, { subject, ...(await vapid()) });
      const address = baseUrl ? `${baseUrl}/${encodeURIComponent(endpoint)}` : endpoint;
      let response: Response;
      try {
        // A redirect would lead where nobody looked: it counts as a refusal.
        response = await send(address, {
          method: 'POST',
          headers: request.headers,
          body: request.body,
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE),
        });
      } catch {
        throw new PushFailure('No answer of the push service', 'later');
      }
      await response.body?.cancel();
      if (!response.ok) throw failure(response);
    },
  };
}

function failure({ status, headers }: Response): PushFailure {
  const message = `Push service: ${status}`;
  if (status === 404 || status === 410) return new PushFailure(message, 'gone');
  const later = status === 429 || status === 408 || status >= 500;
  return new PushFailure(message, later ? 'later' : 'refused', retryAfter(headers.get('retry-after')));
}
