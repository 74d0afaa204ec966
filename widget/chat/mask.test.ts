import { expect, test } from 'vitest';
import { maskDraft } from './mask.ts';

test.each([
  ['4111 1111 1111 1111 is my card', '•••• •••• •••• •••• is my card'],
  ['4111-1111-1111-1111', '••••-••••-••••-••••'],
  ['4111  1111\u00a01111\u202f1111', '••••  ••••\u00a0••••\u202f••••'],
  ['4111/1111/1111/1111', '••••/••••/••••/••••'],
  ['４１１１ １１１１ １１１１ １１１１', '•••• •••• •••• ••••'],
  ['٤١١١ ١١١١ ١١١١ ١١١١', '•••• •••• •••• ••••'],
  ['4111\u200b1111\u200b11111111', '••••\u200b••••\u200b••••••••'],
  ['IBAN DE89 3704 0044 0532 0130 00', 'IBAN •••• •••• •••• •••• •••• ••'],
  ['call me at 10:30, order 1234', 'call me at 10:30, order 1234'],
  ['in 2026, 25 lamps', 'in 2026, 25 lamps'],
])('%j leaves the browser as %j', (draft, masked) => {
  expect(maskDraft(draft)).toBe(masked);
});
