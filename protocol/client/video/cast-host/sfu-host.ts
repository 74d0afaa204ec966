/** A broadcast through Cloudflare's SFU: sent once, in a large and a small picture; what the viewer on stage sends comes from there. */
import { backoff, systemClock } from '../../connection.ts';
import { type CastHostOptions, Host } from './host.ts';

type Kind = 'audio' | 'video';

/** A short break mends itself, ms. */
const PATIENCE = 5_000;
/** The picture as it is, and a quarter as wide for those who save data. */
const LAYERS: RTCRtpEncodingParameters[] = [
  { rid: 'h', maxBitrate: 1_800_000 },
  { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
];

/** A session at the SFU that is made again whenever it dies, until it is wanted no more. */
class Session {
  isOver = false;
  #connection: RTCPeerConnection | null = null;
  #attempt = 0;
  #stop: (() => void) | null = null;
  readonly #options: CastHostOptions;
  readonly #make: (connection: RTCPeerConnection) => Promise<void>;
  readonly #told: (status: 'live' | 'lost') => void;

  /** `make` agrees with the SFU on what goes over a new connection; when it throws it is tried again, later and later. */
  constructor(options: CastHostOptions, make: (connection: RTCPeerConnection) => Promise<void>, told: (status: 'live' | 'lost') => void) {
    this.#options = options;
    this.#make = make;
    this.#told = told;
    void this.#begin();
  }

  close(): void {
    this.isOver = true;
    this.#drop();
  }

  async #begin(): Promise<void> {
    this.#drop();
    const iceServers = await this.#options.ice();
    if (this.isOver) return;
    const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.#connection = connection;
    connection.onconnectionstatechange = () => this.#moved(connection);
    // Also when nothing is heard of a connection that was agreed on.
    this.#anewAfter(PATIENCE * 3);
    try {
      await this.#make(connection);
    } catch {
      if (this.#connection === connection) this.#fail();
    }
  }

  #moved(connection: RTCPeerConnection): void {
    if (this.#connection !== connection) return;
    if (connection.connectionState === 'connected') {
      this.#stop?.();
      this.#attempt = 0;
      this.#told('live');
    } else if (connection.connectionState === 'disconnected') this.#anewAfter(PATIENCE);
    else if (connection.connectionState === 'failed') this.#fail();
  }

  #fail(): void {
    this.#told('lost');
    this.#anewAfter(backoff(this.#attempt++, Math.random));
  }

  #anewAfter(ms: number): void {
    this.#stop?.();
    this.#stop = (this.#options.clock ?? systemClock).after(ms, () => {
      if (this.isOver) return;
      this.#told('lost');
      void this.#begin();
    });
  }

  #drop(): void {
    this.#stop?.();
    const connection = this.#connection;
    this.#connection = null;
    if (connection) connection.onconnectionstatechange = null;
    connection?.close();
  }
}

export class SfuHost extends Host {
  #out: Session | null = null;
  #in: Session | null = null;
  /** What the session that goes out carries; a device that comes on later is let in by a session anew. */
  #senders = new Map<Kind, RTCRtpSender>();
  #guestTake: number | null = null;

  constructor(options: CastHostOptions) {
    super(options);
    this.until(
      options.wire.onGuest((guest) => {
        const take = guest?.take ?? null;
        if (take === this.#guestTake) return;
        this.#guestTake = take;
        this.#watchGuest();
      }),
    );
    this.#publish();
  }

  protected captured(): void {
    for (const kind of ['audio', 'video'] as const) {
      const track = this.capture[kind];
      const sender = this.#senders.get(kind);
      if (sender) void sender.replaceTrack(track).catch(() => this.#publish());
      else if (track) {
        this.#publish();
        return;
      }
    }
  }

  protected disconnect(): void {
    this.#out?.close();
    this.#in?.close();
  }

  #publish(): void {
    this.#out?.close();
    this.#out = null;
    this.#senders = new Map();
    const kinds = (['audio', 'video'] as const).filter((kind) => this.capture[kind]);
    if (kinds.length === 0) {
      this.change({ status: 'live' });
      return;
    }
    const session = new Session(
      this.options,
      async (connection) => {
        const senders = new Map<Kind, RTCRtpSender>();
        const transceivers = kinds.map((kind) => {
          const sendEncodings = kind === 'video' ? LAYERS : [{}];
          const transceiver = connection.addTransceiver(kind, { direction: 'sendonly', sendEncodings });
          senders.set(kind, transceiver.sender);
          return transceiver;
        });
        this.#senders = senders;
        // What is captured by now: this may be a later attempt.
        await Promise.all([...senders].map(([kind, sender]) => sender.replaceTrack(this.capture[kind])));
        await connection.setLocalDescription();
        const tracks = kinds.map((name, at) => ({ name, mid: transceivers[at]!.mid }));
        const offer = connection.localDescription!.sdp;
        const { answer } = await this.options.post<{ answer: string }>('publish', { offer, tracks });
        if (!session.isOver) await connection.setRemoteDescription({ type: 'answer', sdp: answer });
      },
      (status) => {
        if (this.#out === session && !this.isOver) this.change({ status });
      },
    );
    this.#out = session;
  }

  #watchGuest(): void {
    this.#in?.close();
    this.#in = null;
    this.change({ guest: null });
    if (this.#guestTake === null) return;
    const session = new Session(
      this.options,
      async (connection) => {
        const stream = new MediaStream();
        connection.ontrack = ({ track }) => {
          stream.addTrack(track);
          if (this.#in === session && !this.isOver) this.change({ guest: stream });
        };
        const { session: id, offer } = await this.options.post<{ session: string; offer: string }>('watch', {});
        if (session.isOver) return;
        await connection.setRemoteDescription({ type: 'offer', sdp: offer });
        await connection.setLocalDescription();
        await this.options.post('answer', { session: id, answer: connection.localDescription!.sdp });
      },
      () => undefined,
    );
    this.#in = session;
  }
}
