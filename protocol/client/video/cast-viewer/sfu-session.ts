/**
 * One connection of this page to the SFU, which is made anew, each time later, when it is dead: it has failed, or nothing has come for a while though
 * something should.
 */
import { backoff, type Clock } from '../../connection.ts';
import { measure, type Stat } from '../quality.ts';

export interface SessionOptions {
  /** Agrees on a connection with the SFU; or answers the seconds until one's turn. */
  agree: (make: () => RTCPeerConnection) => Promise<number>;
  /** Whether something ought to come over it now. */
  expects: () => boolean;
  ice: () => Promise<RTCIceServer[]>;
  moved: (status: 'waiting' | 'connecting' | 'connected' | 'lost', wait: number | null) => void;
  /** What comes over a new connection. */
  came: (stream: MediaStream) => void;
  clock: Clock;
  random: () => number;
}

/** How often it is looked whether something comes, and the silence after which a session is dead, ms. */
const LOOK_EVERY = 2_000;
const DEAD_AFTER = 10_000;

export class SfuSession {
  readonly #options: SessionOptions;
  #connection: RTCPeerConnection | null = null;
  /** Which attempt this is, among all of this session: what an older one brings is let go. */
  #run = 0;
  #failures = 0;
  /** Something has come, by this session or one before. */
  #flowed = false;
  #stopTimer: (() => void) | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.anew();
  }

  /** Another session in place of the present one, at once. */
  anew(): void {
    this.#drop();
    void this.#begin(this.#run);
  }

  close(): void {
    this.#drop();
  }

  async #begin(run: number): Promise<void> {
    const { agree, ice, moved } = this.#options;
    const isOld = () => run !== this.#run;
    try {
      const iceServers = await ice();
      if (isOld()) return;
      const wait = await agree(() => {
        if (isOld()) throw new Error('another attempt has begun');
        return this.#make(iceServers, run);
      });
      if (isOld()) return;
      if (wait > 0) {
        moved('waiting', wait);
        this.#later(wait * 1000, () => void this.#begin(run));
      } else this.#look(run, 0, this.#options.clock.now());
    } catch {
      if (!isOld()) this.#failed();
    }
  }

  #make(iceServers: RTCIceServer[], run: number): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.#connection = connection;
    const stream = new MediaStream();
    const { moved, came } = this.#options;
    moved('connecting', null);
    connection.ontrack = ({ track }) => {
      stream.addTrack(track);
      came(stream);
    };
    connection.onconnectionstatechange = () => {
      if (run !== this.#run) return;
      const { connectionState: state } = connection;
      if (state === 'connected') moved('connected', null);
      else if (state === 'disconnected') moved('lost', null);
      else if (state === 'failed') this.#failed();
    };
    return connection;
  }

  /** Looks whether more has come than before. */
  #look(run: number, received: number, since: number): void {
    const { clock, expects } = this.#options;
    this.#later(LOOK_EVERY, async () => {
      const report = await this.#connection?.getStats().catch(() => null);
      if (run !== this.#run) return;
      const stats = (report ?? new Map()) as unknown as ReadonlyMap<string, Stat>;
      const { counted } = measure(stats.values(), { received: 0, lost: 0 }, 0);
      const comes = counted.received > received;
      if (comes) {
        this.#failures = 0;
        this.#flowed = true;
      }
      if (comes || !expects()) this.#look(run, counted.received, clock.now());
      else if (clock.now() - since < DEAD_AFTER) this.#look(run, received, since);
      else this.#failed();
    });
  }

  #failed(): void {
    this.#drop();
    // The site may not have heard yet that this page watches.
    this.#options.moved(this.#failures === 0 && !this.#flowed ? 'connecting' : 'lost', null);
    const run = this.#run;
    this.#later(backoff(this.#failures++, this.#options.random), () => void this.#begin(run));
  }

  #later(after: number, run: () => void): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(after, run);
  }

  #drop(): void {
    this.#run++;
    this.#stopTimer?.();
    const connection = this.#connection;
    this.#connection = null;
    if (!connection) return;
    connection.ontrack = null;
    connection.onconnectionstatechange = null;
    connection.close();
  }
}
