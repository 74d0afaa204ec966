/** The line of an operator's page to the site it broadcasts on: comes back by itself, and goes on with the broadcast. */
import type {
  Audience,
  Broadcast,
  Carrier,
  CastEnding,
  CastSignal,
  HostClientFrame,
  HostServerFrame,
  Question,
  Viewer,
} from '../../../broadcast.ts';
import type { Sending } from '../../../call.ts';
import type { ErrorCode } from '../../../errors.ts';
import { VERSION } from '../../../frames.ts';
import { Connection, type ConnectionOptions, type ConnectionStatus, type SocketLike, systemClock } from '../../connection.ts';

export type OwnBroadcast = Broadcast & { audience: Audience };

/** An immutable picture. A new object after every change. */
export interface HostView {
  connection: ConnectionStatus;
  /** False until the site has greeted. */
  loaded: boolean;
  carrier: Carrier;
  /** Viewers at once; null without a limit. */
  most: number | null;
  /** The operator's broadcast on this site, from whichever page. */
  live: OwnBroadcast | null;
  /** It is this page that sends it. */
  own: boolean;
  /** It was this page, until the operator went on in another. */
  elsewhere: boolean;
  count: number;
  waiting: number;
  people: Viewer[];
  questions: Question[];
  /** How the broadcast of this page ended; `seconds` is 0 where that is not known. */
  ended: { reason: CastEnding; seconds: number } | null;
}

/** More signals than all who may watch send in a moment. */
const UNHEARD = 300;
const NOBODY = { count: 0, waiting: 0, people: [], questions: [] } satisfies Partial<HostView>;

export interface HostLineOptions extends Pick<ConnectionOptions, 'clock' | 'random'> {
  open: () => SocketLike;
  newId: () => string;
  /** The broadcast this page sent before it was loaded anew. */
  cast?: string;
  /** Something was refused that nobody waits for. */
  refused: (code: ErrorCode) => void;
}

interface Start {
  frame: Extract<HostClientFrame, { t: 'start' }>;
  done: (refused: ErrorCode | null) => void;
}

const same = (a: Sending, b: Sending): boolean => a.audio === b.audio && a.video === b.video && a.screen === b.screen;

export class HostLine {
  view: HostView = {
    connection: 'stopped',
    loaded: false,
    carrier: 'peer',
    most: null,
    live: null,
    own: false,
    elsewhere: false,
    ...NOBODY,
    ended: null,
  };
  readonly #options: HostLineOptions;
  readonly #connection: Connection;
  readonly #listeners = new Set<(view: HostView) => void>();
  readonly #signals = new Set<(frame: CastSignal) => void>();
  /** Viewers begin while this page still opens its camera. */
  readonly #unheard: CastSignal[] = [];
  /** Names this load of the page, so that the site tells a line that was lost from a reload. */
  readonly #page: string;
  /** The broadcast that this page goes on with. */
  #cast: string | undefined;
  #start: Start | null = null;
  #ends = false;
  #sending: Sending | null = null;

