/**
 * A group call through RealtimeKit: the picture and sound of each go out once, Cloudflare passes them on to the others. Over the room's own line
 * goes that this page is in the call, and whose picture is a screen.
 */
import type { Sending, SignalFrame } from '../../call.ts';
import type { PersonId } from '../../entries.ts';
import { Capture } from './capture.ts';
import type { GroupOptions } from './group.ts';
import { KitMeeting, type KitOptions, type KitParticipant } from './kit-meeting.ts';
import { KitStream } from './kit-stream.ts';
import type { GroupPicture, GroupVideo, Other } from './port.ts';

export interface KitVideoOptions extends Omit<GroupOptions, 'ice' | 'place'>, Pick<KitOptions, 'place' | 'library' | 'random'> {}

export class KitVideo implements GroupVideo {
  picture: GroupPicture;
  readonly #options: KitVideoOptions;
  readonly #leg: string;
  readonly #capture: Capture;
  readonly #meeting: KitMeeting;
  readonly #listeners = new Set<(picture: GroupPicture) => void>();
  readonly #ends: (() => void)[];
  /** Whose picture is a screen, by what they said last. */
  readonly #screens = new Set<string>();
  readonly #streams = new Map<string, KitStream>();

  constructor(options: KitVideoOptions) {
    this.#options = options;
    this.#leg = options.newId();
    this.#capture = new Capture(() => this.#captured(), options.tracks);
    this.picture = { status: 'on', local: this.#capture.stream(), sending: this.#capture.sending, fault: null, others: [] };
    const { place, clock, random, library } = options;
    this.#meeting = new KitMeeting({
      place,
      tracks: () => this.#capture,
      changed: () => this.#show(),
      joined: () => this.#say('hello'),
      ...{ clock, random, library },
    });
    this.#ends = [
      options.wire.onCall((frame) => {
        if (frame.call !== options.call) return;
        if (frame.t === 'elsewhere') this.#leave('elsewhere');
        else if (frame.t === 'calling') this.#present(frame.people.map(({ id }) => id));
        else this.#hears(frame);
      }),
      options.wire.onLine(() => {
        if (this.#meeting.status === 'connected') this.#say('hello');
      }),
    ];
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
    this.#meeting.close();
    this.#capture.stop();
    this.#change({ status, local: null, sending: this.#capture.sending, others: [] });
    this.#listeners.clear();
  }

  #say(k: 'hello' | 'media', to?: string): void {
    const { wire, call } = this.#options;
    wire.signal({ t: 'signal', call, leg: this.#leg, ...(to ? { to } : {}), data: { k, ...this.#capture.sending } });
  }

  #hears({ leg, to, by, data }: SignalFrame): void {
    if (data.k !== 'hello' && data.k !== 'media') return;
    if (by && data.screen) this.#screens.add(by);
    else if (by) this.#screens.delete(by);
    // Who comes has missed that this is a screen.
    if (data.k === 'hello' && to === undefined && this.#capture.sending.screen) this.#say('media', leg);
    this.#show();
  }

  /** The room says who is in the call. It may have missed that this page still is. */
  #present(people: PersonId[]): void {
    const { status, self } = this.#meeting;
    if (status === 'connected' && self && !people.some((id) => id === self)) this.#say('hello');
  }

  #captured(): void {
    this.#meeting.refresh();
    const before = this.picture.sending;
    const { sending } = this.#capture;
    this.#change({ local: this.#capture.stream(), sending, fault: this.#capture.fault });
    if (before.screen !== sending.screen && this.#meeting.status === 'connected') this.#say('media');
  }

  #show(): void {
    if (this.#meeting.status === 'over') this.#leave('closed');
    else this.#change({ others: this.#meeting.others.flatMap((other) => this.#shown(other) ?? []) });
  }

  #shown(other: KitParticipant): Other | null {
    // Our rooms' own id. Nobody comes in without one, unless by Cloudflare's dashboard.
    const { id, customParticipantId: person } = other;
    if (!person) return null;
    const stream = this.#streamOf(other);
    const video = stream.getVideoTracks().length > 0;
    const sending: Sending = { audio: other.audioEnabled, video, ...(video && this.#screens.has(person) ? { screen: true } : {}) };
    const status = this.#meeting.status === 'connected' ? 'connected' : 'lost';
    const speaking = other.audioEnabled && this.#meeting.speaker === id;
    return { leg: id, person: person as PersonId, stream, sending, status, quality: null, speaking };
  }

  #streamOf(other: KitParticipant): MediaStream {
    const known = this.#streams.get(other.id) ?? new KitStream();
    this.#streams.set(other.id, known);
    return known.of(other);
  }

  #change(part: Partial<GroupPicture>): void {
    this.picture = { ...this.picture, ...part };
    for (const listener of this.#listeners) listener(this.picture);
  }
}
