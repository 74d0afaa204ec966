import { scrypt, timingSafeEqual } from 'node:crypto';
import { fromHex, toHex } from '../http/ids.ts';

/** OWASP's scrypt parameters for 32 MiB; the runtime's default memory limit lies just below what they need. */
const COST = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_LENGTH = 64;

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 128;

const derive = (password: string, salt: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_LENGTH, COST, (error: Error | null, key: Uint8Array) =>
      error ? reject(error) : resolve(key),
    );
  });

/** `<salt>:<key>`, both hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return `${toHex(salt)}:${toHex(await derive(password, salt))}`;
}

export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [salt, key] = hash.split(':');
  if (!salt || !key) return false;
  return timingSafeEqual(await derive(password, fromHex(salt)), fromHex(key));
}
