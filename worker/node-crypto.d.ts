/** The part of Node's crypto that is used; all of Node's types would clash with those of the Worker's runtime. */
declare module 'node:crypto' {
  export function scrypt(
    password: string,
    salt: Uint8Array,
    length: number,
    options: { N: number; r: number; p: number; maxmem: number },
    callback: (error: Error | null, key: Uint8Array) => void,
  ): void;
  interface Hmac {
    update(data: string): Hmac;
    digest(encoding: 'hex'): string;
  }
  /** Unlike WebCrypto's it answers in the same turn. */
  export function createHmac(algorithm: 'sha256', key: string): Hmac;
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
