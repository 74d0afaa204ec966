/**
 * A WebRTC connection to one page of somebody else (a *leg*). The end that is first offers one audio and one video channel both ways at once, so that
 * switching devices on, off or over needs no negotiation. A network that changes below a living line is mended by an ICE restart; what cannot
 * be mended is `broken`, and whoever owns the link begins a new one.
 */
import type { Signal } from '../../call.ts';
import { type Clock, systemClock } from '../connection.ts';
import { Negotiation } from './negotiation.ts';
import { judge, measure, type Quality, type Stat, UNJUDGED } from './quality.ts';

/** What is sent over a link now. */
export interface Tracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
}

export interface LinkOptions {
  /** Whether this end is first: it offers, and is the impolite one. Of the two ends of a link one is. */
  first: boolean;
  servers: RTCIceServer[];
  /** Servers for a restart, by which time the first ones may have ended. */
  ice: () => Promise<RTCIceServer[]>;
  /** What this end sends; asked again with every `attach`. */
  tracks: () => Tracks;
  /** What somebody else sends and this end passes on, in channels of its own; only the first end can. */
  relayed?: () => Tracks;
  send: (signal: Signal) => void;
  /** Status, quality, thrift or the remote stream have changed. */
  changed: () => void;
  /** Nothing helps: it begins anew with another link. */
  broken: () => void;
  clock?: Clock;
}

/** A short break mends itself, ms. */
const PATIENCE = 2_000;
/** A restart that brings nothing is repeated after this, ms, and after some of them the link is broken. */
const RESTART_EVERY = 6_000;
const RESTARTS = 2;
const MEASURE_EVERY = 2_000;
/** One for sound and one for the picture, both ways; what is passed on comes after them. */
const OWN_CHANNELS = 2;

export class Link {
  status: 'connecting' | 'connected' | 'lost' = 'connecting';
  /** What the other sends. */
  readonly remote = new MediaStream();
  /** What the other passes on of somebody else. */
  readonly relayed = new MediaStream();
  quality: Quality | null = null;
  /** Own video is held back because the network is too slow for it. */
  thrifty = false;
  readonly #options: LinkOptions;
  readonly #clock: Clock;
  readonly #connection: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  #restarts = 0;
  #judgement = UNJUDGED;
  #counted = { received: 0, lost: 0 };
  #isOver = false;
  #stopMending: (() => void) | null = null;
  #stopMeasuring: (() => void) | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const connection = new RTCPeerConnection({ iceServers: options.servers });
    this.#connection = connection;
    const send = (signal: Signal) => {
      if (!this.#isOver) options.send(signal);
    };
    this.#negotiation = new Negotiation(connection as never, !options.first, send, () => this.attach());
    connection.onnegotiationneeded = () => this.#negotiation.needed().catch(() => this.#break());
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) send({ k: 'candidate', candidate: candidate.candidate, mid: candidate.sdpMid, line: candidate.sdpMLineIndex });
    };
    connection.ontrack = ({ track, transceiver }) => {
      const isOwn = connection.getTransceivers().indexOf(transceiver) < OWN_CHANNELS;
      (isOwn ? this.remote : this.relayed).addTrack(track);
      options.changed();
    };
    connection.onconnectionstatechange = () => this.#moved();
    if (options.first) {
      connection.addTransceiver('audio', { direction: 'sendrecv' });
      connection.addTransceiver('video', { direction: 'sendrecv' });
      if (options.relayed) for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'sendonly' });
      this.refresh();
    }
    this.#mend(RESTART_EVERY * 2);
  }

  /** Nothing is being agreed on and media flow: what was said while the line was away is not missed. */
  get isSettled(): boolean {
    return this.#connection.connectionState === 'connected' && this.#connection.signalingState === 'stable';
  }

  /** How loud the other is heard right now, 0 to 1. */
  get level(): number {
    const heard = this.#connection.getReceivers().filter(({ track }) => track.kind === 'audio');
    return Math.max(0, ...heard.flatMap((receiver) => receiver.getSynchronizationSources().map(({ audioLevel = 0 }) => audioLevel)));
  }

  /** A signal of the other end, in the order they were sent. */
  receive(signal: Signal): void {
    this.#negotiation.receive(signal).catch(() => this.#break());
  }

  /** Takes over what `tracks` says now. */
  refresh(): void {
    void this.attach().catch(() => this.#break());
  }

  async attach(): Promise<void> {
    const { tracks, relayed } = this.#options;
    await Promise.all(
      this.#connection.getTransceivers().map((transceiver, at) => {
        const isOwn = at < OWN_CHANNELS;
        if (isOwn && transceiver.direction !== 'stopped') transceiver.direction = 'sendrecv';
        const { audio = null, video = null } = (isOwn ? tracks() : relayed?.()) ?? {};
        const isVideo = transceiver.receiver.track.kind === 'video';
        return transceiver.sender.replaceTrack(isVideo ? (this.thrifty ? null : video) : audio);
      }),
    );
  }

  close(): void {
    this.#isOver = true;
    this.#stopMending?.();
    this.#stopMeasuring?.();
    const connection = this.#connection;
    connection.onnegotiationneeded = null;
    connection.onicecandidate = null;
    connection.ontrack = null;
    connection.onconnectionstatechange = null;
    connection.close();
  }

  #break(): void {
    if (!this.#isOver) this.#options.broken();
  }

  #moved(): void {
    switch (this.#connection.connectionState) {
      case 'connected':
        this.#stopMending?.();
        this.#restarts = 0;
        this.status = 'connected';
        this.#measureLater();
        break;
      case 'disconnected':
        this.status = 'lost';
        this.#mend(PATIENCE);
        break;
      case 'failed':
        this.status = 'lost';
        this.#mend(0);
        break;
      default:
        return;
    }
    this.#options.changed();
  }

  /** Until it is connected again: new ways are looked for, and at last it is broken. */
  #mend(after: number): void {
    this.#stopMending?.();
    // One end is first, so that offers rarely cross.
    this.#stopMending = this.#clock.after(after + (this.#options.first ? 0 : RESTART_EVERY / 2), () => {
      if (this.#isOver || this.#connection.connectionState === 'connected') return;
      if (this.#restarts >= RESTARTS) {
        this.#break();
        return;
      }
      this.#restarts++;
      this.#mend(RESTART_EVERY);
      void this.#options.ice().then((iceServers) => {
        if (this.#isOver) return;
        this.#connection.setConfiguration({ iceServers });
        this.#connection.restartIce();
      });
    });
  }

  // ------------------------------------------------------------ how good it is

  #measureLater(): void {
    this.#stopMeasuring?.();
    this.#stopMeasuring = this.#clock.after(MEASURE_EVERY, async () => {
      const report = await this.#connection.getStats().catch(() => null);
      if (this.#isOver) return;
      if (report) this.#judge(report as unknown as ReadonlyMap<string, Stat>);
      this.#measureLater();
    });
  }

  #judge(report: ReadonlyMap<string, Stat>): void {
    const { sample, counted } = measure(report.values(), this.#counted, this.#clock.now());
    this.#counted = counted;
    this.#judgement = judge(this.#judgement, sample, !this.thrifty && this.#options.tracks().video !== null);
    const { quality, thrifty } = this.#judgement;
    if (quality === this.quality && thrifty === this.thrifty) return;
    const held = thrifty !== this.thrifty;
    this.quality = quality;
    this.thrifty = thrifty;
    if (held) this.refresh();
    this.#options.changed();
  }
}
