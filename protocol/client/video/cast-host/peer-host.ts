/** A broadcast from browser to browser: a link to each viewer's leg, and what the viewer on stage sends passed on to the others. */
import type { CastSignal } from '../../../broadcast.ts';
import type { Signal } from '../../../call.ts';
import { Link, type LinkOptions, type Tracks } from '../link.ts';
import { type CastHostOptions, Host } from './host.ts';

/** What is used of a link; a test gives its own. */
export type HostedLink = Pick<Link, 'status' | 'remote' | 'receive' | 'refresh' | 'close'>;

/** Pages that left without a word keep their links for a while; beyond this many they make way for those who come. */
const LINKS = 24;

export class PeerHost extends Host {
  readonly #newLink: (options: LinkOptions) => HostedLink;
  readonly #own: string;
  /** By the leg of the viewer's page. */
  readonly #links = new Map<string, HostedLink>();
  /** Null until they are known; who came meanwhile waits. */
  #servers: RTCIceServer[] | null = null;
  readonly #early: CastSignal[] = [];
  /** The leg that is on stage. */
  #guest: string | null = null;

  constructor(options: CastHostOptions, newLink: (options: LinkOptions) => HostedLink = (given) => new Link(given)) {
    super(options);
    this.#newLink = newLink;
    this.#own = options.newId();
    const { wire, cast, ice } = options;
    this.until(
      wire.onSignal((frame) => {
        if (frame.cast === cast) this.#receive(frame);
      }),
    );
    this.until(
      wire.onGuest((guest) => {
        this.#guest = guest?.leg ?? null;
        this.#showGuest();
      }),
    );
    void ice().then((servers) => {
      if (this.isOver) return;
      this.#servers = servers;
      this.change({ status: 'live' });
      for (const frame of this.#early.splice(0)) this.#receive(frame);
    });
  }

  protected captured(): void {
    for (const [id, link] of this.#links) {
      link.refresh();
      this.#signal({ k: 'media', ...this.capture.sending }, id);
    }
  }

  protected disconnect(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  #signal(data: Signal, to: string): void {
    this.options.wire.signal({ t: 'signal', cast: this.options.cast, leg: this.#own, to, data });
  }

  #receive(frame: CastSignal): void {
    const { leg: id, to, data } = frame;
    // Meant for the page this one was before.
    if (to !== undefined && to !== this.#own) return;
    if (!this.#servers) {
      this.#early.push(frame);
      return;
    }
    if (data.k === 'hello') {
      if (!this.#links.has(id)) this.#meet(id, this.#servers);
      if (to === undefined) this.#signal({ k: 'hello', ...this.capture.sending }, id);
    } else this.#links.get(id)?.receive(data);
  }

  #meet(id: string, servers: RTCIceServer[]): void {
    if (this.#links.size >= LINKS) {
      const idle = [...this.#links].find(([, link]) => link.status !== 'connected');
      if (idle) this.#drop(idle[0]);
    }
    const { ice, clock } = this.options;
    const link = this.#newLink({
      first: true,
      servers,
      ice,
      tracks: () => this.capture,
      relayed: () => this.#passedOn(id),
      send: (signal) => this.#signal(signal, id),
      changed: () => this.#linkChanged(id),
      // The viewer begins anew with another leg.
      broken: () => this.#drop(id),
      ...(clock ? { clock } : {}),
    });
    this.#links.set(id, link);
    if (id === this.#guest) this.#showGuest();
  }

  #drop(id: string): void {
    this.#links.get(id)?.close();
    this.#links.delete(id);
    if (id === this.#guest) this.#showGuest();
    this.#judge();
  }

  #linkChanged(id: string): void {
    // Their tracks may come after it was said that they are on it.
    if (id === this.#guest) this.#showGuest();
    this.#judge();
  }

  /** Nothing goes out when none of those who are connected can be reached any more. */
  #judge(): void {
    const links = [...this.#links.values()];
    const lost = links.length > 0 && links.every(({ status }) => status === 'lost');
    if (!this.isOver && this.#servers) this.change({ status: lost ? 'lost' : 'live' });
  }

  // ------------------------------------------------------------ the stage

  /** What the one on stage sends, to all but themselves. */
  #passedOn(to: string): Tracks {
    const remote = this.#guest === to ? undefined : this.#guestLink?.remote;
    return { audio: remote?.getAudioTracks()[0] ?? null, video: remote?.getVideoTracks()[0] ?? null };
  }

  get #guestLink(): HostedLink | undefined {
    return this.#guest === null ? undefined : this.#links.get(this.#guest);
  }

  #showGuest(): void {
    this.change({ guest: this.#guestLink?.remote ?? null });
    for (const link of this.#links.values()) link.refresh();
  }
}
