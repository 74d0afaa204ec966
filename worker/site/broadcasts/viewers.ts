/** Pages of visitors and the broadcast that is for them: who is told of which, who watches, and who waits for a place. */
import type { AudienceFrame, Carrier, CastSignal, HostServerFrame, ViewerFrame } from '../../../protocol/broadcast.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { attached, send, sendError, sendText } from '../../durable/sockets.ts';
import type { Parts } from '../parts.ts';
import type { TabSocket } from '../presence.ts';
import { admitted } from './admission.ts';
import { castFor } from './audience.ts';
import type { Casts } from './casts.ts';
import type { Hosts } from './hosts.ts';
import type { Cast } from './rows.ts';
import type { Seats } from './seats.ts';

/** Viewers at once at most; null for no limit. */
export const mostOf = (carrier: Carrier): number | null => (carrier === 'peer' ? LIMITS.castViewers : null);

interface Ears {
  /** Somebody began to watch, or waits, or does no more. */
  changed: (cast: string) => void;
  /** A tab began to watch. */
  came: (ws: WebSocket, cast: string) => void;
  /** A tab that was, or was asked, on stage does not watch any more. */
  leftStage: (cast: string, visitor: string, stage: 'invited' | 'on') => void;
}

export class Viewers {
  readonly #parts: Parts;
  readonly #casts: Casts;
  readonly #seats: Seats;
  readonly #hosts: Hosts;
  readonly #ears: Ears;

  constructor(parts: Parts, casts: Casts, seats: Seats, hosts: Hosts, ears: Ears) {
    this.#parts = parts;
    this.#casts = casts;
    this.#seats = seats;
    this.#hosts = hosts;
    this.#ears = ears;
  }

  /** A tab came, or is on another page: it is told when another broadcast is for it than before. */
  place(ws: WebSocket): void {
    const { tab } = attached<TabSocket>(ws);
    const seat = this.#seats.of(ws);
    const found = castFor(this.#casts.all(), tab);
    this.#seats.moved(ws);
    if (seat?.cast === found?.live.id) return;
    this.stand(ws);
    this.#seats.set(ws, found ? { cast: found.live.id } : undefined);
    send(ws, { t: 'broadcast', live: found?.live ?? null } satisfies AudienceFrame);
  }

  /** A broadcast began or ended, or listings are others. */
  placeAll(): void {
    for (const { ws } of this.#parts.presence.tabs()) this.place(ws);
  }

  /** The broadcast is another than it was told: its take, what is sent, who is on stage. */
  tell({ live }: Cast): void {
    const text = JSON.stringify({ t: 'broadcast', live } satisfies AudienceFrame);
    const full = JSON.stringify({ t: 'broadcast', live, full: true } satisfies AudienceFrame);
    for (const { ws, seat } of this.#seats.told(live.id)) sendText(ws, seat.waits ? full : text);
  }

  watch(ws: WebSocket, { cast: id, on }: Extract<ViewerFrame, { t: 'watch' }>): void {
    const seat = this.#seats.of(ws);
    const cast = this.#casts.get(id);
    if (!cast || seat?.cast !== id) {
      const live = (seat && this.#casts.get(seat.cast)?.live) ?? null;
      send(ws, { t: 'broadcast', live } satisfies AudienceFrame);
      return;
    }
    if (!on) {
      this.stand(ws);
      return;
    }
    if (seat.since !== undefined) return;
    this.#seats.set(ws, { ...seat, since: Date.now(), ...(mostOf(cast.live.carrier) === null ? {} : { waits: true }) });
    this.#admit(cast);
    if (this.#seats.of(ws)!.waits) send(ws, { t: 'broadcast', live: cast.live, full: true } satisfies AudienceFrame);
    this.#ears.came(ws, id);
    this.#ears.changed(id);
  }

  /** The tab watches no more, whether it said so, moved on or is gone. */
  stand(ws: WebSocket): void {
    const seat = this.#seats.of(ws);
    if (seat?.since === undefined) return;
    const { cast: id, stage } = seat;
    this.#seats.set(ws, { cast: id });
    if (stage) this.#ears.leftStage(id, attached<TabSocket>(ws).tab.visitor, stage);
    const cast = this.#casts.get(id);
    if (cast) for (const one of this.#admit(cast)) send(one, { t: 'broadcast', live: cast.live } satisfies AudienceFrame);
    this.#ears.changed(id);
  }

  /** Gives free places to those who have waited longest. Answers their tabs. */
  #admit(cast: Cast): WebSocket[] {
    const most = mostOf(cast.live.carrier);
    if (most === null) return [];
    const asking = this.#seats.watching(cast.live.id).map(({ ws, tab, seat }) => ({ ...seat, ws, visitor: tab.visitor }));
    return admitted(asking, most).map(({ ws }) => {
      const { waits: _, ...seat } = this.#seats.of(ws)!;
      this.#seats.set(ws, seat);
      return ws;
    });
  }

  /** What a viewer's browser says to the operator's. */
  signal(ws: WebSocket, frame: CastSignal): void {
    const refused = this.#refusal(ws, frame);
    if (refused) sendError(ws, refused, { cid: frame.leg });
    else this.#hosts.tell(frame.cast, frame satisfies HostServerFrame);
  }

  #refusal(ws: WebSocket, { cast: id, leg, data }: CastSignal): ErrorCode | null {
    const seat = this.#seats.of(ws);
    const cast = this.#casts.get(id);
    if (!cast || seat?.cast !== id) return 'no_broadcast';
    if (cast.live.carrier !== 'peer' || seat.since === undefined || seat.waits) return 'forbidden';
    if (!this.#seats.mayAgain(ws, 'signals', Date.now())) return 'too_many';
    if (seat.leg !== leg) {
      const holder = this.#seats.byLeg(id, leg);
      // An end has one name, and no other end takes it: what is for it would come here.
      if (data.k !== 'hello' || (holder && holder.ws !== ws)) return 'forbidden';
    }
    if (seat.leg !== leg) {
      this.#seats.set(ws, { ...seat, leg });
      // The operator's page shows what comes from the leg on stage.
      if (seat.stage === 'on') this.#ears.changed(id);
    }
    return null;
  }
}
