/**
 * Video between two browsers (WebRTC), signalled by their room. The caller offers one audio and one video channel both ways at once, so that
 * switching devices on, off or over needs no negotiation. Each new leg of the other begins with a new connection: a page that was loaded anew, a
 * line that was lost before media flowed. A network that changes below a living line is mended by an ICE restart.
 */
import type { Sending, Signal, SignalFrame } from '../../call.ts';
import { type Clock, systemClock } from '../connection.ts';
import { type Chosen, chooseDevices, chosenDevices, faultOf, nextCamera, openDevices } from './devices.ts';
import { Negotiation } from './negotiation.ts';
import type { Video, VideoPicture, Wire } from './port.ts';
import { judge, measure, type Stat, UNJUDGED } from './quality.ts';

export interface PeerOptions {
  /** Which call it is. */
  call: number;
  wire: Wire;
  /** Whether this end called: it offers, and is the impolite one. */
  caller: boolean;
  ice: () => Promise<RTCIceServer[]>;
  /** Tracks that were captured before, for showing them or because the call was answered with them. */
  tracks?: MediaStreamTrack[];
  newId: () => string;
  clock?: Clock;
}

/** A connection to one leg of the other. */
interface Leg {
  id: string;
  connection: RTCPeerConnection;
  negotiation: Negotiation;
  restarts: number;
}

/** A short break mends itself, ms. */
const PATIENCE = 2_000;
/** A restart that brings nothing is repeated after this, ms, and after some of them all begins anew. */
const RESTART_EVERY = 6_000;
const RESTARTS = 2;
const MEASURE_EVERY = 2_000;

