import fc from 'fast-check';
import { sign } from 'hono/jwt';
import { describe, expect, test } from 'vitest';
import type { VisitorClaims } from '../contracts/people.ts';
import { provenIdentity, visitorFor } from './identity.ts';

const SECRET = 'identity secret of a site';
const NOW = Date.parse('2026-11-20T12:00Z');
const EXP = NOW / 1000 + 60;
const bytes = new TextEncoder();
const hmac = async (id: string, secret = SECRET) => {
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', key, bytes.encode(id))).toString('hex');
};

describe('proof by HMAC', async () => {
  test('the right one proves the id, with name and email as given', async () => {
    const proof = { id: 'user 7', hmac: await hmac('user 7'), name: 'Ana', email: 'ana@shop.example' };
    expect(await provenIdentity(SECRET, proof, NOW)).toEqual({ id: 'user 7', name: 'Ana', email: 'ana@shop.example' });
    expect(await provenIdentity(SECRET, { id: 'ü', hmac: (await hmac('ü')).toUpperCase() }, NOW)).toEqual({ id: 'ü' });
  });

  test.each([
    ['of another id', { id: 'user 8', hmac: await hmac('user 7') }],
    ['under another secret', { id: 'user 7', hmac: await hmac('user 7', 'old secret') }],
    ['cut short', { id: 'user 7', hmac: (await hmac('user 7')).slice(2) }],
    ['missing', { id: 'user 7', hmac: '' }],
    ['of no id', { id: '', hmac: await hmac('') }],
    ['of an id beyond the limit', { id: 'x'.repeat(301), hmac: await hmac('x'.repeat(301)) }],
    ['with an email that is none', { id: 'user 7', hmac: await hmac('user 7'), email: 'x' }],
  ])('refused: %s', async (_name, proof) => {
    expect(await provenIdentity(SECRET, proof, NOW)).toBeNull();
  });

  test('a site without a secret verifies nobody', async () => {
    expect(await provenIdentity('', { id: 'user 7', hmac: '0'.repeat(64) }, NOW)).toBeNull();
  });

  test('refused: any other signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        expect(await provenIdentity(SECRET, { id: 'user 7', hmac: Buffer.from(bytes).toString('hex') }, NOW)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('proof by JWT', () => {
  test('the right one proves its subject', async () => {
    const jwt = await sign({ sub: 'user 7', exp: EXP, name: 'Ana', email: 'ana@shop.example', extra: 1 }, SECRET);
    expect(await provenIdentity(SECRET, { jwt }, NOW)).toEqual({ id: 'user 7', name: 'Ana', email: 'ana@shop.example' });
  });

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each<[string, () => Promise<string> | string]>([
    ['alg none', () => `${part({ alg: 'none' })}.${part({ sub: 'user 7', exp: EXP })}.`],
    ['expired', () => sign({ sub: 'user 7', exp: NOW / 1000 }, SECRET)],
    ['without an end', () => sign({ sub: 'user 7' }, SECRET)],
    ['not yet good', () => sign({ sub: 'user 7', exp: EXP, nbf: NOW / 1000 + 5 }, SECRET)],
    ['without a subject', () => sign({ exp: EXP }, SECRET)],
    ['under another secret', () => sign({ sub: 'user 7', exp: EXP }, 'other')],
    ['another algorithm', () => sign({ sub: 'user 7', exp: EXP }, SECRET, 'HS384')],
    ['no JWT', () => 'x'],
  ])('refused: %s', async (_name, jwt) => {
    expect(await provenIdentity(SECRET, { jwt: await jwt() }, NOW)).toBeNull();
  });
});

describe('which visitor a proven person is', () => {
  const claims = (sub: string, verified?: string): VisitorClaims => ({
    aud: 'visitor',
    sub,
    site: 's',
    account: 'a',
    iat: 0,
    exp: 0,
    ...(verified ? { verified } : {}),
  });

  test.each<[string, Parameters<typeof visitorFor>, string | null]>([
    ['mapped already, whatever the browser was', ['ana', 'v1', claims('v2'), null], 'v1'],
    ['first time, from an anonymous browser', ['ana', null, claims('v2'), null], 'v2'],
    ['first time, without a browser', ['ana', null, null, null], null],
    ['the browser is verified as somebody else', ['ana', null, claims('v2', 'bob'), 'bob'], null],
    ['an old anonymous token of somebody else', ['ana', null, claims('v2'), 'bob'], null],
  ])('%s', (_name, args, visitor) => {
    expect(visitorFor(...args)).toBe(visitor);
  });
});
