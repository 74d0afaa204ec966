import * as fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import type { AudienceFrame, Broadcast, ViewerFrame } from '../../../broadcast.ts';
import type { Carriage, CarriageOptions } from './carriage.ts';
import { castOf, FakeStream, FakeTrack, SimulatedClock, settle } from './fakes.ts';
import { Viewer } from './viewer.ts';

const opened: FakeTrack[] = [];
let refuses = false;

beforeEach(() => {
  opened.length = 0;
  refuses = false;
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  vi.stubGlobal('navigator', {
    mediaDevices: {
      async getUserMedia({ audio, video }: { audio?: object; video?: object }) {
        if (refuses) throw Object.assign(new Error('no'), { name: 'NotAllowedError' });
        const tracks = [...(audio ? ['audio'] : []), ...(video ? ['video'] : [])].map((kind) => new FakeTrack(kind));
        opened.push(...tracks);
        return { getTracks: () => tracks };
      },
    },
  });
});

interface Carried {
  options: CarriageOptions;
  closed: boolean;
  follows: Broadcast[];
}

function watching(live = castOf(), full = false) {
  const said: ViewerFrame[] = [];
  const carried: Carried[] = [];
  let hear: (frame: AudienceFrame) => void = () => {};
  let line = () => {};
  const viewer = new Viewer({
    live,
    ...(full ? { full } : {}),
    wire: {
      say: (frame) => said.push(frame),
      onFrame(listener) {
        hear = listener;
        return () => {
          hear = () => {};
        };
      },
      onLine(listener) {
        line = listener;
        return () => {
          line = () => {};
        };
      },
    },
    carry(options): Carriage {
      const mine: Carried = { options, closed: false, follows: [] };
      carried.push(mine);
      return {
        follow: (before) => mine.follows.push(before),
        receive: () => {},
        lineIsBack: () => {},
        refresh: () => {},
        close: () => {
          mine.closed = true;
        },
      };
    },
    ...{ ice: async () => [], ask: async () => null, thrifty: false, newId: () => 'leg', clock: new SimulatedClock(), random: () => 0.5 },
  });
  return { viewer, said, carried, hear: (frame: AudienceFrame) => hear(frame), line: () => line() };
}

const told = (part: Partial<Broadcast> = {}, full = false): AudienceFrame => ({
  t: 'broadcast',
  live: castOf(part),
  ...(full ? { full: true as const } : {}),
});
const stage = (state: 'invited' | 'on' | 'off'): AudienceFrame => ({ t: 'stage', cast: 'cast-1', state });

test('G2: who finds no place is told, and comes in when one gets free', () => {
  const { viewer, carried, hear, said } = watching(castOf(), true);
  expect(viewer.picture.status).toBe('full');
  expect(said).toEqual([{ t: 'watch', cast: 'cast-1', on: true }]);
  hear(told());
  expect(viewer.picture.status).toBe('waiting');
  hear(told({ take: 2 }));
  expect(carried.map(({ follows }) => follows.length)).toEqual([1]);
  hear(told({ take: 2 }, true));
  expect(viewer.picture).toMatchObject({ status: 'full', remote: null });
  expect(carried[0]!.closed).toBe(true);
});

test('G2: what is told in any order leaves one way for the media while there is a place, none else, and is over at the end', () => {
  const frame = fc.oneof(
    fc.record({ take: fc.nat(3), away: fc.boolean(), full: fc.boolean() }).map(({ take, away, full }) => () => {
      return told({ take, ...(away ? { away } : {}) }, full);
    }),
    fc.constantFrom<'invited' | 'on' | 'off'>('invited', 'on', 'off').map((state) => () => stage(state)),
    fc.constant(() => null),
  );
  fc.assert(
    fc.property(fc.array(frame), fc.boolean(), fc.boolean(), (frames, full, byHand) => {
      const { viewer, carried, hear, line, said } = watching(castOf(), full);
      let place = !full;
      for (const make of frames) {
        const now = make();
        if (now) hear(now);
        else line();
        if (now?.t === 'broadcast') place = !now.full;
        expect(carried.filter(({ closed }) => !closed)).toHaveLength(place ? 1 : 0);
        expect(viewer.picture.status === 'full').toBe(!place);
      }
      const lines = frames.filter((make) => make() === null).length;
      expect(said.filter(({ t }) => t === 'watch')).toHaveLength(1 + lines);
      if (byHand) viewer.close();
      else hear({ t: 'broadcast', live: null });
      const after = said.length;
      expect(said.at(-1)?.t === 'watch' && 'on' in said.at(-1)! && (said.at(-1) as { on: boolean }).on === false).toBe(byHand);
      line();
      hear(told());
      viewer.close();
      expect(said).toHaveLength(after);
      expect(viewer.picture.status).toBe('closed');
      expect(carried.every(({ closed }) => closed)).toBe(true);
    }),
  );
});

test('I9: who comes on stage sends only while they are on it, and gets the devices back', async () => {
  const { viewer, carried, hear, said } = watching();
  const sends = () => carried[0]!.options.tracks();
  hear(stage('invited'));
  await viewer.setStage({ audio: true, video: true });
  expect(said.at(-1)).toEqual({ t: 'stage', cast: 'cast-1', do: 'accept' });
  expect(viewer.picture.local).not.toBeNull();
  expect(sends()).toEqual({ audio: null, video: null });
  hear(stage('on'));
  expect(sends()).toMatchObject({ audio: opened[0], video: opened[1] });
  await viewer.setStage({ audio: true, video: false });
  expect(opened[1]!.stopped).toBe(true);
  hear(stage('off'));
  expect(sends()).toEqual({ audio: null, video: null });
  expect(viewer.picture.local).toBeNull();
  expect(opened.every(({ stopped }) => stopped)).toBe(true);
  expect(said.filter(({ t }) => t === 'stage')).toHaveLength(1);
});

test('I9: whose line was away is on stage no more', async () => {
  const { viewer, carried, hear, line } = watching();
  hear(stage('invited'));
  await viewer.setStage({ audio: true, video: false });
  hear(stage('on'));
  expect(carried[0]!.options.onStage()).toBe(true);
  line();
  expect(carried[0]!.options.onStage()).toBe(false);
  expect(viewer.picture.local).toBeNull();
  expect(opened.every(({ stopped }) => stopped)).toBe(true);
});

test('I9: devices that come after the invitation was taken back are given back; refused ones are told', async () => {
  const { viewer, hear, said } = watching();
  hear(stage('invited'));
  const coming = viewer.setStage({ audio: true, video: true });
  hear(stage('off'));
  await coming;
  expect(opened.every(({ stopped }) => stopped)).toBe(true);
  expect(said.some(({ t }) => t === 'stage')).toBe(false);
  refuses = true;
  await viewer.setStage({ audio: true, video: true });
  expect(viewer.picture).toMatchObject({ fault: 'refused', local: null });
  expect(said.some(({ t }) => t === 'stage')).toBe(false);
  viewer.close();
  await viewer.setStage({ audio: true, video: false });
  await settle();
  expect(viewer.picture.status).toBe('closed');
});

test('I9: somebody else on stage is shown, oneself not', () => {
  const { viewer, carried, hear } = watching();
  const guest = new FakeStream() as unknown as MediaStream;
  carried[0]!.options.show({ guest });
  expect(viewer.picture.guest).toBeNull();
  hear(told({ guest: { name: 'Bo', take: 1 } }));
  expect(viewer.picture.guest).toBe(guest);
  hear(stage('on'));
  expect(viewer.picture.guest).toBeNull();
  hear(stage('off'));
  hear(told());
  expect(viewer.picture.guest).toBeNull();
});
