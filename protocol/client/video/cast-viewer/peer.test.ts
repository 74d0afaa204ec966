import * as fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Broadcast, CastSignal, ViewerFrame } from '../../../broadcast.ts';
import type { Tracks } from '../link.ts';
import { castOf, FakeConnection, FakeStream, FakeTrack, passing, SimulatedClock, settle } from './fakes.ts';
import { PeerCarriage } from './peer.ts';

beforeEach(() => {
  FakeConnection.made = [];
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
});

/** The operator's page: answers each `hello` with its own, unless it is deaf. */
function carried() {
  const clock = new SimulatedClock();
  const said: CastSignal[] = [];
  const shown: string[] = [];
  let live = castOf();
  let host = 'host-1';
  let legs = 0;
  const state: { deaf: boolean; silent: boolean; tracks: Tracks } = { deaf: false, silent: false, tracks: { audio: null, video: null } };
  const carriage = new PeerCarriage({
    live: () => live,
    onStage: () => false,
    tracks: () => state.tracks,
    say(frame: ViewerFrame) {
      if (frame.t !== 'signal' || state.silent) return;
      said.push(frame);
      if (frame.data.k === 'hello' && !state.deaf) answer(frame.leg);
    },
    show: ({ status }) => void (status && shown.push(status)),
    ...{ ice: async () => [], ask: async () => null, thrifty: false, newId: () => `leg-${++legs}`, clock, random: () => 0.5 },
  });
  const answer = (to: string) =>
    queueMicrotask(() => carriage.receive({ t: 'signal', cast: live.id, leg: host, to, data: { k: 'hello', audio: true, video: true } }));
  return {
    carriage,
    clock,
    said,
    shown,
    state,
    hellos: () => said.filter(({ data }) => data.k === 'hello'),
    become(part: Partial<Broadcast>, newHost = host) {
      const before = live;
      live = castOf(part);
      host = newHost;
      carriage.follow(before);
    },
  };
}

test('G2: says hello with its own leg, meets who answers, and is connected', async () => {
  const { hellos, shown } = carried();
  await settle();
  expect(hellos()).toMatchObject([{ leg: 'leg-1', cast: 'cast-1' }]);
  expect(hellos()[0]!.to).toBeUndefined();
  expect(FakeConnection.open).toHaveLength(1);
  FakeConnection.open[0]!.become('connected');
  expect(shown.at(-1)).toBe('connected');
});

test('G2: a hello nobody answers is said again, ever more rarely; not while the operator is away, and at once when they are back', async () => {
  const { hellos, state, clock, become } = carried();
  state.deaf = true;
  await passing(clock, 600_000);
  const patient = hellos().length;
  expect(patient).toBeGreaterThan(5);
  expect(patient).toBeLessThan(50);
  become({ away: true });
  await passing(clock, 60_000);
  const away = hellos().length;
  expect(away).toBeLessThanOrEqual(patient + 1);
  become({});
  expect(hellos()).toHaveLength(away + 1);
  expect(new Set(hellos().map(({ leg }) => leg)).size).toBe(1);
});

test('G5: a line that comes back finds a living link again, and begins anew where something was being agreed on', async () => {
  const { carriage, hellos } = carried();
  await settle();
  carriage.lineIsBack();
  await settle();
  expect(hellos().map(({ leg }) => leg)).toEqual(['leg-1', 'leg-2']);
  FakeConnection.open[0]!.become('connected');
  carriage.lineIsBack();
  await settle();
  expect(hellos().map(({ leg }) => leg)).toEqual(['leg-1', 'leg-2', 'leg-2']);
  expect(FakeConnection.open).toHaveLength(1);
});

test('G5: an operator whose line alone was gone is still seen; what was being agreed on then begins anew', async () => {
  const { hellos, become } = carried();
  await settle();
  become({ away: true });
  become({});
  await settle();
  expect(hellos().map(({ leg }) => leg)).toEqual(['leg-1', 'leg-2']);
  FakeConnection.open[0]!.become('connected');
  become({ away: true });
  become({});
  await settle();
  expect(hellos()).toHaveLength(2);
});

test('I9: says what it sends from the stage, and again to a page that knows nothing of it', async () => {
  const { carriage, said, state, become } = carried();
  await settle();
  state.tracks = { audio: new FakeTrack('audio') as unknown as MediaStreamTrack, video: null };
  carriage.refresh();
  expect(said.at(-1)).toMatchObject({ to: 'host-1', data: { k: 'media', audio: true, video: false } });
  become({ take: 2 }, 'host-2');
  await settle();
  expect(said.at(-1)).toMatchObject({ data: { k: 'hello', audio: true, video: false } });
});

test('G2 G5: whatever happens in whatever order, at last there is one link, to the page the operator has now', async () => {
  const move = fc.constantFrom('take', 'deaf', 'hear', 'silent', 'heard', 'line', 'away', 'fail', 'connect', 'pass', 'long');
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      FakeConnection.made = [];
      const { carriage, clock, said, shown, state, become } = carried();
      let take = 1;
      for (const now of moves) {
        if (now === 'take') become({ take: ++take }, `host-${take}`);
        if (now === 'deaf' || now === 'hear') state.deaf = now === 'deaf';
        if (now === 'silent' || now === 'heard') state.silent = now === 'silent';
        if (now === 'line') carriage.lineIsBack();
        if (now === 'away') become({ take, away: true });
        if (now === 'fail') FakeConnection.open[0]?.become('failed');
        if (now === 'connect') FakeConnection.open[0]?.become('connected');
        if (now === 'pass') await passing(clock, 1_500);
        if (now === 'long') await passing(clock, 40_000);
        await settle();
        expect(FakeConnection.open.length).toBeLessThanOrEqual(1);
      }
      Object.assign(state, { deaf: false, silent: false });
      become({ take: ++take }, `host-${take}`);
      await settle();
      expect(FakeConnection.open).toHaveLength(1);
      FakeConnection.open[0]!.become('connected');
      expect(shown.at(-1)).toBe('connected');
      // What is said goes to that page, from the newest leg.
      const { leg } = said.at(-1)!;
      carriage.close();
      expect(FakeConnection.open).toHaveLength(0);
      expect(leg).toBe(said.filter(({ data }) => data.k === 'hello').at(-1)!.leg);
      await passing(clock, 60_000);
      expect(FakeConnection.open).toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});
