import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { SimulatedClock } from '../../protocol/client/simulation.ts';
import { DELIVERY_PAUSE, GUARD, Outbox } from './outbox.ts';

beforeEach(() => {
  // What fails on purpose is logged; here nobody reads it.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});

/** A log with two destinations, one of which may fail; the alarm runs when it is due. */
function setUp({ fails = (): boolean => false, patience = 0, has = (head: number): number => head } = {}) {
  const clock = new SimulatedClock();
  const state = { head: 0, saved: {} as Record<string, number>, saves: 0, ended: false, alarm: null as number | null };
  const delivered: { to: string; from: number; upto: number; at: number }[] = [];
  let outbox: Outbox<'desk' | 'mail'>;
  const wake = () => {
    outbox = new Outbox<'desk' | 'mail'>({
      destinations: ['desk', 'mail'],
      head: () => state.head,
      load: () => state.saved,
      save: (cursors) => {
        state.saved = cursors;
        state.saves++;
      },
      ended: () => state.ended,
      patience: () => patience,
      async deliver(to, after) {
        await new Promise<void>((resolve) => clock.after(10, resolve));
        if (to === 'desk' && fails()) throw new Error('down');
        delivered.push({ to, from: after, upto: state.head, at: clock.now() });
        return to === 'desk' ? has(state.head) : state.head;
      },
      arm(due) {
        if (state.alarm !== null && state.alarm <= due) return;
        state.alarm = due;
        clock.after(due - clock.now(), () => {
          if (state.alarm === null || state.alarm > clock.now()) return;
          state.alarm = null;
          void outbox.settle();
        });
      },
      now: () => clock.now(),
      pause: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
    });
  };
  wake();
  const pass = async (ms: number) => {
    // Promises settle between one moment and the next.
    for (let left = ms; left > 0; left -= 5) {
      clock.pass(5);
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  };
  const commit = () => {
    state.head++;
    outbox.committed();
  };
  return { clock, state, delivered, commit, pass, wake, settle: () => outbox.settle() };
}

test('the first entry goes out at once, those of the next moments share one delivery', async () => {
  const { delivered, commit, pass } = setUp();
  commit();
  await pass(60);
  expect(delivered.map(({ upto }) => upto)).toEqual([1, 1]);
  for (let n = 0; n < 20; n++) commit();
  await pass(DELIVERY_PAUSE + 50);
  expect(delivered.filter(({ to }) => to === 'desk')).toHaveLength(2);
  expect(delivered.at(-1)).toMatchObject({ from: 1, upto: 21 });
});

test('an impatient destination waits for others to share with, and no longer', async () => {
  const { delivered, commit, pass } = setUp({ patience: 1000 });
  commit();
  await pass(900);
  expect(delivered).toEqual([]);
  await pass(200);
  expect(delivered).toHaveLength(2);
});

test('cursors are saved as one row for many entries, and at the end', async () => {
  const { state, commit, pass } = setUp();
  for (let n = 0; n < 10; n++) commit();
  await pass(GUARD + 100);
  expect(state.saves).toBe(0);
  state.ended = true;
  commit();
  await pass(GUARD + 100);
  expect([state.saves, state.saved]).toEqual([1, { desk: 11, mail: 11 }]);
});

test('a destination that lost what it had is told again from where it says, and its place is kept', async () => {
  let lost = false;
  const { state, delivered, commit, pass, wake } = setUp({
    has(head) {
      const has = lost ? 0 : head;
      lost = false;
      return has;
    },
  });
  for (let n = 0; n < 70; n++) commit();
  await pass(GUARD + 100);
  expect(state.saved).toEqual({ desk: 70, mail: 70 });
  wake();
  lost = true;
  commit();
  await pass(GUARD + 100);
  const desk = delivered.filter(({ to }) => to === 'desk').map(({ from, upto }) => [from, upto]);
  expect(desk.slice(-2)).toEqual([
    [70, 71],
    [0, 71],
  ]);
});

test('whatever fails and whenever the object sleeps, every destination hears of everything, in order and without a gap', async () => {
  const step = fc.oneof(fc.constant('commit' as const), fc.constant('sleep' as const), fc.integer({ min: 5, max: 2000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.infiniteStream(fc.boolean()), async (steps, luck) => {
      let healed = false;
      const { state, delivered, commit, pass, wake } = setUp({ fails: () => !healed && (luck.next().value as boolean) });
      for (const one of steps) {
        if (one === 'commit') commit();
        else if (one === 'sleep') wake();
        else await pass(one);
      }
      healed = true;
      await pass(320_000 / 8);
      for (const to of ['desk', 'mail']) {
        let reached = 0;
        for (const { from, upto } of delivered.filter((one) => one.to === to)) {
          expect(from).toBeLessThanOrEqual(reached);
          reached = Math.max(reached, upto);
        }
        expect(reached).toBe(state.head);
      }
    }),
    { numRuns: 40 },
  );
}, 30_000);
