import { DurableObject } from 'cloudflare:workers';
import type { AlertPreferences } from '../../protocol/alert-rules.ts';
import { type Entry, isClient, type PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { type DeskClientFrame, type DeskSite, VERSION, type VisitorSummary } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { SearchPage, SearchProgress, SearchQuery } from '../../protocol/search.ts';
import { deskClientFrame } from '../../protocol/validators.ts';
import type { DeskApi, Offer, PushContent } from '../contracts/desk.ts';
import type { ClientReport, RoomReport, VisitorReport } from '../contracts/reports.ts';
import type { Answering, SiteApi } from '../contracts/site.ts';
import { isMade, migrate } from '../durable/schema.ts';
import { accept, attach, attached, dismiss, isDead, openSockets, personOf, receive, refuse, send, sendError } from '../durable/sockets.ts';
import { TIMERS_SCHEMA, Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import type { Candidate } from '../site/routing.ts';
import { type Addressed, alerts, clientAlerts, smsAlerts, teamAlerts } from './alerts.ts';
import { CALLS_SCHEMA, Calls } from './calls.ts';
import { WORDS_SCHEMA } from './full-text.ts';
import * as matters from './matters.ts';
import * as store from './members.ts';
import * as offers from './offers.ts';
import { type OperatorSocket, Operators, personTag, sessionTag, visible } from './operators.ts';
import * as participants from './participants.ts';
import { Retelling } from './retelling.ts';
import * as rooms from './rooms.ts';
import { filesOf, find, visibleTo } from './search.ts';
import { emptyIndex, giveWords, SEARCH_SCHEMA } from './search-index.ts';
import { Texting } from './texting.ts';
import { TEXTING_SCHEMA } from './texting-store.ts';

const SCHEMA = [
  TIMERS_SCHEMA + rooms.ROOMS_SCHEMA + store.MEMBERS_SCHEMA,
  offers.OFFERS_SCHEMA + CALLS_SCHEMA + store.PLACES_SCHEMA,
  store.ANSWERING_SCHEMA,
  participants.PARTICIPANTS_SCHEMA + SEARCH_SCHEMA + WORDS_SCHEMA,
  store.DIGEST_SCHEMA,
  matters.MATTERS_SCHEMA,
  offers.LATE_SCHEMA + TEXTING_SCHEMA,
];

/** The words of so many messages are given to the full text in one go, when nobody searches before. */
const TOGETHER = 64;

/** How often sockets are looked after, ms. */
const SWEEP = 60_000;
/** How long somebody may be gone before visitors are told so: a page that is loaded anew is back by then, ms. */
const GRACE = 5_000;

/**
 * The live index of one account: every operator's app holds a socket here and gets the rooms' summaries, colleagues' presence and alerts.
 * Rooms report to it after the fact; it never stands between two people who chat.
 */
export class Desk extends DurableObject<Env> implements DeskApi {
  readonly #sql = this.ctx.storage.sql;
  readonly #timers = new Timers(this.ctx);
  readonly #operators = new Operators(this.ctx);
  readonly #calls = new Calls(
    this.ctx,
    this.#timers,
    (person) => this.#operators.isInFront(person),
    (person, room) => this.#operators.sight()(person, room),
  );

  readonly #texting = new Texting(this.ctx, this.#timers, {
    isConnected: (person) => this.#operators.isConnected(person),
    canSee: (person, room) => this.#operators.sight()(person, room),
    isAttended: (room) => {
      const canSee = this.#operators.sight();
      return [...this.#operators.states()].some(([person, state]) => state === 'online' && canSee(person, room));
    },
  });

  readonly #retelling = new Retelling(this.ctx.storage.sql, this.#timers, this.env, () => this.#account);
  /** Messages whose words wait to be given to the full text, as far as this instance knows: a few more do no harm. */
  #waiting = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (isMade(ctx.storage.sql)) migrate(ctx.storage, SCHEMA);
  }

  /** Whose desk this is; null before it was configured. */
  get #account(): string | null {
    return isMade(this.#sql) ? store.accountOf(this.#sql) : null;
  }

  /** Makes this the account's desk. Answers whether it is: a desk never changes hands. */
  #belongsTo(account: string): boolean {
    migrate(this.ctx.storage, SCHEMA);
    if (store.accountOf(this.#sql) === null) store.setAccount(this.#sql, account);
    return store.accountOf(this.#sql) === account;
  }

  // ------------------------------------------------------------ sockets

  async fetch(request: Request): Promise<Response> {
    const person = personOf(request);
    if (!person || person.kind === 'visitor' || person.account !== this.#account) return refuse('forbidden');
    if (person.kind === 'operator' && !store.isMember(this.#sql, person.id)) return refuse('forbidden');
    const now = Date.now();
    if (openSockets(this.ctx, personTag(person.id)).length >= LIMITS.socketsPerPerson) {
      this.#sweep(now);
      if (openSockets(this.ctx, personTag(person.id)).length >= LIMITS.socketsPerPerson) return refuse('too_many_sockets');
    }
    this.#timers.setEarliest('sweep', now + SWEEP);
    const socket: OperatorSocket = { person: person.id, state: 'online', since: now, rev: null, front: false };
    return accept(this.ctx, request, [personTag(person.id), sessionTag(person.session)], socket);
  }

  webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, deskClientFrame);
    if (!frame) return;
    const socket = attached<OperatorSocket>(ws);
    if (frame.t === 'hello') this.#hello(ws, socket, frame);
    else if (socket.rev === null) sendError(ws, 'hello_first');
    else if (frame.t === 'presence') {
      this.#change(socket.person, () => attach<OperatorSocket>(ws, { ...socket, state: frame.state }));
      this.#seen(socket.person);
    } else if (frame.t === 'front') {
      attach<OperatorSocket>(ws, { ...socket, front: frame.on });
      this.#seen(socket.person);
    } else {
      const { lines, more } = rooms.closedRooms(this.#sql, frame.before, rooms.CLOSED, onlyOf(socket.person));
      send(ws, { t: 'older', rooms: visible(this.#sql, this.#operators.sight(), socket.person, lines).rooms, done: !more });
    }
  }

  webSocketClose(ws: WebSocket): void {
    this.#left(ws);
  }

  webSocketError(ws: WebSocket): void {
    this.#left(ws);
  }

  #hello(ws: WebSocket, socket: OperatorSocket, { v, rev: known, front = false }: Extract<DeskClientFrame, { t: 'hello' }>): void {
    if (v !== VERSION) {
      this.#dismiss(ws, 'unknown_version');
      return;
    }
    const { person: me } = socket;
    const { rev, resumed, lines, more } = rooms.catchUp(this.#sql, known, onlyOf(me));
    const away = isClient(me) || this.#operators.states().has(me) ? {} : { seen: store.seenOf(this.#sql, me) };
    this.#change(me, () => attach<OperatorSocket>(ws, { ...socket, rev, front }));
    this.#seen(me);
    this.#texting.connected(me);
    const company = isClient(me) ? { people: [], sites: [] } : { people: this.#operators.people(me), sites: store.sites(this.#sql) };
    const lists = { ...visible(this.#sql, this.#operators.sight(), me, lines), ...company };
    send(ws, { t: 'welcome', v: VERSION, me, rev, resumed, ...lists, more, ...away });
  }

  /** Who sees a window of theirs needs no call. */
  #seen(person: PersonId): void {
    if (this.#operators.isInFront(person)) this.#calls.seen(person);
  }

  #dismiss(ws: WebSocket, code: ErrorCode): void {
    dismiss(ws, code);
    this.#left(ws);
  }

  /** A socket is gone, by itself or given up. When it was a person's last, this is when they were seen last. */
  #left(ws: WebSocket): void {
    const socket = attached<OperatorSocket>(ws);
    if (socket.rev === null) return;
    this.#change(socket.person, () => {
      attach<OperatorSocket>(ws, { ...socket, rev: null });
      if (!this.#operators.states().has(socket.person)) store.setSeen(this.#sql, socket.person, Date.now());
    });
  }

  /** Does what may change a person's presence, and tells colleagues and sites what came of it. */
  #change(person: PersonId, act: () => void): void {
    const before = this.#operators.states().get(person);
    act();
    const now = this.#operators.states().get(person);
    if (now === before) return;
    this.#operators.sendPeople();
    this.#armTelling(now === 'online');
    this.#armRerouting();
  }

  /** Who can answer visitors now, in an app or by SMS. */
  #answering(): Answering {
    return this.#operators.answering(this.#texting.answering(Date.now()));
  }

  /** Who answers by SMS has changed, or the hours in which they do. */
  #textersChanged(): void {
    const next = this.#texting.nextHours(Date.now());
    if (next !== null) this.#timers.setEarliest('hours', next);
    this.#armTelling(true);
    this.#armRerouting();
  }

  /** Sites are told by the alarm, in order and until each has answered. */
  #armTelling(soon: boolean): void {
    const untold = store.sitesToTell(this.#sql, this.#answering());
    if (untold.length > 0) this.#timers.setEarliest('tell', Date.now() + (soon ? 0 : GRACE));
  }

  // ------------------------------------------------------------ from rooms

  async report(report: RoomReport): ReturnType<DeskApi['report']> {
    if (!this.#belongsTo(report.account)) return { seq: report.seq };
    const before = rooms.findRoom(this.#sql, report.room);
    const offer = report.kind === 'visitor' ? offers.offerOf(this.#sql, report.room) : null;
    const asked = report.kind === 'visitor' && offer?.episode === report.chat.episode ? offer.to : undefined;
    const { changed, room, taken, late, isStatus } = this.ctx.storage.transactionSync(() => {
      const stored = rooms.storeReport(this.#sql, report, asked);
      return { ...stored, isStatus: report.kind === 'client' && matters.takeIn(this.#sql, report, stored.taken.news) };
    });
    for (const person of late) this.#timers.set(`leave:${person}`, Date.now());
    // Who has read is nobody else's to know, and a line as it was nothing to send to thousands.
    const readers = changed === 'reads' && report.kind === 'client' ? new Set(report.reads.map(([person]) => person)) : undefined;
    if (changed) this.#operators.pushRooms(readers);
    if (isStatus && report.kind === 'client') this.#tellStatus(report);
    this.#waiting += taken.waiting;
    if (this.#waiting >= TOGETHER) this.#giveWords();
    // Only a desk that lost what it knew has never heard of a room that tells more.
    if (before === null && report.after > 0) this.#retelling.begin(Date.now());
    const news = taken.fresh;
    const found = news.length > 0 ? this.#alertsOf(report, news, offer?.to ?? 'all') : [];
    if (found.length > 0) this.#operators.sendAlerts(room, found);
    if (changed) this.#calls.reported(report.room, before, found, report.seq, Date.now());
    if (report.kind === 'visitor') this.#texting.reported(report.room, found, news, Date.now());
    if (news.length > 0 && report.kind === 'visitor') this.#followOffer(report, news, offer !== null);
    const digestMinutes = report.kind === 'client' ? store.digestMinutesOf(this.#sql) : undefined;
    return { seq: taken.shelf.told, ...(digestMinutes === undefined ? {} : { digestMinutes }) };
  }

  /**
   * Who sees the room learns that its matter has another status; the matter's clients wherever it was written, but for what is among colleagues
   * alone.
   */
  #tellStatus({ room, client: { matter, form } }: ClientReport): void {
    const stored = matter && rooms.findRoom(this.#sql, room);
    if (!stored) return;
    const canSee = this.#operators.sight();
    for (const [ws, { person }] of this.#operators.everyone()) {
      const learns = isClient(person) ? form !== 'internal' && matters.isInMatter(this.#sql, matter, person) : canSee(person, stored);
      if (learns) send(ws, { t: 'status', matter });
    }
  }

  #alertsOf(report: RoomReport, news: Entry[], asked: PersonId[] | 'all'): Addressed[] {
    if (report.kind === 'team') return teamAlerts(report, news);
    if (report.kind === 'client') return clientAlerts(report, participants.teamIn(this.#sql, report.room), news);
    if (report.kind === 'sms') return smsAlerts(report, news);
    return alerts(report, news, asked);
  }

  /** What entries mean for the offer of a waiting chat, and for those who wait for a free operator. */
  #followOffer({ room, chat }: VisitorReport, news: Entry[], isOffered: boolean): void {
    if (isOffered && chat.status !== 'waiting') offers.dropOffer(this.#sql, room);
    const released = news.findLast(({ kind }) => kind === 'released');
    // Who gave it back knows.
    if (released && chat.status === 'waiting') offers.setTold(this.#sql, room, chat.episode, [released.by]);
    this.#alertOffered(room);
    if (news.some(({ kind }) => kind === 'taken' || kind === 'released' || kind === 'closed')) this.#armRerouting();
  }

  // ------------------------------------------------------------ search

  #giveWords(): void {
    this.ctx.storage.transactionSync(() => giveWords(this.#sql));
    this.#waiting = 0;
  }

  async search(viewer: PersonId, query: SearchQuery): Promise<SearchPage> {
    if (this.#account === null) return { rooms: [], messages: [], next: null, complete: true };
    this.#giveWords();
    const sight = visibleTo(this.#sql, viewer, this.#operators.sight());
    return { ...find(this.#sql, sight, query), complete: !this.#retelling.isRunning };
  }

  async reindex(): Promise<void> {
    if (this.#account === null) return;
    this.ctx.storage.transactionSync(() => emptyIndex(this.#sql));
    this.#waiting = 0;
    this.#retelling.begin(Date.now());
  }

  async searchProgress(): Promise<SearchProgress> {
    return this.#account === null ? { rooms: 0, done: 0, running: false } : this.#retelling.progress();
  }

  async roster(): Promise<Candidate[]> {
    if (this.#account === null) return [];
    const states = this.#operators.states();
    const loads = rooms.loads(this.#sql);
    return store.members(this.#sql).map(({ id, role, groups, listingsOnly, advertisers }) => ({
      id,
      admin: role !== 'operator',
      listingsOnly,
      online: states.get(id) === 'online',
      reachable: this.#calls.listens(id),
      texts: this.#texting.answers(id, Date.now()),
      load: loads.get(id) ?? 0,
      groups,
      advertisers,
    }));
  }

  async offer(list: Offer[]): Promise<void> {
    if (this.#account === null) return;
    for (const offer of list) if (offers.setOffer(this.#sql, offer)) this.#alertOffered(offer.room);
  }

  /** Shows a waiting chat to those it is offered to, and alerts those who have not been. Until the room itself is known, it waits for that. */
  #alertOffered(id: string): void {
    const offer = offers.offerOf(this.#sql, id);
    const room = offer && rooms.setAsked(this.#sql, id, offer.episode, offer.to);
    if (!room) return;
    this.#operators.pushRooms();
    if (offer.late) this.#texting.offered(room, offer.to, Date.now());
    const fresh = offer.to.filter((person) => !offer.told.includes(person));
    if (fresh.length === 0) return;
    offers.setTold(this.#sql, id, offer.episode, offer.to);
    const alert: Addressed[] = [{ to: fresh, alert: { kind: 'waiting', room: id } }];
    this.#operators.sendAlerts(room, alert);
    // Each asking is a call of its own.
    this.#calls.reported(id, null, alert, rooms.headRev(this.#sql), Date.now());
  }

  #armRerouting(): void {
    if (rooms.sitesWaiting(this.#sql).length > 0) this.#timers.set('reroute', Date.now());
  }

  async typing(room: string, by: PersonId, on: boolean, visitor: VisitorSummary['visitor'], site: string): Promise<void> {
    this.#operators.sendAbout({ kind: 'visitor', id: room }, { t: 'typing', room, by, on, visitor, site }, by);
  }

  // ------------------------------------------------------------ from the Worker and the sites

  async configure(...[account, people, sites, digestMinutes]: Parameters<DeskApi['configure']>): Promise<void> {
    if (!this.#belongsTo(account)) return;
    const { gone, changed } = store.replaceMembers(this.#sql, people);
    store.replaceSites(this.#sql, sites);
    if (digestMinutes !== undefined) store.setDigestMinutes(this.#sql, digestMinutes);
    for (const person of gone) {
      for (const ws of openSockets(this.ctx, personTag(person))) this.#dismiss(ws, 'forbidden');
      this.#timers.set(`cut:operator:${person}`, Date.now());
      participants.leaveAll(this.#sql, person, Date.now());
      this.#calls.listen(person, null);
      this.#texting.listen(person, null);
    }
    for (const person of changed) {
      this.#operators.sendTo(person, { t: 'membership' });
      this.#timers.set(`cut:operator:${person}`, Date.now());
    }
    this.#operators.sendPeople();
    this.#operators.sendAll({ t: 'sites', sites: store.sites(this.#sql) });
    this.#timers.set('tell', Date.now());
    this.#armRerouting();
  }

  async embed(site: string, news: Pick<DeskSite, 'seen' | 'refused'>): Promise<void> {
    if (this.#account === null || !store.setEmbed(this.#sql, site, news)) return;
    this.#operators.sendAll({ t: 'sites', sites: store.sites(this.#sql) });
  }

  async endSession(session: string): Promise<void> {
    for (const ws of openSockets(this.ctx, sessionTag(session))) this.#dismiss(ws, 'unauthorised');
    if (this.#account !== null) this.#timers.set(`cut:session:${session}`, Date.now());
  }

  async removeClient(person: PersonId): Promise<void> {
    if (this.#account === null) return;
    for (const ws of openSockets(this.ctx, personTag(person))) this.#dismiss(ws, 'unauthorised');
    // Here at once; the rooms follow, until each has.
    participants.leaveAll(this.#sql, person, Date.now());
    this.#timers.set(`leave:${person}`, Date.now());
  }

  async listen(person: PersonId, alerts: AlertPreferences | null): Promise<void> {
    if (this.#account === null) return;
    // Somebody who left meanwhile is not called.
    this.#calls.listen(person, store.isMember(this.#sql, person) ? alerts : null);
  }

  async pushContent(person: PersonId, room: string, id: string): Promise<PushContent | null> {
    return this.#account === null ? null : this.#calls.content(person, room, id, Date.now());
  }

  async pushed(person: PersonId, room: string, id: string, devices: string[]): Promise<void> {
    if (this.#account !== null) this.#calls.pushed(person, room, id, devices, Date.now());
  }

  async textable(person: PersonId, alerts: AlertPreferences | null): Promise<void> {
    if (this.#account === null) return;
    this.#texting.listen(person, store.isMember(this.#sql, person) ? alerts : null);
    this.#textersChanged();
  }

  async textContent(person: PersonId, room: string, id: string): ReturnType<DeskApi['textContent']> {
    return this.#account === null ? null : this.#texting.content(person, room, id, Date.now());
  }

  async texted(person: PersonId, room: string, id: string, sent: boolean): Promise<void> {
    if (this.#account !== null) this.#texting.sent(person, room, id, sent, Date.now());
  }

  async textCame(person: PersonId, id: string, text: string): ReturnType<DeskApi['textCame']> {
    if (this.#account === null) return { do: 'tell', what: 'none', chats: [] };
    const decision = this.#texting.came(person, id, text, Date.now());
    if (decision.do === 'tell' && (decision.what === 'away' || decision.what === 'back')) this.#textersChanged();
    return decision;
  }

  async textOver(person: PersonId, room: string): Promise<void> {
    if (this.#account !== null) this.#texting.over(person, room);
  }

  async opens(person: PersonId, room: string): Promise<void> {
    if (this.#account !== null) participants.opens(this.#sql, room, person);
  }

  async roomsOf(operator: PersonId): Promise<string[]> {
    return this.#account === null ? [] : rooms.roomsOf(this.#sql, operator);
  }

  async matterRooms(matter: string, expected: string[] = []): ReturnType<DeskApi['matterRooms']> {
    if (this.#account === null) return [];
    matters.expect(this.#sql, matter, expected);
    return matters.roomsOf(this.#sql, matter);
  }

  async statuses(viewer: PersonId, matter: string, before?: number): ReturnType<DeskApi['statuses']> {
    return this.#account === null ? [] : matters.statuses(this.#sql, viewer, this.#opens(viewer), matter, before);
  }

  async currentStatuses(viewer: PersonId, of: string[]): ReturnType<DeskApi['currentStatuses']> {
    if (this.#account === null) return {};
    const opens = this.#opens(viewer);
    return Object.fromEntries(
      of.flatMap((matter) => matters.statuses(this.#sql, viewer, opens, matter)[0] ?? []).map((one) => [one.matter, one]),
    );
  }

  async documents(viewer: PersonId, matter: string, before?: number): ReturnType<DeskApi['documents']> {
    if (this.#account === null) return [];
    const opens = this.#opens(viewer);
    const seen = matters.roomsOf(this.#sql, matter).filter(({ room }) => opens(room));
    return filesOf(
      this.#sql,
      seen.map(({ room }) => room),
      before,
    );
  }

  /** Whether somebody may see a room that is told here. */
  #opens(viewer: PersonId): (room: string) => boolean {
    const sight = this.#operators.sight();
    return (id) => {
      const room = rooms.findRoom(this.#sql, id);
      return room !== null && sight(viewer, room);
    };
  }

  async now(since: number, viewer: PersonId): ReturnType<DeskApi['now']> {
    if (this.#account === null) return { waiting: 0, open: 0, unanswered: 0, closed: 0, online: 0, byCategory: [] };
    const online = [...this.#operators.states().values()].filter((state) => state === 'online').length;
    return { ...rooms.figures(this.#sql, since, store.accesses(this.#sql).get(viewer)), online };
  }

  // ------------------------------------------------------------ timers

  async alarm(): Promise<void> {
    await this.#timers.run(Date.now(), (key) => this.#due(key));
    // A run that was cut off leaves sites untold without a timer.
    if (this.#timers.due('tell') === null) this.#armTelling(false);
  }

  async #due(key: string): Promise<void> {
    const [, kind, id] = /^cut:(session|operator):(.+)$/.exec(key) ?? [];
    if (key.startsWith('leave:')) {
      const person = key.slice('leave:'.length) as PersonId;
      await allOf(participants.roomsKnownTo(this.#sql, person).map((room) => this.env.ROOM.getByName(room).removePerson(person)));
    }
    if (key === 'sweep') this.#sweep(Date.now());
    if (key === 'tell') await this.#tellSites();
    if (key === 'reroute') await allOf(rooms.sitesWaiting(this.#sql).map((site) => this.env.SITE.getByName(site).reroute()));
    if (key === 'retell') await this.#retelling.run(Date.now());
    if (key === 'texts') await this.#texting.run(Date.now(), this.env.PHONE, this.#account!);
    if (key === 'hours') this.#textersChanged();
    if (key === 'calls') await this.#calls.run(Date.now(), this.env.PUSH, this.#account!);
    if (kind === 'session' && id) await this.#cutWatchers({ session: id });
    if (kind === 'operator' && id) await this.#cutWatchers({ operator: id as PersonId, stays: store.isMember(this.#sql, id as PersonId) });
  }

  /** Gives up sockets that have not answered for long (their closing is not always told), and comes again while there are any. */
  #sweep(now: number): void {
    for (const ws of openSockets(this.ctx)) {
      if (isDead(this.ctx, ws, attached<OperatorSocket>(ws).since, now)) this.#dismiss(ws, 'slow_reader');
    }
    if (openSockets(this.ctx).length > 0) this.#timers.set('sweep', now + SWEEP);
  }

  /** Tells each site who can answer, as it is when the alarm comes. One that does not answer makes the timer come again. */
  async #tellSites(): Promise<void> {
    const answering = this.#answering();
    const tell = async (site: string): Promise<void> => {
      await this.env.SITE.getByName(site).setAnswering(answering);
      store.setTold(this.#sql, site, answering);
    };
    await allOf(store.sitesToTell(this.#sql, answering).map(tell));
  }

  async #cutWatchers(of: Parameters<SiteApi['cutWatchers']>[0]): Promise<void> {
    await allOf(store.sites(this.#sql).map(({ id }) => this.env.SITE.getByName(id).cutWatchers(of)));
  }
}

/** Clients get the rooms they are in, without a look at all the others. */
const onlyOf = (person: PersonId): PersonId | undefined => (isClient(person) ? person : undefined);

/** Waits for all of them, also when one fails, and then throws the first failure. */
async function allOf(tries: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tries)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
