/** Files that Twilio keeps: recordings, and pictures of messages. */
import { PhoneFailure } from './port.ts';

type Ask = (step: string, url: string, init?: RequestInit) => Promise<Response>;

/** What comes with a message, and what was recorded. */
const OWN = /^\/2010-04-01\/Accounts\/([^/]+)\/(Messages\/[\w-]+\/Media\/[\w-]+|Recordings\/[\w-]+)$/;

/**
 * Fetches one. Twilio sends on to a store elsewhere, under an address that is signed: our keys do not go along there. A recording is MP3.
 */
export async function fetchMedia(ask: Ask, baseUrl: string, account: string, address: string, patience: number): Promise<Response> {
  const url = ownAddress(baseUrl, account, address);
  const response = await ask('fetch', url.pathname.includes('/Recordings/') ? `${url}.mp3` : `${url}`);
  const next = response.status >= 300 ? response.headers.get('location') : null;
  if (next === null) return response;
  if (!URL.canParse(next, url.href)) throw new PhoneFailure('Twilio fetch: sent on to no address', 'wrong');
  const elsewhere = new URL(next, url);
  if (elsewhere.protocol !== url.protocol) throw new PhoneFailure('Twilio fetch: sent on to another scheme', 'wrong');
  const stored = await fetch(elsewhere, { redirect: 'error', signal: AbortSignal.timeout(patience) }).catch(() => null);
  // Fetching changes nothing: it may be repeated, whatever came of it.
  if (!stored || stored.status >= 500 || stored.status === 429) throw new PhoneFailure('Twilio fetch: the store does not answer', 'later');
  if (!stored.ok) throw new PhoneFailure(`Twilio fetch: the store answers ${stored.status}`, 'wrong');
  return stored;
}

/** Deletes one. */
export async function forgetMedia(ask: Ask, baseUrl: string, account: string, address: string): Promise<void> {
  try {
    await ask('forget', `${ownAddress(baseUrl, account, address)}.json`, { method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof PhoneFailure && error.message.includes('404'))) throw error;
  }
}

/** An address of a file at Twilio of our own account: with any other, our keys would go to whoever named it. */
function ownAddress(baseUrl: string, account: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.origin !== new URL(baseUrl).origin || OWN.exec(url.pathname)?.[1] !== account || url.search)
    throw new PhoneFailure('Twilio fetch: not an address of this account', 'wrong');
  return url;
}
