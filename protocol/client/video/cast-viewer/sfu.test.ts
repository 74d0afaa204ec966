import * as fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Broadcast } from '../../../broadcast.ts';
import type { Tracks } from '../link.ts';
import type { CarriageOptions } from './carriage.ts';
import { castOf, FakeConnection, FakeStream, FakeTrack, passing, SimulatedClock, settle } from './fakes.ts';
import { SfuCarriage } from './sfu.ts';

beforeEach(() => {
  FakeConnection.made = [];
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
});

type Answer = 'grant' | 'refuse' | number;

function carried(first: Answer = 'grant', part: Partial<Broadcast> = {}) {
  const clock = new SimulatedClock();
  const asked: { step: string; body: Record<string, unknown>; at: number }[] = [];
  const shown: Parameters<CarriageOptions['show']>[0][] = [];
  let live = castOf({ carrier: 'sfu', ...part });
  const state: { answer: Answer; onStage: boolean; tracks: Tracks } = {
    answer: first,
    onStage: false,
    tracks: { audio: null, video: null },
  };
  const carriage = new SfuCarriage({
    live: () => live,
    onStage: () => state.onStage,
    tracks: () => state.tracks,
    say: () => {},
    show: (now) => shown.push(now),
    ask: async (step, body) => {
      asked.push({ step, body: body as Record<string, unknown>, at: clock.now() });
      if (state.answer === 'refuse') throw new Error('503');
      if (step === 'answer') return null;
      if (step === 'publish') return { answer: 'sdp' };
      return typeof state.answer === 'number' ? { wait: state.answer } : { session: `ticket-${asked.length}`, offer: 'sdp', tracks: [] };
    },
    ...{ ice: async () => [], thrifty: false, newId: () => 'leg', clock, random: () => 0.5 },
  });
  return {
    ...{ carriage, clock, asked, shown, state },
    watches: (of = 'host') => asked.filter(({ step, body }) => step === 'watch' && body.of === of),
    status: () => shown.findLast(({ status }) => status)?.status,
    become(next: Partial<Broadcast>) {
      const before = live;
      live = castOf({ carrier: 'sfu', ...next });
      carriage.follow(before);
    },
    flow: () => {
      for (const connection of FakeConnection.open) if (connection.connectionState === 'connected') connection.received += 10;
    },
  };
}

test('G2: asks, answers the offer, and is connected', async () => {
  const { asked, status } = carried();
  await settle();
  expect(asked.map(({ step, body }) => [step, body])).toEqual([
    ['watch', { of: 'host', rid: 'h' }],
    ['answer', { session: 'ticket-1', answer: 'answer' }],
  ]);
  FakeConnection.open[0]!.become('connected');
  expect(status()).toBe('connected');
});

test('G2: who is to wait is told how long, and asks again then, not before', async () => {
  const { shown, state, clock, watches } = carried(7);
  await settle();
  expect(shown.at(-1)).toEqual({ status: 'waiting', wait: 7 });
  expect(FakeConnection.made).toHaveLength(0);
  state.answer = 'grant';
  await passing(clock, 6_500);
  expect(watches()).toHaveLength(1);
  await passing(clock, 500);
  expect(watches()).toHaveLength(2);
  expect(FakeConnection.open).toHaveLength(1);
});

test('G5: a session over which nothing comes is made anew; not while the operator is away or sends nothing', async () => {
  const { clock, flow, watches, become, status } = carried();
  await settle();
  FakeConnection.open[0]!.become('connected');
  await passing(clock, 60_000, flow);
  expect(watches()).toHaveLength(1);
  become({ away: true });
  await passing(clock, 60_000);
  become({ sending: { audio: false, video: false } });
  await passing(clock, 60_000);
  expect(watches()).toHaveLength(1);
  become({});
  await passing(clock, 9_000);
  expect(watches()).toHaveLength(1);
  await passing(clock, 8_000);
  expect(watches().length).toBeGreaterThan(1);
  expect(FakeConnection.open).toHaveLength(1);
  FakeConnection.open[0]!.become('connected');
  expect(status()).toBe('connected');
});

