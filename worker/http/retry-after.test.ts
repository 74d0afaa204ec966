import { describe, expect, it } from 'vitest';
import { retryAfter } from './retry-after.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  it.each([
    ['120', 120],
    ['Sat, 21 Nov 2026 10:02:00 GMT', 120],
    ['Sat, 21 Nov 2026 09:00:00 GMT', undefined],
    ['0', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (value, seconds) => expect(retryAfter(value, now)).toBe(seconds));
});
