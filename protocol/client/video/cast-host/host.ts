/** What the page of an operator who broadcasts does, whichever way the media go: captures, tells, and looks after the viewer on stage. */
import type { CastSignal } from '../../../broadcast.ts';
import type { Clock } from '../../connection.ts';
import { Capture } from '../capture.ts';
import type { CastHost, CastHostPicture } from '../port.ts';

/** How the host hears of its broadcast: over its line to the site. */
export interface HostWire {
  /** False when there is no line now. */
  signal(frame: CastSignal): boolean;
  onSignal(listener: (frame: CastSignal) => void): () => void;
  /** Called with who is on stage now, and after every change. */
  onGuest(listener: (guest: StageGuest | null) => void): () => void;
}

/** Who is on stage; `leg` is theirs, from browser to browser. */
export interface StageGuest {
  take: number;
  leg?: string;
}

export interface CastHostOptions {
  /** Which broadcast it is. */
  cast: string;
  wire: HostWire;
  ice: () => Promise<RTCIceServer[]>;
  /** Asks the Worker for the media server; `path` is below the broadcast's own. Throws when it is refused. */
  post: <T>(path: 'publish' | 'watch' | 'answer' | 'place', body: unknown) => Promise<T>;
  /** What was captured before, for showing it. */
  tracks: readonly MediaStreamTrack[];
  newId: () => string;
  clock?: Clock;
}

export abstract class Host implements CastHost {
  picture: CastHostPicture;
  protected readonly capture: Capture;
  readonly #listeners = new Set<(picture: CastHostPicture) => void>();
  readonly #ends: (() => void)[] = [];

  constructor(protected readonly options: CastHostOptions) {
    this.capture = new Capture(() => {
      this.change({ local: this.capture.stream(), sending: this.capture.sending, fault: this.capture.fault });
      this.captured();
    }, options.tracks);
    this.picture = { status: 'connecting', local: this.capture.stream(), sending: this.capture.sending, fault: null, guest: null };
  }

  subscribe(listener: (picture: CastHostPicture) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setAudio = (on: boolean): Promise<void> => this.capture.setAudio(on);
  setVideo = (on: boolean): Promise<void> => this.capture.setVideo(on);
  setScreen = (on: boolean): Promise<void> => this.capture.setScreen(on);
  switchCamera = (): Promise<void> => this.capture.switchCamera();

  close(): void {
    if (this.isOver) return;
    for (const end of this.#ends) end();
    this.capture.stop();
    this.change({ status: 'closed', local: null, sending: this.capture.sending, guest: null });
    this.#listeners.clear();
    this.disconnect();
  }

  protected get isOver(): boolean {
    return this.picture.status === 'closed';
  }

  /** Other devices are sent, or none. */
  protected abstract captured(): void;
  /** Lets go of all connections. */
  protected abstract disconnect(): void;

  protected until(end: () => void): void {
    this.#ends.push(end);
  }

  protected change(part: Partial<CastHostPicture>): void {
    this.picture = { ...this.picture, ...part };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
