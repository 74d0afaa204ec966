/** What this page sends: its microphone, and its camera or screen. Calls, group calls and broadcasts have one each. */
import type { Sending } from '../../call.ts';
import {
  type CaptureFault,
  type Chosen,
  chooseDevices,
  chosenDevices,
  faultOf,
  isScreen,
  nextCamera,
  openDevices,
  openScreen,
} from './devices.ts';

type Kind = 'audio' | 'video';

export class Capture {
  /** Why the last device that was asked for is not on. */
  fault: CaptureFault | null = null;
  audio: MediaStreamTrack | null = null;
  /** The camera, or the screen while that is shared. */
  video: MediaStreamTrack | null = null;
  readonly #changed: () => void;
  #isScreen = false;
  /** The camera was on when the screen took its place. */
  #cameraAfter = false;
  #isOver = false;

  /** `changed` is called after every change; `tracks` were captured before. */
  constructor(changed: () => void, tracks: readonly MediaStreamTrack[] = []) {
    this.#changed = changed;
    this.#isScreen = tracks.some(isScreen);
    for (const track of tracks) this.#take(track);
  }

  get sending(): Sending {
    return { audio: this.audio?.enabled ?? false, video: this.video !== null, ...(this.#isScreen ? { screen: true as const } : {}) };
  }

  /** A new object; null for nothing. */
  stream(): MediaStream | null {
    const tracks = [this.audio, this.video].filter((track) => track !== null);
    return tracks.length > 0 ? new MediaStream(tracks) : null;
  }

  async setAudio(on: boolean): Promise<void> {
    if (this.audio) this.audio.enabled = on;
    else if (on) await this.#open({ audio: true, video: false });
    this.#tell();
  }

  /** The camera; ends the screen. */
  async setVideo(on: boolean): Promise<void> {
    if (this.#isScreen || !on) this.#drop('video');
    this.#cameraAfter = false;
    if (on && !this.video) await this.#open({ audio: false, video: true });
    this.#tell();
  }

  /** Takes the camera's place while it is on. The browser asks which screen, every time; whoever thinks better of it keeps what they had. */
  async setScreen(on: boolean): Promise<void> {
    if (on === this.#isScreen) return;
    if (!on) {
      await this.setVideo(this.#cameraAfter);
      return;
    }
    try {
      const [screen] = await openScreen();
      if (!screen || this.#isOver) {
        screen?.stop();
        return;
      }
      this.#cameraAfter = this.video !== null;
      this.#drop('video');
      this.#isScreen = true;
      this.#take(screen);
      this.fault = null;
    } catch (error) {
      const fault = faultOf(error);
      this.fault = fault === 'refused' ? null : fault;
    }
    this.#tell();
  }

  /** The next camera there is. */
  async switchCamera(): Promise<void> {
    const now = this.video?.getSettings().deviceId;
    const next = await nextCamera(now);
    // Phones give one camera at a time.
    this.#drop('video');
    await this.#open({ audio: false, video: true }, next ? { camera: next } : {});
    if (!this.video) await this.#open({ audio: false, video: true }, now ? { camera: now } : {});
    else if (next) chooseDevices({ camera: next });
    this.#tell();
  }

  /** Gives the devices back, for good. */
  stop(): void {
    this.#isOver = true;
    this.#drop('audio');
    this.#drop('video');
  }

  async #open(wanted: Sending, chosen: Chosen = chosenDevices()): Promise<void> {
    try {
      for (const track of await openDevices(wanted, chosen)) {
        if (this.#isOver) track.stop();
        else this.#take(track);
      }
      this.fault = null;
    } catch (error) {
      this.fault = faultOf(error);
    }
  }

  #take(track: MediaStreamTrack): void {
    const kind = track.kind as Kind;
    const isShared = this.#isScreen;
    this.#drop(kind);
    if (kind === 'video') this.#isScreen = isShared;
    this[kind] = track;
    // Pulled out, taken back in the browser's own settings, or the screen's own "stop".
    track.onended = () => {
      const ends = kind === 'video' && this.#isScreen;
      if (ends) {
        void this.setScreen(false);
        return;
      }
      this.#drop(kind);
      this.fault = 'missing';
      this.#tell();
    };
  }

  #drop(kind: Kind): void {
    const track = this[kind];
    if (kind === 'video') this.#isScreen = false;
    if (!track) return;
    track.onended = null;
    // Its light goes out.
    track.stop();
    this[kind] = null;
  }

  #tell(): void {
    if (!this.#isOver) this.#changed();
  }
}
