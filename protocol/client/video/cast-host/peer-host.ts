/** A broadcast from browser to browser: a link to each viewer's leg, and what the viewer on stage sends passed on to the others. */
import type { CastSignal } from '../../../broadcast.ts';
import type { Sending, Signal } from '../../../call.ts';
import { Link, type LinkOptions, type Tracks } from '../link.ts';
import { type CastHostOptions, Host } from './host.ts';

/** What is used of a link; a test gives its own. */
export type HostedLink = Pick<Link, 'status' | 'remote' | 'receive' | 'refresh' | 'close'>;

interface Leg {
  link: HostedLink;
  /** What its viewer sends; nothing but from the stage. */
  sends: Pick<Sending, 'audio' | 'video'>;
}

/** Pages that left without a word keep their links for a while; beyond this many they make way for those who come. */
const LINKS = 24;
const NOTHING: Tracks = { audio: null, video: null };

export class PeerHost extends Host {
  readonly #newLink: (options: LinkOptions) => HostedLink;
  readonly #own: string;
  readonly #legs = new Map<string, Leg>();
  /** Null until they are known; who came meanwhile waits. */
  #servers: RTCIceServer[] | null = null;
  readonly #early: CastSignal[] = [];
  #hasGuest = false;
  /** The leg that sends from the stage. */
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
      wire.onLive(({ guest }) => {
        this.#hasGuest = guest !== undefined;
        this.#lookAtStage();
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
    for (const [id, { link }] of this.#legs) {
      link.refresh();
      this.#signal({ k: 'media', ...this.capture.sending }, id);
    }
  }

  protected disconnect(): void {
    for (const { link } of this.#legs.values()) link.close();
    this.#legs.clear();
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
    if (data.k !== 'hello' && data.k !== 'media') {
      this.#legs.get(id)?.link.receive(data);
      return;
    }
    if (data.k === 'hello') {
      if (!this.#legs.has(id)) this.#meet(id, this.#servers);
      if (to === undefined) this.#signal({ k: 'hello', ...this.capture.sending }, id);
    }
    const leg = this.#legs.get(id);
    if (!leg) return;
    leg.sends = { audio: data.audio, video: data.video };
    this.#lookAtStage(id);
  }

  #meet(id: string, servers: RTCIceServer[]): void {
    if (this.#legs.size >= LINKS) {
      const idle = [...this.#legs].find(([, { link }]) => link.status !== 'connected');
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
    this.#legs.set(id, { link, sends: { audio: false, video: false } });
  }

  #drop(id: string): void {
    this.#legs.get(id)?.link.close();
    this.#legs.delete(id);
    this.#lookAtStage();
    this.#judge();
  }

  #linkChanged(id: string): void {
    // Their tracks come some time after they said what they send.
    if (id === this.#guest) this.#showGuest();
    this.#judge();
  }

  /** Nothing goes out when none of those who are connected can be reached any more. */
  #judge(): void {
    const links = [...this.#legs.values()].map(({ link }) => link.status);
    const lost = links.length > 0 && links.every((status) => status === 'lost');
    if (!this.isOver && this.#servers) this.change({ status: lost ? 'lost' : 'live' });
  }

  // ------------------------------------------------------------ the stage

  #passedOn(to: string): Tracks {
    const guest = this.#guest === null || this.#guest === to ? undefined : this.#legs.get(this.#guest);
    if (!guest) return NOTHING;
    const { remote } = guest.link;
    return {
      audio: (guest.sends.audio && remote.getAudioTracks()[0]) || null,
      video: (guest.sends.video && remote.getVideoTracks()[0]) || null,
    };
  }

  /** Who sends while the site says that somebody is on stage is that one; `heard` has just said what they send. */
  #lookAtStage(heard?: string): void {
    const sends = (id: string | null | undefined) => {
      const leg = id ? this.#legs.get(id) : undefined;
      return !!leg && (leg.sends.audio || leg.sends.video);
    };
    const before = this.#guest;
    if (!this.#hasGuest) this.#guest = null;
    else if (sends(heard)) this.#guest = heard!;
    else if (!sends(this.#guest)) this.#guest = [...this.#legs.keys()].findLast(sends) ?? null;
    if (this.#guest !== before || (heard !== undefined && heard === this.#guest)) this.#showGuest();
  }

  #showGuest(): void {
    if (this.isOver) return;
    const guest = this.#guest === null ? undefined : this.#legs.get(this.#guest);
    this.change({ guest: guest?.link.remote ?? null });
    for (const { link } of this.#legs.values()) link.refresh();
  }
}
