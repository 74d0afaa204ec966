/** A broadcast through RealtimeKit: the operator's page is in a meeting, whose only others are who is on stage. */
import { KitMeeting, type KitOptions } from '../kit-meeting.ts';
import { KitStream } from '../kit-stream.ts';
import { type CastHostOptions, Host } from './host.ts';

export class KitHost extends Host {
  readonly #meeting: KitMeeting;
  readonly #guest = new KitStream();

  constructor(options: CastHostOptions & Pick<KitOptions, 'library' | 'random'>) {
    super(options);
    const { post, clock, random, library } = options;
    this.#meeting = new KitMeeting({
      // What refuses it also ends the broadcast's own line, which is told there.
      place: async () => (await post<{ token: string }>('place', {})).token,
      tracks: () => this.capture,
      changed: () => this.#show(),
      ...{ clock, random, library },
    });
  }

  protected captured(): void {
    this.#meeting.refresh();
  }

  protected disconnect(): void {
    this.#meeting.close();
  }

  #show(): void {
    const { status, others } = this.#meeting;
    const [guest] = others;
    this.change({
      status: status === 'connected' ? 'live' : status === 'connecting' ? 'connecting' : 'lost',
      guest: guest ? this.#guest.of(guest) : null,
    });
  }
}
