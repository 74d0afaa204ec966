import { encodeBase64Url } from 'hono/utils/encode';
import { uuidv7 } from 'uuidv7';

/** Id of a row; sorts by time. */
export const newId = (): string => uuidv7();

/** Unguessable, in base64url: 16 bytes make 22 characters. */
export const randomToken = (bytes = 16): string =>
  encodeBase64Url(crypto.getRandomValues(new Uint8Array(bytes)).buffer as ArrayBuffer).replace(/=/g, '');

export const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** SHA-256 as hex: for what must be found again but not read. */
export async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

/**
 * A key of its own for each purpose, from the one secret: what is signed for one purpose is worth nothing for another
 * (a visitor token holds an email address, and so does a verification link).
 */
export async function derivedKey(secret: string, purpose: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(purpose))));
}
