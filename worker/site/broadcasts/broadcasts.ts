/** Broadcasts of a site: begins and ends them, and hands on what their operators and viewers say to the parts that see to it. */
import type { CastEnding, HostClientFrame, HostServerFrame, ViewerFrame } from '../../../protocol/broadcast.ts';
import { hostClientFrame } from '../../../protocol/broadcast-validators.ts';
import { visitorPersonId } from '../../../protocol/entries.ts';
import { VERSION } from '../../../protocol/frames.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { type Person, partsOf, type SiteApi } from '../../contracts.ts';
import { attach, attached, receive, send, sendError } from '../../durable/sockets.ts';
import { closeMedia } from '../../video/closing.ts';
import { broadcastCarrier } from '../../video/provider.ts';
import { findListing } from '../listings.ts';
import type { Parts } from '../parts.ts';
import { type SiteSocket, VISITOR } from '../presence.ts';
import { keptAudience, mayBroadcast } from './audience.ts';
import { Boards } from './boards.ts';
import { Casts } from './casts.ts';
import { Forwarding } from './forwarding.ts';
import { Gathering } from './gathering.ts';
import { HOST, type HostSocket, Hosts, shownToHost } from './hosts.ts';
import { Pacing } from './pacing.ts';
import { Past, UNTOLD } from './past.ts';
import { Reports } from './reports.ts';
import type { Cast } from './rows.ts';
import { Seats } from './seats.ts';
import { Stage } from './stage.ts';
import { mostOf, Viewers } from './viewers.ts';

/** How long an operator's page may be gone, ms. */
const GONE_FOR = 60_000;
/** Sockets whose end nobody told are looked for this often while a broadcast is on, ms. */
const LOOKS_EVERY = 60_000;
/** Before a broadcast's id: its board, among what is told. */
const BOARD = 'board:';
const HOST_PACE = { burst: LIMITS.hostBurst, perSecond: LIMITS.hostFramesPerSecond };

