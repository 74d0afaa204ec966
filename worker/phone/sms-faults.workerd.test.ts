import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import type { Env } from '../env.ts';
import { enters, leftFor, newShop, opens, SOON, someNumber } from './test-sms.ts';

/** The room's bindings from now on. */
const bind = (room: string, change: Partial<Env>) =>
  runInDurableObject(env.ROOM.getByName(room), (object) => {
    Object.defineProperty(object, 'env', { value: { ...env, ...change }, configurable: true });
  });

test('F4: what the queue does not take is in the ledger already, and leaves once when it does', async () => {
  const shop = await newShop();
  const [ann, ben] = [someNumber(), someNumber()];
  const room = await opens(shop.grace, shop.number, [ann, ben]);
  const line = await enters(shop.grace, room);
  let refused = 0;
  const PHONE = {
    sendBatch: async () => {
      refused += 1;
      throw new Error('no queue');
    },
  } as unknown as Env['PHONE'];
  await bind(room, { PHONE });
  await line.says('Through thick and thin');
  await vi.waitFor(() => expect(refused).toBeGreaterThan(0), SOON);
  const ledger = () =>
    env.DB.prepare('SELECT other, state FROM phone_message WHERE room = ? ORDER BY other')
      .bind(room)
      .all<{ other: string; state: string }>();
  expect((await ledger()).results).toEqual([ann, ben].sort().map((other) => ({ other, state: 'queued' })));
  // The answer is lost after the queue has taken it: it is given the same again.
  let lost = 0;
  await bind(room, {
    PHONE: {
      sendBatch: async (messages: Parameters<Env['PHONE']['sendBatch']>[0]) => {
        await env.PHONE.sendBatch(messages);
        if (lost++ === 0) throw new Error('no answer');
      },
    } as unknown as Env['PHONE'],
  });
  await vi.waitFor(async () => {
    await runDurableObjectAlarm(env.ROOM.getByName(room));
    expect(lost).toBeGreaterThan(1);
  }, SOON);
  await Promise.all([leftFor(ann, 1), leftFor(ben, 1)]);
  await vi.waitFor(
    () =>
      expect(
        line
          .of('sms_state')
          .map(({ to }) => to)
          .sort(),
      ).toEqual([ann, ben].sort()),
    SOON,
  );
  const { results } = await env.DB.prepare('SELECT id FROM outbox_sms WHERE text = ?').bind('Through thick and thin').all();
  expect(results).toHaveLength(2);
});
