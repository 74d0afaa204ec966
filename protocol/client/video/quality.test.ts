import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Judgement, judge, measure, type Sample, UNJUDGED } from './quality.ts';

const sample = (at: number, part: Partial<Sample> = {}): Sample => ({ at, loss: 0, rtt: 40, bandwidth: 2_000_000, ...part });
const after = (samples: Sample[], from: Judgement = UNJUDGED) => samples.reduce((before, one) => judge(before, one, true), from);

test('G1: quality is told by what is lost and how long it takes', () => {
  expect(after([sample(0)]).quality).toBe('good');
  expect(after([sample(0, { loss: 0.05 })]).quality).toBe('weak');
  expect(after([sample(0, { rtt: 400 })]).quality).toBe('weak');
  expect(after([sample(0, { loss: 0.2 })]).quality).toBe('bad');
  expect(after([sample(0, { loss: null, rtt: null })]).quality).toBeNull();
});

test('G5: video is held back when the network is too slow for a while, and tried again, each time later', () => {
  const short = (at: number) => sample(at, { bandwidth: 60_000 });
  expect(after([short(0), short(2000)]).thrifty).toBe(false);
  expect(after([short(0), short(2000), sample(4000), short(6000), short(8000)]).thrifty).toBe(false);
  const first = after([short(0), short(2000), short(4000)]);
  expect(first).toMatchObject({ thrifty: true, again: 34_000 });
  expect(after([short(20_000)], first).thrifty).toBe(true);
  const second = after([short(34_000), short(36_000), short(38_000), short(40_000)], first);
  expect(second).toMatchObject({ thrifty: true, again: 100_000 });
  // What goes well for a minute begins with the first pause again.
  const well = after([sample(100_000), sample(161_000), short(163_000), short(165_000), short(167_000)], second);
  expect(well.again).toBe(197_000);
});

test('G5: voice alone is never held back, and pauses have an end', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ loss: fc.double({ min: 0, max: 1, noNaN: true }), bandwidth: fc.nat(400_000) })), (parts) => {
      const samples = parts.map((part, at) => sample(at * 2000, part));
      expect(samples.reduce((before, one) => judge(before, one, false), UNJUDGED).thrifty).toBe(false);
      let before = UNJUDGED;
      for (const one of samples) {
        before = judge(before, one, true);
        if (before.thrifty) expect(before.again - one.at).toBeLessThanOrEqual(300_000);
      }
    }),
  );
});

test('G1: loss is counted from one report to the next, either way', () => {
  const report = (received: number, lost: number, away: number) => [
    { type: 'inbound-rtp', packetsReceived: received, packetsLost: lost },
    { type: 'remote-inbound-rtp', fractionLost: away, roundTripTime: 0.2 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.05, availableOutgoingBitrate: 900_000 },
    { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9, availableOutgoingBitrate: 1 },
  ];
  const first = measure(report(1000, 100, 0), { received: 0, lost: 0 }, 1);
  const second = measure(report(1090, 110, 0.02), first.counted, 2);
  expect(second.sample).toEqual({ at: 2, loss: 0.1, rtt: 200, bandwidth: 900_000 });
  expect(measure([], second.counted, 3).sample).toEqual({ at: 3, loss: null, rtt: null, bandwidth: null });
});
