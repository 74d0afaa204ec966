import { sign } from 'hono/jwt';
import { expect, it } from 'vitest';
import { signFileKey, verifyFileKey } from './file-key.ts';

const SECRET = 'a secret for tests, longer than thirty-two characters';
const NOW = Date.parse('2026-11-21T10:00:00Z');
const claims = { sub: 'v_1', room: 's.1', account: 'a', site: 's', visitor: '1', verified: 'customer 7' } as const;
const hours = (count: number) => count * 3_600_000;

it('is good for a day', async () => {
  const key = await signFileKey(SECRET, claims, NOW);
  expect(await verifyFileKey(SECRET, key, NOW + hours(23))).toMatchObject({ aud: 'file', ...claims });
  expect(await verifyFileKey(SECRET, key, NOW + hours(24))).toBeNull();
});

it('is refused when altered, unsigned, of another secret or another purpose', async () => {
  const key = await signFileKey(SECRET, claims, NOW);
  const [head, body, signature] = key.split('.') as [string, string, string];
  const other = btoa(JSON.stringify({ ...claims, room: 's.2', aud: 'file', exp: NOW })).replace(/=+$/, '');
  const none = btoa('{"alg":"none","typ":"JWT"}').replace(/=+$/, '');
  const exp = NOW / 1000 + 60;
  const visitorToken = await sign({ ...claims, aud: 'visitor', exp }, SECRET, 'HS256');
  const operatorKey = await sign({ ...claims, sub: 'o_1', aud: 'file', exp }, SECRET, 'HS256');
  const longer = await sign({ ...claims, aud: 'file', exp }, SECRET, 'HS512');
  for (const forged of [`${head}.${other}.${signature}`, `${none}.${body}.`, visitorToken, operatorKey, longer, '', 'a.b.c', key.slice(1)])
    expect(await verifyFileKey(SECRET, forged, NOW), forged).toBeNull();
  expect(await verifyFileKey(`${SECRET}!`, key, NOW)).toBeNull();
});
