import { Buffer } from 'node:buffer';
import { uuidv7 } from 'uuidv7';

/** Id of a row; sorts by time. */
export const newId = (): string => uuidv7();

/** Unguessable, in base64url: 16 bytes make 22 characters. */
export const randomToken = (bytes = 16): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url');

/** SHA-256 as hex: for what must be found again but not read. */
export async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');
}

/**
 * A key of its own for each purpose, from the one secret: what is signed for one purpose is worth nothing for another
 * (a visitor token holds an email address, and so does a verification link).
 */
export async function derivedKey(secret: string, purpose: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(purpose))).toString('hex');
}
