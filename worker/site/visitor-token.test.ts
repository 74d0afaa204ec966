import { sign } from 'hono/jwt';
import { expect, test } from 'vitest';
import { newVisitorId, signVisitorToken, tokenOf, verifyVisitorToken, wantsRenewal } from './visitor-token.ts';

const SECRET = 'a secret of more than thirty-two characters';
const NOW = Date.parse('2026-11-20T12:00Z');
const DAY = 86_400_000;
const who = { sub: newVisitorId(), site: 'site1', account: 'acc1' };

test('an id is 22 characters of base64url, never the same', () => {
  const ids = Array.from({ length: 200 }, newVisitorId);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
  expect(new Set(ids).size).toBe(200);
});

test('what was signed is read back, for a year', async () => {
  const token = await signVisitorToken(SECRET, { ...who, verified: 'user 7', name: 'Ana' }, NOW);
  const claims = { ...who, aud: 'visitor', verified: 'user 7', name: 'Ana', iat: NOW / 1000, exp: (NOW + 365 * DAY) / 1000 };
  expect(await verifyVisitorToken(SECRET, token, NOW)).toEqual(claims);
  expect(await verifyVisitorToken(SECRET, token, NOW + 365 * DAY - 1)).toEqual(claims);
  expect(await verifyVisitorToken(SECRET, token, NOW + 365 * DAY)).toBeNull();
});

test('it is renewed when less than half a year is left', async () => {
  const claims = (await verifyVisitorToken(SECRET, await signVisitorToken(SECRET, who, NOW), NOW))!;
  expect(wantsRenewal(claims, NOW + 182 * DAY)).toBe(false);
  expect(wantsRenewal(claims, NOW + 183 * DAY)).toBe(true);
});

const good = { ...who, aud: 'visitor', iat: NOW / 1000, exp: NOW / 1000 + 100 };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const forged: [string, () => Promise<string> | string][] = [
  ['nothing', () => ''],
  ['no token', () => 'a.b.c'],
  ['alg none', () => `${part({ alg: 'none', typ: 'JWT' })}.${part(good)}.`],
  ['another key', () => sign(good, 'another secret of thirty-two characters')],
  ['another algorithm', () => sign(good, SECRET, 'HS512')],
  ['another audience', () => sign({ ...good, aud: 'file' }, SECRET)],
  ['several audiences', () => sign({ ...good, aud: ['visitor', 'file'] } as never, SECRET)],
  ['no site', () => sign({ ...good, site: undefined } as never, SECRET)],
  ['no end', () => sign({ ...good, exp: undefined } as never, SECRET)],
  ['an id that is none', () => sign({ ...good, sub: '../x' }, SECRET)],
];
test.each(forged)('refused: %s', async (_name, token) => {
  expect(await verifyVisitorToken(SECRET, await token(), NOW)).toBeNull();
});

test('refused: altered in any part', async () => {
  const token = await signVisitorToken(SECRET, who, NOW);
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const other = part({ ...good, sub: newVisitorId() });
  for (const altered of [`${header}.${other}.${signature}`, `${header}.${payload}.${signature.slice(0, -4)}AAAA`, `${header}.${payload}`]) {
    expect(await verifyVisitorToken(SECRET, altered, NOW)).toBeNull();
  }
});

test('the token is the second subprotocol', () => {
  const request = (value?: string) =>
    new Request('https://x.example', value === undefined ? {} : { headers: { 'sec-websocket-protocol': value } });
  expect(tokenOf(request('foyer.v1, abc.def.ghi'))).toBe('abc.def.ghi');
  for (const none of [undefined, '', 'foyer.v1', 'other, abc']) expect(tokenOf(request(none))).toBeNull();
});
