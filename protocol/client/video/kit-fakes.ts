/** For tests: the SDK's own double, and a meeting in memory for what that does not do. */
import { setupStubs } from '@cloudflare/realtimekit/mock';
import { PRESETS } from '../../../worker/video/presets.ts';
import type { KitLibrary } from './kit-meeting.ts';

/** A token as the SDK takes them. */
export const TOKEN = `eyJh.${btoa(JSON.stringify({ orgId: 'org', meetingId: 'meeting', participantId: 'participant' }))}.signature`;

/**
 * Lets the SDK meet its double, in a DOM: this person with one of our presets, and others. The double speaks of media by numbers of events that this version
 * of the SDK uses no more (from 0x1000000, where the SDK counts from 0x3000000), so they are moved on the way.
 */
export function meetDouble(self: string, others: { peer: string; person: string }[]): void {
  const silent = { connect: () => undefined, disconnect: () => undefined };
  const capabilities = { getCapabilities: () => ({ codecs: [], headerExtensions: [] }) };
  class AudioContext {
    state = 'running';
    createAnalyser = () => ({ ...silent, frequencyBinCount: 1, getByteFrequencyData: () => undefined });
    createMediaStreamSource = () => silent;
    close = () => Promise.resolve();
    resume = () => Promise.resolve();
  }
  Object.assign(globalThis, { AudioContext, RTCRtpReceiver: capabilities, RTCRtpSender: capabilities });
  const nothing = () => undefined;
  const mediaDevices = { enumerateDevices: async () => [], addEventListener: nothing, removeEventListener: nothing };
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: mediaDevices });
  const mockParticipants = others.map(({ peer, person }) => ({
    peerId: peer,
    displayName: person,
    stageStatus: 1,
    customParticipantId: person,
  }));
  setupStubs({ peerId: 'self', mockParticipants });
  window.WebSocket = movedEvents(window.WebSocket);
  window.fetch = (async (input: URL | Request | string) =>
    Response.json(answerTo(String(input instanceof Request ? input.url : input), self))) as typeof fetch;
}

function answerTo(url: string, person: string): object {
  if (url.includes('iceservers')) return { success: true, iceServers: [] };
  if (!url.includes('participant-details')) return {};
  const participant = { id: 'user', name: 'Ada', custom_participant_id: person, organization_id: 'org', picture: '' };
  const socket = { base_uri: 'realtime.cloudflare.com' };
  return { data: { participant, preset: { ...PRESETS.guest, id: 'preset' }, meeting: { title: '' }, socket } };
}

/** The number of an event is a message's first field: its tag, and four bytes of which the last holds what is above 2^21. */
function moved(data: ArrayBuffer | Uint8Array, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(data).slice();
  if (bytes[0] === 8 && bytes[4] === from && [1, 2, 3].every((at) => (bytes[at]! & 0x80) !== 0)) bytes[4] = to;
  return bytes;
}

const movedEvents = (Base: typeof WebSocket): typeof WebSocket =>
  class extends Base {
    override send(data: Parameters<WebSocket['send']>[0]): void {
      super.send(typeof data === 'string' ? data : (moved(data as ArrayBuffer, 0x18, 0x08) as Uint8Array<ArrayBuffer>));
    }
    // Its own calls have more arguments than the DOM's.
    override dispatchEvent(event: Event, ...more: unknown[]): boolean {
      const { data } = event as MessageEvent;
      if (event.type === 'message' && typeof data !== 'string')
        Object.defineProperty(event, 'data', { value: moved(data, 0x08, 0x18).buffer });
      return super.dispatchEvent(...([event, ...more] as [Event]));
    }
  };

type Listener = (given?: unknown) => void;
class Emitter {
  readonly #listeners = new Map<string, Listener[]>();
  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }
  emit(event: string, given?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(given);
  }
}

/** A track of a device. */
export class FakeTrack extends EventTarget {
  readonly id = crypto.randomUUID();
  readyState: 'live' | 'ended' = 'live';
  enabled = true;
  onended: (() => void) | null = null;
  constructor(readonly kind: 'audio' | 'video') {
    super();
  }
  clone = (): FakeTrack => new FakeTrack(this.kind);
  stop(): void {
    this.readyState = 'ended';
  }
  getSettings = () => ({});
}

/** A meeting in memory. */
export class FakeClient {
  readonly joined = Object.assign(new Emitter(), { toArray: () => this.others });
  readonly participants = Object.assign(new Emitter(), { joined: this.joined, lastActiveSpeaker: '' });
  readonly meta = new Emitter();
  readonly stage = { join: async () => void this.did.push('stage') };
  /** What was done with it. */
  readonly did: string[] = [];
  readonly tracks: FakeTrack[] = [];
  others: object[] = [];
  readonly self = Object.assign(new Emitter(), {
    customParticipantId: 'o_ada',
    stageStatus: 'ON_STAGE',
    enableAudio: async (track: FakeTrack) => this.#took('audio', track),
    enableVideo: async (track: FakeTrack) => this.#took('video', track),
    disableAudio: async () => void this.did.push('no audio'),
    disableVideo: async () => void this.did.push('no video'),
  });

  constructor(readonly token: string) {}

  async join(): Promise<void> {
    this.did.push('join');
    this.self.emit('roomJoined', { reconnected: false });
  }
  async leave(): Promise<void> {
    this.did.push('leave');
  }
  #took(kind: string, track: FakeTrack): void {
    this.did.push(kind);
    this.tracks.push(track);
  }
}

/** The SDK in memory, with every meeting it made. */
export function fakeLibrary(failing = 0): { library: () => Promise<KitLibrary>; clients: FakeClient[] } {
  const clients: FakeClient[] = [];
  let left = failing;
  const init = async ({ authToken }: { authToken: string }) => {
    if (left-- > 0) throw new Error('no network');
    clients.push(new FakeClient(authToken));
    return clients.at(-1);
  };
  return { library: async () => ({ init }) as unknown as KitLibrary, clients };
}
