/** Who watches: each tab's part in a broadcast, kept in its socket's attachment, so that it survives with the socket and goes with it. */
import { LIMITS } from '../../../protocol/limits.ts';
import { gcra } from '../../durable/rate.ts';
import { attach, attached, openSockets } from '../../durable/sockets.ts';
import type { Parts } from '../parts.ts';
import { type TabSocket, visitorTag } from '../presence.ts';
import type { Tab } from '../visitors.ts';

/** A tab's part in the broadcast of its page. Small: it shares the attachment with everything that is known of the visit. */
export interface Seat {
  /** The broadcast the page was told of. */
  cast: string;
  /** Since when it watches, or waits, ms; absent: it does not. */
  since?: number;
  /** There was no place for it yet. */
  waits?: true;
  /** How the tab names its end. */
  leg?: string;
  /** When the visitor's turn at the SFU is, ms; absent: it was, or none was asked for. */
  turn?: number;
  stage?: 'invited' | 'on';
}

/** What a viewer may do so often and no more. */
const PACES = {
  signals: [LIMITS.signalBurst, LIMITS.signalsPerSecond],
  asks: [LIMITS.questionBurst, LIMITS.questionsPerSecond],
  votes: [LIMITS.voteBurst, LIMITS.votesPerSecond],
  media: [LIMITS.mediaBurst, LIMITS.mediaPerSecond],
} as const;

/** How far each of them has come (worker/durable/rate.ts). Whoever goes and comes back has not become another: they outlast the seat. */
export type Paces = { [K in keyof typeof PACES]?: number };

export interface Seated {
  ws: WebSocket;
  tab: Tab;
  seat: Seat;
}

/** A tab that watches. */
export type Watching = Seated & { seat: { since: number } };

export class Seats {
  readonly #parts: Parts;
  /** Tabs that watch, since the object woke. The attachments say the same. */
  #watching: Map<WebSocket, Watching> | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What the tab is part of. */
  of(ws: WebSocket): Seat | undefined {
    return attached<TabSocket>(ws).seat;
  }

  /** All that were told of a broadcast, or of any. */
  told(cast?: string): Seated[] {
    return this.#parts.presence.tabs().flatMap(({ ws, tab }) => {
      const seat = this.of(ws);
      return seat && (cast === undefined || seat.cast === cast) ? [{ ws, tab, seat }] : [];
    });
  }

  /** Those who watch, or wait for a place. */
  watching(cast: string): Watching[] {
    return [...this.#all().values()].filter(({ seat }) => seat.cast === cast);
  }

  /** The tab that watches under this name of its end. */
  byLeg(cast: string, leg: string): Watching | undefined {
    return this.watching(cast).find(({ seat }) => seat.leg === leg);
  }

  /** Those of one visitor who watch. */
  ofVisitor(visitor: string): Watching[] {
    const all = this.#all();
    return openSockets(this.#parts.ctx, visitorTag(visitor)).flatMap((ws) => all.get(ws) ?? []);
  }

  #all(): Map<WebSocket, Watching> {
    this.#watching ??= new Map(
      this.told().flatMap(({ ws, tab, seat }) => (seat.since === undefined ? [] : [[ws, { ws, tab, seat } as Watching] as const])),
    );
    return this.#watching;
  }

  /** Gives the tab this part, or none. */
  set(ws: WebSocket, seat: Seat | undefined): void {
    const all = this.#all();
    const { seat: _before, ...socket } = attached<TabSocket>(ws);
    attach<TabSocket>(ws, { ...socket, ...(seat ? { seat } : {}) });
    if (seat?.since === undefined) all.delete(ws);
    else all.set(ws, { ws, tab: socket.tab, seat } as Watching);
  }

  /** Whether the tab may do this once more now. */
  mayAgain(ws: WebSocket, what: keyof typeof PACES, now: number): boolean {
    const { paces = {}, ...socket } = attached<TabSocket>(ws);
    const [burst, perSecond] = PACES[what];
    const pace = gcra(paces[what] ?? 0, now, burst, perSecond);
    if (pace !== null) attach<TabSocket>(ws, { ...socket, paces: { ...paces, [what]: pace } });
    return pace !== null;
  }

  /** The visitor moved within the page, or is called something else now. */
  moved(ws: WebSocket): void {
    const { tab } = attached<TabSocket>(ws);
    const known = this.#watching?.get(ws);
    if (known) known.tab = tab;
  }
}
