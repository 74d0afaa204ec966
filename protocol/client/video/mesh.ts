/** A group call between browsers (WebRTC), signalled by their room: each is connected to each, so a few people are the most. */
import type { Sending } from '../../call.ts';
import { systemClock } from '../connection.ts';
import { Capture } from './capture.ts';
import type { GroupOptions } from './group.ts';
import { Link } from './link.ts';
import { type Pair, Pairing } from './pairing.ts';
import type { GroupPicture, GroupVideo, Other } from './port.ts';

/** Who is heard is looked after this often, ms. */
const LISTENS_EVERY = 400;
/** Louder than a quiet room. */
const HEARD = 0.02;

export class MeshVideo implements GroupVideo {
  picture: GroupPicture;
  readonly #options: GroupOptions;
  readonly #capture: Capture;
  readonly #pairing: Pairing<Link>;
  readonly #listeners = new Set<(picture: GroupPicture) => void>();
  #speaking = new Set<string>();
  /** From whom one's own picture is held back. */
  readonly #thrifty = new Set<string>();
  readonly #ends: (() => void)[];
  #servers: RTCIceServer[] | null = null;
  #stopListening: () => void = () => undefined;

  constructor(options: GroupOptions) {
    this.#options = options;
    const own = options.newId();
    this.#capture = new Capture(() => this.#captured(), options.tracks);
    this.#pairing = new Pairing<Link>({
      own,
      open: (leg, first) => this.#open(leg, first),
      sending: (pair) => this.#sendingTo(pair),
      send: (data, way) => void options.wire.signal({ t: 'signal', call: options.call, leg: own, ...way, data }),
      changed: () => this.#show(),
    });
    this.picture = { status: 'on', local: this.#capture.stream(), sending: this.#capture.sending, fault: null, others: [] };
    this.#ends = [
      options.wire.onCall((frame) => {
        if (frame.call !== options.call) return;
        if (frame.t === 'elsewhere') this.#leave('elsewhere');
        else if (frame.t === 'calling') this.#pairing.present(frame.people.map(({ id }) => id));
        else this.#pairing.hears(frame);
      }),
      options.wire.onLine(() => {
        if (this.#servers) this.#pairing.begin();
      }),
    ];
    void this.#begin();
  }

  subscribe(listener: (picture: GroupPicture) => void): () => void {
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

  #leave(status: 'elsewhere' | 'closed'): void {
    if (this.picture.status !== 'on') return;
    for (const end of this.#ends) end();
    this.#stopListening();
    this.#pairing.close();
    this.#capture.stop();
    this.#change({ status, local: null, sending: this.#capture.sending, others: [] });
    this.#listeners.clear();
  }

  async #begin(): Promise<void> {
    const servers = await this.#options.ice();
    if (this.picture.status !== 'on') return;
    this.#servers = servers;
    this.#pairing.begin();
    this.#listen();
  }

  #open(leg: string, first: boolean): Link {
    const { ice, clock } = this.#options;
    const link = new Link({
      first,
      servers: this.#servers ?? [],
      ice,
      tracks: () => this.#capture,
      send: (signal) => this.#pairing.say(signal, leg),
      changed: () => this.#linkChanged(leg, link),
      broken: () => this.#pairing.renew(leg),
      ...(clock ? { clock } : {}),
    });
    this.#thrifty.delete(leg);
    return link;
  }

  #linkChanged(leg: string, link: Link): void {
    if (link.thrifty !== this.#thrifty.has(leg)) {
      if (link.thrifty) this.#thrifty.add(leg);
      else this.#thrifty.delete(leg);
      this.#tellMedia();
    }
    this.#show();
  }

  /** What really goes out: to whom the network is too slow, the picture is held back. */
  #sendingTo(pair?: Pair<Link>): Sending {
    const { sending } = this.#capture;
    return { ...sending, video: sending.video && !pair?.link.thrifty };
  }

  #tellMedia(): void {
    for (const pair of this.#pairing.all()) this.#pairing.say({ k: 'media', ...this.#sendingTo(pair) }, pair.leg);
  }

  #captured(): void {
    for (const { link } of this.#pairing.all()) link.refresh();
    this.#tellMedia();
    this.#change({ local: this.#capture.stream(), sending: this.#capture.sending, fault: this.#capture.fault });
  }

  #listen(): void {
    this.#stopListening = (this.#options.clock ?? systemClock).after(LISTENS_EVERY, () => {
      const speaking = new Set(this.#pairing.all().flatMap(({ leg, link, theirs }) => (theirs.audio && link.level > HEARD ? [leg] : [])));
      const changed = speaking.size !== this.#speaking.size || [...speaking].some((leg) => !this.#speaking.has(leg));
      this.#speaking = speaking;
      if (changed) this.#show();
      this.#listen();
    });
  }

  #show(): void {
    this.#change({ others: this.#pairing.all().map((pair) => this.#shown(pair)) });
  }

  #shown({ leg, person, link, theirs }: Pair<Link>): Other {
    const { remote, status, quality } = link;
    return { leg, person, stream: remote, sending: theirs, status, quality, speaking: this.#speaking.has(leg) };
  }

  #change(part: Partial<GroupPicture>): void {
    this.picture = { ...this.picture, ...part };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
