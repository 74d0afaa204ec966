import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { type Line, newWorld, operatorOf, roomLine, visitorOf } from '../testing/people.ts';

const RUNS = Number(env.CHAOS_RUNS);
/** Worlds that live side by side, because most of their time is waiting. */
const WORLDS = 5;
/** People in the room: two tabs of one visitor, two operators. */
const LINES = 4;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.nat(LINES - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), who: fc.nat(LINES - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('evict' as const),
      object: fc.constantFrom('ROOM' as const, 'ROOM' as const, 'SITE' as const, 'DESK' as const),
      closing: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), turns: fc.nat(6) }) },
);

describe.concurrent('With objects evicted, lines cut and commands repeated at any moment', () => {
  for (let world = 1; world <= WORLDS; world++)
    test(`every acknowledged message reaches everyone exactly once and in order, and the desk knows the end (${world})`, async ({
      expect,
    }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 4, maxLength: 16 }),
          fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
          async (steps, dice) => {
            const random = () => dice.next().value as number;
            const world = await newWorld();
            const people = [visitorOf(world), visitorOf(world), operatorOf(world, 'ada'), operatorOf(world, 'grace')];
            const lines = people.map((person) => roomLine(world.room, person, { repeats: 0.3, random }));
            const acknowledged: string[] = [];
            const sent = new Map<Line, string[]>(lines.map((line) => [line, []]));
            let count = 0;
            const send = (line: Line) => {
              const text = `m${count++}`;
              sent.get(line)!.push(text);
              return line.client.send(text).then((result) => {
                if (result.ok) acknowledged.push(text);
              });
            };
            // Somebody has to begin: the others find no room before.
            const answers = [send(lines[0]!)];
            lines[0]!.client.start();
            await answers[0];
            await env.ROOM.getByName(world.room).act(operatorOf(world, 'ada'), { kind: 'take' });
            await env.ROOM.getByName(world.room).act(operatorOf(world, 'ada'), { kind: 'invite', operator: 'o_grace', name: 'grace' });
            for (const { client } of lines) client.start();

            for (const one of steps) {
              if (one.do === 'send') answers.push(send(lines[one.who]!));
              else if (one.do === 'cut') lines[one.who]!.cut();
              else if (one.do === 'wait') for (let turn = 0; turn < one.turns; turn++) await new Promise((resolve) => setTimeout(resolve));
              else {
                const stub =
                  one.object === 'ROOM'
                    ? env.ROOM.getByName(world.room)
                    : one.object === 'SITE'
                      ? env.SITE.getByName(world.site)
                      : env.DESK.getByName(world.account);
                // One that sleeps already has nothing to lose.
                await evictDurableObject(stub, one.closing ? { webSockets: 'close' } : {}).catch((error: Error) => {
                  if (!/not currently running/.test(error.message)) throw error;
                });
              }
            }
            await Promise.all(answers);

            const textsOf = (line: Line) => line.client.view.entries.flatMap((entry) => (entry.kind === 'message' ? entry.text : []));
            await vi.waitFor(
              () => {
                for (const { client } of lines) {
                  expect(client.view.pending).toEqual([]);
                  expect(client.view.caughtUp).toBe(true);
                }
                expect(textsOf(lines[0]!)).toHaveLength(count);
                for (const line of lines) expect(textsOf(line)).toEqual(textsOf(lines[0]!));
              },
              { timeout: 10_000, interval: 5 },
            );
            const order = textsOf(lines[0]!);
            expect([...order].sort()).toEqual([...acknowledged].sort());
            expect(new Set(order).size).toBe(order.length);
            for (const [, own] of sent) expect(order.filter((text) => own.includes(text))).toEqual(own);
            const seqs = lines[2]!.client.view.entries.map(({ seq }) => seq);
            expect(seqs).toEqual(seqs.map((_, index) => index + 1));
            for (const { client } of lines) client.stop();

            const head = seqs.at(-1)!;
            await vi.waitFor(async () => expect(await deskSeq(world.account, world.room)).toBe(head), { timeout: 10_000, interval: 5 });
          },
        ),
        { numRuns: Math.ceil(RUNS / WORLDS), endOnFailure: true },
      );
    }, 600_000);
});

/** What the desk has of a room. */
async function deskSeq(account: string, room: string): Promise<number> {
  const { runInDurableObject, runDurableObjectAlarm } = await import('cloudflare:test');
  await runDurableObjectAlarm(env.ROOM.getByName(room));
  return runInDurableObject(
    env.DESK.getByName(account),
    (_, state) => state.storage.sql.exec<{ seq: number }>('SELECT seq FROM room WHERE id = ?', room).toArray()[0]?.seq ?? 0,
  );
}
