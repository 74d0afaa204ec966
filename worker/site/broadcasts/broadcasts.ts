/** Broadcasts of a site: begins and ends them, and hands on what their operators and viewers say to the parts that see to it. */
import type { CastEnding, ViewerFrame } from '../../../protocol/broadcast.ts';
import { visitorPersonId } from '../../../protocol/entries.ts';
import { type Person, partsOf } from '../../contracts/people.ts';
import type { SiteApi } from '../../contracts/site.ts';
import { attached } from '../../durable/sockets.ts';
import { closeMedia } from '../../video/closing.ts';
import type { Parts } from '../parts.ts';
import { type SiteSocket, VISITOR } from '../presence.ts';
import { Boards } from './boards.ts';
import { Casts } from './casts.ts';
import { Forwarding } from './forwarding.ts';
import { Gathering } from './gathering.ts';
import { Hosting } from './hosting.ts';
import { HOST, type HostSocket, Hosts, shownToHost } from './hosts.ts';
import { Pacing } from './pacing.ts';
import { Past, UNTOLD } from './past.ts';
import { Reports } from './reports.ts';
import type { Cast } from './rows.ts';
import { Seats } from './seats.ts';
import { Stage } from './stage.ts';
import { Viewers } from './viewers.ts';

/** How long an operator's page may be gone, ms. */
const GONE_FOR = 60_000;
/** Sockets whose end nobody told are looked for this often while a broadcast is on, ms. */
const LOOKS_EVERY = 60_000;

export class Broadcasts {
  readonly #parts: Parts;
  readonly #casts: Casts;
  readonly #seats: Seats;
  readonly #hosts: Hosts;
  readonly #viewers: Viewers;
  readonly #hosting: Hosting;
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
      (key) => this.#tell(key),
    );
    const changed = (cast: Cast) => void this.#changed(cast);
    const moved = (cast: string) => this.#pacing.changed(`viewers ${cast}`);
    this.#boards = new Boards(parts, this.#seats, this.#hosts, (cast) => this.#pacing.changed(`board ${cast}`));
    this.#stage = new Stage(this.#casts, this.#seats, changed, moved);
    this.forwarding = new Forwarding(this.#casts, this.#seats, changed, moved);
    this.gathering = new Gathering(parts, this.#casts, this.#seats);
    this.#viewers = new Viewers(parts, this.#casts, this.#seats, this.#hosts, {
      changed: moved,
      came: (ws, cast) => this.#boards.show(ws, cast),
      leftStage: (cast, visitor, stage) => this.#stage.left(cast, visitor, stage),
    });
    this.#hosting = new Hosting({
      parts,
      casts: this.#casts,
      seats: this.#seats,
      hosts: this.#hosts,
      boards: this.#boards,
      stage: this.#stage,
      began: (cast) => this.#began(cast),
      changed: (cast) => void this.#changed(cast, false),
      muted: (cast) => this.#pacing.changed(`live ${cast}`),
      resumed: moved,
      end: (cast, ending) => this.end(cast, ending),
    });
  }

  #tell(key: string): void {
    const [what, id = ''] = key.split(' ');
    const cast = this.#casts.get(id);
    if (what === 'viewers') this.#reports.tell(id);
    if (what === 'board') this.#boards.tell(id);
    if (what === 'live' && cast) this.#viewers.tell(cast);
  }

  // ------------------------------------------------------------ the operator's page

  open(request: Request, person: Extract<Person, { kind: 'operator' }>): Response {
    return this.#hosts.open(request, person);
  }

  hear(ws: WebSocket, socket: HostSocket, data: string | ArrayBuffer): void {
    this.#hosting.hear(ws, socket, data);
  }

  #began(cast: Cast): void {
    const { id, since } = cast.live;
    this.#casts.put(cast);
    this.#past.keep(this.#parts.config()!, cast, null);
    this.arm(since);
    this.#viewers.placeAll();
    this.#pacing.changed(`viewers ${id}`);
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
    for (const what of ['viewers', 'board', 'live']) this.#pacing.forget(`${what} ${id}`);
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
