import { DurableObject } from 'cloudflare:workers';
import { NEW_CHAT, visitorChat } from '../../protocol/chat.ts';
import { type Entry, type FileRef, isOperator, operatorId, type PersonId, visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { type RoomClientFrame, type RoomCommand, type RoomServerFrame, VERSION } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { roomClientFrame } from '../../protocol/validators.ts';
import { type Answer, type Person, type ResolvedAction, type RoomApi, type Transcript, visitorRoom } from '../contracts.ts';
import { GUARD, Outbox } from '../durable/outbox.ts';
import { gcra } from '../durable/rate.ts';
import { isMade } from '../durable/schema.ts';
import { accept, dismiss, openSockets, personOf, receive, refuse, send, sendError } from '../durable/sockets.ts';
import { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { signFileKey } from '../files/file-key.ts';
import { deleteFile } from '../files/store.ts';
import { Conversation, type Entries } from './conversation.ts';
import * as files from './files.ts';
import { deskReport, mailJobs, unreadOf } from './news.ts';
import {
  type Actor,
  type Decision,
  decideAction,
  decideChange,
  decideCommand,
  decideInvitation,
  decideRemoval,
  type Facts,
} from './rules.ts';
import { type Attachment, personTag, type Reader, Readers, sessionTag } from './sockets.ts';
import { newState, type RoomState, visitorOf } from './state.ts';
import { transcriptOf } from './transcript.ts';

type Visitor = Extract<Person, { kind: 'visitor' }>;
type Operator = Extract<Person, { kind: 'operator' }>;

const DESTINATIONS = ['desk', 'site', 'mail'] as const;
/** An upload that was not sent is kept this long, ms. */
const UPLOAD_KEPT = 24 * 60 * 60_000;
/** Typing is passed on to a person's others at most this often, and to the desk, ms. */
const TYPING_PAUSE = 500;
const DESK_TYPING_PAUSE = 3_000;
/** With its operators in the room nobody waits for the desk: a message and its being read make one report, ms. */
const SHARED_REPORT = 1_000;

/**
 * One conversation with one visitor. Numbers and stores its entries, sends them to everyone connected, and tells desk, site and mail
 * queue from the log after the fact. Writes nothing before there is something to keep.
 */
export class Room extends DurableObject<Env> implements RoomApi {
  readonly #timers = new Timers(this.ctx);
  readonly #readers = new Readers(this.ctx);
  /** Null while the room holds nothing. */
  #conversation: Conversation | null = isMade(this.ctx.storage.sql) ? new Conversation(this.ctx.storage) : null;
  readonly #newEpoch = crypto.randomUUID();
  #deskTypedAt = 0;

  readonly #outbox = new Outbox({
    destinations: DESTINATIONS,
    head: () => this.#conversation?.log.head ?? 0,
    load: () => JSON.parse(this.ctx.storage.sql.exec<{ json: string }>('SELECT json FROM cursor').toArray()[0]?.json ?? '{}'),
    save: (cursors) => {
      const statement = 'INSERT INTO cursor (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = ?1';
      this.ctx.storage.sql.exec(statement, JSON.stringify(cursors));
    },
    ended: () => this.#conversation?.state.chat.status === 'closed',
    patience: (destination) => (destination === 'desk' && this.#isAttended() ? SHARED_REPORT : 0),
    deliver: (destination, after) => this.#deliver(destination, after),
    arm: (due) => this.#timers.wake(due),
    now: () => Date.now(),
    pause: (ms) => scheduler.wait(ms),
  });

  // ------------------------------------------------------------ sockets

  async fetch(request: Request): Promise<Response> {
    const person = personOf(request);
    const refused = person ? this.#refusal(person) : 'unauthorised';
    if (!person || refused) return refuse(refused ?? 'unauthorised');
    const full = () => this.#readers.count(person.id) >= LIMITS.socketsPerPerson || this.#readers.count() >= LIMITS.socketsPerObject;
    if (full()) this.#readers.sweep(Date.now());
    if (full()) return refuse('too_many_sockets');
    const fileKey = person.kind === 'visitor' ? await this.#fileKey(person) : null;
    const attachment: Attachment = { person, sent: null, since: Date.now(), ...(fileKey ? { fileKey } : {}) };
    const tags = [personTag(person.id), ...(person.kind === 'operator' ? [sessionTag(person.session)] : [])];
    return accept(this.ctx, request, tags, attachment);
  }

  #fileKey({ id: sub, account, site, visitor, verified }: Visitor): Promise<string> {
    const claims = { sub, room: visitorRoom(site, visitor), account, site, visitor, ...(verified ? { verified } : {}) };
    return signFileKey(this.env.SECRET, claims, Date.now());
  }

  /** Why this person may not be here; null when they may. */
  #refusal(person: Person): ErrorCode | null {
    const state = this.#conversation?.state;
    if (person.kind === 'operator') return state?.account === person.account ? null : 'not_found';
    if (!state) return null;
    if (state.account !== person.account || state.site !== person.site || state.visitor !== person.visitor) return 'unauthorised';
    if (state.verified && state.verified !== person.verified) return 'unauthorised';
    return state.chat.blocked ? 'blocked' : null;
  }

  webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, roomClientFrame);
    if (!frame) return;
    const cid = 'cid' in frame ? { cid: frame.cid } : {};
    try {
      const reader = this.#readers.of(ws);
      if (frame.t === 'hello') this.#hello(reader, frame);
      else if (reader.sent === null) sendError(ws, 'hello_first', cid);
      else this.#frame(reader, frame);
    } catch (error) {
      console.error('frame failed', { frame: frame.t, error: String(error) });
      sendError(ws, 'internal', cid);
    }
  }

  webSocketClose(ws: WebSocket): void {
    this.#left(ws);
  }

  webSocketError(ws: WebSocket): void {
    this.#left(ws);
  }

  #left(ws: WebSocket): void {
    const { person, sent } = this.#readers.of(ws);
    this.#readers.forget(ws);
    this.#conversation?.members.saveReads();
    if (sent === null || this.#readers.present().has(person.id)) return;
    this.#tellPresence();
    this.#readers.tell({ t: 'typing', by: person.id, on: false }, ({ operator }) => operator || this.#isKnown(person.id));
  }

  #hello(reader: Reader, frame: Extract<RoomClientFrame, { t: 'hello' }>): void {
    const { ws, person, operator, fileKey } = reader;
    const refused = frame.v === VERSION ? this.#refusal(person) : 'unknown_version';
    if (refused) {
      dismiss(ws, refused);
      this.#readers.forget(ws);
      return;
    }
    const isNew = !this.#readers.present().has(person.id);
    this.#meet(person);
    const conversation = this.#conversation;
    const { epoch = this.#newEpoch, chat = NEW_CHAT, verified } = conversation?.state ?? {};
    const head = conversation?.log.head ?? 0;
    const resumes = frame.epoch === epoch && frame.after !== undefined && frame.after <= head;
    const from = resumes ? frame.after! : this.#tail(operator);
    send(ws, {
      t: 'welcome',
      v: VERSION,
      epoch,
      head,
      me: person.id,
      chat: operator ? chat : visitorChat(chat),
      people: conversation?.members.visibleTo(operator) ?? [],
      reads: this.#reads(person.id),
      read: conversation?.members.get(person.id)?.read ?? 0,
      present: this.#presentFor(reader),
      ...(fileKey ? { fileKey } : {}),
      ...(verified ? { verified: true } : {}),
    } satisfies RoomServerFrame);
    this.#readers.begin(reader, from);
    if (conversation) this.#readers.catchUp(reader, conversation.log);
    if (isNew) this.#tellPresence(ws);
  }

  /** The seq behind which the newest entries begin that a reader gets who asked for no place. */
  #tail(operator: boolean): number {
    const entries = this.#conversation?.log.before(Number.MAX_SAFE_INTEGER, LIMITS.tail, operator) ?? [];
    return entries.length < LIMITS.tail ? 0 : entries[0]!.entry.seq - 1;
  }

  /** Notes what is known of a person who comes. A room that holds nothing stays empty. */
  #meet(person: Person): void {
    const conversation = this.#conversation;
    if (!conversation) return;
    if (person.kind === 'operator') {
      conversation.members.meet(person.id, person.name, person.photo, Math.max(0, conversation.state.chat.openedSeq - 1));
      return;
    }
    const { verified, name, email, place } = person;
    conversation.members.meet(person.id, visitorOf(conversation.state).name ?? '', undefined, 0);
    conversation.update({ place, ...(verified ? { verified } : {}), ...(name ? { name } : {}), ...(email ? { email } : {}) });
  }

  /** Whether the visitor may know of this person. */
  #isKnown(person: PersonId): boolean {
    return !isOperator(person) || (this.#conversation?.members.get(person)?.part ?? false);
  }

  #reads(me: PersonId): Record<string, number> {
    const others = this.#conversation?.members.all().filter(({ id }) => id !== me) ?? [];
    return isOperator(me) ? Object.fromEntries(others.map(({ id, read }) => [id, read])) : { operators: this.#operatorsRead() };
  }

  /** Whether everyone whose chat it is sees it anyway. */
  #isAttended(): boolean {
    const chat = this.#conversation?.state.chat;
    if (chat?.status !== 'open' || chat.owner === null || chat.offer) return false;
    const present = this.#readers.present();
    return [chat.owner, ...chat.helpers].every((id) => present.has(id));
  }

  /** The furthest any operator has read: all that a visitor learns of it. */
  #operatorsRead(): number {
    return Math.max(0, ...(this.#conversation?.members.operators().map(({ read }) => read) ?? []));
  }

  #presentFor({ ws, person, operator }: Reader): PersonId[] {
    const present = [...this.#readers.present(ws)].filter((id) => id !== person.id);
    return operator ? present : present.filter((id) => this.#isKnown(id));
  }

  #tellPresence(except?: WebSocket): void {
    for (const reader of this.#readers.greeted()) {
      if (reader.ws !== except) send(reader.ws, { t: 'present', people: this.#presentFor(reader) } satisfies RoomServerFrame);
    }
  }

  #frame(reader: Reader, frame: Exclude<RoomClientFrame, { t: 'hello' }>) {
    switch (frame.t) {
      case 'page':
        return this.#page(reader, { url: frame.url, title: frame.title });
      case 'typing':
        return this.#typing(reader, frame);
      case 'read':
        return this.#read(reader, frame.seq);
      case 'got':
        reader.got = Math.max(reader.got, Math.min(frame.seq, reader.sent ?? 0));
        return;
      case 'older': {
        const found = this.#conversation?.log.before(frame.before, LIMITS.tail, reader.operator) ?? [];
        const entries = found.map(({ entry }) => entry);
        send(reader.ws, { t: 'older', before: frame.before, entries, done: entries.length < LIMITS.tail } satisfies RoomServerFrame);
        return;
      }
      default:
        this.#command(reader, frame);
    }
  }

  // ------------------------------------------------------------ what is not kept

  #page(reader: Reader, page: { url: string; title: string }) {
    if (reader.operator) return sendError(reader.ws, 'forbidden');
    const known = this.#conversation?.state;
    this.#readers.moved(reader, page);
    if (!known || known.page?.url === page.url) return;
    const { status } = known.chat;
    if (status === 'waiting' || status === 'open') this.#commit(reader.person.id, [{ draft: { kind: 'page', ...page } }]);
  }

  #typing(reader: Reader, { on, draft }: Extract<RoomClientFrame, { t: 'typing' }>): void {
    const { person, operator } = reader;
    const now = Date.now();
    const state = this.#conversation?.state;
    if (on && now - reader.typedAt < TYPING_PAUSE) return;
    reader.typedAt = on ? now : 0;
    if (operator) {
      const shown = this.#isKnown(person.id);
      this.#readers.tell({ t: 'typing', by: person.id, on }, (other) => other.person.id !== person.id && (other.operator || shown));
      return;
    }
    if (state?.chat.blocked) return;
    const owner = state?.chat.status === 'closed' ? null : (state?.chat.owner ?? null);
    const seen = draft === undefined ? {} : { draft };
    this.#readers.tell({ t: 'typing', by: person.id, on, ...seen }, (other) => other.person.id === owner);
    this.#readers.tell({ t: 'typing', by: person.id, on }, (other) => other.operator && other.person.id !== owner);
    if (owner === null && (!on || now - this.#deskTypedAt >= DESK_TYPING_PAUSE)) this.#tellDeskTyping(person as Visitor, on, now);
  }

  /** Lights the operators' lists before a first message is there. Nothing is lost when it does not arrive. */
  #tellDeskTyping(person: Visitor, on: boolean, now: number): void {
    this.#deskTypedAt = now;
    const { account, site, visitor, id } = person;
    const seen = visitorOf(this.#conversation?.state ?? newState('', person));
    const told = this.env.DESK.getByName(account).typing(visitorRoom(site, visitor), id, on, seen, site);
    this.ctx.waitUntil(told.catch((error: unknown) => console.error('typing not told', { error: String(error) })));
  }

  #read({ person, operator }: Reader, seq: number): void {
    const conversation = this.#conversation;
    if (!conversation) return;
    const before = this.#operatorsRead();
    const upto = Math.min(seq, conversation.log.head);
    if (!conversation.members.read(person.id, upto)) return;
    this.#timers.wake(Date.now() + GUARD);
    this.#readers.tell({ t: 'read', by: person.id, seq: upto }, (other) => other.operator && other.person.id !== person.id);
    if (!operator) return;
    if (upto > before) this.#readers.tell({ t: 'read', by: 'operators', seq: upto }, (other) => !other.operator);
    this.#outbox.touch('desk');
  }

  // ------------------------------------------------------------ commands

  #command(reader: Reader, command: RoomCommand) {
    const { ws, person } = reader;
    const { cid } = command;
    const answered = this.#conversation?.log.seqOf(person.id, cid);
    if (answered != null) return this.#ack(ws, cid, answered);
    if (person.kind === 'visitor') {
      const paced = gcra(reader.commands, Date.now(), LIMITS.commandBurst, LIMITS.commandsPerSecond);
      if (paced === null) return sendError(ws, 'too_many', { cid });
      reader.commands = paced;
    }
    const decision = this.#decide(reader, command);
    if ('code' in decision) return sendError(ws, decision.code, { cid, ...this.#detail(decision) });
    this.#hold(person);
    const seq = this.#commit(person.id, decision.entries, { cid, before: (stored) => this.#ack(ws, cid, stored) });
    if (decision.entries.length === 0) this.#ack(ws, cid, seq);
  }

  #ack(ws: WebSocket, cid: string, seq: number): void {
    send(ws, { t: 'ack', cid, seq } satisfies RoomServerFrame);
  }

  #decide(reader: Reader, command: RoomCommand): Decision {
    const chat = this.#conversation?.state.chat ?? NEW_CHAT;
    const actor = actorOf(reader.person);
    if (command.t === 'edit' || command.t === 'delete') {
      return decideChange(chat, actor, command, this.#conversation?.log.get(command.of) ?? null);
    }
    if (command.t === 'transcript' && this.#transcriptsAsked(chat.openedSeq) >= LIMITS.transcriptsPerChat) return { code: 'too_many' };
    const sent: FileRef[] = [];
    for (const id of command.t === 'send' ? (command.files ?? []) : []) {
      const found = this.#conversation && files.fileOf(this.#conversation.sql, id);
      if (found?.state !== 'pending' || found.by !== actor.id) return { code: 'unknown_file' };
      sent.push(found.file);
    }
    return decideCommand(chat, actor, command, sent, this.#facts(reader.page));
  }

  #transcriptsAsked(from: number): number {
    const entries = this.#conversation?.log.after(from, Number.MAX_SAFE_INTEGER) ?? [];
    return entries.filter(({ entry }) => entry.kind === 'transcript').length;
  }

  #facts(page = this.#conversation?.state.page): Facts {
    return { now: Date.now(), offeredTo: this.#conversation?.state.offeredTo ?? [], ...(page ? { page } : {}) };
  }

  /** The name of the owner a refusal is about. */
  #detail({ detail, owner }: Extract<Decision, { code: unknown }>): { detail?: string } {
    const name = detail ?? (owner && this.#conversation?.members.get(owner)?.name);
    return name ? { detail: name } : {};
  }

  /** From now on the room holds something. */
  #hold(visitor: Person | RoomState): Conversation {
    if (!this.#conversation) {
      const state = 'epoch' in visitor ? visitor : newState(this.#newEpoch, visitor as Visitor);
      this.#conversation = Conversation.begin(this.ctx.storage, state);
      this.#conversation.members.meet(visitorPersonId(state.visitor), state.name ?? '', undefined, 0);
    }
    return this.#conversation;
  }

  /** Writes entries and tells everybody. `before` the others hear, it is called with the seq that answers. Answers that seq, or the head. */
  #commit(
    actor: PersonId,
    entries: Entries,
    { cid, before, offeredTo }: { cid?: string; before?: (seq: number) => void; offeredTo?: PersonId[] } = {},
  ): number {
    const conversation = this.#conversation!;
    const committed = conversation.commit(actor, entries, Date.now(), cid, offeredTo);
    if (committed.length === 0) return conversation.log.head;
    for (const { introduces, ...stored } of committed) this.#readers.note(stored, introduces);
    const answered = committed[entries.findIndex(({ answers }) => answers)]?.entry.seq ?? conversation.log.head;
    before?.(answered);
    this.#readers.fanOut(conversation.log);
    this.#arm(committed.map(({ entry }) => entry));
    this.#outbox.committed();
    return answered;
  }

  #arm(entries: Entry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'offered') this.#timers.set('offer', entry.until);
      if (entry.kind === 'deleted') this.#timers.setEarliest('files', Date.now());
      if (entry.kind === 'blocked') this.#readers.cut(personTag(visitorPersonId(this.#conversation!.state.visitor)), 'blocked');
    }
  }

  // ------------------------------------------------------------ from the Worker and the site

  async act(person: Person, action: ResolvedAction): Promise<Answer<{ seq: number }>> {
    const conversation = this.#conversation;
    if (!conversation || person.kind !== 'operator' || this.#refusal(person)) return { ok: false, code: 'not_found' };
    const decision = decideAction(conversation.state.chat, actorOf(person), action, this.#facts());
    if ('code' in decision) return { ok: false, code: decision.code, ...this.#detail(decision) };
    this.#meet(person);
    if (action.kind === 'invite' && !conversation.members.get(action.operator)) {
      conversation.members.meet(action.operator, action.name, undefined, Math.max(0, conversation.state.chat.openedSeq - 1));
    }
    const offeredTo = action.kind === 'transfer' && 'group' in action.to ? action.to.members.filter((id) => id !== person.id) : [];
    return { ok: true, seq: this.#commit(person.id, decision.entries, { offeredTo }) };
  }

  async invite(person: Person, target: Parameters<RoomApi['invite']>[1], cid: string, text: string): Promise<Answer<{ seq: number }>> {
    if (person.kind !== 'operator' || (this.#conversation && this.#refusal(person))) return { ok: false, code: 'not_found' };
    const repeated = this.#conversation?.log.seqOf(person.id, cid);
    if (repeated != null) return { ok: true, seq: repeated };
    const decision = decideInvitation(this.#conversation?.state.chat ?? NEW_CHAT, actorOf(person), text, target.page);
    if ('code' in decision) return { ok: false, code: decision.code, ...this.#detail(decision) };
    this.#hold(newState(this.#newEpoch, { account: person.account, ...target }));
    this.#meet(person);
    return { ok: true, seq: this.#commit(person.id, decision.entries, { cid }) };
  }

  async unanswered(episode: number): Promise<void> {
    const chat = this.#conversation?.state.chat;
    if (chat?.status !== 'waiting' || chat.episode !== episode) return;
    this.#commit('system', [{ draft: { kind: 'unanswered' } }]);
  }

  async removeOperator(user: string): Promise<void> {
    const id = operatorId(user);
    const decision = decideRemoval(this.#conversation?.state.chat ?? NEW_CHAT, id);
    if ('entries' in decision && decision.entries.length > 0) this.#commit(id, decision.entries);
    this.#readers.cut(personTag(id), 'forbidden');
    this.#tellPresence();
  }

  async endSession(session: string): Promise<void> {
    this.#readers.cut(sessionTag(session), 'unauthorised');
    this.#tellPresence();
  }

  async addFile(person: Person, file: FileRef): Promise<Answer<object>> {
    const refused = this.#refusal(person);
    if (refused) return { ok: false, code: refused };
    const { sql } = this.#hold(person);
    files.addFile(sql, person.id, file, Date.now());
    this.#timers.setEarliest('files', Date.now() + UPLOAD_KEPT);
    return { ok: true };
  }

  async file(person: Person, id: string): Promise<Answer<{ file: FileRef }>> {
    const refused = this.#refusal(person);
    if (refused) return { ok: false, code: refused };
    const found = this.#conversation && files.fileOf(this.#conversation.sql, id);
    if (!found || found.state === 'deleted' || (found.state === 'pending' && found.by !== person.id)) {
      return { ok: false, code: 'not_found' };
    }
    return { ok: true, file: found.file };
  }

  async transcript(episode: number): Promise<Transcript | null> {
    const conversation = this.#conversation;
    if (!conversation) return null;
    const { state, log, members } = conversation;
    const entries = log.episode(episode).flatMap(({ entry, hidden }) => (hidden ? [] : [entry]));
    const nameOf = (person: PersonId) => (isOperator(person) ? members.get(person)?.name : visitorOf(state).name) ?? '';
    return transcriptOf(state, episode, entries, nameOf);
  }

  async entry(seq: number): Promise<{ entry: Entry; episode: number } | null> {
    const log = this.#conversation?.log;
    const found = log?.get(seq);
    return log && found ? { entry: found.entry, episode: log.episodeAt(seq)?.episode ?? 0 } : null;
  }

  async unread(visitor: PersonId): ReturnType<RoomApi['unread']> {
    const conversation = this.#conversation;
    return conversation && visitor === visitorPersonId(conversation.state.visitor) ? unreadOf(conversation) : { count: 0 };
  }

  async bind(verified: string): Promise<void> {
    const conversation = this.#conversation;
    if (!conversation || conversation.state.verified) return;
    conversation.update({ verified });
    // The browser of the anonymous visitor comes back with the verified token.
    this.#readers.cut(personTag(visitorPersonId(conversation.state.visitor)), 'unauthorised');
  }

  // ------------------------------------------------------------ after the fact

  async #deliver(destination: (typeof DESTINATIONS)[number], after: number): Promise<number> {
    const conversation = this.#conversation!;
    if (destination === 'desk') {
      const { seq } = await this.env.DESK.getByName(conversation.state.account).report(deskReport(conversation, after));
      return seq;
    }
    const entries = conversation.log.after(after, LIMITS.page).map(({ entry }) => entry);
    if (destination === 'site') await this.#tellSite(conversation, entries);
    else {
      const jobs = mailJobs(conversation, entries, this.#visitorIsHere());
      if (jobs.length > 0) await this.env.MAIL.sendBatch(jobs.slice(0, 100).map((body) => ({ body })));
    }
    return entries.at(-1)?.seq ?? after;
  }

  async #tellSite({ state }: Conversation, entries: Entry[]): Promise<void> {
    const { chat, visitor, site } = state;
    const room = visitorRoom(site, visitor);
    const has = (...kinds: Entry['kind'][]) => entries.some(({ kind }) => kinds.includes(kind));
    const object = this.env.SITE.getByName(site);
    if (has('opened', 'taken', 'released', 'closed', 'unanswered', 'form')) {
      if (chat.status === 'waiting') await object.waiting(room, chat.episode, chat.since);
      else await object.settled(room, chat.episode);
    }
    if (has('blocked', 'unblocked')) await object.setBlocked(visitor, chat.blocked);
    if (!this.#visitorIsHere() && entries.some(({ kind, by }) => kind === 'message' && isOperator(by))) {
      await object.notify(visitor, unreadOf(this.#conversation!));
    }
  }

  #visitorIsHere(): boolean {
    return openSockets(this.ctx, personTag(visitorPersonId(this.#conversation!.state.visitor))).length > 0;
  }

  async alarm(): Promise<void> {
    if (!this.#conversation) return;
    await this.#timers.run(Date.now(), (key) => this.#due(key));
    this.#conversation.members.saveReads();
    this.#readers.sweep(Date.now());
    await this.#outbox.settle();
  }

  async #due(key: string): Promise<void> {
    const { state, sql } = this.#conversation!;
    if (key === 'offer' && state.chat.offer) {
      if (state.chat.offer.until > Date.now()) this.#timers.set('offer', state.chat.offer.until);
      else this.#commit('system', [{ draft: { kind: 'returned', reason: 'timeout' } }]);
    }
    if (key === 'files') {
      for (const id of files.unreachable(sql, Date.now() - UPLOAD_KEPT)) {
        await deleteFile(this.env, visitorRoom(state.site, state.visitor), id);
        files.dropFile(sql, id);
      }
      if (files.hasPending(sql)) this.#timers.setEarliest('files', Date.now() + UPLOAD_KEPT);
    }
  }
}

const actorOf = (person: Visitor | Operator): Actor => ({ id: person.id, ...(person.kind === 'operator' ? { role: person.role } : {}) });