export class Broadcasts {
  readonly #parts: Parts;
  readonly #casts: Casts;
  readonly #seats: Seats;
  readonly #hosts: Hosts;
  readonly #viewers: Viewers;
  readonly #reports: Reports;
  readonly #boards: Boards;
  readonly #stage: Stage;
  readonly #past: Past;
  readonly #pacing: Pacing;
  /** What the Worker's routes ask and tell. */
  readonly forwarding: Forwarding;
  /** And of broadcasts that go through a meeting. */
  readonly gathering: Gathering;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#casts = new Casts(parts);
    this.#seats = new Seats(parts);
    this.#hosts = new Hosts(parts);
    this.#past = new Past(parts);
    this.#reports = new Reports(this.#casts, this.#seats, this.#hosts, parts);
    this.#pacing = new Pacing(
      (due) => parts.timers.wake(due),
      (key) => (key.startsWith(BOARD) ? this.#boards.tell(key.slice(BOARD.length)) : void this.#reports.tell(key)),
    );
    const changed = (cast: Cast) => void this.#changed(cast);
    const moved = (cast: string) => this.#pacing.changed(cast);
    this.#boards = new Boards(parts, this.#seats, this.#hosts, (cast) => this.#pacing.changed(BOARD + cast));
    this.#stage = new Stage(this.#casts, this.#seats, changed, moved);
    this.forwarding = new Forwarding(this.#casts, this.#seats, changed, moved);
    this.gathering = new Gathering(parts, this.#casts, this.#seats);
    this.#viewers = new Viewers(parts, this.#casts, this.#seats, this.#hosts, {
      changed: moved,
      came: (ws, cast) => this.#boards.show(ws, cast),
      leftStage: (cast, visitor, stage) => this.#stage.left(cast, visitor, stage),
    });
  }

  // ------------------------------------------------------------ the operator's page

  open(request: Request, person: Extract<Person, { kind: 'operator' }>): Response {
    return this.#hosts.open(request, person);
  }

  hear(ws: WebSocket, socket: HostSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, hostClientFrame, HOST_PACE);
    if (!frame) return;
    if (frame.t === 'hello') this.#hello(ws, socket, frame);
    else if (!socket.ready) sendError(ws, 'hello_first');
    else if (frame.t === 'start') this.#start(ws, socket, frame);
    else this.#command(ws, socket, frame);
  }

  #hello(ws: WebSocket, socket: HostSocket, { v, cast: id }: Extract<HostClientFrame, { t: 'hello' }>): void {
    if (v !== VERSION) {
      this.#parts.presence.dismiss(ws, 'unknown_version');
      return;
    }
    attach<HostSocket>(ws, { ...socket, ready: true });
    const own = this.#casts.by(socket.by.id);
    const cast = own && this.#mayGoOn(own, socket) ? own : null;
    if (own && !cast) this.end(own, 'removed');
    const carrier = broadcastCarrier(this.#parts.env);
    const most = mostOf(carrier);
    const goesOn = cast !== null && cast.live.id === id;
    const shown = goesOn ? this.#goOn(ws, socket, cast) : cast;
    send(ws, {
      t: 'welcome',
      v: VERSION,
      carrier,
      ...(most === null ? {} : { most }),
      live: shown ? shownToHost(shown) : null,
    } satisfies HostServerFrame);
    if (!goesOn) return;
    this.#boards.showHost(id!);
    this.#pacing.changed(id!);
  }

  #mayGoOn({ audience }: Cast, { access }: HostSocket): boolean {
    return mayBroadcast(access, audience, this.#listingOf(audience));
  }

  #listingOf(audience: Cast['audience']) {
    return audience.to === 'listing' ? findListing(this.#parts.ctx.storage.sql, audience.listing, '') : null;
  }

  /** The operator's page is there again, or another of theirs takes the place of the one before. */
  #goOn(ws: WebSocket, { by, session, access }: HostSocket, cast: Cast): Cast {
    if (!this.#hosts.adopt(ws, cast.live.id)) return cast;
    const { goneSince: _, live, ...rest } = cast;
    const { away: __, ...here } = live;
    // From browser to browser the connections were those of the page before; at the SFU its session is another when it publishes anew.
    const take = here.carrier === 'peer' ? here.take + 1 : here.take;
    return this.#changed({ ...rest, session, access, live: { ...here, by, take } }, false);
  }

  #start(ws: WebSocket, { by, session, access }: HostSocket, { cid, audience: asked, sending }: Extract<HostClientFrame, { t: 'start' }>) {
    const audience = keptAudience(asked);
    const before = this.#casts.by(by.id);
    if (before) {
      if (before.cid !== cid) sendError(ws, 'in_broadcast', { cid });
      else send(ws, { t: 'live', cid, live: shownToHost(before) } satisfies HostServerFrame);
      return;
    }
    const listing = this.#listingOf(audience);
    if (audience.to === 'listing' && !listing) return sendError(ws, 'not_found', { cid });
    if (!mayBroadcast(access, audience, listing)) return sendError(ws, 'forbidden', { cid });
    const now = Date.now();
    const id = crypto.randomUUID();
    const live = { id, by, since: now, carrier: broadcastCarrier(this.#parts.env), sending, take: 1 };
    const cast = this.#casts.put({ live, audience, cid, session, access, most: 0, chats: 0 });
    this.#hosts.adopt(ws, id);
    this.#past.keep(this.#parts.config()!, cast, null);
    this.arm(now);
    send(ws, { t: 'live', cid, live: shownToHost(cast) } satisfies HostServerFrame);
    this.#viewers.placeAll();
    this.#pacing.changed(id);
  }

  #command(ws: WebSocket, { cast: id }: HostSocket, frame: Exclude<HostClientFrame, { t: 'hello' | 'start' }>): void {
    const cast = id === undefined ? undefined : this.#casts.get(id);
    if (!cast || (frame.t === 'signal' && frame.cast !== id)) {
      sendError(ws, 'no_broadcast');
      return;
    }
    switch (frame.t) {
      case 'sending':
        this.#changed({ ...cast, live: { ...cast.live, sending: frame.sending } });
        return;
      case 'signal': {
        // A viewer who has left meanwhile hears nothing; nobody else does.
        const to = frame.to === undefined ? undefined : this.#seats.byLeg(cast.live.id, frame.to);
        if (to) send(to.ws, frame);
        return;
      }
      case 'stage':
        if (frame.on) this.#stage.ask(ws, cast, frame.visitor);
        else this.#stage.down(cast, frame.visitor);
        return;
      case 'answered':
        this.#boards.answered(cast.live.id, frame.question, frame.on);
        return;
      case 'end':
        this.end(cast, 'ended');
        return;
    }
  }

  /** Keeps what is another now, and tells those it is for; the operator, too, unless they are told anyway. */
  #changed(cast: Cast, host = true): Cast {
    this.#casts.put(cast);
    this.gathering.settle(cast);
    this.#viewers.tell(cast);
    if (host) this.#hosts.tell(cast.live.id, { t: 'live', live: shownToHost(cast) });
    return cast;
  }

  end(known: Cast, ending: CastEnding): void {
    const { id, since } = known.live;
    const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
    // Those who came last may not have been counted yet.
    const { most } = this.#reports.tell(id) ?? known;
    const ws = this.#hosts.of(id);
    this.#past.keep(this.#parts.config()!, { ...known, most }, { seconds, ending });
    this.gathering.end(known);
    this.#casts.drop(id);
    this.#boards.forget(id);
    this.forwarding.forget(id);
    for (const key of [id, BOARD + id]) this.#pacing.forget(key);
    if (ws) this.#hosts.release(ws);
    this.#hosts.tellAll(known.live.by.id, { t: 'ended', reason: ending, seconds });
    this.#viewers.placeAll();
    this.#parts.ctx.waitUntil(closeMedia(this.#parts.env, [known.media, known.guestMedia]));
  }

  // ------------------------------------------------------------ visitors' pages

  /** A page came, or its visitor moved. */
  place(ws: WebSocket): void {
    this.#viewers.place(ws);
  }

  /** The page has been told nothing, and watches nothing. */
  forget(ws: WebSocket): void {
    this.#viewers.stand(ws);
    if (this.#seats.of(ws)) this.#seats.set(ws, undefined);
  }

  view(ws: WebSocket, frame: ViewerFrame): void {
    if (frame.t === 'watch') this.#viewers.watch(ws, frame);
    else if (frame.t === 'signal') this.#viewers.signal(ws, frame);
    else if (frame.t === 'ask') this.#boards.ask(ws, frame);
    else if (frame.t === 'vote') this.#boards.vote(ws, frame);
    else this.#stage.hear(ws, frame);
  }

  /** The broadcast that a visitor watches now, with the one they begin a chat from. */
  watchedBy(visitor: string): Cast | undefined {
    const [viewer] = this.#seats.ofVisitor(visitor).filter(({ seat }) => !seat.waits);
    return viewer && this.#casts.get(viewer.seat.cast);
  }

  /** A chat that began is marked when its visitor watches. Asked again, it is marked already. */
  async mark(room: string, episode: number): Promise<void> {
    const cast = this.watchedBy(partsOf(room).visitor);
    if (!cast) return;
    const { id, by } = cast.live;
    const fresh = await this.#parts.env.ROOM.getByName(room).fromBroadcast(episode, { broadcast: id, operator: by.id, name: by.name });
    const now = this.#casts.get(id);
    if (fresh && now) this.#casts.put({ ...now, chats: now.chats + 1 });
  }

  // ------------------------------------------------------------ who is gone

  /** A socket of any kind is gone. */
  left(ws: WebSocket): void {
    const socket = attached<SiteSocket>(ws);
    if (socket.kind === 'visitor') this.#viewers.stand(ws);
    if (socket.kind !== 'host' || socket.cast === undefined) return;
    this.#hosts.release(ws);
    const cast = this.#casts.get(socket.cast);
    if (cast) this.#hostIsGone(cast);
  }

  #hostIsGone(cast: Cast): void {
    const now = Date.now();
    this.#changed({ ...cast, goneSince: now, live: { ...cast.live, away: true } });
    this.arm(now);
  }

  /** Who may not broadcast any more: of a session that ended, or an operator who is no member. */
  cut(of: Parameters<SiteApi['cutWatchers']>[0]): void {
    for (const cast of this.#casts.all()) {
      const out = 'session' in of ? cast.session === of.session : !of.stays && cast.live.by.id === of.operator;
      if (out) this.end(cast, 'removed');
    }
  }

  /** A visitor deletes what is kept of them. */
  erase(visitor: string): void {
    this.#boards.erase(visitor);
    this.gathering.putOut(visitorPersonId(visitor));
    for (const cast of this.#casts.all()) {
      const { audience } = cast;
      if (audience.to !== 'picked' || !audience.visitors.includes(visitor)) continue;
      this.#casts.put({ ...cast, audience: { to: 'picked', visitors: audience.visitors.filter((one) => one !== visitor) } });
    }
  }

  // ------------------------------------------------------------ time

  /** Sees to it that what time decides is decided. */
  arm(now: number): void {
    const { timers } = this.#parts;
    const casts = this.#casts.all();
    if (casts.length > 0) timers.setEarliest('broadcast:look', now + LOOKS_EVERY);
    const gone = casts.flatMap(({ goneSince }) => goneSince ?? []);
    if (gone.length > 0) timers.setEarliest('broadcast:gone', Math.min(...gone) + this.#patience());
  }

  #patience(): number {
    return Number(this.#parts.env.BROADCAST_PATIENCE_SECONDS) * 1000 || GONE_FOR;
  }

  /** By the alarm. */
  async due(key: string): Promise<void> {
    const now = Date.now();
    if (key === 'broadcast:gone') {
      for (const cast of this.#casts.all()) {
        if (cast.goneSince !== undefined && cast.goneSince + this.#patience() <= now) this.end(cast, 'lost');
      }
    }
    if (key === 'broadcast:look') this.#look(now);
    if (key === UNTOLD) await this.#past.tell();
    this.arm(now);
  }

  /** A laptop that was shut closes nothing. */
  #look(now: number): void {
    if (this.#casts.all().length === 0) return;
    for (const tag of [HOST, VISITOR]) this.#parts.presence.sweep(now, tag);
    for (const cast of this.#casts.all()) if (cast.goneSince === undefined && !this.#hosts.of(cast.live.id)) this.#hostIsGone(cast);
  }

  /** Tells what it is time to tell. */
  tend(now: number): void {
    this.#pacing.tend(now);
    this.arm(now);
  }
}
