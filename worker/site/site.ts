import { DurableObject } from 'cloudflare:workers';
import { visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { type Availability, type ListingTicket, type SiteClientFrame, VERSION, type WatcherServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type SiteSettings, widgetSettings } from '../../protocol/site-settings.ts';
import { siteClientFrame, watcherClientFrame } from '../../protocol/validators.ts';
import {
  type Answer,
  type Block,
  type Listing,
  type ListingRule,
  type Person,
  type Place,
  partsOf,
  type SiteApi,
  type SiteVisitor,
  type VisitorClaims,
  visitorRoom,
} from '../contracts.ts';
import { isMade, migrate } from '../durable/schema.ts';
import { accept, attach, attached, openSockets, personOf, receive, refuse, send, sendError } from '../durable/sockets.ts';
import { TIMERS_SCHEMA, Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { visitorsJob } from '../statistics/jobs.ts';
import { type Access, maySee } from './access.ts';
import * as blocks from './blocks.ts';
import * as store from './config.ts';
import { nextGreeting } from './greetings.ts';
import { openness } from './hours.ts';
import { type Proof, provenIdentity, visitorFor } from './identity.ts';
import * as listings from './listings.ts';
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
import * as queue from './queue.ts';
import { places, route } from './routing.ts';
import * as visitorCount from './visitor-count.ts';
import { newVisitorId, signVisitorToken, tokenOf, verifyVisitorToken, wantsRenewal } from './visitor-token.ts';
import { afterFrame, continued, newTab, onListing, type Tab } from './visitors.ts';

const SCHEMA = [
  TIMERS_SCHEMA + store.CONFIG_SCHEMA + persons.PERSONS_SCHEMA + queue.QUEUE_SCHEMA,
  queue.ROUTING_SCHEMA + listings.LISTINGS_SCHEMA,
  visitorCount.VISITOR_COUNT_SCHEMA,
  blocks.BLOCKS_SCHEMA + persons.ERASED_SCHEMA,
];

/** From a movement that operators watch, or a look of theirs, to looking after all sockets, ms. */
const SWEEP = 60_000;
/** Pause before a room that did not answer is told again, ms. */
const RETRY = 5_000;
/** How often at most the desk is told of refused starts, ms. */
const REFUSED = 2_000;

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
  });
  /** Starts refused since they were last written down; at most those of one pause are lost with the object's memory. */
  #refused = 0;
  #clock: ReturnType<typeof openness> | null = null;

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
    return person?.kind === 'operator' ? this.#watch(request, config, person) : this.#visit(request, config, person);
  }

  #watch(request: Request, { account }: store.SiteConfig, person: Extract<Person, { kind: 'operator' }>): Response {
    const now = Date.now();
    if (person.account !== account) return refuse('unknown_site');
    if (!this.#presence.hasPlace(personTag(person.id), LIMITS.socketsPerPerson, now)) return refuse('too_many_sockets');
    const socket: SiteSocket = { kind: 'watcher', since: now, access: person.access };
    return accept(this.ctx, request, [WATCHER, personTag(person.id), sessionTag(person.session)], socket);
  }

  async #visit(request: Request, config: store.SiteConfig, known: Extract<Person, { kind: 'visitor' }> | null): Promise<Response> {
    const now = Date.now();
    const origin = request.headers.get('x-foyer-origin') ?? '';
    if (!store.allowsOrigin(config.settings, origin)) {
      this.#countRefused(origin, now);
      return refuse('foreign_origin');
    }
    if (known && (known.site !== config.site || known.account !== config.account)) return refuse('unauthorised');
    const fresh = known === null || this.#isStale(known.visitor, known.verified);
    const who = fresh ? { visitor: newVisitorId(), place: placeOf(request) } : known;
    const address = request.headers.get('x-foyer-address') ?? undefined;
    if (this.#isBlocked(config, who.visitor, address, who.place.country)) return refuse('blocked');
    const { socketsPerPerson, socketsPerObject } = LIMITS;
    if (!this.#presence.hasPlace(visitorTag(who.visitor), socketsPerPerson, now)) return refuse('too_many_sockets');
    if (!this.#presence.hasPlace(VISITOR, socketsPerObject, now)) return refuse('too_many_sockets');
    const token = await this.#tokenFor(config, who, who === known ? tokenOf(request) : null, now);
    const tab = newTab({ ...who, ...(address ? { address } : {}) }, request.headers.get('user-agent') ?? '', origin, now);
    const socket: SiteSocket = { kind: 'visitor', ready: false, ...(token ? { token } : {}), tab };
    if (store.writeSeen(this.#sql, now, origin)) this.#timers.set('seen', now);
    if (config.settings.hours.enabled) this.#timers.setEarliest('hours', this.#openness(config, now).until);
    return accept(this.ctx, request, [VISITOR, visitorTag(who.visitor)], socket);
  }

  /** An anonymous token whose visitor has since been verified does not say who comes with it; that of one who was deleted is nobody's. */
  #isStale(visitor: string, verified: string | undefined): boolean {
    return persons.isErased(this.#sql, visitor) || (!verified && persons.holderOf(this.#sql, visitor) !== null);
  }

  /** The token a visitor is to keep from now on: for who has none, and in place of one with little time left. */
  async #tokenFor({ site, account }: store.SiteConfig, who: Who, presented: string | null, now: number): Promise<string | null> {
    const claims = presented ? await verifyVisitorToken(this.env.SECRET, presented, now) : null;
    if (presented && !(claims && wantsRenewal(claims, now))) return null;
    const { visitor: sub, verified, name, email } = who;
    const told = { ...(verified ? { verified } : {}), ...(name ? { name } : {}), ...(email ? { email } : {}) };
    return signVisitorToken(this.env.SECRET, { sub, site, account, ...told }, now);
  }

  webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const socket = attached<SiteSocket>(ws);
    if (socket.kind === 'watcher') {
      this.#look(ws, socket, data);
      return;
    }
    const frame = receive(ws, data, siteClientFrame);
    if (!frame) return;
    if (frame.t === 'hello') this.#hello(ws, socket, frame);
    else if (!socket.ready) sendError(ws, 'hello_first');
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

  #hello(ws: WebSocket, { token, ...socket }: TabSocket, frame: Extract<SiteClientFrame, { t: 'hello' }>): void {
    const config = this.#config;
    if (frame.v !== VERSION || !config) {
      this.#presence.dismiss(ws, config ? 'unknown_version' : 'unknown_site');
      return;
    }
    const now = Date.now();
    const before = this.#presence.leftLately(socket.tab.visitor, now);
    const begun = before ? continued(socket.tab, before) : socket.tab;
    const tab = afterFrame(begun, frame, now) ?? begun;
    attach<SiteSocket>(ws, { ...socket, ready: true, tab });
    const settings = widgetSettings(config.settings, tab.place.country);
    const availability = this.#availability(config);
    send(ws, { t: 'welcome', v: VERSION, visitor: tab.visitor, ...(token ? { token } : {}), settings, availability });
    this.#sendPlaces(tab.visitor);
    this.#place(ws, frame.listing);
    this.#count(config, tab.visitor);
    this.#greet(ws, config);
    if (frame.chatted) this.ctx.waitUntil(this.#sendUnread(ws, config.site, tab.visitor));
  }

  #update(ws: WebSocket, socket: TabSocket, frame: SiteClientFrame): void {
    const tab = afterFrame(socket.tab, frame, Date.now());
    if (tab) {
      attach<SiteSocket>(ws, { ...socket, tab });
      // Operators hear of a page when it is known whose it is, and with that who may see it.
      if (frame.t === 'page') this.#place(ws, frame.listing);
      else this.#presence.changed(tab.visitor);
      if (frame.t === 'greeted') this.#greeted(ws, tab.visitor, frame.rule);
      const config = this.#config;
      if (config) this.#greet(ws, config);
    } else sendError(ws, 'too_large');
  }

  // ------------------------------------------------------------ greetings

  /** Tells a tab which greeting is to show next, when that is another than it waits for. */
  #greet(ws: WebSocket, { settings }: store.SiteConfig): void {
    const socket = attached<TabSocket>(ws);
    const { greeting: told, ...tab } = socket.tab;
    const now = Date.now();
    const next = nextGreeting(settings.greetings, socket.tab, now);
    if (next?.rule.id === told?.rule && next?.due === told?.due) return;
    attach<SiteSocket>(ws, { ...socket, tab: { ...tab, ...(next ? { greeting: { rule: next.rule.id, due: next.due } } : {}) } });
    const { id: rule, text, once } = next?.rule ?? { id: '', text: '', once: 'visit' as const };
    send(ws, { t: 'greet', rule, text, once, after: next ? Math.max(0, next.due - now) : 0 });
  }

  /** A greeting was shown in one tab: the visitor's others do without. */
  #greeted(ws: WebSocket, visitor: string, rule: string): void {
    const config = this.#config;
    for (const other of this.#presence.tabs(visitor)) {
      if (other.ws === ws || !config) continue;
      const tab = afterFrame(other.tab, { t: 'greeted', rule }, Date.now())!;
      attach<SiteSocket>(other.ws, { ...attached<TabSocket>(other.ws), tab });
      this.#greet(other.ws, config);
    }
  }

  // ------------------------------------------------------------ listings

  /** Finds out whose page a tab is on, and tells it. */
  #place(ws: WebSocket, data = ''): void {
    const config = this.#config;
    if (!config) return;
    const { url } = attached<TabSocket>(ws).tab.page;
    if (!listings.isSigned(data)) this.#placed(ws, config, listings.findListing(this.#sql, data, url));
    else this.ctx.waitUntil(this.#placeSigned(ws, config, data));
  }

  /** Signed page data makes the listing it tells of, on first sight. */
  async #placeSigned(ws: WebSocket, config: store.SiteConfig, data: string): Promise<void> {
    const told = await listings.signedListing(config.identitySecret, data);
    if (told && !listings.findListing(this.#sql, told.key, '')) {
      listings.putListing(this.#sql, told, false);
      this.#timers.setEarliest('listings', Date.now());
    }
    if (ws.readyState !== WebSocket.OPEN) return;
    this.#placed(ws, config, listings.findListing(this.#sql, told?.key ?? '', attached<TabSocket>(ws).tab.page.url));
  }

  #placed(ws: WebSocket, { site }: store.SiteConfig, found: Listing | null): void {
    const socket = attached<TabSocket>(ws);
    const { listing: before } = socket.tab;
    const tab = onListing(socket.tab, found);
    attach<SiteSocket>(ws, { ...socket, tab });
    this.#presence.changed(tab.visitor);
    if (sameListing(before, found)) return;
    if (!found) {
      send(ws, { t: 'listing', listing: null });
      return;
    }
    this.ctx.waitUntil(
      this.#ticketFor(site, tab.visitor, found).then((listing) => {
        // Signing takes a moment: by then the tab may be elsewhere.
        if (attached<TabSocket>(ws).tab.listing?.key === listing.key) send(ws, { t: 'listing', listing });
      }),
    );
  }

  async #ticketFor(site: string, visitor: string, listing: Listing): Promise<ListingTicket> {
    const { key, name, advertiser } = listing;
    const ticket = await listings.signTicket(this.env.SECRET, site, visitor, listing);
    return { key, name, ticket, ...(advertiser ? { own: advertiser } : {}) };
  }

  async putListings(changed: ListingRule[], gone: string[]): Promise<void> {
    const config = this.#config;
    if (!config) return;
    for (const listing of changed) listings.putListing(this.#sql, listing);
    for (const key of gone) listings.dropListing(this.#sql, key);
    for (const { ws, tab } of this.#presence.tabs()) {
      const found = listings.findListing(this.#sql, tab.listing?.key ?? '', tab.page.url);
      if (!sameListing(tab.listing, found)) this.#placed(ws, config, found);
    }
  }

  /** Listings made on first sight go where the others are. */
  async #reportListings({ site, account }: store.SiteConfig): Promise<void> {
    for (const { key, name, url } of listings.unreported(this.#sql)) {
      await this.env.DB.prepare('INSERT INTO listing (site, key, account, name, url) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .bind(site, key, account, name, url)
        .run();
      listings.setReported(this.#sql, key);
    }
    if (listings.unreported(this.#sql).length > 0) this.#timers.setEarliest('listings', Date.now());
  }

  /** What the visitor has not read yet; the room may take its time, or not answer. */
  async #sendUnread(ws: WebSocket, site: string, visitor: string): Promise<void> {
    try {
      for (const talk of [undefined, ...listings.talksOf(this.#sql, visitor)]) {
        const unread = await this.env.ROOM.getByName(visitorRoom(site, visitor, talk?.advertiser)).unread(visitorPersonId(visitor));
        if (unread.count === 0) continue;
        if (talk) send(ws, { t: 'listing', listing: await this.#ticketFor(site, visitor, talk) });
        send(ws, { t: 'unread', ...unread });
        return;
      }
    } catch (error) {
      console.error('unread count failed', { error: String(error) });
    }
  }

  // ------------------------------------------------------------ availability

  #openness({ settings }: store.SiteConfig, now: number) {
    if (!this.#clock || now >= this.#clock.until) this.#clock = openness(settings.hours, now);
    return this.#clock;
  }

  #availability(config: store.SiteConfig): Availability {
    const { open, back } = this.#openness(config, Date.now());
    return { open, online: store.isOnline(this.#sql), ...(back === undefined ? {} : { back }) };
  }

  /** Tells every visitor whether somebody answers now, and comes again when the hours change that. */
  #sendAvailability(): void {
    const config = this.#config;
    if (!config || openSockets(this.ctx, VISITOR).length === 0) return;
    this.#presence.sendVisitors({ t: 'availability', availability: this.#availability(config) });
    if (config.settings.hours.enabled) this.#timers.set('hours', this.#openness(config, Date.now()).until);
  }

  async configure(config: { account: string; site: string; settings: SiteSettings; identitySecret: string }): Promise<void> {
    migrate(this.ctx.storage, SCHEMA);
    store.writeConfig(this.#sql, config);
    this.#clock = null;
    for (const { ws, tab } of this.#presence.tabs()) {
      if (!store.allowsOrigin(config.settings, tab.origin)) this.#presence.dismiss(ws, 'foreign_origin');
    }
    const { blockedCountries: countries } = config.settings;
    if (countries.length > 0) this.#expel(({ place }) => !!place.country && countries.includes(place.country));
    for (const { ws, tab } of this.#presence.tabs()) {
      send(ws, { t: 'settings', settings: widgetSettings(config.settings, tab.place.country) });
      this.#greet(ws, { ...config, seen: null });
    }
    this.#sendAvailability();
    await this.reroute();
  }

  async setOnline(online: boolean): Promise<void> {
    migrate(this.ctx.storage, SCHEMA);
    if (store.writeOnline(this.#sql, online)) this.#sendAvailability();
  }

  // ------------------------------------------------------------ queue

  async waiting(room: string, episode: number, since: number, talk: Listing | null = null): Promise<void> {
    const config = this.#config;
    if (!config) return;
    const { visitor, advertiser } = partsOf(room);
    const [row] = this.#presence.rows([visitor]);
    const { page, language = '', country = '' } = row ?? {};
    const asked = { url: page?.url ?? '', language, country, ...(advertiser ? { advertiser } : {}) };
    this.#noteTalk(visitor, talk);
    queue.startWaiting(this.#sql, room, episode, since, config.settings.patience, asked);
    this.#armQueue();
    await this.reroute();
  }

  async settled(room: string, episode: number, taken: number | null, talk: Listing | null = null): Promise<void> {
    if (!this.#config) return;
    this.#noteTalk(partsOf(room).visitor, talk);
    queue.stopWaiting(this.#sql, room, episode, taken);
    await this.reroute();
  }

  /** With whom a visitor has a conversation: what is theirs is found by it. */
  #noteTalk(visitor: string, talk: Listing | null): void {
    if (talk?.advertiser === undefined || persons.isErased(this.#sql, visitor)) return;
    listings.noteTalk(this.#sql, visitor, { ...talk, advertiser: talk.advertiser });
  }

  /** By the alarm, which runs one at a time and again when the desk did not answer. */
  async reroute(): Promise<void> {
    if (this.#config && queue.nextDue(this.#sql) !== null) this.#timers.setEarliest('route', Date.now());
  }

  async #route({ account, settings }: store.SiteConfig): Promise<void> {
    if (queue.nextDue(this.#sql) === null) return;
    const desk = this.env.DESK.getByName(account);
    const operators = await desk.roster();
    const now = Date.now();
    const chats = queue.waitingChats(this.#sql);
    const routed = route(chats, operators, settings.routing, queue.turns(this.#sql), now);
    await desk.offer(
      routed.map(({ room, standing }) => ({ room, episode: chats.find((chat) => chat.room === room)!.episode, to: [...standing.to] })),
    );
    queue.keepStanding(this.#sql, chats, routed);
    const due = routed.flatMap((chat) => chat.due ?? []);
    if (due.length > 0) this.#timers.setEarliest('route', Math.min(...due));
    this.#sendPlaces();
  }

  /** Tells those who wait, or one of them, where they stand. */
  #sendPlaces(visitor?: string): void {
    const chats = queue.waitingChats(this.#sql);
    const found = places(chats, queue.recentAnswers(this.#sql, Date.now()));
    for (const { room, standing } of chats) {
      const { visitor: who } = partsOf(room);
      const place = found.get(room)!;
      if (visitor === undefined || who === visitor) this.#presence.sendVisitors({ t: 'queue', ...place, step: standing?.step ?? 0 }, who);
    }
  }

  #armQueue(): void {
    const due = queue.nextDue(this.#sql);
    if (due !== null) this.#timers.setEarliest('queue', due);
  }

  async #tellUnanswered(): Promise<void> {
    for (const chat of queue.dueChats(this.#sql, Date.now())) {
      try {
        await this.env.ROOM.getByName(chat.room).unanswered(chat.episode);
        queue.told(this.#sql, chat);
      } catch (error) {
        console.error('room did not take its time-out', { error: String(error) });
        queue.postpone(this.#sql, chat, Date.now() + RETRY);
      }
    }
  }

  // ------------------------------------------------------------ single visitors

  async notify(visitor: string, unread: Unread, talk: Listing | null): Promise<void> {
    const site = this.#config?.site;
    if (talk?.advertiser && site && this.#presence.tabs(visitor).length > 0) {
      this.#presence.sendVisitors({ t: 'listing', listing: await this.#ticketFor(site, visitor, talk) }, visitor);
    }
    this.#presence.sendVisitors({ t: 'unread', ...unread }, visitor);
  }

  // ------------------------------------------------------------ who may not come in

  #isBlocked({ settings }: store.SiteConfig, visitor: string, address: string | undefined, country: string | undefined): boolean {
    return (!!country && settings.blockedCountries.includes(country)) || blocks.isBlocked(this.#sql, visitor, address, Date.now());
  }

  async refusal({ site, account, sub, verified }: VisitorClaims, address?: string, country?: string): Promise<ErrorCode | null> {
    const config = this.#config;
    // A site that was never configured knows nobody.
    if (!config) return null;
    if (config.site !== site || config.account !== account || persons.isErased(this.#sql, sub)) return 'unauthorised';
    if (!verified && persons.holderOf(this.#sql, sub) !== null) return 'unauthorised';
    return this.#isBlocked(config, sub, address, country) ? 'blocked' : null;
  }

  async setBlock(room: string, block: Block | null): Promise<void> {
    if (!this.#config) return;
    if (!block) {
      blocks.dropBlock(this.#sql, room);
      return;
    }
    blocks.putBlock(this.#sql, block);
    const { visitor, address, until } = block;
    if (until !== undefined) this.#timers.setEarliest('blocks', until);
    this.#expel((tab) => tab.visitor === visitor || (address !== undefined && tab.address === address), visitor);
  }

  async blocks(): Promise<Block[]> {
    return this.#config ? blocks.blocksAt(this.#sql, Date.now()) : [];
  }

  /** Takes the widget away from those who are blocked now, and their sockets in rooms; `visitor` may be there without a page. */
  #expel(isOut: (tab: Tab) => boolean, visitor?: string): void {
    const found = new Set(visitor === undefined ? [] : [visitor]);
    for (const ws of openSockets(this.ctx, VISITOR)) {
      const { tab } = attached<TabSocket>(ws);
      if (!isOut(tab)) continue;
      found.add(tab.visitor);
      send(ws, { t: 'blocked' });
      this.#presence.dismiss(ws, 'blocked');
    }
    for (const one of found) {
      const shut = Promise.all(this.#roomsOf(one).map((room) => this.env.ROOM.getByName(room).shut(visitorPersonId(one), 'blocked')));
      this.ctx.waitUntil(shut.catch((error: unknown) => console.error('room not shut', { error: String(error) })));
    }
  }

  /** Names of the rooms a visitor has, or may have. */
  #roomsOf(visitor: string): string[] {
    const { site } = this.#config!;
    return [undefined, ...listings.talksOf(this.#sql, visitor)].map((talk) => visitorRoom(site, visitor, talk?.advertiser));
  }

  async look(origin: string, address?: string, country?: string): ReturnType<SiteApi['look']> {
    const config = this.#config;
    const now = Date.now();
    if (!config) return { ok: false, code: 'unknown_site' };
    if (!store.allowsOrigin(config.settings, origin)) {
      this.#countRefused(origin, now);
      return { ok: false, code: 'foreign_origin' };
    }
    if (this.#isBlocked(config, '', address, country)) return { ok: false, code: 'blocked' };
    if (store.writeSeen(this.#sql, now, origin)) this.#timers.set('seen', now);
    return { ok: true, settings: widgetSettings(config.settings, country), availability: this.#availability(config) };
  }

  // ------------------------------------------------------------ a visitor's own data

  async known(claims: VisitorClaims): ReturnType<SiteApi['known']> {
    if (!this.#config) return { ok: false, code: 'unknown_site' };
    const refused = await this.refusal(claims);
    if (refused) return { ok: false, code: refused };
    const [row] = this.#presence.rows([claims.sub]);
    return { ok: true, attributes: row?.attributes ?? {}, talks: listings.talksOf(this.#sql, claims.sub) };
  }

  async erase(claims: VisitorClaims): Promise<Answer<object>> {
    const visitor = claims.sub;
    if (!this.#config) return { ok: false, code: 'unknown_site' };
    // A repeated call finds nobody any more, and has been done.
    if (persons.isErased(this.#sql, visitor)) return { ok: true };
    const refused = await this.refusal(claims);
    if (refused) return { ok: false, code: refused };
    persons.writeErased(this.#sql, visitor);
    // What a room that does not answer holds is deleted later; the visitor is nobody from now on.
    this.#timers.set('erase', Date.now() + RETRY);
    for (const ws of openSockets(this.ctx, visitorTag(visitor))) this.#presence.dismiss(ws, 'slow_reader');
    await this.#eraseRooms(visitor).catch((error: unknown) => console.error('room not erased yet', { error: String(error) }));
    return { ok: true };
  }

  async #eraseRooms(visitor: string): Promise<void> {
    for (const room of this.#roomsOf(visitor)) await this.env.ROOM.getByName(room).erase(visitorPersonId(visitor));
    listings.dropTalks(this.#sql, visitor);
    persons.setErased(this.#sql, visitor);
  }

  async visitors(ids: string[], access: Access): Promise<SiteVisitor[]> {
    return this.#presence.rows(ids).filter(({ listing }) => maySee(access, listing?.advertiser));
  }

  async cutWatchers(of: Parameters<SiteApi['cutWatchers']>[0]): Promise<void> {
    const tag = 'session' in of ? sessionTag(of.session) : personTag(of.operator);
    // Who is still a member comes back with what they may see now.
    const code = 'session' in of ? 'unauthorised' : of.stays ? 'slow_reader' : 'forbidden';
    for (const ws of openSockets(this.ctx, tag)) this.#presence.dismiss(ws, code);
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
    if (!store.allowsOrigin(config.settings, origin)) {
      this.#countRefused(origin, now);
      return { ok: false, code: 'foreign_origin' };
    }
    if (blocks.isBlocked(this.#sql, '', address, now)) return { ok: false, code: 'blocked' };
    const identity = await provenIdentity(config.identitySecret, proof, now);
    if (!identity) return { ok: false, code: 'unauthorised' };
    const { site, account } = config;
    const presented = token ? await verifyVisitorToken(this.env.SECRET, token, now) : null;
    const { id: verified, name, email } = identity;
    // From here to the write nothing is awaited: two first identifications of one person end as one visitor.
    const ours = presented?.site === site && presented.account === account && !persons.isErased(this.#sql, presented.sub);
    const claims = ours ? presented : null;
    const mapped = persons.mappingOf(this.#sql, verified);
    const holder = claims && persons.holderOf(this.#sql, claims.sub);
    const visitor = visitorFor(verified, mapped?.visitor ?? null, claims, holder) ?? newVisitorId();
    persons.writeMapping(this.#sql, verified, visitor);
    if (!mapped?.bound) {
      await this.env.ROOM.getByName(visitorRoom(site, visitor)).bind(verified);
      persons.setBound(this.#sql, verified);
    }
    return { ok: true, token: (await this.#tokenFor(config, { visitor, verified, name, email }, null, now))!, visitor };
  }

  // ------------------------------------------------------------ what the desk is told

  /** The first refusal of a burst is written at once, the others with the next telling. */
  #countRefused(origin: string, now: number): void {
    if (this.#timers.due('refused') !== null) {
      this.#refused++;
      return;
    }
    store.addRefused(this.#sql, 1, origin.slice(0, LIMITS.line));
    this.#timers.set('refused', now + REFUSED);
  }

  async #tellRefused({ site, account }: store.SiteConfig): Promise<void> {
    if (this.#refused > 0) store.addRefused(this.#sql, this.#refused, store.refusedStarts(this.#sql).origin);
    this.#refused = 0;
    await this.env.DESK.getByName(account).embed(site, { refused: { ...store.refusedStarts(this.#sql), at: Date.now() } });
  }

  async #tellSeen({ site, account, seen }: store.SiteConfig): Promise<void> {
    if (seen) await this.env.DESK.getByName(account).embed(site, { seen });
  }

  #count({ settings }: store.SiteConfig, visitor: string): void {
    const now = Date.now();
    if (visitorCount.countVisitor(this.#sql, settings.hours.timeZone, visitor, now)) {
      this.#timers.setEarliest('visitors', visitorCount.nextTelling(now));
    }
  }

  /** Tells statistics how many were new in each quarter of an hour since the last telling, the present one included. */
  async #tellVisitors({ site, account, settings }: store.SiteConfig): Promise<void> {
    const now = Date.now();
    const counts = visitorCount.untold(this.#sql);
    if (counts.length > 0) await this.env.STATISTICS.send(visitorsJob(account, site, counts));
    visitorCount.told(this.#sql, settings.hours.timeZone, now);
  }

  // ------------------------------------------------------------ timers

  async alarm(): Promise<void> {
    await this.#timers.run(Date.now(), (key) => this.#due(key));
    this.#presence.tend(Date.now());
    // A run that was cut off leaves the queue's rows without a timer.
    this.#armQueue();
  }

  async #due(key: string): Promise<void> {
    const config = this.#config;
    if (key === 'queue') await this.#tellUnanswered();
    if (key === 'route' && config) await this.#route(config);
    if (key === 'listings' && config) await this.#reportListings(config);
    if (key === 'hours') this.#sendAvailability();
    if (key === 'erase') for (const visitor of persons.erasing(this.#sql)) await this.#eraseRooms(visitor);
    if (key === 'blocks') {
      const next = blocks.dropEnded(this.#sql, Date.now());
      if (next !== null) this.#timers.set('blocks', next);
    }
    if (key === 'sweep') this.#presence.sweepAll(Date.now());
    if (key === 'refused' && config) await this.#tellRefused(config);
    if (key === 'seen' && config) await this.#tellSeen(config);
    if (key === 'visitors' && config) await this.#tellVisitors(config);
  }
}

interface Who {
  visitor: string;
  verified?: string;
  name?: string;
  email?: string;
}

const placeOf = (request: Request): Place => JSON.parse(decodeURIComponent(request.headers.get('x-foyer-place') ?? '%7B%7D')) as Place;

const sameListing = (a: Listing | undefined, b: Listing | null): boolean => JSON.stringify(a ?? null) === JSON.stringify(b);