  constructor(options: HostLineOptions) {
    this.#options = options;
    this.#page = options.newId();
    this.#cast = options.cast;
    const { open, clock, random } = options;
    this.#connection = new Connection({
      open,
      onOpen: () => this.#send({ t: 'hello', v: VERSION, page: this.#page, ...(this.#cast ? { cast: this.#cast } : {}) }),
      onFrame: (frame) => this.#heard(frame as HostServerFrame),
      onStatus: (connection) => this.#change({ connection }),
      ...(clock ? { clock } : {}),
      ...(random ? { random } : {}),
    });
  }

  subscribe(listener: (view: HostView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What was said before anybody listened is told first. */
  onSignal(listener: (frame: CastSignal) => void): () => void {
    this.#signals.add(listener);
    for (const frame of this.#unheard.splice(0)) listener(frame);
    return () => this.#signals.delete(listener);
  }

  connect(): void {
    this.#connection.start();
  }

  disconnect(): void {
    this.#connection.stop();
  }

  /** The network is back, or may be. */
  poke(): void {
    this.#connection.poke();
  }

  /** Begins a broadcast; again by itself when the line was lost before the answer. Answers why not, or null. */
  start(audience: Audience, sending: Sending): Promise<ErrorCode | null> {
    this.#change({ ended: null, elsewhere: false });
    return new Promise((done) => {
      this.#start = { frame: { t: 'start', cid: this.#options.newId(), audience, sending }, done };
      if (this.view.loaded) this.#send(this.#start.frame);
    });
  }

  /** Goes on here with what another page of the operator sends. */
  takeOver(): void {
    this.#cast = this.view.live?.id;
    this.#change({ elsewhere: false });
    this.#connection.restart();
  }

  /** What is sent from now on, for those who watch. */
  tellSending(sending: Sending): void {
    this.#sending = sending;
    if (this.view.own && this.view.live && !same(this.view.live.sending, sending)) this.#send({ t: 'sending', sending });
  }

  /** False when there is no line now. */
  signal(frame: CastSignal): boolean {
    return this.#send(frame);
  }

  stage(visitor: string, on: boolean): boolean {
    return this.#send({ t: 'stage', visitor, on });
  }

  answered(question: string, on: boolean): boolean {
    return this.#send({ t: 'answered', question, on });
  }

  /** Ends the broadcast; without a line as soon as there is one. */
  end(): void {
    this.#ends = !this.#send({ t: 'end' });
  }

  #heard(frame: HostServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcomed(frame);
        return;
      case 'live': {
        const isStart = frame.cid !== undefined && frame.cid === this.#start?.frame.cid;
        if (isStart) this.#cast = frame.live.id;
        const own = this.#cast === frame.live.id;
        this.#change({ live: frame.live, own, ...(isStart ? NOBODY : {}) });
        if (isStart) this.#started(null);
        return;
      }
      case 'ended':
        this.#over(this.view.own ? { reason: frame.reason, seconds: frame.seconds } : null);
        return;
      case 'viewers':
        this.#change({ count: frame.count, waiting: frame.waiting, people: frame.people });
        return;
      case 'questions':
        this.#change({ questions: frame.list });
        return;
      case 'signal':
        for (const listener of this.#signals) listener(frame);
        if (this.#signals.size === 0 && this.#unheard.length < UNHEARD) this.#unheard.push(frame);
        return;
      case 'elsewhere':
        this.#cast = undefined;
        this.#change({ own: false, elsewhere: true });
        return;
      case 'error':
        if (frame.cid !== undefined && frame.cid === this.#start?.frame.cid) this.#started(frame.code);
        else this.#options.refused(frame.code);
    }
  }

  #welcomed({ carrier, most, live }: Extract<HostServerFrame, { t: 'welcome' }>): void {
    this.#connection.settled();
    const isOver = this.#cast !== undefined && live?.id !== this.#cast;
    const ended = isOver ? { ended: { reason: 'lost' as const, seconds: this.#lasted() } } : {};
    if (isOver) this.#forget();
    const own = live !== null && live.id === this.#cast;
    this.#change({ loaded: true, carrier, most: most ?? null, live, own, ...(isOver ? NOBODY : {}), ...ended });
    if (this.#ends && this.view.own) this.end();
    else if (this.view.own && this.#sending) this.tellSending(this.#sending);
    if (!this.#start) return;
    if (!live) this.#send(this.#start.frame);
    else {
      // It was begun, and the answer was lost; or another page was quicker.
      this.takeOver();
      this.#started(null);
    }
  }

  #started(refused: ErrorCode | null): void {
    const start = this.#start;
    this.#start = null;
    start?.done(refused);
  }

  #over(ended: HostView['ended']): void {
    this.#forget();
    this.#change({ live: null, own: false, ...NOBODY, ...(ended ? { ended } : {}) });
  }

  #forget(): void {
    this.#cast = undefined;
    this.#ends = false;
    this.#sending = null;
    this.#unheard.length = 0;
  }

  /** Of a broadcast of whose end nobody told. */
  #lasted(): number {
    const { clock = systemClock } = this.#options;
    return this.view.live ? Math.round((clock.now() - this.view.live.since) / 1000) : 0;
  }

  #send(frame: HostClientFrame): boolean {
    return this.#connection.send(frame);
  }

  #change(part: Partial<HostView>): void {
    this.view = { ...this.view, ...part };
    for (const listener of this.#listeners) listener(this.view);
  }
}
