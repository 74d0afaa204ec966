import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

test('a hash fits its password only, and no two are alike', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
  expect(await verifyPassword({ hash: one!, password: 'correct horse' })).toBe(true);
  expect(await verifyPassword({ hash: one!, password: 'correct horsf' })).toBe(false);
  expect(await verifyPassword({ hash: 'nonsense', password: 'correct horse' })).toBe(false);
});

test('the same letters in another composition are the same password', async () => {
  const hash = await hashPassword('caf\u00e9 au lait');
  expect(await verifyPassword({ hash, password: 'cafe\u0301 au lait' })).toBe(true);
});
