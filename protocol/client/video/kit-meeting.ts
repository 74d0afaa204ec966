/**
 * A meeting of RealtimeKit as one page is in it, through Cloudflare's SDK. The SDK mends lines that break for a moment; what it
 * gives up is begun anew here, with another place. Devices are opened by us, so that they are asked for, remembered and told of as in other calls.
 */
import type Kit from '@cloudflare/realtimekit';
import { backoff, type Clock, systemClock } from '../connection.ts';
import type { Tracks } from './link.ts';

/** A meeting that the SDK is in. */
export type KitClient = Kit;
/** Somebody else in it. */
export type KitParticipant = ReturnType<Kit['participants']['joined']['toArray']>[number];
/** What makes one. */
export type KitLibrary = Pick<typeof Kit, 'init'>;

export interface KitOptions {
  /** A token for this browser; null when its person may not be in it, or it is over. Throws when nobody could be asked. */
  place: () => Promise<string | null>;
  /** What this page sends now. */
  tracks: () => Tracks;
  /** Something about the meeting is different. */
  changed: () => void;
  /** It was joined, for the first time or anew. */
  joined?: () => void;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
  /** Loads the SDK. */
  library: () => Promise<KitLibrary>;
}

const KINDS = ['audio', 'video'] as const;
type Kind = (typeof KINDS)[number];

/** Conversations are in our rooms; and what happens in a call is nobody's business but theirs who are in it. */
const MODULES = {
  tracing: false,
  pip: false,
  chat: false,
  poll: false,
  plugin: false,
  theme: false,
  internals: false,
  recording: false,
  livestream: false,
  connectedMeetings: false,
};

export class KitMeeting {
  /** `lost`: it was joined and is not now; it is tried again. `over`: there is no place in it any more. */
  status: 'connecting' | 'connected' | 'lost' | 'over' = 'connecting';
  readonly #options: KitOptions;
  #client: KitClient | null = null;
  /** Rises with every beginning: what comes of an older one is let go. */
  #turn = 0;
  #attempt = 0;
  #stopWaiting: () => void = () => undefined;
  /** What the SDK was given of each of our tracks: it stops what it has, so that is a copy. */
  readonly #given = new Map<Kind, { of: MediaStreamTrack; copy: MediaStreamTrack }>();
  #giving: Promise<void> | null = null;
  #giveAgain = false;

  constructor(options: KitOptions) {
    this.#options = options;
    void this.#begin();
  }

  /** Who else is in it, in the order they came. */
  get others(): KitParticipant[] {
    return this.#client?.participants.joined.toArray() ?? [];
  }

  /** Who of the others speaks. */
  get speaker(): string | undefined {
    return this.#client?.participants.lastActiveSpeaker;
  }

  /** Who this page is, as our rooms know people. */
  get self(): string | undefined {
    return this.#client?.self.customParticipantId;
  }

  /** The devices are others than before, or this page sends from now on. */
  refresh(): void {
    if (this.#giving) this.#giveAgain = true;
    else
      this.#giving = this.#give().finally(() => {
        this.#giving = null;
        if (this.#giveAgain) {
          this.#giveAgain = false;
          this.refresh();
        }
      });
  }

  /** Comes in anew, as what this person is by now. */
  anew(): void {
    this.#drop();
    void this.#begin();
  }

  close(): void {
    this.status = 'over';
    this.#drop();
  }

  async #begin(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [library, token] = await Promise.all([this.#options.library(), this.#options.place()]);
      if (turn !== this.#turn) return;
      if (token === null) {
        this.close();
        this.#options.changed();
        return;
      }
      const client = await library.init({
        authToken: token,
        defaults: { audio: false, video: false },
        modules: MODULES,
      });
      if (turn === this.#turn) {
        this.#client = client;
        this.#listen(client, turn);
        await client.join();
      }
      if (turn !== this.#turn) await leave(client);
    } catch {
      if (turn === this.#turn) this.#fail();
    }
  }

  #listen(client: KitClient, turn: number): void {
    const changed = () => {
      if (turn === this.#turn) this.#options.changed();
    };
    client.self.on('roomJoined', () => {
      if (turn === this.#turn) void this.#isIn(client);
    });
    client.self.on('roomLeft', ({ state }) => {
      if (turn !== this.#turn) return;
      // The SDK comes back by itself from the one, from nothing else.
      if (state === 'disconnected') this.#is('lost');
      else this.#fail();
    });
    for (const event of ['participantJoined', 'participantLeft', 'participantsCleared'] as const)
      client.participants.joined.on(event, changed);
    for (const event of ['videoUpdate', 'audioUpdate'] as const) client.participants.joined.on(event, changed);
    client.participants.on('activeSpeaker', changed);
  }

  async #isIn(client: KitClient): Promise<void> {
    this.#attempt = 0;
    // Nothing of ours has gone out on this connection.
    this.#forget();
    this.#is('connected');
    this.#options.joined?.();
    // Who may send is on the stage; where there is none everybody is.
    if (client.self.stageStatus === 'ACCEPTED_TO_JOIN_STAGE') await client.stage.join().catch(() => undefined);
    this.refresh();
  }

  #is(status: 'connecting' | 'connected' | 'lost'): void {
    this.status = status;
    this.#options.changed();
  }

  /** Put out, ended, or given up by the SDK: whether there is still a place is asked anew. */
  #fail(): void {
    const was = this.status;
    this.#drop();
    this.#is(was === 'connecting' ? 'connecting' : 'lost');
    const { clock = systemClock, random = Math.random } = this.#options;
    this.#stopWaiting = clock.after(backoff(this.#attempt++, random), () => void this.#begin());
  }

  #drop(): void {
    this.#turn++;
    this.#stopWaiting();
    const client = this.#client;
    this.#client = null;
    this.#forget();
    if (client) void leave(client);
  }

  #forget(): void {
    for (const { copy } of this.#given.values()) copy.stop();
    this.#given.clear();
  }

  async #give(): Promise<void> {
    const client = this.#client;
    if (this.status !== 'connected' || !client) return;
    for (const kind of KINDS) {
      const track = this.#options.tracks()[kind];
      // A microphone that is muted is not sent.
      const wanted = track?.enabled ? track : null;
      const given = this.#given.get(kind);
      if (wanted === (given?.of ?? null)) continue;
      try {
        if (given) await (kind === 'audio' ? client.self.disableAudio() : client.self.disableVideo());
        given?.copy.stop();
        this.#given.delete(kind);
        if (!wanted || client !== this.#client) continue;
        const copy = wanted.clone();
        this.#given.set(kind, { of: wanted, copy });
        await (kind === 'audio' ? client.self.enableAudio(copy) : client.self.enableVideo(copy));
      } catch {
        if (client === this.#client) this.#fail();
        return;
      }
    }
  }
}

const leave = async (client: KitClient): Promise<void> => {
  await client.leave().catch(() => undefined);
};
