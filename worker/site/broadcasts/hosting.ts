/** What the page of an operator who broadcasts says. */
import type { CastEnding, HostClientFrame, HostServerFrame } from '../../../protocol/broadcast.ts';
import { hostClientFrame } from '../../../protocol/broadcast-validators.ts';
import { VERSION } from '../../../protocol/frames.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { attach, receive, send, sendError } from '../../durable/sockets.ts';
import { broadcastCarrier } from '../../video/provider.ts';
import { findListing } from '../listings.ts';
import type { Parts } from '../parts.ts';
import { keptAudience, mayBroadcast } from './audience.ts';
import type { Boards } from './boards.ts';
import type { Casts } from './casts.ts';
import { type HostSocket, type Hosts, shownToHost } from './hosts.ts';
import type { Cast } from './rows.ts';
import type { Seats } from './seats.ts';
import type { Stage } from './stage.ts';
import { mostOf } from './viewers.ts';

const PACE = { burst: LIMITS.hostBurst, perSecond: LIMITS.hostFramesPerSecond };

interface Stand {
  parts: Parts;
  casts: Casts;
  seats: Seats;
  hosts: Hosts;
  boards: Boards;
  stage: Stage;
  began(cast: Cast): void;
  /** It is another now, for viewers; its operator is told anyway. */
  changed(cast: Cast): void;
  /** What is sent is another: as often as somebody presses a button. */
  muted(cast: string): void;
  resumed(cast: string): void;
  end(cast: Cast, ending: CastEnding): void;
}

export class Hosting {
  readonly #stand: Stand;

  constructor(stand: Stand) {
    this.#stand = stand;
  }

  hear(ws: WebSocket, socket: HostSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, hostClientFrame, PACE);
    if (!frame) return;
    if (frame.t === 'hello') this.#hello(ws, socket, frame);
    else if (!socket.ready) sendError(ws, 'hello_first');
    else if (frame.t === 'start') this.#start(ws, socket, frame);
    else this.#command(ws, socket, frame);
  }

  #hello(ws: WebSocket, socket: HostSocket, { v, page, cast: id }: Extract<HostClientFrame, { t: 'hello' }>): void {
    if (v !== VERSION) {
      this.#stand.parts.presence.dismiss(ws, 'unknown_version');
      return;
    }
    const greeted: HostSocket = { ...socket, ready: true, page };
    attach<HostSocket>(ws, greeted);
    const own = this.#stand.casts.by(socket.by.id);
    const cast = own && this.#mayGoOn(own, socket) ? own : null;
    if (own && !cast) this.#stand.end(own, 'removed');
    const carrier = broadcastCarrier(this.#stand.parts.env);
    const most = mostOf(carrier);
    const goesOn = cast !== null && cast.live.id === id;
    const shown = goesOn ? this.#goOn(ws, greeted, cast) : cast;
    send(ws, {
      t: 'welcome',
      v: VERSION,
      carrier,
      ...(most === null ? {} : { most }),
      live: shown ? shownToHost(shown) : null,
    } satisfies HostServerFrame);
    if (!goesOn) return;
    this.#stand.boards.showHost(id!);
    this.#stand.resumed(id!);
  }

  #mayGoOn({ audience }: Cast, { access }: HostSocket): boolean {
    return mayBroadcast(access, audience, this.#listingOf(audience));
  }

  #listingOf(audience: Cast['audience']) {
    return audience.to === 'listing' ? findListing(this.#stand.parts.ctx.storage.sql, audience.listing, '') : null;
  }

  /** The operator's page is there again, or another of theirs takes the place of the one before. */
  #goOn(ws: WebSocket, { by, session, access, page }: HostSocket, cast: Cast): Cast {
    if (!this.#stand.hosts.adopt(ws, cast.live.id)) return cast;
    const { goneSince: _, live, ...rest } = cast;
    const { away: __, ...here } = live;
    // From browser to browser the connections are the page's: another load of it has none. At the SFU its session is another when it publishes anew.
    const isAnother = page !== cast.page;
    const take = here.carrier === 'peer' && isAnother ? here.take + 1 : here.take;
    const again = { ...rest, session, access, ...(page ? { page } : {}), live: { ...here, by, take } };
    this.#stand.changed(again);
    return again;
  }

  #start(ws: WebSocket, socket: HostSocket, { cid, audience: asked, sending }: Extract<HostClientFrame, { t: 'start' }>) {
    const { by, session, access, page } = socket;
    const audience = keptAudience(asked);
    const before = this.#stand.casts.by(by.id);
    if (before) {
      if (before.cid !== cid) sendError(ws, 'in_broadcast', { cid });
      // The answer was lost with the page's line.
      else send(ws, { t: 'live', cid, live: shownToHost(this.#goOn(ws, socket, before)) } satisfies HostServerFrame);
      return;
    }
    const listing = this.#listingOf(audience);
    if (audience.to === 'listing' && !listing) return sendError(ws, 'not_found', { cid });
    if (!mayBroadcast(access, audience, listing)) return sendError(ws, 'forbidden', { cid });
    const now = Date.now();
    const id = crypto.randomUUID();
    const live = { id, by, since: now, carrier: broadcastCarrier(this.#stand.parts.env), sending, take: 1 };
    const cast: Cast = { live, audience, cid, session, access, ...(page ? { page } : {}), most: 0, chats: 0 };
    this.#stand.hosts.adopt(ws, id);
    send(ws, { t: 'live', cid, live: shownToHost(cast) } satisfies HostServerFrame);
    this.#stand.began(cast);
  }

  #command(ws: WebSocket, { cast: id }: HostSocket, frame: Exclude<HostClientFrame, { t: 'hello' | 'start' }>): void {
    const cast = id === undefined ? undefined : this.#stand.casts.get(id);
    if (!cast || (frame.t === 'signal' && frame.cast !== id)) {
      sendError(ws, 'no_broadcast');
      return;
    }
    switch (frame.t) {
      case 'sending':
        this.#stand.casts.put({ ...cast, live: { ...cast.live, sending: frame.sending } });
        this.#stand.muted(cast.live.id);
        return;
      case 'signal': {
        // A viewer who has left meanwhile hears nothing; nobody else does.
        const to = frame.to === undefined ? undefined : this.#stand.seats.byLeg(cast.live.id, frame.to);
        if (to) send(to.ws, frame);
        return;
      }
      case 'stage':
        if (frame.on) this.#stand.stage.ask(ws, cast, frame.visitor);
        else this.#stand.stage.down(cast, frame.visitor);
        return;
      case 'answered':
        this.#stand.boards.answered(cast.live.id, frame.question, frame.on);
        return;
      case 'end':
        this.#stand.end(cast, 'ended');
        return;
    }
  }
}
