/** The line to an account's desk, the same for operators and for clients: connects, resumes by number of change, tells which window is in front. */
import { signal } from '@preact/signals';
import { Connection, type ConnectionStatus, type SocketLike } from '../../protocol/client/connection.ts';
import { type DeskClientFrame, type DeskServerFrame, type RoomSummary, SUBPROTOCOL, VERSION } from '../../protocol/frames.ts';

export interface DeskLineOptions {
  /** Path of the socket. */
  path: string;
  /** Rooms changed, or are seen no more; `anew`: what was held before counts no more. */
  onRooms: (changed: RoomSummary[], gone: readonly string[], anew: boolean) => void;
  /** A frame, after the rooms it holds were handed on. */
  onFrame: (frame: DeskServerFrame) => void;
  /** Refused for good. Finds out whether the person is let in all the same. */
  isLetIn: () => Promise<boolean>;
}

/** At most so often, ms: a refusal that stays must not turn into a storm. */
const AGAIN_EVERY = 5_000;

export class DeskLine {
  readonly status = signal<ConnectionStatus>('stopped');
  /** The lists are whole and the line is open. */
  readonly caughtUp = signal(false);
  /** The line was there and is not any more: the first connecting is no loss. */
  readonly lost = signal(false);
  /** There are older rooms to load. */
  readonly more = signal(false);
  /** By matter, how often its status was told to have changed. */
  readonly statusTurns = signal<ReadonlyMap<string, number>>(new Map());

  readonly #options: DeskLineOptions;
  readonly #connection: Connection;
  #rev: number | undefined;
  #startedAgain = 0;

  constructor(options: DeskLineOptions) {
    this.#options = options;
    this.#connection = new Connection({
      open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${options.path}`, SUBPROTOCOL) as unknown as SocketLike,
      onOpen: () => this.send({ t: 'hello', v: VERSION, front: !document.hidden, ...(this.#rev === undefined ? {} : { rev: this.#rev }) }),
      onFrame: (frame) => this.#receive(frame as DeskServerFrame),
      onStatus: (next) => {
        this.status.value = next;
        this.lost.value = next !== 'open' && (this.lost.value || this.caughtUp.value);
        if (next !== 'open') this.caughtUp.value = false;
        if (next === 'stopped' && this.#connection.lastCode >= 4400) void this.#refused();
      },
    });
    addEventListener('online', () => this.#connection.poke());
    document.addEventListener('visibilitychange', () => {
      // What the person sees by themselves is not pushed to their phone.
      this.send({ t: 'front', on: !document.hidden });
      if (!document.hidden) this.#connection.poke();
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
    this.lost.value = false;
    this.#rev = undefined;
    this.#options.onRooms([], [], true);
  }

  /** What one may see is another: the lists begin anew. */
  anew(): void {
    this.#rev = undefined;
    this.#connection.restart();
  }

  send(frame: DeskClientFrame): void {
    this.#connection.send(frame);
  }

  #receive(frame: DeskServerFrame): void {
    if (frame.t === 'welcome') {
      this.#connection.settled();
      this.#rev = frame.rev;
      this.#options.onRooms(frame.rooms, frame.gone ?? [], !frame.resumed);
      if (!frame.resumed) this.more.value = frame.more;
      // What was told while the line was down was not heard.
      this.#turned([...this.statusTurns.value.keys()]);
    } else if (frame.t === 'rooms') {
      this.#rev = Math.max(this.#rev ?? 0, frame.rev);
      this.#options.onRooms(frame.rooms, frame.gone ?? [], false);
    } else if (frame.t === 'older') {
      this.#options.onRooms(frame.rooms, [], false);
      this.more.value = !frame.done;
    } else if (frame.t === 'status') this.#turned([frame.matter]);
    this.#options.onFrame(frame);
    if (frame.t === 'welcome') this.caughtUp.value = true;
  }

  #turned(matters: readonly string[]): void {
    const turns = new Map(this.statusTurns.value);
    for (const matter of matters) turns.set(matter, (turns.get(matter) ?? 0) + 1);
    this.statusTurns.value = turns;
  }

  /** The session or the membership ended; or the session was only replaced by another, as a changed password does: then one goes on. */
  async #refused(): Promise<void> {
    const isLetIn = await this.#options.isLetIn().catch(() => false);
    if (!isLetIn || this.#connection.lastCode !== 4401 || Date.now() - this.#startedAgain < AGAIN_EVERY) return;
    this.#startedAgain = Date.now();
    this.#connection.start();
  }
}
