import { expect, test } from 'vitest';
import type { SmsDelivery } from '../../protocol/sms.ts';
import { outcomeOf } from './delivery.ts';

const of = (...states: SmsDelivery['state'][]) => outcomeOf(Object.fromEntries(states.map((state, index) => [`+${index}`, { state }])));

test('F4: what became of a message is no better than for the last of its people', () => {
  expect(outcomeOf(undefined)).toBeNull();
  expect(of('queued')?.state).toBe('queued');
  expect(of('delivered', 'queued')?.state).toBe('queued');
  expect(of('delivered', 'sent')).toMatchObject({ state: 'sent', reached: 1, all: 2 });
  expect(of('delivered', 'delivered')).toMatchObject({ state: 'delivered', reached: 2 });
});

test('F4: who was not reached is named, whoever else was', () => {
  expect(of('delivered', 'undelivered')).toEqual({
    state: 'delivered',
    reached: 1,
    all: 2,
    failed: [{ to: '+1', error: undefined }],
  });
  expect(outcomeOf({ '+1': { state: 'failed', error: 'stopped' } })).toEqual({
    state: 'failed',
    reached: 0,
    all: 1,
    failed: [{ to: '+1', error: 'stopped' }],
  });
});
