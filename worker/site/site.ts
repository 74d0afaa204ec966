import { DurableObject } from 'cloudflare:workers';
import { isViewerFrame } from '../../protocol/broadcast.ts';
import { visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { VERSION, type VisitFrame, type WatcherServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type SiteSettings, widgetSettings } from '../../protocol/site-settings.ts';
import { siteClientFrame, watcherClientFrame } from '../../protocol/validators.ts';
import { type Answer, type Listing, type Person, type Place, partsOf, type VisitorClaims } from '../contracts/people.ts';
import type { Block } from '../contracts/room.ts';
import type { Answering, ListingRule, SiteApi, SiteVisitor } from '../contracts/site.ts';
import { isMade, migrate } from '../durable/schema.ts';
import { accept, attach, attached, personOf, receive, refuse, send, sendError } from '../durable/sockets.ts';
import { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import type { Media } from '../video/media.ts';
import { type Access, maySee } from './access.ts';
import { Availabilities } from './availability.ts';
import * as blocks from './blocks.ts';
import { Broadcasts } from './broadcasts/broadcasts.ts';
import * as store from './config.ts';
import { Doors } from './doors.ts';
import { Embed } from './embed.ts';
import { Greeter } from './greeter.ts';
import type { Proof } from './identity.ts';
import { Line } from './line.ts';
import * as listings from './listings.ts';
import { Pages } from './pages.ts';
import type { Parts } from './parts.ts';
import * as persons from './persons.ts';
import {
  Presence,
  personTag,
  type SiteSocket,
  sessionTag,
  type TabSocket,
  VISITOR,
  visitorTag,
  WATCHER,
  type WatcherSocket,
} from './presence.ts';
import { SCHEMA } from './schema.ts';
import { Tokens } from './tokens.ts';
import { newVisitorId, tokenOf } from './visitor-token.ts';
import { afterFrame, continued, newTab } from './visitors.ts';

/** From a movement that operators watch, or a look of theirs, to looking after all sockets, ms. */
const SWEEP = 60_000;

type Unread = Parameters<SiteApi['notify']>[1];

/**
 * One site: who is on it now (every page's loader holds a socket here), its settings, the queue of waiting chats, verified and blocked
 * visitors. It holds no messages, and presence writes no rows but one for each visitor and day, by which visitors are counted. A site that was never configured writes nothing at all.
 */
export class Site extends DurableObject<Env> implements SiteApi {
  readonly #sql = this.ctx.storage.sql;
  readonly #timers = new Timers(this.ctx);
  readonly #presence = new Presence(this.ctx, {
    wake: (due) => this.#timers.wake(due),
    sweepLater: () => this.#timers.setEarliest('sweep', Date.now() + SWEEP),
    left: (ws) => this.#broadcasts.left(ws),
  });
  readonly #parts: Parts = {
    ctx: this.ctx,
    env: this.env,
    timers: this.#timers,
    presence: this.#presence,
    config: () => this.#config,
  };
  readonly #availability = new Availabilities(this.#parts);
  readonly #embed = new Embed(this.#parts);
  readonly #greeter = new Greeter(this.#parts);
  readonly #line = new Line(this.#parts);
  readonly #broadcasts = new Broadcasts(this.#parts);
  readonly #pages = new Pages(this.#parts, this.#availability, (ws) => this.#broadcasts.place(ws));
  readonly #tokens = new Tokens(this.#parts);
  readonly #doors = new Doors(this.#parts, this.#pages);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (isMade(ctx.storage.sql)) migrate(ctx.storage, SCHEMA);
  }

  get #config(): store.SiteConfig | null {
    return isMade(this.#sql) ? store.readConfig(this.#sql) : null;
  }

  // ------------------------------------------------------------ sockets

  async fetch(request: Request): Promise<Response> {
    const config = this.#config;
    if (!config) return refuse('unknown_site');
    const person = personOf(request);
    if (person?.kind === 'client') return refuse('forbidden');
    if (person?.kind !== 'operator') return this.#visit(request, config, person);
    if (person.account !== config.account) return refuse('unknown_site');
    return new URL(request.url).pathname.endsWith('/broadcast') ? this.#broadcasts.open(request, person) : this.#watch(request, person);
  }

  #watch(request: Request, person: Extract<Person, { kind: 'operator' }>): Response {
    const now = Date.now();
    if (!this.#presence.hasPlace(personTag(person.id), LIMITS.socketsPerPerson, now)) return refuse('too_many_sockets');
    const socket: SiteSocket = { kind: 'watcher', since: now, access: person.access };
    return accept(this.ctx, request, [WATCHER, personTag(person.id), sessionTag(person.session)], socket);
  }

  async #visit(request: Request, config: store.SiteConfig, known: Extract<Person, { kind: 'visitor' }> | null): Promise<Response> {
    const now = Date.now();
    const origin = request.headers.get('x-foyer-origin') ?? '';
    if (!this.#embed.admits(config, origin, now)) return refuse('foreign_origin');
    if (known && (known.site !== config.site || known.account !== config.account)) return refuse('unauthorised');
    const fresh = known === null || this.#doors.isStale(known.visitor, known.verified);
    const who = fresh ? { visitor: newVisitorId(), place: placeOf(request) } : known;
    const address = request.headers.get('x-foyer-address') ?? undefined;
    if (this.#doors.isBlocked(config, who.visitor, address, who.place.country)) return refuse('blocked');
    const { socketsPerPerson, socketsPerObject } = LIMITS;
    if (!this.#presence.hasPlace(visitorTag(who.visitor), socketsPerPerson, now)) return refuse('too_many_sockets');
    if (!this.#presence.hasPlace(VISITOR, socketsPerObject, now)) return refuse('too_many_sockets');
    const token = await this.#tokens.renewed(config, who, who === known ? tokenOf(request) : null, now);
    const tab = newTab({ ...who, ...(address ? { address } : {}) }, request.headers.get('user-agent') ?? '', origin, now);
    const socket: SiteSocket = { kind: 'visitor', ready: false, ...(token ? { token } : {}), tab };
    this.#embed.saw(origin, now);
    this.#availability.watchHours(config);
    return accept(this.ctx, request, [VISITOR, visitorTag(who.visitor)], socket);
  }

  webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const socket = attached<SiteSocket>(ws);
    if (socket.kind === 'watcher') {
      this.#look(ws, socket, data);
      return;
    }
    if (socket.kind === 'host') {
      this.#broadcasts.hear(ws, socket, data);
      return;
    }
    const frame = receive(ws, data, siteClientFrame);
    if (!frame) return;
    if (frame.t === 'hello') this.#hello(ws, socket, frame);
    else if (!socket.ready) sendError(ws, 'hello_first');
    else if (isViewerFrame(frame)) this.#broadcasts.view(ws, frame);
    else this.#update(ws, socket, frame);
  }

  /** What an operator who watches says. */
  #look(ws: WebSocket, { look }: WatcherSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, watcherClientFrame);
    if (!frame) return;
    if (frame.t === 'look' && !look) sendError(ws, 'hello_first');
    else if (frame.t === 'hello' && frame.v !== VERSION) this.#presence.dismiss(ws, 'unknown_version');
    else {
      if (frame.t === 'hello') send(ws, { t: 'welcome', v: VERSION } satisfies WatcherServerFrame);
      this.#presence.look(ws, frame.look);
    }
  }

  webSocketClose(ws: WebSocket): void {
    this.#presence.left(ws);
  }

  webSocketError(ws: WebSocket): void {
    this.#presence.left(ws);
  }

  #hello(ws: WebSocket, { token, seat: _, ...socket }: TabSocket, frame: Extract<VisitFrame, { t: 'hello' }>): void {
    const config = this.#config;
    if (frame.v !== VERSION || !config) {
      this.#presence.dismiss(ws, config ? 'unknown_version' : 'unknown_site');
      return;
    }
    // A page that says hello again begins anew.
    this.#broadcasts.forget(ws);
    const now = Date.now();
    const before = this.#presence.leftLately(socket.tab.visitor, now);
    const begun = before ? continued(socket.tab, before) : socket.tab;
    const tab = afterFrame(begun, frame, now) ?? begun;
    attach<SiteSocket>(ws, { ...socket, ready: true, tab });
    const settings = widgetSettings(config.settings, tab.place.country);
    const availability = this.#availability.of(config, tab);
    send(ws, { t: 'welcome', v: VERSION, visitor: tab.visitor, ...(token ? { token } : {}), settings, availability });
    this.#line.sendPlaces(tab.visitor);
    this.#pages.place(ws, config, frame.listing);
    this.#embed.count(config, tab.visitor);
    this.#greeter.greet(ws, config);
    if (frame.chatted) this.ctx.waitUntil(this.#pages.sendUnread(ws, config, tab.visitor));
  }

  #update(ws: WebSocket, socket: TabSocket, frame: VisitFrame): void {
    const tab = afterFrame(socket.tab, frame, Date.now());
    if (!tab) {
      sendError(ws, 'too_large');
      return;
    }
    const config = this.#config;
    attach<SiteSocket>(ws, { ...socket, tab });
    // Operators hear of a page when it is known whose it is, and with that who may see it.
    if (frame.t !== 'page') this.#presence.changed(tab.visitor);
    if (!config) return;
    if (frame.t === 'page') this.#pages.place(ws, config, frame.listing);
    if (frame.t === 'greeted') this.#greeter.shown(ws, config, tab.visitor, frame.rule);
    this.#greeter.greet(ws, config);
  }

  // ------------------------------------------------------------ what it is told

  async configure(config: { account: string; site: string; settings: SiteSettings; identitySecret: string }): Promise<void> {
    migrate(this.ctx.storage, SCHEMA);
    store.writeConfig(this.#sql, config);
    const known = { ...config, seen: null };
    this.#availability.reset();
    this.#doors.lookAgain(known);
    for (const { ws, tab } of this.#presence.tabs()) {
      send(ws, { t: 'settings', settings: widgetSettings(config.settings, tab.place.country) });
      this.#greeter.greet(ws, known);
    }
    this.#availability.send();
    this.#line.reroute();
  }

  async setAnswering(answering: Answering): Promise<void> {
    migrate(this.ctx.storage, SCHEMA);
    this.#availability.set(answering);
  }

  async putListings(changed: ListingRule[], gone: string[]): Promise<void> {
    const config = this.#config;
    if (config) this.#pages.put(config, changed, gone);
  }

  async waiting(room: string, episode: number, since: number, talk: Listing | null = null): Promise<void> {
    const config = this.#config;
    if (!config) return;
    this.#pages.noteTalk(config, partsOf(room).visitor, talk);
    this.#line.start(config, room, episode, since, this.#broadcasts.watchedBy(partsOf(room).visitor)?.live.by.id);
    await this.#broadcasts.mark(room, episode);
  }

  async settled(room: string, episode: number, taken: number | null, talk: Listing | null = null): Promise<void> {
    const config = this.#config;
    if (!config) return;
    this.#pages.noteTalk(config, partsOf(room).visitor, talk);
    this.#line.stop(room, episode, taken);
  }

  async reroute(): Promise<void> {
    if (this.#config) this.#line.reroute();
  }

  async notify(visitor: string, unread: Unread, talk: Listing | null): Promise<void> {
    const config = this.#config;
    if (talk?.advertiser && config && this.#presence.tabs(visitor).length > 0) {
      this.#presence.sendVisitors({ t: 'listing', listing: await this.#pages.ticketFor(config, visitor, talk) }, visitor);
    }
    this.#presence.sendVisitors({ t: 'unread', ...unread }, visitor);
  }

  async setBlock(room: string, block: Block | null): Promise<void> {
    const config = this.#config;
    if (!config) return;
    this.#doors.setBlock(config, room, block);
    if (block) this.#broadcasts.gathering.putOut(visitorPersonId(block.visitor));
  }

  // ------------------------------------------------------------ what it is asked

  async refusal(claims: VisitorClaims, address?: string, country?: string): Promise<ErrorCode | null> {
    const config = this.#config;
    // A site that was never configured knows nobody.
    return config ? this.#doors.refusal(config, claims, address, country) : null;
  }

  async blocks(): Promise<Block[]> {
    return this.#config ? blocks.blocksAt(this.#sql, Date.now()) : [];
  }

  async look(origin: string, address?: string, country?: string): ReturnType<SiteApi['look']> {
    const config = this.#config;
    const now = Date.now();
    if (!config) return { ok: false, code: 'unknown_site' };
    if (!this.#embed.admits(config, origin, now)) return { ok: false, code: 'foreign_origin' };
    if (this.#doors.isBlocked(config, '', address, country)) return { ok: false, code: 'blocked' };
    this.#embed.saw(origin, now);
    return { ok: true, settings: widgetSettings(config.settings, country), availability: this.#availability.of(config) };
  }

  // ------------------------------------------------------------ a visitor's own data

  async known(claims: VisitorClaims): ReturnType<SiteApi['known']> {
    const config = this.#config;
    if (!config) return { ok: false, code: 'unknown_site' };
    const refused = this.#doors.refusal(config, claims);
    if (refused) return { ok: false, code: refused };
    const [row] = this.#presence.rows([claims.sub]);
    return { ok: true, attributes: row?.attributes ?? {}, talks: listings.talksOf(this.#sql, claims.sub) };
  }

  async erase(claims: VisitorClaims): Promise<Answer<object>> {
    const config = this.#config;
    if (!config) return { ok: false, code: 'unknown_site' };
    // A repeated call finds nobody any more, and has been done.
    if (persons.isErased(this.#sql, claims.sub)) return { ok: true };
    const refused = this.#doors.refusal(config, claims);
    if (refused) return { ok: false, code: refused };
    this.#broadcasts.erase(claims.sub);
    await this.#doors.erase(config, claims.sub);
    return { ok: true };
  }

  async visitors(ids: string[], access: Access): Promise<SiteVisitor[]> {
    return this.#presence.rows(ids).filter(({ listing }) => maySee(access, listing?.advertiser));
  }

  async cutWatchers(of: Parameters<SiteApi['cutWatchers']>[0]): Promise<void> {
    // First: what is over is not told as a page that is gone.
    this.#broadcasts.cut(of);
    this.#presence.cutWatchers(of);
  }

  async identify(
    origin: string,
    token: string | null,
    proof: Proof,
    address?: string,
  ): Promise<Answer<{ token: string; visitor: string }>> {
    const config = this.#config;
    const now = Date.now();
    if (!config) return { ok: false, code: 'unknown_site' };
    if (!this.#embed.admits(config, origin, now)) return { ok: false, code: 'foreign_origin' };
    if (this.#doors.isBlocked(config, '', address, undefined)) return { ok: false, code: 'blocked' };
    return this.#tokens.exchange(config, token, proof, now);
  }

  // ------------------------------------------------------------ broadcasts through a server

  async turn(claims: VisitorClaims, cast: string, of: 'host' | 'guest'): ReturnType<SiteApi['turn']> {
    return this.#unlessRefused(claims, (now) => this.#broadcasts.forwarding.turn(claims.sub, cast, of, now));
  }

  async mayAsk(claims: VisitorClaims, cast: string, stage: boolean): Promise<Answer<object>> {
    const { forwarding } = this.#broadcasts;
    return this.#unlessRefused(claims, (now) =>
      stage ? forwarding.onStage(claims.sub, cast, now) : forwarding.mayAsk(claims.sub, cast, now),
    );
  }

  async placeTurn(claims: VisitorClaims, cast: string): ReturnType<SiteApi['placeTurn']> {
    return this.#unlessRefused(claims, (now) => this.#broadcasts.forwarding.placeTurn(claims.sub, cast, now));
  }

  async seat(...asked: Parameters<SiteApi['seat']>): ReturnType<SiteApi['seat']> {
    return this.#broadcasts.gathering.seat(...asked);
  }

  async keepMeeting(...made: Parameters<SiteApi['keepMeeting']>): ReturnType<SiteApi['keepMeeting']> {
    return this.#broadcasts.gathering.keepMeeting(...made);
  }

  async keepSeat(...joined: Parameters<SiteApi['keepSeat']>): ReturnType<SiteApi['keepSeat']> {
    return this.#broadcasts.gathering.keepSeat(...joined);
  }

  async guestOf(person: Person, cast: string): ReturnType<SiteApi['guestOf']> {
    return this.#broadcasts.forwarding.ofHost(person, cast);
  }

  async published(by: Person | VisitorClaims, cast: string, media: Media): ReturnType<SiteApi['published']> {
    const { forwarding } = this.#broadcasts;
    if ('kind' in by) return forwarding.hostPublished(by, cast, media);
    return this.#unlessRefused(by, () => forwarding.guestPublished(by.sub, cast, media));
  }

  /** Does it for a visitor who may be here. */
  #unlessRefused<T>(claims: VisitorClaims, ask: (now: number) => Answer<T>): Answer<T> {
    const config = this.#config;
    const code = config ? this.#doors.refusal(config, claims) : 'unknown_site';
    return code ? { ok: false, code } : ask(Date.now());
  }

  // ------------------------------------------------------------ timers

  async alarm(): Promise<void> {
    await this.#timers.run(Date.now(), (key) => this.#due(key));
    this.#presence.tend(Date.now());
    this.#broadcasts.tend(Date.now());
    // A run that was cut off leaves the queue's rows without a timer.
    this.#line.arm();
  }

  async #due(key: string): Promise<void> {
    const config = this.#config;
    // Timers are set by what is configured.
    if (!config) return;
    if (key === 'meetings') await this.#broadcasts.gathering.due(key);
    if (key.startsWith('broadcast')) await this.#broadcasts.due(key);
    if (key === 'queue') await this.#line.tellUnanswered();
    if (key === 'route') await this.#line.route(config);
    if (key === 'listings') await this.#pages.report(config);
    if (key === 'hours') this.#availability.send();
    if (key === 'erase') await this.#doors.eraseRest(config);
    if (key === 'blocks') this.#doors.dropEnded();
    if (key === 'sweep') this.#presence.sweepAll(Date.now());
    if (key === 'refused') await this.#embed.tellRefused(config);
    if (key === 'seen') await this.#embed.tellSeen(config);
    if (key === 'visitors') await this.#embed.tellVisitors(config);
  }
}

const placeOf = (request: Request): Place => JSON.parse(decodeURIComponent(request.headers.get('x-foyer-place') ?? '%7B%7D')) as Place;
