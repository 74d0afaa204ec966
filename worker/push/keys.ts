/**
 * The key pair by which push services know this installation (RFC 8292). Made when it is first needed and kept in D1, so that push needs no
 * account and no setting; the private half is encrypted under the Worker's secret.
 */
import { decodeBase64Url, encodeBase64Url } from 'hono/utils/encode';
import type { Env } from '../env.ts';
import { derivedKey, fromHex } from '../http/ids.ts';

/** The public key as an uncompressed point, the private one as its number; both base64url. */
export interface VapidPair {
  publicKey: string;
  privateKey: string;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };

/** The pair of this installation. Two first requests at once end with the same one. */
export async function vapidPair(env: Pick<Env, 'DB' | 'SECRET'>): Promise<VapidPair> {
  const stored = await read(env);
  if (stored) return stored;
  const made = await makePair();
  await env.DB.prepare('INSERT OR IGNORE INTO push_key (id, public, private, at) VALUES (1, ?1, ?2, ?3)')
    .bind(made.publicKey, await seal(env.SECRET, made.privateKey), Date.now())
    .run();
  const kept = await read(env);
  if (!kept) throw new Error('the push key was not kept');
  return kept;
}

async function read(env: Pick<Env, 'DB' | 'SECRET'>): Promise<VapidPair | null> {
  const row = await env.DB.prepare('SELECT public, private FROM push_key WHERE id = 1').first<{ public: string; private: string }>();
  if (!row) return null;
  const privateKey = await unseal(env.SECRET, row.private);
  if (privateKey !== null) return { publicKey: row.public, privateKey };
  // The secret is another one. Devices are bound to the key they subscribed with: they go with it, and come back by themselves.
  console.warn(JSON.stringify({ level: 'warn', part: 'push', event: 'key_replaced' }));
  await env.DB.batch([
    env.DB.prepare('DELETE FROM push_key WHERE id = 1 AND public = ?1').bind(row.public),
    env.DB.prepare('DELETE FROM push_subscription'),
  ]);
  return null;
}

async function makePair(): Promise<VapidPair> {
  const pair = (await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])) as CryptoKeyPair;
  const point = (await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer;
  const { d } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as JsonWebKey;
  return { publicKey: encodeBase64Url(point).replace(/=/g, ''), privateKey: d! };
}

async function sealingKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromHex(await derivedKey(secret, 'push key')), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Encrypts under the secret: 12 random bytes and the ciphertext, base64url. */
async function seal(secret: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealingKey(secret), new TextEncoder().encode(text));
  return encodeBase64Url(new Uint8Array([...iv, ...new Uint8Array(sealed)]).buffer as ArrayBuffer);
}

/** null when it was sealed under another secret. */
async function unseal(secret: string, sealed: string): Promise<string | null> {
  const bytes = decodeBase64Url(sealed);
  try {
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12) }, await sealingKey(secret), bytes.slice(12));
    return new TextDecoder().decode(opened);
  } catch {
    return null;
  }
}
