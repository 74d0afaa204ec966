/**
 * What a broadcast of an hour costs in requests, as Cloudflare bills them: simulated with the code's own turns and batching, for viewers who all hear of it
 * within two seconds, come in, and stay. Their pages' sockets are there anyway, and frames that go out cost nothing. Not in it: what viewers ask and
 * write, and the traffic of the media.
 */
import type { Carrier } from '../protocol/broadcast.ts';
import { LIMITS } from '../protocol/limits.ts';
import { Pacing } from '../worker/site/broadcasts/pacing.ts';
import { turnOf } from '../worker/site/broadcasts/turns.ts';

/** Pages of visitors that one object takes. */
export const ONE_OBJECT = LIMITS.socketsPerObject;
/** ms. */
const HOUR = 3_600_000;
const HEAR_WITHIN = 2_000;
const ROUND_TRIP = 50;
/** Between looks for sockets that are gone. */
const LOOKS_EVERY = 60_000;
/** From browser to browser each end says hello, describes itself once and names about so many ways to it. */
const SIGNALS = 2 + 6;
/** Requests to the SFU: a session, its tracks; of a viewer also the answer. */
const SFU_HOST = 2;
const SFU_VIEWER = 3;
/** Start, end and the hello before, of the operator's page. */
const HOST_FRAMES = 3;

export interface Broadcasted {
  viewers: number;
  carrier: Carrier;
  /** Requests to the Worker; to objects, twenty messages of a socket counted as one; to the SFU. */
  worker: number;
  objects: number;
  sfu: number;
  /** All of them by viewer. */
  perViewer: number;
  /** Seconds until the last viewer's turn has come. */
  lastIn: number;
  /** Objects that as many pages would need. */
  instances: number;
}

export async function broadcastCost(viewers: number, carrier: 'peer' | 'sfu'): Promise<Broadcasted> {
  const tally = { http: 1, calls: 1, frames: HOST_FRAMES, sfu: 0 };
  let now = 0;
  const alarms = new Set<number>();
  const pacing = new Pacing(
    (due) => alarms.add(due),
    () => undefined,
    () => now,
  );
  if (carrier === 'sfu') {
    // Publishing asks the site whether it may, and tells it what came of it.
    tally.http++;
    tally.calls += 2;
    tally.sfu += SFU_HOST;
  }

  /** Who does something in which millisecond. */
  const agenda = new Map<number, { given?: number; asks: boolean }[]>();
  const plan = (at: number, step: { given?: number; asks: boolean }) => {
    const when = Math.ceil(at);
    agenda.set(when, [...(agenda.get(when) ?? []), step]);
  };
  for (let n = 0; n < viewers; n++) plan((n / viewers) * HEAR_WITHIN, { asks: false });
  let last = 0;
  let lastIn = 0;
  for (now = 0; now < HOUR && (agenda.size > 0 || alarms.size > 0); now++) {
    if (alarms.has(now)) {
      alarms.delete(now);
      tally.calls++;
      pacing.tend(now);
    }
    const steps = agenda.get(now) ?? [];
    agenda.delete(now);
    for (const { given, asks } of steps) {
      if (!asks) {
        tally.frames++;
        pacing.changed('viewers');
        if (carrier === 'sfu') plan(now + ROUND_TRIP, { asks: true });
        else tally.frames += 2 * SIGNALS;
        lastIn = now;
        continue;
      }
      tally.http++;
      tally.calls++;
      const turn = turnOf(given, last, now);
      last = turn.last;
      if (!turn.now) {
        if (given === undefined) pacing.changed('viewers');
        plan(now + turn.wait * 1000 + ROUND_TRIP, { given: turn.turn, asks: true });
        continue;
      }
      if (given !== undefined) pacing.changed('viewers');
      // The answer to the SFU's offer.
      tally.http++;
      tally.calls++;
      tally.sfu += SFU_VIEWER;
      lastIn = now;
    }
    if (steps.length > 0) await Promise.resolve();
  }
  const worker = tally.http;
  const objects = tally.calls + HOUR / LOOKS_EVERY + tally.frames / 20;
  return {
    viewers,
    carrier,
    worker,
    objects,
    sfu: tally.sfu,
    perViewer: (worker + objects + tally.sfu) / viewers,
    lastIn: lastIn / 1000,
    instances: Math.ceil(viewers / ONE_OBJECT),
  };
}
