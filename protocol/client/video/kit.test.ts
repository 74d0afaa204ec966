// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SignalFrame } from '../../call.ts';
import type { CallFrame } from '../room-client.ts';
import { SimulatedClock } from '../simulation.ts';
import { KitVideo } from './kit.ts';
import { FakeTrack, fakeLibrary, meetDouble, TOKEN } from './kit-fakes.ts';
import { loadKit } from './kit-library.ts';
import type { KitLibrary } from './kit-meeting.ts';

const CALL = 7;
const open: KitVideo[] = [];

/** A page in a call. */
function enter({ place = async () => TOKEN, library }: { place?: () => Promise<string | null>; library?: () => Promise<KitLibrary> } = {}) {
  const said: SignalFrame[] = [];
  let hear: (frame: CallFrame) => void = () => undefined;
  let back: () => void = () => undefined;
  const tracks = [new FakeTrack('audio'), new FakeTrack('video')];
  const clock = new SimulatedClock();
  const video = new KitVideo({
    call: CALL,
    wire: {
      signal: (frame) => said.push(frame) > 0,
      onCall: (listener) => {
        hear = listener;
        return () => undefined;
      },
      onLine: (listener) => {
        back = listener;
        return () => undefined;
      },
    },
    place,
    tracks: tracks as unknown as MediaStreamTrack[],
    newId: () => 'leg-of-ada',
    clock,
    random: () => 0,
    library: library ?? loadKit,
  });
  open.push(video);
  return {
    video,
    said,
    tracks,
    clock,
    hear: (frame: CallFrame) => hear(frame),
    lineIsBack: () => back(),
    kinds: () => said.map(({ data }) => data.k),
  };
}

const calling = (...people: string[]): CallFrame => ({
  t: 'calling',
  call: CALL,
  people: people.map((id) => ({ id: id as 'o_ada', name: id })),
});
const grace = (part: object = {}) => ({
  id: 'peer-1',
  customParticipantId: 'o_grace',
  audioEnabled: true,
  audioTrack: new FakeTrack('audio'),
  videoEnabled: false,
  ...part,
});

beforeEach(() => {
  // What the DOM of the tests has takes no tracks but its own.
  vi.stubGlobal(
    'MediaStream',
    class {
      constructor(readonly all: FakeTrack[] = []) {}
      getTracks = () => this.all;
      getVideoTracks = () => this.all.filter(({ kind }) => kind === 'video');
      getTrackById = (id: string) => this.all.find((track) => track.id === id) ?? null;
    },
  );
});
afterEach(() => {
  for (const video of open.splice(0)) video.close();
  vi.unstubAllGlobals();
});

describe('G3: a call through RealtimeKit’s own SDK, against its double', () => {
  test('is joined with the place, told to the room, and left', async () => {
    meetDouble('o_ada', [{ peer: 'peer-1', person: 'o_grace' }]);
    const { video, said } = enter();
    await vi.waitFor(
      () => expect(said).toMatchObject([{ t: 'signal', call: CALL, leg: 'leg-of-ada', data: { k: 'hello', audio: true } }]),
      {
        timeout: 10_000,
      },
    );
    expect(video.picture.others).toMatchObject([
      { leg: 'peer-1', person: 'o_grace', status: 'connected', sending: { audio: false, video: false } },
    ]);
    video.close();
    expect(video.picture).toMatchObject({ status: 'closed', others: [], local: null });
  }, 20_000);
});

