import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { CastSignal } from '../../../broadcast.ts';
import type { Signal } from '../../../call.ts';
import type { LinkOptions, Tracks } from '../link.ts';
import type { StageGuest } from './host.ts';
import { type HostedLink, PeerHost } from './peer-host.ts';

class Track {
  enabled = true;
  contentHint = '';
  stopped = false;
  onended: unknown = null;
  constructor(readonly kind: 'audio' | 'video') {}
  stop(): void {
    this.stopped = true;
  }
}

class Stream {
  constructor(readonly tracks: Track[] = []) {}
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === 'audio');
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video');
}
vi.stubGlobal('MediaStream', Stream);

/** A link that only keeps what happens to it. */
class Pretended {
  status: HostedLink['status'] = 'connecting';
  readonly remote = new Stream([new Track('audio'), new Track('video')]);
  readonly heard: Signal[] = [];
  closed = false;
  /** What it sends, as of the last time it was told to look. */
  sent: { own: Tracks; relayed: Tracks };
  constructor(readonly options: LinkOptions) {
    this.sent = { own: options.tracks(), relayed: options.relayed!() };
  }
  receive(signal: Signal): void {
    this.heard.push(signal);
  }
  refresh(): void {
    const { audio, video } = this.options.tracks();
    this.sent = { own: { audio, video }, relayed: this.options.relayed!() };
  }
  close(): void {
    this.closed = true;
  }
}

function newHost() {
  const said: CastSignal[] = [];
  const links: Pretended[] = [];
  let hear: (frame: CastSignal) => void = () => {};
  let stage: (guest: StageGuest | null) => void = () => {};
  const tracks = [new Track('audio'), new Track('video')];
  const host = new PeerHost(
    {
      cast: 'c',
      wire: {
        signal: (frame) => said.push(frame) > 0,
        onSignal(listener) {
          hear = listener;
          return () => {
            hear = () => {};
          };
        },
        onGuest(listener) {
          stage = listener;
          listener(null);
          return () => {
            stage = () => {};
          };
        },
      },
      ice: async () => [],
      post: async () => Promise.reject(new Error('no server here')),
      tracks: tracks as never,
      newId: () => 'own',
    },
    (options) => {
      const link = new Pretended(options);
      links.push(link);
      return link as never;
    },
  );
  const says = (leg: string, data: Signal, to?: string) => hear({ t: 'signal', cast: 'c', leg, ...(to ? { to } : {}), data });
  const open = () => links.filter(({ closed }) => !closed);
  return { host, says, said, links, open, tracks, stage: (leg: string | null) => stage(leg === null ? null : { take: 1, leg }) };
}

const hello: Signal = { k: 'hello', audio: false, video: false };
const settled = async () => {
  for (let n = 0; n < 5; n++) await Promise.resolve();
};

describe('G2: a broadcast from browser to browser', () => {
  test('who comes before relays are known is answered when they are', async () => {
    const { says, said, host } = newHost();
    says('a', hello);
    expect(said).toEqual([]);
    await settled();
    expect(said).toEqual([{ t: 'signal', cast: 'c', leg: 'own', to: 'a', data: { k: 'hello', audio: true, video: true } }]);
    expect(host.picture.status).toBe('live');
  });

  test('each leg has one link, signals go to theirs, and what is meant for the page before goes nowhere', async () => {
    const { says, links } = newHost();
    await settled();
    const answer: Signal = { k: 'description', type: 'answer', sdp: 'x' };
    for (const leg of ['a', 'b', 'a']) says(leg, hello);
    says('b', answer, 'own');
    says('a', answer, 'of the page before');
    expect(links.map(({ heard }) => heard)).toEqual([[], [answer]]);
  });

  test('a muted microphone is told to all', async () => {
    const { host, says, said } = newHost();
    await settled();
    says('a', hello);
    says('b', hello);
    said.length = 0;
    await host.setAudio(false);
    expect(said.map(({ to, data }) => [to, data])).toEqual(['a', 'b'].map((to) => [to, { k: 'media', audio: false, video: true }]));
  });

  test('is lost when nobody can be reached', async () => {
    const { host, says, links } = newHost();
    await settled();
    says('a', hello);
    says('b', hello);
    const is = (at: number, status: Pretended['status']) => {
      links[at]!.status = status;
      links[at]!.options.changed();
    };
    is(0, 'connected');
    is(1, 'lost');
    expect(host.picture.status).toBe('live');
    is(0, 'lost');
    expect(host.picture.status).toBe('lost');
    links[0]!.options.broken();
    links[1]!.options.broken();
    expect(host.picture.status).toBe('live');
  });

  test('legs that come and go without a word do not fill it for good', async () => {
    const { says, open } = newHost();
    await settled();
    for (let n = 0; n < 100; n++) says(`leg${n}`, hello);
    expect(open()).toHaveLength(24);
  });

  test('in whatever order viewers come, go and are on stage, each gets the picture, and the guest of the stage from all but themselves', async () => {
    const leg = fc.constantFrom('a', 'b', 'c');
    const move = fc.oneof(
      fc.record({ do: fc.constant('hello' as const), leg }),
      fc.record({ do: fc.constant('break' as const), leg }),
      fc.record({ do: fc.constant('stage' as const), leg: fc.option(leg) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
        const { host, says, stage, open, links, tracks } = newHost();
        await settled();
        const legs = new Map<string, Pretended>();
        let staged: string | null = null;
        for (const step of moves) {
          if (step.do === 'stage') {
            staged = step.leg;
            stage(staged);
          } else if (step.do === 'hello') {
            const isNew = !legs.has(step.leg);
            says(step.leg, hello);
            if (isNew) legs.set(step.leg, links.at(-1)!);
          } else {
            legs.get(step.leg)?.options.broken();
            legs.delete(step.leg);
          }
          expect(open()).toHaveLength(legs.size);
          const from = staged === null ? undefined : legs.get(staged);
          expect(host.picture.guest).toBe(from?.remote ?? null);
          for (const [id, link] of legs) {
            expect(link.sent.own).toMatchObject({ audio: tracks[0], video: tracks[1] });
            const [audio, video] = (id === staged ? undefined : from)?.remote.tracks ?? [null, null];
            expect(link.sent.relayed).toEqual({ audio, video });
          }
        }
        host.close();
        expect(open()).toEqual([]);
        expect(tracks.every(({ stopped }) => stopped)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
