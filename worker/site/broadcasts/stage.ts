/** The stage of a broadcast: one viewer at a time is seen by all, when the operator asks them and they come. */
import type { AudienceFrame, ViewerFrame } from '../../../protocol/broadcast.ts';
import { attached, send, sendError } from '../../durable/sockets.ts';
import type { TabSocket } from '../presence.ts';
import type { Casts } from './casts.ts';
import type { Cast } from './rows.ts';
import type { Seat, Seats } from './seats.ts';

export class Stage {
  readonly #casts: Casts;
  readonly #seats: Seats;
  /** A broadcast is another than it was told. */
  readonly #changed: (cast: Cast) => void;
  /** What the operator knows of viewers is. */
  readonly #moved: (cast: string) => void;

  constructor(casts: Casts, seats: Seats, changed: (cast: Cast) => void, moved: (cast: string) => void) {
    this.#casts = casts;
    this.#seats = seats;
    this.#changed = changed;
    this.#moved = moved;
  }

  /** The operator asks a viewer on stage, in place of whom they asked before. Who is on it stays until the other comes. */
  ask(ws: WebSocket, { live: { id } }: Cast, visitor: string): void {
    const theirs = this.#seats.watching(id).filter(({ tab, seat }) => tab.visitor === visitor && !seat.waits);
    if (theirs.length === 0) {
      sendError(ws, 'not_online');
      return;
    }
    if (theirs.some(({ seat }) => seat.stage === 'on')) return;
    for (const one of this.#seats.watching(id)) if (one.seat.stage === 'invited' && one.tab.visitor !== visitor) this.#set(one, undefined);
    for (const one of theirs) if (one.seat.stage === undefined) this.#set(one, 'invited');
    this.#moved(id);
  }

  /** Takes a viewer down, or takes the question back: by the operator, by themselves, or because they are gone. */
  down(cast: Cast, visitor: string): void {
    for (const one of this.#seats.watching(cast.live.id)) if (one.tab.visitor === visitor && one.seat.stage) this.#set(one, undefined);
    this.#moved(cast.live.id);
    if (cast.guest !== visitor) return;
    const { guest: _, guestMedia: __, live, ...rest } = cast;
    const { guest: ___, ...alone } = live;
    this.#changed({ ...rest, live: alone });
  }

  /** What the viewer says to it. */
  hear(ws: WebSocket, { cast: id, do: wish }: Extract<ViewerFrame, { t: 'stage' }>) {
    const cast = this.#casts.get(id);
    const seat = this.#seats.of(ws);
    if (!cast || seat?.cast !== id) return sendError(ws, 'no_broadcast');
    const { tab } = attached<TabSocket>(ws);
    if (wish !== 'accept') {
      if (seat.stage) this.down(cast, tab.visitor);
      return;
    }
    if (seat.stage === 'on') return;
    if (seat.stage !== 'invited') return sendError(ws, 'forbidden');
    // Of several pages one goes on stage; who was there before goes down.
    for (const one of this.#seats.watching(id)) if (one.ws !== ws && one.seat.stage) this.#set(one, undefined);
    this.#set({ ws, seat }, 'on');
    this.#moved(id);
    const { guestMedia: _, ...rest } = cast;
    this.#changed({ ...rest, guest: tab.visitor, live: { ...cast.live, guest: { name: tab.name ?? '', take: 0 } } });
  }

  /** A page that was on stage, or asked, watches no more. */
  left(id: string, visitor: string, stage: 'invited' | 'on'): void {
    const cast = this.#casts.get(id);
    if (cast && stage === 'on') this.down(cast, visitor);
  }

  #set({ ws, seat }: { ws: WebSocket; seat: Seat }, stage: 'invited' | 'on' | undefined): void {
    const { stage: _, ...rest } = seat;
    this.#seats.set(ws, { ...rest, ...(stage ? { stage } : {}) });
    send(ws, { t: 'stage', cast: seat.cast, state: stage ?? 'off' } satisfies AudienceFrame);
  }
}
