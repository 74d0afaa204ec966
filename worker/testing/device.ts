/** For tests: a device with the keys of a subscription, which reads pushes as a browser does (RFC 8291, RFC 8188). No platform imports. */

export interface TestDevice {
  endpoint: string;
  p256dh: string;
  auth: string;
  /** The text of an encrypted body; throws when it is not for this device. */
  read(body: Uint8Array): Promise<string>;
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const utf8 = (text: string) => new TextEncoder().encode(text);
const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(parts.flatMap((part) => [...part]));
const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=/g, '');

async function hkdf(salt: Uint8Array, secret: Uint8Array, info: Uint8Array, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', join(secret), 'HKDF', false, ['deriveBits']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: join(salt), info: join(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, bytes * 8));
}

export async function newDevice(endpoint = `https://push.example/send/${crypto.randomUUID()}`): Promise<TestDevice> {
  const pair = (await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])) as CryptoKeyPair;
  const own = new Uint8Array((await crypto.subtle.exportKey('raw', pair.publicKey)) as ArrayBuffer);
  const secret = crypto.getRandomValues(new Uint8Array(16));
  return {
    endpoint,
    p256dh: toBase64Url(own),
    auth: toBase64Url(secret),
    async read(body) {
      // Header: salt, record size, length of the sender's public key, the key (RFC 8188, section 2.1).
      const salt = body.slice(0, 16);
      const sender = body.slice(21, 21 + body[20]!);
      const theirs = await crypto.subtle.importKey('raw', join(sender), CURVE, false, []);
      // One runtime's types call the other party's key `$public`.
      const agreement = { name: 'ECDH', public: theirs } as unknown as Parameters<typeof crypto.subtle.deriveBits>[0];
      const shared = new Uint8Array(await crypto.subtle.deriveBits(agreement, pair.privateKey, 256));
      const material = await hkdf(secret, shared, join(utf8('WebPush: info\0'), own, sender), 32);
      const key = await hkdf(salt, material, utf8('Content-Encoding: aes128gcm\0'), 16);
      const nonce = await hkdf(salt, material, utf8('Content-Encoding: nonce\0'), 12);
      const cipher = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, cipher, join(body.slice(21 + sender.length)));
      const padded = new Uint8Array(text);
      // The last record ends with a 2, then zeroes.
      return new TextDecoder().decode(padded.slice(0, padded.lastIndexOf(2)));
    },
  };
}
