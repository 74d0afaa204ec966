/**
 * `X-Twilio-Signature`: HMAC-SHA1 with the account's auth token over the address that Twilio called and, behind it, the form's fields by name.
 * A body that is no form is covered by its SHA-256 in the address (`bodySHA256`). https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
import { toHex } from '../http/ids.ts';

/** The fields of a form, in the order they came. */
export type Fields = [name: string, value: string][];

/** What Twilio signs a request with; tests and the local outbox sign with it too. */
export async function sign(token: string, url: string, fields: Fields): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(token, 'sign'), new TextEncoder().encode(url + concatenated(fields)));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** Whether a form was sent by who knows the token, to this address: with its port or without, of which Twilio signs either. */
export async function isSigned(token: string, url: string, fields: Fields, signature: string | null): Promise<boolean> {
  const mac = decoded(signature);
  if (!mac) return false;
  const key = await keyOf(token, 'verify');
  const behind = concatenated(fields);
  let fits = false;
  // `verify` compares in constant time; none is left out, so that all take the same.
  for (const variant of variants(url)) {
    const signed = new TextEncoder().encode(variant + behind);
    fits = (await crypto.subtle.verify('HMAC', key, mac as BufferSource, signed)) || fits;
  }
  return fits;
}

/** The same for a body that is no form. */
export async function isSignedBody(token: string, url: string, body: Uint8Array, signature: string | null): Promise<boolean> {
  const claimed = new URL(url).searchParams.get('bodySHA256')?.toLowerCase() ?? '';
  const hash = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', body as BufferSource)));
  // The hash is no secret: whoever sends the body knows it. The signature says that Twilio wrote it.
  return (await isSigned(token, url, [], signature)) && claimed === hash;
}

const keyOf = (token: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', new TextEncoder().encode(token), { name: 'HMAC', hash: 'SHA-1' }, false, [use]);

/** Fields by name, values of one name each once and sorted, as Twilio's own libraries have it. */
function concatenated(fields: Fields): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of fields) values.set(name, (values.get(name) ?? new Set()).add(value));
  return [...values.keys()]
    .sort()
    .map((name) =>
      [...values.get(name)!]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

const PORTS: Record<string, string> = { 'https:': '443', 'http:': '80' };

/** The address as it is, with its scheme's own port, and with none. A fragment is never sent and never signed. */
function variants(url: string): string[] {
  const parsed = /^(https?:)\/\/([^/?#]*?)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/i.exec(url);
  if (!parsed) return [url];
  const [, scheme = '', host, port, rest = ''] = parsed;
  return [`${scheme}//${host}${rest}`, `${scheme}//${host}:${port ?? PORTS[scheme.toLowerCase()]}${rest}`];
}

/** 20 bytes in Base64; null for anything else. */
function decoded(signature: string | null): Uint8Array | null {
  if (!signature || !/^[A-Za-z0-9+/]{27}=$/.test(signature)) return null;
  return Uint8Array.from(atob(signature), (character) => character.charCodeAt(0));
}
