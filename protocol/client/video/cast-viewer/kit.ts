/** A broadcast through RealtimeKit: this page is in a meeting unseen, and another participant of it while it is on stage. */
import type { Broadcast } from '../../../broadcast.ts';
import { KitMeeting, type KitOptions } from '../kit-meeting.ts';
import { KitStream } from '../kit-stream.ts';
import type { Carriage, CarriageOptions } from './carriage.ts';

export class KitCarriage implements Carriage {
  readonly #options: CarriageOptions;
  readonly #meeting: KitMeeting;
  readonly #host = new KitStream();
  readonly #guest = new KitStream();
  #onStage: boolean;
  #stopWaiting: () => void = () => undefined;
  #isOver = false;

  constructor(options: CarriageOptions & Pick<KitOptions, 'library'>) {
    this.#options = options;
    this.#onStage = options.onStage();
    const { clock, random, library, tracks } = options;
    this.#meeting = new KitMeeting({ place: () => this.#place(), tracks, changed: () => this.#show(), ...{ clock, random, library } });
  }

  follow(_before: Broadcast): void {
    this.#show();
  }

  // Nothing of this passes over the line to the site.
  receive(): void {}
  lineIsBack(): void {}

  /** On stage, or off it: what one may do in a meeting is decided when one comes in. */
  refresh(): void {
    const onStage = this.#options.onStage();
    if (onStage === this.#onStage) this.#meeting.refresh();
    else {
      this.#onStage = onStage;
      this.#meeting.anew();
    }
  }

  close(): void {
    this.#isOver = true;
    this.#stopWaiting();
    this.#meeting.close();
  }

  /** Comes in when it is this page's turn. What refuses it, the site tells over its own line. */
  async #place(): Promise<string | null> {
    const { ask, clock, show } = this.#options;
    for (;;) {
      const got = (await ask('place', {})) as { token: string } | { wait: number };
      if (this.#isOver) return null;
      if ('token' in got) return got.token;
      show({ status: 'waiting', wait: got.wait });
      await new Promise<void>((resolve) => {
        this.#stopWaiting = clock.after(got.wait * 1000, resolve);
      });
    }
  }

  #show(): void {
    if (this.#isOver) return;
    const { live, show } = this.#options;
    const { status, others } = this.#meeting;
    const { away, by, guest } = live();
    const host = others.find((other) => other.customParticipantId === by.id);
    const other = others.find((one) => one !== host);
    show({
      status: away ? 'waiting' : status === 'connected' ? (host ? 'connected' : 'connecting') : status === 'over' ? 'lost' : status,
      wait: null,
      remote: host ? this.#host.of(host) : null,
      guest: guest && other && !this.#onStage ? this.#guest.of(other) : null,
    });
  }
}
