import * as fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeConnection, FakeStream, FakeTrack, passing, SimulatedClock, settle } from '../cast-viewer/fakes.ts';
import type { StageGuest } from './host.ts';
import { SfuHost } from './sfu-host.ts';

beforeEach(() => {
  FakeConnection.made = [];
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: async ({ audio, video }: MediaStreamConstraints) => ({
        getTracks: () => [...(audio ? [new FakeTrack('audio')] : []), ...(video ? [new FakeTrack('video')] : [])],
      }),
    },
  });
});

function newHost(kinds: string[] = ['audio', 'video']) {
  const clock = new SimulatedClock();
  const asked: { step: string; body: Record<string, unknown> }[] = [];
  const state = { refuses: false };
  let stage: (guest: StageGuest | null) => void = () => {};
  const host = new SfuHost({
    cast: 'c',
    wire: {
      signal: () => true,
      onSignal: () => () => {},
      onGuest(listener) {
        stage = listener;
        listener(null);
        return () => {};
      },
    },
    ice: async () => [],
    post: async (step, body) => {
      asked.push({ step, body: body as Record<string, unknown> });
      if (state.refuses) throw new Error('503');
      return { answer: 'sdp', session: 'ticket', offer: 'sdp' } as never;
    },
    tracks: kinds.map((kind) => new FakeTrack(kind)) as never,
    newId: () => 'own',
    clock,
  });
  return { host, clock, asked, state, stage: (take: number | null) => stage(take === null ? null : { take }) };
}

const published = (asked: { step: string; body: Record<string, unknown> }[]) =>
  asked.filter(({ step }) => step === 'publish').map(({ body }) => (body.tracks as { name: string }[]).map(({ name }) => name).join());
const connect = () => {
  for (const connection of FakeConnection.open) connection.become('connected');
};

describe('G4: a broadcast through the SFU', () => {
  test('is published once, and switching off and on needs nothing of the SFU', async () => {
    const { host, asked } = newHost();
    await settle();
    connect();
    expect(host.picture.status).toBe('live');
    await host.setVideo(false);
    await settle();
    expect(FakeConnection.open[0]!.sent[1]).toBeNull();
    await host.setVideo(true);
    await settle();
    expect(FakeConnection.open[0]!.sent[1]).toBeInstanceOf(FakeTrack);
    expect(asked.map(({ step, body }) => [step, body.tracks])).toEqual([
      [
        'publish',
        [
          { name: 'audio', mid: '0' },
          { name: 'video', mid: '1' },
        ],
      ],
    ]);
  });

  test('is published anew with a camera that comes on later', async () => {
    const { host, asked } = newHost(['audio']);
    await settle();
    await host.setVideo(true);
    await settle();
    expect(published(asked)).toEqual(['audio', 'audio,video']);
    expect(FakeConnection.open).toHaveLength(1);
  });

  test('is published anew when the session dies, and when the SFU refuses, later and later', async () => {
    const { host, asked, clock, state } = newHost();
    await settle();
    connect();
    FakeConnection.open[0]!.become('failed');
    expect(host.picture.status).toBe('lost');
    state.refuses = true;
    await passing(clock, 60_000);
    const tries = asked.length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(20);
    state.refuses = false;
    await passing(clock, 31_000);
    connect();
    expect(host.picture.status).toBe('live');
    const after = asked.length;
    await passing(clock, 60_000);
    expect(asked).toHaveLength(after);
  });

  test('outlives a short break, and not a long one', async () => {
    const { clock, asked } = newHost();
    await settle();
    connect();
    const [connection] = FakeConnection.open;
    connection!.become('disconnected');
    await passing(clock, 3_000);
    connection!.become('connected');
    await passing(clock, 10_000);
    expect(asked).toHaveLength(1);
    connection!.become('disconnected');
    await passing(clock, 6_000);
    expect(published(asked)).toHaveLength(2);
  });

  test('whoever is on stage is had from the SFU, in whatever order they come, send anew and go, also while it refuses', async () => {
    const move = fc.oneof(
      fc.record({ do: fc.constant('stage' as const), take: fc.option(fc.integer({ min: 0, max: 3 })) }),
      fc.record({ do: fc.constant('refuse' as const), on: fc.boolean() }),
      fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 500, max: 20_000 }) }),
      fc.record({ do: fc.constant('fail' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 15 }), async (moves) => {
        FakeConnection.made = [];
        const { host, stage, state, clock, asked } = newHost();
        let guest: number | null = null;
        for (const step of moves) {
          if (step.do === 'stage') {
            guest = step.take;
            stage(guest);
          } else if (step.do === 'refuse') state.refuses = step.on;
          else if (step.do === 'fail') for (const connection of FakeConnection.open) connection.become('failed');
          else await passing(clock, step.ms);
          await settle();
        }
        state.refuses = false;
        await passing(clock, 40_000, connect);
        expect(host.picture.status).toBe('live');
        expect(FakeConnection.open).toHaveLength(guest === null ? 1 : 2);
        const came = FakeConnection.open.find(({ ontrack }) => ontrack);
        expect(came !== undefined).toBe(guest !== null);
        came?.ontrack?.({ track: new FakeTrack('video') });
        expect(host.picture.guest !== null).toBe(guest !== null);
        const before = asked.length;
        await passing(clock, 30_000, connect);
        expect(asked).toHaveLength(before);
        host.close();
        expect(FakeConnection.open).toEqual([]);
        await passing(clock, 60_000);
        expect(asked).toHaveLength(before);
      }),
      { numRuns: 60 },
    );
  });
});
