import { expect, it } from 'vitest';
import { retryDelay } from './backoff.ts';

it('doubles from ten seconds to an hour', () => {
  expect([1, 2, 3, 4, 5].map((attempts) => retryDelay(attempts))).toEqual([10, 20, 40, 80, 160]);
  expect(retryDelay(50)).toBe(3600);
  expect(retryDelay(0)).toBe(10);
});

it('waits as long as asked, within what a queue can', () => {
  expect(retryDelay(1, 45)).toBe(45);
  expect(retryDelay(5, 45)).toBe(160);
  expect(retryDelay(1, 1e9)).toBe(43_200);
});
