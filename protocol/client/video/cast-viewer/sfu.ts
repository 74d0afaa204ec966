/** A broadcast through Cloudflare's SFU: this page asks the Worker for sessions, one for the operator's media, one for those of who is on stage. */
import type { Broadcast } from '../../../broadcast.ts';
import type { Carriage, CarriageOptions } from './carriage.ts';
import { SfuSession } from './sfu-session.ts';

/** Simulcast: the whole picture, and a small one for who is to get little data. */
const LAYERS = [
  { rid: 'h', maxBitrate: 1_500_000 },
  { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
];

/** What this page sends from the stage, and over which connection. */
interface Stage {
  session: SfuSession;
  sends: string;
  senders: Map<string, RTCRtpSender>;
}

export class SfuCarriage implements Carriage {
  readonly #options: CarriageOptions;
  readonly #host: SfuSession;
  #guest: SfuSession | null = null;
  #stage: Stage | null = null;

  constructor(options: CarriageOptions) {
    this.#options = options;
    this.#host = this.#session('host', {
      moved: (status, wait) => options.show({ status, wait }),
      came: (remote) => options.show({ remote }),
      expects: () => {
        const { away, sending } = options.live();
        return !away && (sending.audio || sending.video);
      },
    });
    this.#followGuest();
  }

  follow(before: Broadcast): void {
    const { take, guest } = this.#options.live();
    if (take !== before.take) this.#host.anew();
    if (this.#guest && guest && guest.take !== before.guest?.take) this.#guest.anew();
    this.#followGuest();
  }

  // Nothing of this passes over the line to the site.
  receive(): void {}
  lineIsBack(): void {}

  refresh(): void {
    this.#followGuest();
    this.#send();
  }

  close(): void {
    this.#host.close();
    this.#guest?.close();
    this.#stage?.session.close();
  }

  #session(of: 'host' | 'guest', parts: Pick<ConstructorParameters<typeof SfuSession>[0], 'moved' | 'came' | 'expects'>): SfuSession {
    const { ask, thrifty, ice, clock, random } = this.#options;
    return new SfuSession({
      ...parts,
      ...{ ice, clock, random },
      async agree(make) {
        const granted = (await ask('watch', { of, rid: thrifty ? 'l' : 'h' })) as { wait: number } | { session: string; offer: string };
        if ('wait' in granted) return granted.wait;
        const connection = make();
        await connection.setRemoteDescription({ type: 'offer', sdp: granted.offer });
        await connection.setLocalDescription();
        await ask('answer', { session: granted.session, answer: connection.localDescription!.sdp });
        return 0;
      },
    });
  }

  /** Who is on stage is seen by all others, as soon as something of them is there. */
  #followGuest(): void {
    const { live, onStage, show } = this.#options;
    const isWanted = !!live().guest?.take && !onStage();
    if (isWanted === !!this.#guest) return;
    this.#guest?.close();
    show({ guest: null });
    this.#guest = isWanted
      ? this.#session('guest', { moved: () => {}, came: (guest) => show({ guest }), expects: () => !live().away && !!live().guest })
      : null;
  }

  /** What is sent from the stage: another track takes the place of one of its kind, another kind begins anew. */
  #send(): void {
    const { audio, video } = this.#options.tracks();
    const tracks = [audio, video].filter((track) => track !== null);
    const sends = tracks.map(({ kind }) => kind).join();
    if (sends === (this.#stage?.sends ?? '')) {
      for (const track of tracks) void this.#stage?.senders.get(track.kind)?.replaceTrack(track);
      return;
    }
    this.#stage?.session.close();
    this.#stage = sends ? this.#publish(sends) : null;
  }

  #publish(sends: string): Stage {
    const { ask, ice, clock, random } = this.#options;
    const senders = new Map<string, RTCRtpSender>();
    const session = new SfuSession({
      ...{ ice, clock, random },
      // Nothing comes back; a connection that fails is made anew all the same.
      expects: () => false,
      moved: () => {},
      came: () => {},
      agree: async (make) => {
        const connection = make();
        const { audio, video } = this.#options.tracks();
        for (const track of [audio, video]) {
          if (!track) continue;
          const sendEncodings = track.kind === 'video' ? LAYERS : [{}];
          senders.set(track.kind, connection.addTransceiver(track, { direction: 'sendonly', sendEncodings }).sender);
        }
        await connection.setLocalDescription();
        const named = connection.getTransceivers().map(({ mid, sender }) => ({ mid: mid!, name: sender.track!.kind }));
        const { answer } = (await ask('publish', { offer: connection.localDescription!.sdp, tracks: named })) as { answer: string };
        await connection.setRemoteDescription({ type: 'answer', sdp: answer });
        return 0;
      },
    });
    return { session, sends, senders };
  }
}
