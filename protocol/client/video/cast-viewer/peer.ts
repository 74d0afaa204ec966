/** A broadcast from the operator's browser to this one: over a link whose first end is the operator's. */
import type { Broadcast, CastSignal } from '../../../broadcast.ts';
import type { Sending, Signal } from '../../../call.ts';
import { backoff } from '../../connection.ts';
import { Link } from '../link.ts';
import type { Carriage, CarriageOptions } from './carriage.ts';

/** A `hello` that nobody answers is said again, later each time, and not before this, ms. */
const ANSWERED_WITHIN = 2_000;

export class PeerCarriage implements Carriage {
  readonly #options: CarriageOptions;
  #own = '';
  #servers: RTCIceServer[] = [];
  /** The operator's leg, and the link to it. */
  #other: { leg: string; link: Link } | null = null;
  #attempt = 0;
  #stopAsking: (() => void) | null = null;
  #isOver = false;

  constructor(options: CarriageOptions) {
    this.#options = options;
    void this.#begin();
  }

  follow(before: Broadcast): void {
    const { take, away } = this.#options.live();
    if (take !== before.take) this.#beginAnew();
    else if (before.away && !away && this.#own && !this.#other?.link.isSettled) {
      // What was said while the operator's page had no line is lost.
      if (this.#other) this.#beginAnew();
      else this.#hello();
    }
  }

  receive({ leg, to, data }: CastSignal): void {
    if (to !== this.#own) return;
    if (data.k === 'hello') this.#meet(leg);
    else if (data.k !== 'media' && leg === this.#other?.leg) this.#other.link.receive(data);
  }

  lineIsBack(): void {
    // What was said meanwhile is lost; it is missed only where something was being agreed on. The site knows legs by their sockets.
    if (this.#other?.link.isSettled) this.#signal({ k: 'hello', ...this.#sending() });
    else this.#beginAnew();
  }

  refresh(): void {
    if (!this.#other) return;
    this.#other.link.refresh();
    // The operator's page passes on what somebody says they send.
    this.#signal({ k: 'media', ...this.#sending() }, this.#other.leg);
  }

  close(): void {
    this.#isOver = true;
    this.#drop();
  }

  // ------------------------------------------------------------ the operator's page

  /** With a new leg everything begins anew, on both sides. */
  #beginAnew(): void {
    this.#drop();
    void this.#begin();
  }

  async #begin(): Promise<void> {
    const own = this.#options.newId();
    this.#own = own;
    this.#attempt = 0;
    this.#servers = await this.#options.ice();
    if (!this.#isOver && own === this.#own) this.#hello();
  }

  #hello(): void {
    this.#stopAsking?.();
    this.#signal({ k: 'hello', ...this.#sending() });
    const { clock, random, live } = this.#options;
    this.#stopAsking = clock.after(ANSWERED_WITHIN + backoff(this.#attempt++, random), () => {
      // Nobody is there to hear it while the operator is away.
      if (!live().away) this.#hello();
    });
  }

  #sending(): Sending {
    const { audio, video } = this.#options.tracks();
    return { audio: audio?.enabled ?? false, video: video !== null };
  }

  #signal(data: Signal, to?: string): void {
    const { say, live } = this.#options;
    say({ t: 'signal', cast: live().id, leg: this.#own, ...(to ? { to } : {}), data });
  }

  #meet(leg: string): void {
    this.#stopAsking?.();
    if (leg === this.#other?.leg) return;
    this.#drop();
    const { ice, tracks, clock } = this.#options;
    const link = new Link({
      first: false,
      servers: this.#servers,
      ice,
      tracks,
      send: (signal) => this.#signal(signal, leg),
      changed: () => this.#tell(),
      broken: () => this.#beginAnew(),
      clock,
    });
    this.#other = { leg, link };
    this.#tell();
  }

  #tell(): void {
    const { status, remote, relayed } = this.#other!.link;
    this.#options.show({ status, wait: null, remote, guest: relayed });
  }

  #drop(): void {
    this.#stopAsking?.();
    this.#stopAsking = null;
    this.#other?.link.close();
    this.#other = null;
  }
}
