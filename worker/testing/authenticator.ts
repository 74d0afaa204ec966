/** For tests in workerd: a device that keeps passkeys, as a browser shows them to a page (WebAuthn, ES256). */
import { encodeBase64Url } from 'hono/utils/encode';
import { OWN_ORIGIN } from '../http/test-browser.ts';

const base64 = (bytes: Uint8Array): string => encodeBase64Url(bytes.slice().buffer).replace(/=/g, '');
const hash = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice().buffer));
const join = (...parts: (Uint8Array | number[])[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
/** CBOR in its shortest form, which is what readers measure by: a text of at most 23 bytes, bytes from 24 on. */
const cborText = (value: string) => join([0x60 + value.length], text(value));
const cborBytes = (value: Uint8Array) =>
  join(value.length < 256 ? [0x58, value.length] : [0x59, value.length >> 8, value.length & 255], value);

const USER_PRESENT = 1;
const USER_VERIFIED = 4;
const HAS_CREDENTIAL = 64;

/** A device with one passkey. `verifies`: whether it asks for a PIN or a finger. */
export class Authenticator {
  readonly id = crypto.getRandomValues(new Uint8Array(16));
  #key: CryptoKeyPair | null = null;
  #uses = 0;

  constructor(readonly verifies = true) {}

  /** Makes the passkey, as `navigator.credentials.create` does. */
  async create({ challenge, rp }: { challenge: string; rp: { id: string } }) {
    this.#key = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as CryptoKeyPair;
    const point = new Uint8Array((await crypto.subtle.exportKey('raw', this.#key.publicKey)) as ArrayBuffer);
    // {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}
    const publicKey = join([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21], cborBytes(point.slice(1, 33)), [0x22], cborBytes(point.slice(33)));
    const credential = join(new Uint8Array(16), [0, this.id.length], this.id, publicKey);
    const data = join(await this.#head(rp.id, HAS_CREDENTIAL), credential);
    const attestation = join([0xa3], cborText('fmt'), cborText('none'), cborText('attStmt'), [0xa0], cborText('authData'), cborBytes(data));
    return this.#answer({ clientDataJSON: this.#client('webauthn.create', challenge), attestationObject: attestation });
  }

  /** Shows it, as `navigator.credentials.get` does. */
  async get({ challenge, rpId }: { challenge: string; rpId: string }) {
    const client = this.#client('webauthn.get', challenge);
    const data = await this.#head(rpId, 0);
    const signed = join(data, await hash(client)).slice().buffer;
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.#key!.privateKey, signed);
    return this.#answer({ clientDataJSON: client, authenticatorData: data, signature: toDer(new Uint8Array(signature)) });
  }

  #client = (type: string, challenge: string): Uint8Array =>
    text(JSON.stringify({ type, challenge, origin: OWN_ORIGIN, crossOrigin: false }));

  async #head(host: string, flags: number): Promise<Uint8Array> {
    const uses = new Uint8Array(4);
    new DataView(uses.buffer).setUint32(0, ++this.#uses);
    return join(await hash(text(host)), [flags | USER_PRESENT | (this.verifies ? USER_VERIFIED : 0)], uses);
  }

  #answer(response: Record<string, Uint8Array>) {
    const id = base64(this.id);
    const encoded = Object.fromEntries(Object.entries(response).map(([name, bytes]) => [name, base64(bytes)]));
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: encoded };
  }
}

/** WebAuthn's form of a signature, out of Web Crypto's. */
function toDer(signature: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const short = bytes.slice(bytes.findIndex((byte) => byte !== 0));
    const whole = short[0]! > 127 ? join([0], short) : short;
    return join([2, whole.length], whole);
  };
  const both = join(integer(signature.slice(0, 32)), integer(signature.slice(32)));
  return join([0x30, both.length], both);
}
