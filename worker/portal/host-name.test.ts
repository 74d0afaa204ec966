import { expect, test } from 'vitest';
import { readHost } from './host-name.ts';

const read = (typed: string) => readHost(typed, 'https://app.foyer.example');

test.each([
  ['portal.shop.example', 'portal.shop.example'],
  ['  Portal.SHOP.example. ', 'portal.shop.example'],
  ['büro.example', 'xn--bro-hoa.example'],
  ['foyer.example', 'foyer.example'],
])('%s is kept as %s', (typed, kept) => {
  expect(read(typed)).toBe(kept);
});

test.each([
  'app.foyer.example',
  'x.app.foyer.example',
  'APP.foyer.example',
  'foyer.someone.workers.dev',
  'localhost',
  'a.localhost',
  '127.0.0.1',
  '0x7f.1',
  '[::1]',
  'portal',
  'https://portal.shop.example',
  'portal.shop.example/path',
  'portal.shop.example:8443',
  'user@portal.shop.example',
  'portal..example',
  '-a.example',
  'a_b.example',
  'a b.example',
  '%61.example',
  `${'a'.repeat(64)}.example`,
  '',
])('%s is refused', (typed) => {
  expect(read(typed)).toBeNull();
});
