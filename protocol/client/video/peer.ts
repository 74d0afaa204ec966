/**
 * A call between two browsers (WebRTC), signalled by their room. Each new leg of the other begins with a new link: a page that was loaded anew, a
 * line that was lost before media flowed.
 */
import type { Sending, Signal, SignalFrame } from '../../call.ts';
import type { Clock } from '../connection.ts';
import { Capture } from './capture.ts';
import { Link } from './link.ts';
import type { Video, VideoPicture, Wire } from './port.ts';

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

export class PeerVideo implements Video {
  picture: VideoPicture;
  readonly #options: PeerOptions;
  readonly #capture: Capture;
  readonly #listeners = new Set<(picture: VideoPicture) => void>();
  readonly #ends: (() => void)[];
  #own: string;
  #leg: { id: string; link: Link } | null = null;
  #servers: RTCIceServer[] = [];

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#own = options.newId();
    this.#capture = new Capture(() => this.#tellMedia(), options.tracks);
    this.picture = {
      status: 'waiting',
      local: this.#capture.stream(),
      remote: null,
      sending: this.#capture.sending,
      theirs: { audio: false, video: false },
      quality: null,
      thrifty: false,
      fault: null,
    };
    this.#ends = [
      options.wire.onCall((frame) => {
        if (frame.call !== options.call) return;
        if (frame.t === 'elsewhere') this.#leave('elsewhere');
        else if (frame.t === 'signal') this.#receive(frame);
      }),
      options.wire.onLine(() => this.#lineIsBack()),
    ];
    void this.#begin();
  }

  subscribe(listener: (picture: VideoPicture) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setAudio = (on: boolean): Promise<void> => this.#capture.setAudio(on);
  setVideo = (on: boolean): Promise<void> => this.#capture.setVideo(on);
  setScreen = (on: boolean): Promise<void> => this.#capture.setScreen(on);
  switchCamera = (): Promise<void> => this.#capture.switchCamera();

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
    this.#capture.stop();
    this.#change({ status, local: null, remote: null, sending: this.#capture.sending });
    this.#listeners.clear();
  }

  // ------------------------------------------------------------ the other end

  async #begin(): Promise<void> {
    this.#servers = await this.#options.ice();
    if (!this.#isOver) this.#hello();
  }

  /** With a new leg everything begins anew, on both sides. */
  #beginAnew(): void {
    if (this.#isOver) return;
    this.#dropLeg();
    this.#own = this.#options.newId();
    void this.#begin();
  }

  #lineIsBack(): void {
    // What was said meanwhile is lost; it is missed only where something was being agreed on.
    if (this.#leg?.link.isSettled) this.#hello();
    else this.#beginAnew();
  }

  #hello(to?: string): void {
    this.#signal({ k: 'hello', ...this.#sending() }, to);
  }

  #signal(data: Signal, to?: string): void {
    this.#options.wire.signal({ t: 'signal', call: this.#options.call, leg: this.#own, ...(to ? { to } : {}), data });
  }

  #receive({ leg: from, to, data }: SignalFrame): void {
    if (to !== undefined && to !== this.#own) return;
    if (data.k === 'hello' || data.k === 'media') {
      if (data.k === 'hello' && from !== this.#leg?.id) this.#meet(from);
      // They do not know this end yet, or have missed what it sends.
      if (data.k === 'hello' && to === undefined) this.#hello(from);
      const { k: _, ...theirs } = data;
      if (from === this.#leg?.id) this.#change({ theirs });
    } else if (from === this.#leg?.id) this.#leg.link.receive(data);
  }

  #meet(id: string): void {
    this.#dropLeg();
    const { caller, ice, clock } = this.#options;
    const link = new Link({
      first: caller,
      servers: this.#servers,
      ice,
      tracks: () => this.#capture,
      send: (signal) => this.#signal(signal, id),
      changed: () => this.#linkChanged(),
      broken: () => this.#beginAnew(),
      ...(clock ? { clock } : {}),
    });
    this.#leg = { id, link };
    this.#change({ status: this.picture.status === 'lost' ? 'lost' : 'connecting', remote: link.remote });
  }

  #dropLeg(): void {
    this.#leg?.link.close();
    this.#leg = null;
  }

  #linkChanged(): void {
    const link = this.#leg?.link;
    if (!link) return;
    const { status, remote, quality } = link;
    const before = this.picture;
    this.#change({
      status: status === 'connecting' ? before.status : status,
      remote,
      quality,
      thrifty: link.thrifty && this.#capture.video !== null,
      sending: this.#sending(),
    });
    if (before.sending.video !== this.picture.sending.video) this.#signal({ k: 'media', ...this.#sending() }, this.#leg!.id);
  }

  /** What really goes out: video may be held back. */
  #sending(): Sending {
    const { sending } = this.#capture;
    return { ...sending, video: sending.video && !this.#leg?.link.thrifty };
  }

  #tellMedia(): void {
    this.#change({ local: this.#capture.stream(), sending: this.#sending(), fault: this.#capture.fault });
    if (!this.#leg) return;
    this.#leg.link.refresh();
    this.#signal({ k: 'media', ...this.#sending() }, this.#leg.id);
  }

  #change(part: Partial<VideoPicture>): void {
    this.picture = { ...this.picture, ...part };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
