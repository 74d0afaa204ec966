/**
 * A room's sockets. Every reader is sent what lies between the end of the last range it was sent and the head of the log: never the entry
 * at hand. So whatever a failure left out goes along with the next event.
 */
import type { Entry, Page, PersonId } from '../../protocol/entries.ts';
import type { RoomPerson, RoomServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Person } from '../contracts/people.ts';
import { attach, attached, dismiss, isDead, openSockets, send, sendText } from '../durable/sockets.ts';
import { type ClientView, concerns } from './client-view.ts';
import type { Conversation } from './conversation.ts';
import type { Stored } from './log.ts';

/** What hibernates with a socket. `sent` may lag behind what was sent: the reader drops what it has. */
export interface Attachment {
  person: Person;
  fileKey?: string;
  /** Null before hello. */
  sent: number | null;
  /** When it was opened, ms. */
  since: number;
  /** Where a visitor is. */
  page?: Page;
  /** The call that this socket is in, and the end of it that it is. */
  call?: number;
  leg?: string;
}

/** What is known of a socket while the object is awake. `sent`: end of the last range sent. */
export interface Reader extends Attachment {
  ws: WebSocket;
  operator: boolean;
  saved: number | null;
  /** Up to where the reader said it holds everything; counted from what it was sent first on this instance. */
  got: number;
  commands: number;
  signals: number;
  typedAt: number;
}

/** The attachment is written again after this many entries. */
const SAVE_EVERY = 32;
/** Hidden entries after which a visitor is sent a range with nothing in it. */
const HIDDEN_RANGE = 100;
/** Entries kept in memory for fan-out. */
const RECENT = 64;

/** An entry at hand, and as JSON; `about` clients to whom it reads otherwise than to the rest. */
interface Recent extends Stored {
  json: string;
  about: readonly PersonId[];
  introduces?: RoomPerson[];
}

/** Close code "service restart" (https://www.iana.org/assignments/websocket/websocket.xml#close-code-number). */
const RESTART = 1012;

export const personTag = (person: PersonId): string => `person:${person}`;
export const sessionTag = (session: string): string => `session:${session}`;

export class Readers {
  readonly #ctx: DurableObjectState;
  readonly #readers = new Map<WebSocket, Reader>();
  /** The newest entries since this instance woke. */
  readonly #recent: Recent[] = [];
  readonly #clientView: ClientView;

  constructor(ctx: DurableObjectState, clientView: ClientView) {
    this.#ctx = ctx;
    this.#clientView = clientView;
    for (const ws of openSockets(ctx)) this.of(ws);
  }

  of(ws: WebSocket): Reader {
    let reader = this.#readers.get(ws);
    if (!reader) {
      const kept = attached<Attachment>(ws);
      const { sent } = kept;
      reader = { ...kept, ws, operator: kept.person.kind === 'operator', saved: sent, got: sent ?? 0, commands: 0, signals: 0, typedAt: 0 };
      this.#readers.set(ws, reader);
    }
    return reader;
  }

