import fc from 'fast-check';
import { expect, it } from 'vitest';
import { laterState, type MessageState, stateOf } from './states.ts';

const STATES: MessageState[] = ['queued', 'sending', 'unsure', 'sent', 'delivered', 'undelivered', 'failed'];
const state = fc.constantFrom(...STATES);

it('never goes back, and ends the same however often it is told', () => {
  fc.assert(
    fc.property(fc.array(state), fc.array(state), (told, again) => {
      const end = told.reduce(laterState, 'queued');
      expect(told.reduce(laterState, end)).toBe(end);
      if (told.includes('delivered')) expect([...told, ...again].reduce(laterState, 'queued')).toBe('delivered');
      if (told.includes('sent')) expect(['queued', 'sending', 'unsure']).not.toContain(end);
    }),
  );
});

it('knows what Twilio calls it', () => {
  expect(['accepted', 'queued', 'sent', 'delivered', 'undelivered', 'failed', 'canceled', 'received', 'constructor'].map(stateOf)).toEqual([
    'sent',
    'sent',
    'sent',
    'delivered',
    'undelivered',
    'failed',
    'failed',
    null,
    null,
  ]);
});
