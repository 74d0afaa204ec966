import { expect, test } from 'vitest';
import { maskDraft } from './mask.ts';

test.each([
  ['4111 1111 1111 1111 is my card', '•••• •••• •••• •••• is my card'],
  ['4111-1111-1111-1111', '••••-••••-••••-••••'],
  ['IBAN DE89 3704 0044 0532 0130 00', 'IBAN •••• •••• •••• •••• •••• ••'],
  ['call me at 10:30, order 1234', 'call me at 10:30, order 1234'],
  ['in 2026, 25 lamps', 'in 2026, 25 lamps'],
])('%j leaves the browser as %j', (draft, masked) => {
  expect(maskDraft(draft)).toBe(masked);
});