describe('G3: a call through RealtimeKit', () => {
  test('sends copies of what is captured, and takes back what is muted', async () => {
    const { library, clients } = fakeLibrary();
    const { video, tracks } = enter({ library });
    await vi.waitFor(() => expect(clients[0]?.did).toEqual(['join', 'audio', 'video']));
    expect(clients[0]!.tracks).not.toContain(tracks[0]);
    await video.setAudio(false);
    await vi.waitFor(() => expect(clients[0]!.did.slice(3)).toEqual(['no audio']));
    expect([clients[0]!.tracks[0]!.readyState, tracks[0]!.readyState]).toEqual(['ended', 'live']);
    await video.setAudio(true);
    await vi.waitFor(() => expect(clients[0]!.did.slice(4)).toEqual(['audio']));
    await video.setVideo(false);
    await vi.waitFor(() => expect(clients[0]!.did.slice(5)).toEqual(['no video']));
    expect(video.picture.sending).toEqual({ audio: true, video: false });
    video.close();
    expect([...clients[0]!.tracks, ...tracks].map(({ readyState }) => readyState)).not.toContain('live');
    expect(clients[0]!.did.at(-1)).toBe('leave');
  });

  test('goes on the stage where there is one', async () => {
    const { library, clients } = fakeLibrary();
    enter({ library });
    await vi.waitFor(() => expect(clients[0]?.did).toContain('video'));
    expect(clients[0]!.did).not.toContain('stage');
    clients[0]!.self.stageStatus = 'ACCEPTED_TO_JOIN_STAGE';
    clients[0]!.self.emit('roomJoined', { reconnected: true });
    await vi.waitFor(() => expect(clients[0]!.did).toContain('stage'));
  });

  test('shows others with what they send; a screen is known by what they said', async () => {
    const { library, clients } = fakeLibrary();
    const { video, hear, said } = enter({ library });
    await vi.waitFor(() => expect(said).toHaveLength(1));
    const [client] = clients;
    client!.others = [grace(), grace({ id: 'peer-2', customParticipantId: undefined })];
    client!.joined.emit('participantJoined');
    expect(video.picture.others).toMatchObject([
      { leg: 'peer-1', person: 'o_grace', sending: { audio: true, video: false }, speaking: false },
    ]);
    const { stream } = video.picture.others[0]!;
    client!.participants.lastActiveSpeaker = 'peer-1';
    client!.participants.emit('activeSpeaker');
    expect(video.picture.others[0]).toMatchObject({ speaking: true });
    // What shows it goes on with the same stream as long as nothing is added to it.
    expect(video.picture.others[0]!.stream).toBe(stream);
    client!.others = [{ ...(client!.others[0] as object), videoEnabled: true, videoTrack: new FakeTrack('video') }];
    client!.joined.emit('videoUpdate');
    hear({ t: 'signal', call: CALL, leg: 'leg-of-grace', by: 'o_grace', data: { k: 'media', audio: true, video: true, screen: true } });
    expect(video.picture.others[0]!.sending).toEqual({ audio: true, video: true, screen: true });
    hear({ t: 'signal', call: CALL, leg: 'leg-of-grace', by: 'o_grace', data: { k: 'media', audio: true, video: true } });
    expect(video.picture.others[0]!.sending.screen).toBeUndefined();
    client!.others = [];
    client!.joined.emit('participantLeft');
    expect(video.picture.others).toEqual([]);
  });

  test('waits while the SDK mends its line, and comes in anew after anything else', async () => {
    const { library, clients } = fakeLibrary();
    const { video, clock } = enter({ library });
    await vi.waitFor(() => expect(clients[0]?.did).toContain('video'));
    clients[0]!.others = [grace()];
    clients[0]!.self.emit('roomLeft', { state: 'disconnected' });
    expect(video.picture.others[0]!.status).toBe('lost');
    clients[0]!.self.emit('roomJoined', { reconnected: true });
    await vi.waitFor(() => expect(video.picture.others[0]!.status).toBe('connected'));
    // Nothing of ours went out on the new line before.
    await vi.waitFor(() => expect(clients[0]!.did.slice(-2)).toEqual(['audio', 'video']));
    for (const state of ['failed', 'kicked', 'ended']) {
      const before = clients.length;
      clients.at(-1)!.self.emit('roomLeft', { state });
      expect(clients).toHaveLength(before);
      clock.pass(30_000);
      await vi.waitFor(() => expect(clients[before]?.did).toContain('video'));
      expect(clients[before - 1]!.did.at(-1)).toBe('leave');
    }
    // What an old line still tells is nothing any more.
    clients[0]!.self.emit('roomLeft', { state: 'failed' });
    clock.pass(30_000);
    expect(clients).toHaveLength(4);
  });

  test('is over for who may not be in it any more', async () => {
    const { library, clients } = fakeLibrary();
    let may = true;
    const { video, clock, tracks } = enter({ library, place: async () => (may ? TOKEN : null) });
    await vi.waitFor(() => expect(clients[0]?.did).toContain('video'));
    may = false;
    clients[0]!.self.emit('roomLeft', { state: 'kicked' });
    clock.pass(30_000);
    await vi.waitFor(() => expect(video.picture.status).toBe('closed'));
    expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  });

  test('is tried again while nobody answers', async () => {
    const { library, clients } = fakeLibrary(1);
    let asked = 0;
    const place = async () => {
      if (++asked === 1) throw new Error('503');
      return TOKEN;
    };
    const { video, clock } = enter({ library, place });
    for (let n = 1; n <= 2; n++) {
      await vi.waitFor(() => {
        clock.pass(30_000);
        expect(asked).toBeGreaterThan(n);
      });
    }
    await vi.waitFor(() => expect(clients[0]?.did).toContain('video'));
    expect(video.picture.status).toBe('on');
  });

  test('says that it is in the call after a lost line, and when the room has missed it', async () => {
    const { library } = fakeLibrary();
    const { video, kinds, hear, lineIsBack } = enter({ library });
    await vi.waitFor(() => expect(kinds()).toEqual(['hello']));
    lineIsBack();
    expect(kinds()).toEqual(['hello', 'hello']);
    hear(calling('o_ada', 'o_grace'));
    expect(kinds()).toHaveLength(2);
    hear(calling('o_grace'));
    expect(kinds()).toHaveLength(3);
    hear({ t: 'elsewhere', call: CALL + 1 });
    expect(video.picture.status).toBe('on');
    hear({ t: 'elsewhere', call: CALL });
    expect(video.picture.status).toBe('elsewhere');
  });
});
