/** For tests: connections of WebRTC that do as they are told, and broadcasts. */
import type { Broadcast } from '../../../broadcast.ts';
import { SimulatedClock } from '../../simulation.ts';

export class FakeTrack {
  enabled = true;
  stopped = false;
  onended: (() => void) | null = null;
  readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }

  stop(): void {
    this.stopped = true;
  }
}

export class FakeStream {
  readonly tracks: unknown[];

  constructor(tracks: unknown[] = []) {
    this.tracks = [...tracks];
  }

  addTrack(track: unknown): void {
    this.tracks.push(track);
  }
}

export class FakeConnection {
  static made: FakeConnection[] = [];
  static get open(): FakeConnection[] {
    return FakeConnection.made.filter(({ connectionState }) => connectionState !== 'closed');
  }

  connectionState = 'new';
  signalingState = 'stable';
  localDescription: { type: string; sdp: string } | null = null;
  /** Packets that have come. */
  received = 0;
  readonly sent: unknown[] = [];
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: FakeTrack }) => void) | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;
  #remote = '';

  constructor() {
    FakeConnection.made.push(this);
  }

  async setRemoteDescription({ type }: { type: string }): Promise<void> {
    this.#remote = type;
  }
  async setLocalDescription(): Promise<void> {
    const type = this.#remote === 'offer' ? 'answer' : 'offer';
    this.localDescription = { type, sdp: type };
  }
  async addIceCandidate(): Promise<void> {}
  async getStats(): Promise<Map<string, object>> {
    return new Map([['in', { type: 'inbound-rtp', packetsReceived: this.received, packetsLost: 0 }]]);
  }
  addTransceiver(track: FakeTrack | string): object {
    const mid = `${this.sent.push(track) - 1}`;
    const replaceTrack = async (other: unknown) => {
      this.sent[Number(mid)] = other;
    };
    return { mid, sender: { track, replaceTrack } };
  }
  getTransceivers(): object[] {
    return this.sent.map((track, mid) => ({ mid: `${mid}`, sender: { track, replaceTrack: async () => {} } }));
  }
  setConfiguration(): void {}
  restartIce(): void {}
  close(): void {
    this.connectionState = 'closed';
  }

  become(state: string): void {
    if (this.connectionState === 'closed') return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

export const castOf = (part: Partial<Broadcast> = {}): Broadcast => ({
  id: 'cast-1',
  by: { id: 'o_1', name: 'Ada' },
  since: 0,
  carrier: 'peer',
  sending: { audio: true, video: true },
  take: 1,
  ...part,
});

/** Lets what was promised happen. */
export const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

/** Passes time in small steps, so that what is promised in between happens in between. */
export async function passing(clock: SimulatedClock, ms: number, meanwhile: () => void = () => {}): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.pass(500);
    meanwhile();
    await settle();
  }
}

export { SimulatedClock };