export class PeerVideo implements Video {
  picture: VideoPicture;
  readonly #options: PeerOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<(picture: VideoPicture) => void>();
  readonly #ends: (() => void)[];
  #own: string;
  #leg: Leg | null = null;
  #audio: MediaStreamTrack | null = null;
  #video: MediaStreamTrack | null = null;
  #servers: RTCIceServer[] = [];
  #judgement = UNJUDGED;
  #counted = { received: 0, lost: 0 };
  #stopMending: (() => void) | null = null;
  #stopMeasuring: (() => void) | null = null;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#own = options.newId();
    for (const track of options.tracks ?? []) this.#take(track);
    this.picture = {
      status: 'waiting',
      local: this.#stream(),
      remote: null,
      sending: this.#sending(),
      theirs: { audio: false, video: false },
      quality: null,
      thrifty: false,
      fault: null,
    };
    this.#ends = [
      options.wire.onCall((frame) => {
        if (frame.call !== options.call) return;
        if (frame.t === 'elsewhere') this.#leave('elsewhere');
        else this.#receive(frame);
      }),
      options.wire.onLine(() => this.#lineIsBack()),
    ];
    void this.#begin();
  }

  subscribe(listener: (picture: VideoPicture) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async setAudio(on: boolean): Promise<void> {
    if (this.#audio) this.#audio.enabled = on;
    else if (on) await this.#open({ audio: true, video: false });
    this.#tellMedia();
  }

  async setVideo(on: boolean): Promise<void> {
    if (on && !this.#video) await this.#open({ audio: false, video: true });
    // Its light goes out.
    else if (!on) this.#drop('video');
    this.#tellMedia();
  }

  async switchCamera(): Promise<void> {
    const now = this.#video?.getSettings().deviceId;
    const next = await nextCamera(now);
    // Phones give one camera at a time.
    this.#drop('video');
    await this.#open({ audio: false, video: true }, next ? { camera: next } : {});
    if (!this.#video) await this.#open({ audio: false, video: true }, now ? { camera: now } : {});
    else if (next) chooseDevices({ camera: next });
    this.#tellMedia();
  }

  close(): void {
    this.#leave('closed');
  }

  get #isOver(): boolean {
    return this.picture.status === 'closed' || this.picture.status === 'elsewhere';
  }

  #leave(status: 'closed' | 'elsewhere'): void {
    if (this.#isOver) return;
    for (const end of this.#ends) end();
    this.#dropLeg();
    this.#audio?.stop();
    this.#video?.stop();
    this.#audio = null;
    this.#video = null;
    this.#change({ status, local: null, remote: null, sending: this.#sending() });
    this.#listeners.clear();
  }

  // ------------------------------------------------------------ the other end

  async #begin(): Promise<void> {
    this.#servers = await this.#options.ice();
    if (!this.#isOver) this.#signal({ k: 'hello', ...this.#sending() });
  }

  /** With a new leg everything begins anew, on both sides. */
  #beginAnew(): void {
    this.#dropLeg();
    this.#own = this.#options.newId();
    void this.#begin();
  }

  #lineIsBack(): void {
    const { connectionState, signalingState } = this.#leg?.connection ?? {};
    // What was said meanwhile is lost; it is missed only where something was being agreed on.
    if (connectionState === 'connected' && signalingState === 'stable') this.#signal({ k: 'hello', ...this.#sending() });
    else this.#beginAnew();
  }

  #signal(data: Signal, to?: string): void {
    this.#options.wire.signal({ t: 'signal', call: this.#options.call, leg: this.#own, ...(to ? { to } : {}), data });
  }

  #receive({ leg: from, to, data }: SignalFrame): void {
    if (to !== undefined && to !== this.#own) return;
    if (data.k === 'hello') {
      if (from !== this.#leg?.id) this.#meet(from);
      // They do not know this end yet, or have missed what it sends.
      if (to === undefined) this.#signal({ k: 'hello', ...this.#sending() }, from);
      this.#change({ theirs: { audio: data.audio, video: data.video } });
      return;
    }
    const leg = this.#leg;
    if (from !== leg?.id) return;
    if (data.k === 'media') this.#change({ theirs: { audio: data.audio, video: data.video } });
    else leg.negotiation.receive(data).catch(() => this.#failed(leg));
  }

  #meet(id: string): void {
    this.#dropLeg();
    const connection = new RTCPeerConnection({ iceServers: this.#servers });
    const send = (signal: Signal) => {
      if (this.#leg === leg) this.#signal(signal, id);
    };
    const offered = () => this.#attach(connection);
    const leg: Leg = {
      id,
      connection,
      negotiation: new Negotiation(connection as never, !this.#options.caller, send, offered),
      restarts: 0,
    };
    this.#leg = leg;
    this.#counted = { received: 0, lost: 0 };
    const remote = new MediaStream();
    connection.onnegotiationneeded = () => leg.negotiation.needed().catch(() => this.#failed(leg));
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) send({ k: 'candidate', candidate: candidate.candidate, mid: candidate.sdpMid, line: candidate.sdpMLineIndex });
    };
    connection.ontrack = ({ track }) => {
      remote.addTrack(track);
      this.#change({ remote });
    };
    connection.onconnectionstatechange = () => this.#moved(leg);
    this.#change({ status: this.picture.status === 'lost' ? 'lost' : 'connecting', remote });
    if (this.#options.caller) {
      connection.addTransceiver('audio', { direction: 'sendrecv' });
      connection.addTransceiver('video', { direction: 'sendrecv' });
      void this.#attach(connection);
    }
    this.#mend(leg, RESTART_EVERY * 2);
  }

  #dropLeg(): void {
    this.#stopMending?.();
    this.#stopMeasuring?.();
    const { connection } = this.#leg ?? {};
    this.#leg = null;
    if (!connection) return;
    connection.onnegotiationneeded = null;
    connection.onicecandidate = null;
    connection.ontrack = null;
    connection.onconnectionstatechange = null;
    connection.close();
  }

  #failed(leg: Leg): void {
    if (this.#leg === leg && !this.#isOver) this.#beginAnew();
  }

  #moved(leg: Leg): void {
    if (this.#leg !== leg) return;
    switch (leg.connection.connectionState) {
      case 'connected':
        this.#stopMending?.();
        leg.restarts = 0;
        this.#change({ status: 'connected' });
        this.#measureLater(leg);
        return;
      case 'disconnected':
        this.#change({ status: 'lost' });
        this.#mend(leg, PATIENCE);
        return;
      case 'failed':
        this.#change({ status: 'lost' });
        this.#mend(leg, 0);
    }
  }

  /** Until it is connected again: new ways are looked for, and at last everything begins anew. */
  #mend(leg: Leg, after: number): void {
    this.#stopMending?.();
    // One end is first, so that offers rarely cross.
    this.#stopMending = this.#clock.after(after + (this.#options.caller ? 0 : RESTART_EVERY / 2), () => {
      if (this.#leg !== leg || leg.connection.connectionState === 'connected') return;
      if (leg.restarts >= RESTARTS) {
        this.#beginAnew();
        return;
      }
      leg.restarts++;
      this.#mend(leg, RESTART_EVERY);
      void this.#options.ice().then((servers) => {
        this.#servers = servers;
        if (this.#leg !== leg) return;
        leg.connection.setConfiguration({ iceServers: servers });
        leg.connection.restartIce();
      });
    });
  }

  // ------------------------------------------------------------ what is sent

  #sending(): Sending {
    return { audio: this.#audio?.enabled ?? false, video: this.#video !== null && !this.#judgement.thrifty };
  }

  #stream(): MediaStream | null {
    const tracks = [this.#audio, this.#video].filter((track) => track !== null);
    return tracks.length > 0 ? new MediaStream(tracks) : null;
  }

  async #open(wanted: Sending, chosen: Chosen = chosenDevices()): Promise<void> {
    try {
      for (const track of await openDevices(wanted, chosen)) {
        // The call ended while the person was asked.
        if (this.#isOver) track.stop();
        else this.#take(track);
      }
      this.#change({ fault: null });
    } catch (error) {
      this.#change({ fault: faultOf(error) });
    }
  }

  #take(track: MediaStreamTrack): void {
    const kind = track.kind === 'audio' ? 'audio' : 'video';
    this.#drop(kind);
    if (kind === 'audio') this.#audio = track;
    else this.#video = track;
    // Pulled out, or taken back in the browser's own settings.
    track.onended = () => {
      this.#drop(kind);
      this.#change({ fault: 'missing' });
      this.#tellMedia();
    };
  }

  #drop(kind: 'audio' | 'video'): void {
    const track = kind === 'audio' ? this.#audio : this.#video;
    if (!track) return;
    track.onended = null;
    track.stop();
    if (kind === 'audio') this.#audio = null;
    else this.#video = null;
  }

  /** Gives the connection what is to be sent. */
  async #attach(connection: RTCPeerConnection): Promise<void> {
    await Promise.all(
      connection.getTransceivers().map((transceiver) => {
        if (transceiver.direction !== 'stopped') transceiver.direction = 'sendrecv';
        const isVideo = transceiver.receiver.track.kind === 'video';
        return transceiver.sender.replaceTrack(isVideo ? (this.#judgement.thrifty ? null : this.#video) : this.#audio);
      }),
    );
  }

  #tellMedia(): void {
    if (this.#isOver) return;
    const leg = this.#leg;
    this.#change({ local: this.#stream(), sending: this.#sending() });
    if (!leg) return;
    void this.#attach(leg.connection).catch(() => this.#failed(leg));
    this.#signal({ k: 'media', ...this.#sending() }, leg.id);
  }

  // ------------------------------------------------------------ how good it is

  #measureLater(leg: Leg): void {
    this.#stopMeasuring?.();
    this.#stopMeasuring = this.#clock.after(MEASURE_EVERY, async () => {
      const report = await leg.connection.getStats().catch(() => null);
      if (this.#leg !== leg) return;
      if (report) this.#judge(report as unknown as ReadonlyMap<string, Stat>);
      this.#measureLater(leg);
    });
  }

  #judge(report: ReadonlyMap<string, Stat>): void {
    const { sample, counted } = measure(report.values(), this.#counted, this.#clock.now());
    const { thrifty: before } = this.#judgement;
    this.#counted = counted;
    this.#judgement = judge(this.#judgement, sample, this.#sending().video);
    const { quality, thrifty } = this.#judgement;
    if (thrifty !== before) this.#tellMedia();
    if (quality !== this.picture.quality || thrifty !== before) this.#change({ quality, thrifty: thrifty && this.#video !== null });
  }

  #change(part: Partial<VideoPicture>): void {
    this.picture = { ...this.picture, ...part };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
