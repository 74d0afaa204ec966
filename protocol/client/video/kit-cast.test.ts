import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Broadcast } from '../../broadcast.ts';
import { SimulatedClock } from '../simulation.ts';
import { KitHost } from './cast-host/kit-host.ts';
import type { CarriageOptions } from './cast-viewer/carriage.ts';
import { castOf } from './cast-viewer/fakes.ts';
import { KitCarriage } from './cast-viewer/kit.ts';
import { FakeTrack, fakeLibrary } from './kit-fakes.ts';
import type { Tracks } from './link.ts';

class Stream {
  constructor(readonly tracks: unknown[] = []) {}
  getTracks = () => this.tracks;
}
const sends = (person: string) => ({
  ...{ id: `peer of ${person}`, customParticipantId: person, audioEnabled: true, audioTrack: new FakeTrack('audio') },
  ...{ videoEnabled: true, videoTrack: new FakeTrack('video') },
});

beforeEach(() => void vi.stubGlobal('MediaStream', Stream));
afterEach(() => vi.unstubAllGlobals());

function watches(...places: ({ token: string } | { wait: number } | 'refused')[]) {
  const { library, clients } = fakeLibrary();
  const clock = new SimulatedClock();
  let live: Broadcast = castOf({ carrier: 'meeting' });
  const stage = { on: false, tracks: { audio: null, video: null } as Tracks };
  const shown: Parameters<CarriageOptions['show']>[0] = {};
  const asked: string[] = [];
  const carriage = new KitCarriage({
    live: () => live,
    onStage: () => stage.on,
    tracks: () => stage.tracks,
    say: () => undefined,
    show: (part) => void Object.assign(shown, part),
    ask: async (step) => {
      asked.push(step);
      const place = places.length > 1 ? places.shift()! : places[0]!;
      if (place === 'refused') throw new Error('503');
      return place;
    },
    ...{ ice: async () => [], thrifty: false, newId: () => 'leg', clock, random: () => 0, library },
  });
  const become = (part: Partial<Broadcast>) => {
    const before = live;
    live = { ...live, ...part };
    carriage.follow(before);
  };
  return { carriage, clients, clock, shown, asked, stage, become, by: live.by.id };
}

test('G2: a viewer comes into the meeting in their turn, and sees the operator and who is on stage', async () => {
  const { carriage, clients, clock, shown, asked, become, by } = watches({ wait: 3 }, { token: 'mine' });
  await vi.waitFor(() => expect(shown).toMatchObject({ status: 'waiting', wait: 3 }));
  clock.pass(3_000);
  await vi.waitFor(() => expect(clients[0]?.did).toEqual(['join']));
  expect([clients[0]!.token, asked]).toEqual(['mine', ['place', 'place']]);
  expect(shown).toMatchObject({ status: 'connecting', wait: null, remote: null });
  clients[0]!.others = [sends('v_other'), sends(by)];
  clients[0]!.joined.emit('participantJoined');
  expect(shown).toMatchObject({ status: 'connected', guest: null });
  expect((shown.remote as unknown as Stream).tracks).toHaveLength(2);
  become({ guest: { name: 'Vera', take: 0 } });
  expect(shown.guest).not.toBeNull();
  become({ away: true });
  expect(shown.status).toBe('waiting');
  carriage.close();
  expect(clients[0]!.did.at(-1)).toBe('leave');
});

test('I9: on stage a viewer comes in anew and sends, and off it they watch again', async () => {
  const { carriage, clients, stage, shown, become } = watches({ token: 'mine' });
  await vi.waitFor(() => expect(clients[0]?.did).toEqual(['join']));
  const tracks = [new FakeTrack('audio'), new FakeTrack('video')] as unknown as MediaStreamTrack[];
  Object.assign(stage, { on: true, tracks: { audio: tracks[0], video: tracks[1] } });
  carriage.refresh();
  await vi.waitFor(() => expect(clients[1]?.did).toEqual(['join', 'audio', 'video']));
  expect(clients[0]!.did.at(-1)).toBe('leave');
  become({ guest: { name: 'Vera', take: 0 } });
  // Nobody sees themselves twice.
  expect(shown.guest).toBeNull();
  Object.assign(stage, { on: false, tracks: { audio: null, video: null } });
  carriage.refresh();
  await vi.waitFor(() => expect(clients[2]?.did).toEqual(['join']));
});

test('G5: a viewer tries again while nobody answers, and not after they have closed it', async () => {
  const { carriage, clients, clock, asked } = watches('refused', { token: 'mine' });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await vi.waitFor(() => {
    clock.pass(30_000);
    expect(clients[0]?.did).toEqual(['join']);
  });
  carriage.close();
  clients[0]!.self.emit('roomLeft', { state: 'failed' });
  clock.pass(60_000);
  expect([clients.length, asked.length]).toEqual([1, 2]);
});

test('G2: the operator sends, sees who is on stage, and is told when nothing goes out', async () => {
  const { library, clients } = fakeLibrary();
  const clock = new SimulatedClock();
  const posted: string[] = [];
  const host = new KitHost({
    cast: 'cast',
    wire: { signal: () => true, onSignal: () => () => undefined, onGuest: () => () => undefined },
    ice: async () => [],
    post: async <T>(path: string) => {
      posted.push(path);
      return { token: 'hosts' } as T;
    },
    tracks: [new FakeTrack('video')] as unknown as MediaStreamTrack[],
    newId: () => 'leg',
    ...{ clock, random: () => 0, library },
  });
  await vi.waitFor(() => expect(clients[0]?.did).toEqual(['join', 'video']));
  expect([host.picture.status, posted]).toEqual(['live', ['place']]);
  clients[0]!.others = [sends('v_vera')];
  clients[0]!.joined.emit('participantJoined');
  expect(host.picture.guest).not.toBeNull();
  clients[0]!.self.emit('roomLeft', { state: 'disconnected' });
  expect(host.picture.status).toBe('lost');
  clients[0]!.self.emit('roomLeft', { state: 'failed' });
  clock.pass(30_000);
  await vi.waitFor(() => expect(clients[1]?.did).toEqual(['join', 'video']));
  expect(host.picture.status).toBe('live');
  host.close();
  expect([host.picture.status, clients[1]!.did.at(-1)]).toEqual(['closed', 'leave']);
});