  /** Open sockets that have said hello. */
  greeted(): Reader[] {
    return [...this.#readers.values()].filter(({ ws, sent }) => sent !== null && ws.readyState === WebSocket.OPEN);
  }

  count(person?: PersonId): number {
    return openSockets(this.#ctx, person && personTag(person)).length;
  }

  /** People with an open socket, greeted. */
  present(except?: WebSocket): Set<PersonId> {
    return new Set(
      this.greeted()
        .filter(({ ws }) => ws !== except)
        .map(({ person }) => person.id),
    );
  }

  /** Whose sockets were opened in a session. */
  ofSession(session: string): Set<PersonId> {
    return new Set(openSockets(this.#ctx, sessionTag(session)).map((ws) => this.of(ws).person.id));
  }

  forget(ws: WebSocket): void {
    this.#readers.delete(ws);
  }

  cut(tag: string, code: 'unauthorised' | 'forbidden' | 'blocked'): void {
    for (const ws of openSockets(this.#ctx, tag)) {
      dismiss(ws, code);
      this.forget(ws);
    }
  }

  /** Ends sockets as a lost line does: their clients come back at once, as what they are by then. */
  reconnect(tag: string): void {
    for (const ws of openSockets(this.#ctx, tag)) {
      ws.close(RESTART);
      this.forget(ws);
    }
  }

  cutAll(code: 'not_found'): void {
    for (const ws of openSockets(this.#ctx)) {
      dismiss(ws, code);
      this.forget(ws);
    }
  }

  /** A range begins for this reader: it is sent everything after `seq` from now on. */
  begin(reader: Reader, seq: number): void {
    reader.sent = seq;
    reader.got = seq;
    this.#save(reader);
  }

  /** The visitor is on this page now. */
  moved(reader: Reader, page: Page): void {
    reader.page = page;
    this.#save(reader);
  }

  /** This socket is in a call, as this end of it. */
  entersCall(reader: Reader, call: number, leg: string): void {
    reader.call = call;
    reader.leg = leg;
    this.#save(reader);
  }

  leavesCall(reader: Reader): void {
    delete reader.call;
    delete reader.leg;
    this.#save(reader);
  }

  /** Gives up sockets that have not answered for long: their closing is not always told. */
  sweep(now: number): void {
    for (const { ws, since } of this.#readers.values()) {
      if (!isDead(this.#ctx, ws, since, now)) continue;
      dismiss(ws, 'slow_reader');
      this.forget(ws);
    }
  }

  /** Keeps an entry at hand for the fan-out that follows. `introduces` people of whom readers may not know yet. */
  note({ entry, hidden }: Stored, introduces?: RoomPerson[]): void {
    this.#recent.push({ entry, hidden, json: JSON.stringify(entry), about: concerns(entry), ...(introduces ? { introduces } : {}) });
    if (this.#recent.length > RECENT) this.#recent.shift();
  }

  /** What was at hand is not to be sent any more: readers get what the log holds now. */
  forgetEntries(): void {
    this.#recent.length = 0;
  }

  /** Sends every reader what it has not been sent. */
  fanOut(conversation: Conversation): void {
    const { log } = conversation;
    // Readers at the same place get the same text, made once for operators and once for visitors or clients; a client gets one alone where it is about them.
    const texts = new Map<string, string | null>();
    for (const reader of this.#readers.values()) {
      if (reader.sent === null || reader.sent >= log.head) continue;
      const { sent, operator } = reader;
      const me = this.#isAlone(reader, sent) ? reader.person.id : null;
      const key = `${operator ? 'o' : 'v'}${sent} ${me}`;
      let text = texts.get(key);
      if (text === undefined) {
        text = reader.person.kind === 'client' ? this.#clientRange(sent, log.head, me) : this.#recentRange(sent, log.head, operator);
        texts.set(key, text);
      }
      if (text === null) this.catchUp(reader, conversation);
      else if (text !== '') this.#sendRange(reader, text, log.head);
    }
  }

  /** Sends one reader everything it has not been sent, in pages. */
  catchUp(reader: Reader, conversation: Conversation): void {
    const { log } = conversation;
    while (reader.sent !== null && reader.sent < log.head) {
      const page = log.after(reader.sent, LIMITS.page);
      const upto = page.at(-1)?.entry.seq ?? log.head;
      const found = page.filter(({ hidden }) => reader.operator || !hidden).map(({ entry }) => entry);
      const frame: RoomServerFrame = { t: 'log', after: reader.sent, upto, ...this.shown(reader, found, conversation) };
      this.#sendRange(reader, JSON.stringify(frame), upto);
    }
  }

  /** Entries as this reader gets them, and whom those name. */
  shown({ person }: Reader, entries: Entry[], conversation: Conversation): { entries: Entry[]; people?: RoomPerson[] } {
    const seen = person.kind === 'client' ? entries.map((entry) => this.#clientView.entry(entry, person.id)) : entries;
    const people = person.kind === 'client' ? this.#clientView.people(seen) : conversation.peopleIn(seen);
    return { entries: seen, ...(people.length > 0 ? { people } : {}) };
  }

  /** Whether what is at hand after `after` is another text to this client than to all others. */
  #isAlone({ person }: Reader, after: number): boolean {
    if (person.kind !== 'client') return false;
    // From the newest: a reader is rarely behind by more than one.
    for (let at = this.#recent.length - 1; at >= 0 && this.#recent[at]!.entry.seq > after; at--) {
      if (this.#recent[at]!.about.includes(person.id)) return true;
    }
    return false;
  }

  /** What is at hand of (after, head]: null when it is not all there, empty when there is nothing to send yet. */
  #atHand(after: number, head: number, operator: boolean): Recent[] | '' | null {
    if (head - after > LIMITS.page || (this.#recent[0]?.entry.seq ?? Number.POSITIVE_INFINITY) > after + 1) return null;
    const range = this.#recent.filter(({ entry, hidden }) => entry.seq > after && (operator || !hidden));
    return range.length === 0 && head - after < HIDDEN_RANGE ? '' : range;
  }

  /** The frame for (after, head] from what is at hand, as clients get it; `me` where it is about one of them. */
  #clientRange(after: number, upto: number, me: PersonId | null): string | null {
    const range = this.#atHand(after, upto, false);
    if (!range) return range;
    const entries = range.map(({ entry }) => this.#clientView.entry(entry, me));
    const people = this.#clientView.people(entries);
    return JSON.stringify({ t: 'log', after, upto, entries, ...(people.length > 0 ? { people } : {}) } satisfies RoomServerFrame);
  }

  /** The frame for (after, head] from what is at hand, as operators or a visitor get it. */
  #recentRange(after: number, head: number, operator: boolean): string | null {
    const range = this.#atHand(after, head, operator);
    if (!range) return range;
    const people = range.flatMap(({ introduces }) => introduces ?? []);
    const tail = people.length > 0 ? `,"people":${JSON.stringify(people)}}` : '}';
    return `{"t":"log","after":${after},"upto":${head},"entries":[${range.map(({ json }) => json).join(',')}]${tail}`;
  }

  #sendRange(reader: Reader, text: string, upto: number): void {
    if (upto - reader.got > LIMITS.owed) {
      dismiss(reader.ws, 'slow_reader');
      this.forget(reader.ws);
      reader.sent = null;
      return;
    }
    sendText(reader.ws, text);
    reader.sent = upto;
    if (upto - (reader.saved ?? 0) >= SAVE_EVERY) this.#save(reader);
  }

  #save(reader: Reader): void {
    const { ws, person, fileKey, sent, since, page, call, leg } = reader;
    const known = { ...(fileKey ? { fileKey } : {}), ...(page ? { page } : {}), ...(call && leg ? { call, leg } : {}) };
    attach<Attachment>(ws, { person, sent, since, ...known });
    reader.saved = sent;
  }

  /** Sends something that is not kept to those it is for. */
  tell(frame: RoomServerFrame, to: (reader: Reader) => boolean): void {
    for (const reader of this.greeted()) if (to(reader)) send(reader.ws, frame);
  }
}
