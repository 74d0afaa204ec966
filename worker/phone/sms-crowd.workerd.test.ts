import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test, vi } from 'vitest';
import { startCounting } from '../testing/count-rows.ts';
import { handlePhoneBatch } from './consumer.ts';
import type { ReceivedMessage } from './events.ts';
import type { PhoneJob } from './jobs.ts';
import { deskOf, enters, newShop, opens, SOON, sid, someNumber } from './test-sms.ts';

/** Messages that come in at once: what 10,000 a minute are in two seconds. */
const MANY = 300;

async function take(events: ReceivedMessage[]): Promise<number> {
  let acked = 0;
  const messages = events.map((event) => ({
    id: event.id,
    timestamp: new Date(),
    attempts: 1,
    body: { id: `event:${event.id}`, account: event.account, kind: 'event', event },
    ack: () => void acked++,
    retry: () => undefined,
  }));
  const batches = Array.from({ length: Math.ceil(messages.length / 10) }, (_, at) => messages.slice(at * 10, at * 10 + 10));
  await Promise.all(
    batches.map((some) => handlePhoneBatch({ queue: 'foyer-phone', messages: some } as unknown as MessageBatch<PhoneJob>, env)),
  );
  return acked;
}

test('F8: hundreds of messages at once are in the log, each once, for a few rows each', { timeout: 120_000 }, async () => {
  const shop = await newShop();
  const ann = someNumber();
  const room = await opens(shop.grace, shop.number, [ann]);
  const object = env.ROOM.getByName(room);
  const told = (n: number): ReceivedMessage => ({
    kind: 'message',
    id: sid(),
    at: Date.now(),
    account: shop.account,
    number: shop.own,
    other: ann,
    text: `Line ${n}`,
    media: [],
    segments: 1,
  });
  // Whoever writes first is answered there.
  await take([told(-1)]);
  await runDurableObjectAlarm(object);
  const events = Array.from({ length: MANY }, (_, n) => told(n));
  const counted = await runInDurableObject(object, (_room, { storage }) => startCounting(storage.sql));
  const acked = await take(events);
  const again = await take(events);
  const rows = await runInDurableObject(object, (_room, { storage }) => counted.rows.get(storage.sql) ?? 0);
  counted.stop();
  expect([acked, again]).toEqual([MANY, MANY]);
  // A row of the log and one that knows the message again; cursors and timers are few for all together.
  expect(rows).toBeLessThanOrEqual(MANY * 2 + 40);
  // Known before, received, whose it is, the number with its people, where they are answered, marked as taken; and once more that it is known.
  expect(counted.d1 / MANY).toBeLessThanOrEqual(22);
  const line = await enters(shop.grace, room);
  const heard = (
    await runInDurableObject(object, (_room, { storage }) =>
      storage.sql.exec<{ text: string }>("SELECT body ->> '$.text' AS text FROM log WHERE kind = 'message'").toArray(),
    )
  ).map(({ text }) => text);
  expect([heard.length, new Set(heard).size]).toEqual([MANY + 1, MANY + 1]);
  expect(line.texts().at(-1)).toBeDefined();
  const desk = await deskOf(shop.grace);
  await vi.waitFor(() => expect(desk.rooms().find(({ id }) => id === room)?.seq).toBeGreaterThanOrEqual(MANY), SOON);
});
