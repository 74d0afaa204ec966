/**
 * A socket that stays: opens, notices a dead line, comes back with full jitter. Knows nothing of what is said on it.
 * Time, randomness and the socket come in as arguments, so that tests play hours of faults in milliseconds.
 */
import { PING, PONG } from '../frames.ts';

/** The part of WebSocket that is used; a test gives a fake. */
export interface SocketLike {
  /** 1 while it can send; it closes some time before `onclose` is told. */
  readonly readyState: number;
  send(data: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface Clock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds to wait before attempt `n` (from 0): full jitter below a bound that doubles from 1 s to 30 s, never under 0.5 s. */
export function backoff(attempt: number, random: () => number): number {
  return 500 + random() * (Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5)) - 500);
}

export type ConnectionStatus = 'connecting' | 'open' | 'waiting' | 'stopped';

/** `WebSocket.OPEN`. */
const OPEN = 1;
/** From the start of an attempt to the other side's greeting. */
const GREETED_WITHIN = 20_000;
const PING_EVERY = 25_000;
const PONG_WITHIN = 10_000;

export interface ConnectionOptions {
  open: () => SocketLike;
  onOpen: () => void;
  /** A parsed frame. Heartbeats are not told. */
  onFrame: (frame: { t: string }) => void;
  onStatus: (status: ConnectionStatus) => void;
  /** Whether this close code ends the attempts. Default: 4400 to 4404, where trying again cannot help. */
  isFinal?: (code: number) => boolean;
  clock?: Clock;
  random?: () => number;
}

export class Connection {
  status: ConnectionStatus = 'stopped';
  /** Close code of the last connection, 0 before. */
  lastCode = 0;
  #socket: SocketLike | null = null;
  #attempt = 0;
  #cancel: (() => void)[] = [];
  #cancelGreeting: () => void = () => {};
  readonly #options: Required<ConnectionOptions>;

  constructor(options: ConnectionOptions) {
    this.#options = { isFinal: (code) => code >= 4400 && code <= 4404, clock: systemClock, random: Math.random, ...options };
  }

  start(): void {
    if (this.status === 'stopped') this.#connect();
  }

  stop(): void {
    this.#drop();
    this.#set('stopped');
  }

  /** Leaves the present socket and opens another at once, to resume from what is known to be whole. */
  restart(): void {
    this.#drop();
    this.#connect();
  }

  /** The network or the page came back: try now instead of waiting, or find out whether the line still lives. */
  poke(): void {
    if (this.status === 'waiting') this.restart();
    else if (this.status === 'open') this.#ping();
  }

  /** The other side has greeted. Call it, or the attempt counts as lost after 20 s. The next failure starts again with a short wait. */
  settled(): void {
    this.#cancelGreeting();
    this.#attempt = 0;
  }

  /** False when there is no open socket; nothing is kept here. */
  send(frame: object): boolean {
    if (this.status !== 'open' || this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #connect(): void {
    this.#set('connecting');
    let socket: SocketLike;
    try {
      socket = this.#options.open();
    } catch {
      this.#retry();
      return;
    }
    this.#socket = socket;
    this.#cancelGreeting = this.#options.clock.after(GREETED_WITHIN, () => this.#lost(0));
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#set('open');
      this.#later(PING_EVERY, () => this.#ping());
      this.#options.onOpen();
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      if (this.status === 'open') {
        // Anything heard proves the line; the next ping is due after a silence.
        this.#clear();
        this.#later(PING_EVERY, () => this.#ping());
      }
      if (event.data === PONG) return;
      this.#options.onFrame(JSON.parse(event.data as string));
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    };
  }

  #ping(): void {
    this.#clear();
    if (this.#socket?.readyState === OPEN) this.#socket.send(PING);
    this.#later(PONG_WITHIN, () => this.#lost(0));
  }

  #lost(code: number): void {
    this.#drop();
    this.lastCode = code;
    if (this.#options.isFinal(code)) this.#set('stopped');
    else this.#retry();
  }

  #retry(): void {
    this.#set('waiting');
    this.#later(backoff(this.#attempt++, this.#options.random), () => this.#connect());
  }

  #drop(): void {
    this.#clear();
    this.#cancelGreeting();
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close(1000);
    } catch {
      // A socket that never opened may refuse to close; it is let go either way.
    }
  }

  #later(ms: number, run: () => void): void {
    this.#cancel.push(this.#options.clock.after(ms, run));
  }

  #clear(): void {
    for (const cancel of this.#cancel.splice(0)) cancel();
  }

  #set(status: ConnectionStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.#options.onStatus(status);
  }
}