test('G5: a server that refuses is asked ever more rarely', async () => {
  const { clock, watches, status } = carried('refuse');
  await passing(clock, 600_000);
  expect(status()).toBe('lost');
  expect(watches().length).toBeGreaterThan(10);
  expect(watches().length).toBeLessThan(60);
});

test('I9: who is on stage is watched by the others, and sends by a session of their own', async () => {
  const { carriage, become, watches, asked, state, shown } = carried();
  await settle();
  become({ guest: { name: 'Bo', take: 0 } });
  await settle();
  expect(watches('guest')).toHaveLength(0);
  become({ guest: { name: 'Bo', take: 1 } });
  await settle();
  expect(watches('guest')).toHaveLength(1);
  become({ guest: { name: 'Bo', take: 2 } });
  await settle();
  expect(watches('guest')).toHaveLength(2);
  expect(FakeConnection.open).toHaveLength(2);
  // Now it is this page itself.
  const track = (kind: string) => new FakeTrack(kind) as unknown as MediaStreamTrack;
  Object.assign(state, { onStage: true, tracks: { audio: track('audio'), video: null } });
  carriage.refresh();
  await settle();
  expect(shown.at(-1)).toEqual({ guest: null });
  expect(asked.at(-1)).toMatchObject({ step: 'publish', body: { offer: 'offer', tracks: [{ mid: '0', name: 'audio' }] } });
  state.tracks = { audio: track('audio'), video: track('video') };
  carriage.refresh();
  await settle();
  expect(asked.at(-1)).toMatchObject({ step: 'publish', body: { tracks: [{ name: 'audio' }, { name: 'video' }] } });
  const published = asked.length;
  state.tracks = { audio: track('audio'), video: track('video') };
  carriage.refresh();
  await settle();
  expect(asked).toHaveLength(published);
  expect(FakeConnection.open).toHaveLength(2);
  Object.assign(state, { onStage: false, tracks: { audio: null, video: null } });
  carriage.refresh();
  await settle();
  become({});
  await settle();
  expect(FakeConnection.open).toHaveLength(1);
});

test('G2 G5: whatever happens in whatever order, at last there is one session, and media come', async () => {
  const move = fc.constantFrom('take', 'wait', 'refuse', 'grant', 'away', 'fail', 'disconnect', 'connect', 'pass', 'long', 'flow');
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      FakeConnection.made = [];
      const { carriage, clock, state, become, flow, status } = carried();
      let take = 1;
      for (const now of moves) {
        if (now === 'take') become({ take: ++take });
        if (now === 'wait') state.answer = 3;
        if (now === 'refuse' || now === 'grant') state.answer = now;
        if (now === 'away') become({ take, away: true });
        if (now === 'fail') FakeConnection.open[0]?.become('failed');
        if (now === 'disconnect') FakeConnection.open[0]?.become('disconnected');
        if (now === 'connect') FakeConnection.open[0]?.become('connected');
        if (now === 'pass') await passing(clock, 1_500);
        if (now === 'long') await passing(clock, 40_000);
        if (now === 'flow') await passing(clock, 5_000, flow);
        await settle();
        expect(FakeConnection.open.length).toBeLessThanOrEqual(1);
      }
      state.answer = 'grant';
      become({ take });
      const connecting = () => {
        flow();
        for (const connection of FakeConnection.open) if (connection.connectionState === 'new') connection.become('connected');
      };
      await passing(clock, 90_000, connecting);
      expect(FakeConnection.open.map(({ connectionState }) => connectionState)).toEqual(['connected']);
      expect(status()).toBe('connected');
      carriage.close();
      await passing(clock, 60_000);
      expect(FakeConnection.open).toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});
