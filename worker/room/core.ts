import { DurableObject } from 'cloudflare:workers';
import { type Chat, NEW_CHAT, visitorChat } from '../../protocol/chat.ts';
import { type ClientRoom, clientView, comingsIn } from '../../protocol/client-room.ts';
import { type Entry, type PersonId, visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { type RoomClientFrame, type RoomCommand, type RoomServerFrame, VERSION } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Meeting } from '../../protocol/meeting.ts';
import type { SmsRoom } from '../../protocol/sms.ts';
import type { Team } from '../../protocol/team.ts';
import { roomClientFrame } from '../../protocol/validators.ts';
import { type Person, visitorRoom } from '../contracts/people.ts';
import { Meetings } from '../durable/meetings.ts';
import { GUARD, loadCursors, Outbox, saveCursors } from '../durable/outbox.ts';
import { gcra } from '../durable/rate.ts';
import { isMade } from '../durable/schema.ts';
import { accept, dismiss, openSockets, personOf, receive, refuse, send, sendError } from '../durable/sockets.ts';
import { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { maySee } from '../site/access.ts';
import { hasMeetings } from '../video/provider.ts';
import { withCallsEnd } from './call-rules.ts';
import { Calling } from './calling.ts';
import { mayIn, writingRefused } from './client-rules.ts';
import { ClientView } from './client-view.ts';
import { Company } from './company.ts';
import {
  type AnyConversation,
  type ClientConversation,
  Conversation,
  callIn,
  type Entries,
  groupOf,
  isBySms,
  isOfTeam,
  isWithClients,
  isWithVisitor,
  type SmsConversation,
  type TeamConversation,
  type VisitorConversation,
} from './conversation.ts';
import { actorOf, detailOf, onCommand } from './decide.ts';
import { Facts } from './facts.ts';
import * as files from './files.ts';
import { Mailing } from './mailing.ts';
import { newMeetingId } from './meeting-id.ts';
import { DESTINATIONS, type Destination, tell } from './news.ts';
import { Reminding } from './reminding.ts';
import { mayOpenSms } from './sms-rules.ts';
import { type Attachment, personTag, type Reader, Readers, sessionTag } from './sockets.ts';
import { meetingsOf, nameOf, newState, type VisitorState, visitorOf } from './state.ts';
import { isTeamMember } from './team-rules.ts';

type Visitor = Extract<Person, { kind: 'visitor' }>;

/** An upload that was not sent is kept this long, ms. */
export const UPLOAD_KEPT = 24 * 60 * 60_000;
/** The desk is told of typing at most this often, ms. */
const DESK_TYPING_PAUSE = 3_000;
/** With its operators in the room nobody waits for the desk: a message and its being read make one report, ms. */
const SHARED_REPORT = 1_000;

/**
 * What rooms of all kinds have in common: the kind decides who may do what, all else is the same. Numbers and stores entries, sends them to
 * everyone connected, and tells desk, site and the queues of mail and statistics from the log after the fact. Writes nothing before there is
 * something to keep.
 */
export abstract class RoomCore extends DurableObject<Env> {
  protected readonly timers = new Timers(this.ctx);
  readonly #clientView = new ClientView(this.env.SECRET, () => this.clients);
  protected readonly readers = new Readers(this.ctx, this.#clientView);
  /** Null while the room holds nothing. */
  protected conversation: AnyConversation | null = isMade(this.ctx.storage.sql) ? Conversation.open(this.ctx.storage) : null;
  protected readonly company = new Company(this.readers, () => this.conversation);
  protected readonly calling = new Calling(
    this.readers,
    this.timers,
    () => this.env,
    () => this.conversation,
    (draft) => void this.commit('system', [{ draft }]),
  );
  protected readonly meetings = new Meetings(
    () => this.ctx.storage.sql,
    this.timers,
    () => this.env,
    () => this.conversation?.state.account ?? '',
  );
  readonly #mailing = new Mailing(
    () => this.env,
    this.timers,
    () => this.clients,
  );
  readonly #reminding = new Reminding(
    this.timers,
    () => this.conversation,
    (drafts) =>
      void this.commit(
        'system',
        drafts.map((draft) => ({ draft })),
      ),
  );
  readonly #facts = new Facts();
  protected readonly newEpoch = crypto.randomUUID();
  #deskTypedAt = 0;

  protected readonly outbox = new Outbox({
    destinations: DESTINATIONS,
    head: () => this.conversation?.log.head ?? 0,
    load: () => loadCursors(this.ctx.storage.sql),
    save: (cursors) => saveCursors(this.ctx.storage.sql, cursors),
    ended: () => this.talk?.state.chat.status === 'closed',
    patience: (destination) => (destination === 'desk' && this.company.isAttended() ? SHARED_REPORT : 0),
    deliver: (destination, after) => this.#deliver(destination, after),
    arm: (due) => this.timers.wake(due),
    now: () => Date.now(),
    pause: (ms) => scheduler.wait(ms),
  });

  /** The conversation, when it is one with a visitor. */
  protected get talk(): VisitorConversation | null {
    return isWithVisitor(this.conversation) ? this.conversation : null;
  }

  /** The conversation, when it is one of colleagues. */
  protected get team(): TeamConversation | null {
    return isOfTeam(this.conversation) ? this.conversation : null;
  }

  /** The conversation, when it is by SMS. */
  protected get sms(): SmsConversation | null {
    return isBySms(this.conversation) ? this.conversation : null;
  }

  /** The conversation, when clients may be in it. */
  protected get clients(): ClientConversation | null {
    return isWithClients(this.conversation) ? this.conversation : null;
  }

  // ------------------------------------------------------------ sockets

  async fetch(request: Request): Promise<Response> {
    const person = personOf(request);
    if (person && !this.refusal(person)) await this.#opens(person);
    const refused = person ? this.refusal(person) : 'unauthorised';
    if (!person || refused) return refuse(refused ?? 'unauthorised');
    const full = () => this.readers.count(person.id) >= LIMITS.socketsPerPerson || this.readers.count() >= LIMITS.socketsPerObject;
    if (full()) this.readers.sweep(Date.now());
    if (full()) return refuse('too_many_sockets');
    const fileKey = person.kind === 'visitor' ? await files.fileKeyFor(this.env.SECRET, person, Date.now()) : null;
    const attachment: Attachment = { person, sent: null, since: Date.now(), ...(fileKey ? { fileKey } : {}) };
    const tags = [personTag(person.id), ...(person.kind === 'visitor' ? [] : [sessionTag(person.session)])];
    return accept(this.ctx, request, tags, attachment);
  }

  /**
   * When somebody's access ends, their desk says which rooms are to be told. It does not know who was brought into a room with clients a moment ago,
   * nor owners and admins who are not in it. A desk that does not answer keeps nobody out.
   */
  async #opens({ id, account }: Person): Promise<void> {
    const conversation = this.clients ?? this.sms;
    if (!conversation || conversation.members.get(id)?.told) return;
    if (isBySms(conversation) && conversation.state.sms.members.includes(id)) return;
    try {
      await this.env.DESK.getByName(account).opens(id, conversation.state.room);
    } catch (error) {
      console.error('opening not told', { error: String(error) });
    }
  }

  /** Why this person may not be here; null when they may. */
  protected refusal(person: Person): ErrorCode | null {
    const state = this.conversation?.state;
    if (state?.kind === 'client') {
      const sees = state.account === person.account && mayIn(groupOf(this.clients!), actorOf(person), 'see');
      return sees ? null : 'not_found';
    }
    if (state?.kind === 'team') return state.account === person.account && isTeamMember(state.team, person.id) ? null : 'not_found';
    if (state?.kind === 'sms') return state.account === person.account && mayOpenSms(state.sms, actorOf(person)) ? null : 'not_found';
    if (person.kind === 'operator')
      return state?.account === person.account && maySee(person.access, state.advertiser) ? null : 'not_found';
    if (person.kind !== 'visitor') return 'not_found';
    if (!state) return null;
    const { account, site, visitor, listing } = person;
    if (nameOf(state) !== visitorRoom(site, visitor, listing?.advertiser) || state.account !== account) return 'unauthorised';
    if (state.chat.erased || (state.verified && state.verified !== person.verified)) return 'unauthorised';
    return state.chat.blocked ? 'blocked' : null;
  }

  webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const frame = receive(ws, data, roomClientFrame);
    if (!frame) return;
    const cid = 'cid' in frame ? { cid: frame.cid } : {};
    try {
      const reader = this.readers.of(ws);
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
    const reader = this.readers.of(ws);
    const { person, sent } = reader;
    this.readers.forget(ws);
    this.calling.left(reader);
    this.conversation?.members.saveReads();
    if (sent === null || this.readers.present().has(person.id)) return;
    this.company.tellPresence();
    this.company.stoppedTyping(person.id);
  }

  #hello(reader: Reader, frame: Extract<RoomClientFrame, { t: 'hello' }>): void {
    const { ws, person, operator, fileKey } = reader;
    const refused = frame.v === VERSION ? this.refusal(person) : 'unknown_version';
    if (refused) {
      dismiss(ws, refused);
      this.readers.forget(ws);
      return;
    }
    const isNew = !this.readers.present().has(person.id);
    this.meet(person);
    const conversation = this.conversation;
    const { epoch = this.newEpoch } = conversation?.state ?? {};
    const head = conversation?.log.head ?? 0;
    const resumes = frame.epoch === epoch && frame.after !== undefined && frame.after <= head;
    const from = resumes ? frame.after! : (conversation?.log.behindNewest(LIMITS.tail, operator) ?? 0);
    const { verified } = this.talk?.state ?? {};
    send(ws, {
      t: 'welcome',
      v: VERSION,
      epoch,
      head,
      me: person.id,
      ...this.#stateFor(person),
      people: conversation?.peopleFor(person.id) ?? [],
      reads: this.company.reads(person.id),
      read: conversation?.members.get(person.id)?.read ?? 0,
      present: this.company.presentFor(reader),
      ...(fileKey ? { fileKey } : {}),
      ...(!this.talk && hasMeetings(this.env) ? { forwarded: true } : {}),
      ...(verified ? { verified: true } : {}),
    } satisfies RoomServerFrame);
    this.readers.begin(reader, from);
    if (conversation) this.readers.catchUp(reader, conversation);
    this.calling.greet(reader);
    if (isNew) this.company.tellPresence(ws);
  }

  /** What the room is besides its entries, as readers may know it. */
  #stateFor({
    id,
    kind,
  }: Person):
    | { sms: SmsRoom }
    | { team: Team; meetings: readonly Meeting[] }
    | { client: ClientRoom; meetings: readonly Meeting[] }
    | { chat: Chat } {
    const { state } = this.conversation ?? {};
    const operator = kind === 'operator';
    if (state?.kind === 'sms') return { sms: state.sms };
    if (state?.kind === 'team') return { team: state.team, meetings: meetingsOf(state) };
    if (state?.kind === 'client') {
      if (operator) return { client: state.client, meetings: meetingsOf(state) };
      return { client: clientView(state.client, id), meetings: this.#clientView.meetings(meetingsOf(state), id) };
    }
    const chat = state?.chat ?? NEW_CHAT;
    return { chat: operator ? chat : visitorChat(chat) };
  }

  /** Notes what is known of a person who comes. A room that holds nothing stays empty. */
  protected meet(person: Person): void {
    const conversation = this.conversation;
    if (!conversation) return;
    if (isWithClients(conversation)) {
      // An owner or admin who looks in is in the room no more than before.
      if (person.kind !== 'visitor' && conversation.members.isIn(person.id)) {
        conversation.members.meet(person.id, person.name, person.kind === 'operator' ? person.photo : undefined, 0);
      }
      return;
    }
    if (person.kind === 'operator') {
      // Whoever opens a visitor's room for the first time has not missed the chats before.
      const from = isWithVisitor(conversation) ? conversation.state.chat.openedSeq - 1 : 0;
      conversation.members.meet(person.id, person.name, person.photo, Math.max(0, from));
      return;
    }
    if (person.kind !== 'visitor' || !isWithVisitor(conversation)) return;
    const { verified, name, email, place, address } = person;
    conversation.members.meet(person.id, visitorOf(conversation.state).name ?? '', undefined, 0);
    conversation.update({
      place,
      ...(address ? { address } : {}),
      ...(verified ? { verified } : {}),
      ...(name ? { name } : {}),
      ...(email ? { email } : {}),
    });
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
      case 'signal':
        return this.calling.signal(reader, frame);
      case 'older': {
        const found = this.conversation?.log.before(frame.before, LIMITS.tail, reader.operator).map(({ entry }) => entry) ?? [];
        const seen = this.conversation ? this.readers.shown(reader, found, this.conversation) : { entries: [] };
        send(reader.ws, { t: 'older', before: frame.before, done: found.length < LIMITS.tail, ...seen } satisfies RoomServerFrame);
        return;
      }
      default:
        this.#command(reader, frame);
    }
  }

  // ------------------------------------------------------------ what is not kept

  #page(reader: Reader, page: { url: string; title: string }) {
    if (reader.person.kind !== 'visitor') return sendError(reader.ws, 'forbidden');
    const known = this.talk?.state;
    this.readers.moved(reader, page);
    if (!known || known.page?.url === page.url) return;
    const { status } = known.chat;
    if (status === 'waiting' || status === 'open') this.commit(reader.person.id, [{ draft: { kind: 'page', ...page } }]);
  }

  #typing(reader: Reader, frame: Extract<RoomClientFrame, { t: 'typing' }>): void {
    // Nothing comes of what is typed where one may not write.
    if (this.clients && writingRefused(groupOf(this.clients), actorOf(reader.person))) return;
    const now = Date.now();
    if (!this.company.typing(reader, frame, now) || reader.person.kind !== 'visitor') return;
    if (!frame.on || now - this.#deskTypedAt >= DESK_TYPING_PAUSE) this.#tellDeskTyping(reader.person, frame.on, now);
  }

  /** Lights the operators' lists before a first message is there. Nothing is lost when it does not arrive. */
  #tellDeskTyping(person: Visitor, on: boolean, now: number): void {
    this.#deskTypedAt = now;
    const { account, site, visitor, id, listing } = person;
    const seen = visitorOf(this.talk?.state ?? newState('', person));
    const told = this.env.DESK.getByName(account).typing(visitorRoom(site, visitor, listing?.advertiser), id, on, seen, site);
    this.ctx.waitUntil(told.catch((error: unknown) => console.error('typing not told', { error: String(error) })));
  }

  #read(reader: Reader, seq: number): void {
    if (!this.company.read(reader, seq)) return;
    this.timers.wake(Date.now() + GUARD);
    if (reader.person.kind !== 'visitor') this.outbox.touch('desk');
  }

  // ------------------------------------------------------------ commands

  #command(reader: Reader, command: RoomCommand) {
    const { ws, person } = reader;
    const { cid } = command;
    if (person.kind !== 'operator') {
      const paced = gcra(reader.commands, Date.now(), LIMITS.commandBurst, LIMITS.commandsPerSecond);
      if (paced === null) return sendError(ws, 'too_many', { cid });
      reader.commands = paced;
    }
    const newMeeting = () => newMeetingId(this.env.SECRET, nameOf(this.conversation!.state));
    const decision = onCommand(this.conversation, person, command, newMeeting, reader.page, () => this.calling.around(person.id));
    const refused = 'code' in decision;
    // What is refused or begins something now may have been done before. (A single entry finds out when it is written.)
    let seq = refused || decision.entries.length !== 1 ? this.conversation?.log.seqOf(person.id, cid) : null;
    if (seq == null) {
      if (refused) return sendError(ws, decision.code, { cid, ...detailOf(this.conversation, decision) });
      this.hold(person);
      seq = this.commit(person.id, decision.entries, { cid });
    }
    // Also after a repeated command: whatever kept the others from hearing of it, they hear now.
    this.readers.fanOut(this.conversation!);
    this.calling.commanded(person.id, command);
    send(ws, { t: 'ack', cid, seq } satisfies RoomServerFrame);
  }

  /** From now on the room holds something. */
  protected hold(visitor: Person | VisitorState): AnyConversation {
    if (!this.conversation) {
      const state = 'epoch' in visitor ? visitor : newState(this.newEpoch, visitor as Visitor);
      this.conversation = Conversation.begin(this.ctx.storage, state);
      this.conversation.members.meet(visitorPersonId(state.visitor), state.name ?? '', undefined, 0);
    }
    return this.conversation;
  }

  /** Writes entries and tells everybody in the room. Answers the seq of the one that answers the command, or the head. */
  protected commit(actor: PersonId, entries: Entries, { cid, offeredTo }: { cid?: string; offeredTo?: PersonId[] } = {}): number {
    const conversation = this.conversation!;
    const all = withCallsEnd(callIn(conversation), actor, entries, Date.now());
    // What is more than one entry has to be known as repeated before it is written.
    const known = all.length > entries.length && cid ? conversation.log.seqOf(actor, cid) : null;
    if (known !== null) return known;
    const committed = conversation.commit(actor, all, Date.now(), cid, offeredTo);
    if ('repeated' in committed) return committed.repeated;
    if (committed.length === 0) return conversation.log.head;
    if (entries.some(({ draft }) => draft.kind === 'erased')) this.readers.forgetEntries();
    for (const { introduces, ...stored } of committed) this.readers.note(stored, introduces);
    const answered = committed[all.findIndex(({ answers }) => answers)]?.entry.seq ?? conversation.log.head;
    this.readers.fanOut(conversation);
    this.#arm(committed.map(({ entry }) => entry));
    this.outbox.committed();
    return answered;
  }

  #arm(entries: Entry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'offered') this.timers.set('offer', entry.until);
      if (entry.kind === 'deleted' || entry.kind === 'erased') this.timers.setEarliest('files', Date.now());
      if (entry.kind === 'blocked') {
        this.readers.cut(personTag(visitorPersonId(this.talk!.state.visitor)), 'blocked');
        if (entry.until !== undefined) this.timers.set('unblock', entry.until);
      }
      this.calling.after(entry);
      if (this.talk) continue;
      this.#reminding.after(entry);
      this.#settleMeeting(entry);
      if (entry.kind === 'message' && this.clients) this.#mailing.wrote(this.clients, entry.at);
      for (const person of comingsIn(entry).go) this.readers.cut(personTag(person), 'forbidden');
      if (entry.kind === 'erased') this.readers.cutAll('not_found');
    }
  }

  /** What goes through a meeting ends with the call, for each with their being in the room. */
  #settleMeeting(entry: Entry): void {
    if (entry.kind === 'call_ended' || entry.kind === 'call_missed') this.meetings.endAll();
    const call = callIn(this.conversation!);
    if (call) for (const person of comingsIn(entry).go) this.meetings.putOut(String(call.id), person);
  }

  // ------------------------------------------------------------ after the fact

  #deliver(destination: Destination, after: number): Promise<number> {
    return tell(this.env, destination, this.conversation!, after, this.#visitorIsHere(), this.#facts, this.#mailing);
  }

  #visitorIsHere(): boolean {
    const visitor = this.talk?.state.visitor;
    return visitor !== undefined && openSockets(this.ctx, personTag(visitorPersonId(visitor))).length > 0;
  }

  async alarm(): Promise<void> {
    if (!this.conversation) return;
    await this.timers.run(Date.now(), (key) => this.#due(key));
    this.conversation.members.saveReads();
    this.readers.sweep(Date.now());
    await this.outbox.settle();
  }

  async #due(key: string): Promise<void> {
    const { state, sql } = this.conversation!;
    await this.#mailing.due(key);
    this.calling.due(key);
    this.#reminding.due(key);
    await this.meetings.due(key);
    if (key === 'offer' && state.kind === 'visitor' && state.chat.offer) {
      if (state.chat.offer.until > Date.now()) this.timers.set('offer', state.chat.offer.until);
      else this.commit('system', [{ draft: { kind: 'returned', reason: 'timeout' } }]);
    }
    if (key === 'unblock' && state.kind === 'visitor' && state.chat.block?.until !== undefined) {
      if (state.chat.block.until > Date.now()) this.timers.set('unblock', state.chat.block.until);
      else this.commit('system', [{ draft: { kind: 'unblocked' } }]);
    }
    if (key === 'files') {
      await files.collect(this.env, nameOf(state), sql, Date.now() - UPLOAD_KEPT);
      if (files.hasPending(sql)) this.timers.setEarliest('files', Date.now() + UPLOAD_KEPT);
    }
  }
}
