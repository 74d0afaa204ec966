import type { AudienceFrame, Broadcast } from '../../../broadcast.ts';
import type { Sending } from '../../../call.ts';
import { Capture } from '../capture.ts';
import { faultOf, openDevices } from '../devices.ts';
import type { Tracks } from '../link.ts';
import type { CastViewer, CastViewerPicture } from '../port.ts';
import type { Carriage, CarriageOptions, CastWire } from './carriage.ts';

const NOTHING: Tracks = { audio: null, video: null };

export interface ViewerOptions extends Pick<CarriageOptions, 'ice' | 'ask' | 'thrifty' | 'newId' | 'clock' | 'random'> {
  live: Broadcast;
  /** There was no place when it was heard of. */
  full?: boolean;
  wire: CastWire;
  carry: (options: CarriageOptions) => Carriage;
}

/** Somebody who watches a broadcast: says so to the site, has the media carried while there is a place, and is on stage while they may be. */
export class Viewer implements CastViewer {
  picture: CastViewerPicture = { status: 'waiting', wait: null, remote: null, guest: null, local: null, fault: null };
  readonly #options: ViewerOptions;
  readonly #listeners = new Set<(picture: CastViewerPicture) => void>();
  readonly #ends: (() => void)[];
  #live: Broadcast;
  #carriage: Carriage | null = null;
  #capture: Capture | null = null;
  #onStage = false;
  /** What somebody on stage sends, this page too. */
  #guest: MediaStream | null = null;
  /** Rises with every wish about the stage: what the browser gives for an older one is given back. */
  #wish = 0;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#live = options.live;
    this.#ends = [options.wire.onFrame((frame) => this.#hear(frame)), options.wire.onLine(() => this.#lineIsBack())];
    this.#watch(true);
    this.#seat(!!options.full);
  }

  subscribe(listener: (picture: CastViewerPicture) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async setStage(sending: Sending | null): Promise<void> {
    if (this.#isOver) return;
    if (!sending) {
      this.#options.wire.say({ t: 'stage', cast: this.#live.id, do: 'leave' });
      this.#leaveStage();
    } else if (this.#capture) {
      await this.#capture.setAudio(sending.audio);
      await this.#capture?.setVideo(sending.video);
    } else await this.#enterStage(sending);
  }

  close(): void {
    if (this.#isOver) return;
    this.#watch(false);
    this.#end();
  }

  get #isOver(): boolean {
    return this.picture.status === 'closed';
  }

  #watch(on: boolean): void {
    this.#options.wire.say({ t: 'watch', cast: this.#live.id, on });
  }

  #end(): void {
    for (const end of this.#ends) end();
    this.#carriage?.close();
    this.#carriage = null;
    this.#leaveStage();
    this.#show({ status: 'closed', wait: null, remote: null });
    this.#listeners.clear();
  }

  // ------------------------------------------------------------ what the site says

  #hear(frame: AudienceFrame): void {
    if (frame.t === 'broadcast') this.#follow(frame.live, !!frame.full);
    else if (frame.cast !== this.#live.id) return;
    else if (frame.t === 'signal') this.#carriage?.receive(frame);
    else if (frame.t === 'stage' && frame.state !== 'invited') {
      this.#onStage = frame.state === 'on';
      if (this.#onStage) this.#stageChanged();
      else this.#leaveStage();
    }
  }

  #follow(live: Broadcast | null, full: boolean): void {
    if (live?.id !== this.#live.id) {
      this.#end();
      return;
    }
    const before = this.#live;
    this.#live = live;
    if (full || !this.#carriage) this.#seat(full);
    else this.#carriage.follow(before);
    this.#show({});
  }

  /** Media come while there is a place. */
  #seat(full: boolean): void {
    this.#carriage?.close();
    this.#carriage = null;
    this.#guest = null;
    this.#show({ status: full ? 'full' : 'waiting', wait: null, remote: null });
    if (full) return;
    const { ice, ask, thrifty, newId, clock, random, wire, carry } = this.#options;
    this.#carriage = carry({
      live: () => this.#live,
      onStage: () => this.#onStage,
      tracks: () => (this.#onStage && this.#capture) || NOTHING,
      say: (frame) => wire.say(frame),
      show: ({ guest, ...part }) => {
        if (guest !== undefined) this.#guest = guest;
        this.#show(part);
      },
      ...{ ice, ask, thrifty, newId, clock, random },
    });
  }

  #lineIsBack(): void {
    // Whoever is gone from the site is gone from the stage.
    this.#leaveStage();
    this.#watch(true);
    this.#carriage?.lineIsBack();
  }

  // ------------------------------------------------------------ the stage

  async #enterStage(sending: Sending): Promise<void> {
    const wish = ++this.#wish;
    this.#show({ fault: null });
    try {
      const tracks = await openDevices(sending);
      if (wish !== this.#wish) {
        for (const track of tracks) track.stop();
        return;
      }
      this.#capture = new Capture(() => this.#stageChanged(), tracks);
      if (!this.#onStage) this.#options.wire.say({ t: 'stage', cast: this.#live.id, do: 'accept' });
      this.#stageChanged();
    } catch (error) {
      if (wish === this.#wish) this.#show({ fault: faultOf(error) });
    }
  }

  #leaveStage(): void {
    const was = this.#onStage;
    this.#wish++;
    this.#onStage = false;
    this.#capture?.stop();
    this.#capture = null;
    if (was) this.#stageChanged();
    else this.#show({ local: null, fault: null });
  }

  #stageChanged(): void {
    this.#carriage?.refresh();
    this.#show({ local: this.#capture?.stream() ?? null, fault: this.#capture?.fault ?? null });
  }

  #show(part: Partial<CastViewerPicture>): void {
    const guest = this.#live.guest && !this.#onStage ? this.#guest : null;
    this.picture = { ...this.picture, ...part, guest };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
