/**
 * The call of a room while it is on: passes signals between those in it, knows who is in it, and ends it when they are gone for good. Only the log says
 * that there is one; who is in it are the sockets that said so, and who was there a moment ago.
 */
import { type Call, endOf, isInCall, RINGS, type SignalFrame } from '../../protocol/call.ts';
import { comingsIn } from '../../protocol/client-room.ts';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand, RoomPerson, RoomServerFrame } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { gcra } from '../durable/rate.ts';
import { send, sendError } from '../durable/sockets.ts';
import type { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { hasMeetings } from '../video/provider.ts';
import { type Callers, full, GONE_FOR, isFull } from './call-rules.ts';
import { type AnyConversation, callIn, isWithVisitor } from './conversation.ts';
import { shown } from './members.ts';
import type { Reader, Readers } from './sockets.ts';

/** Sockets whose end nobody told are looked for this often while a call is on, ms. */
const LOOKS_EVERY = 60_000;
const GONE = 'gone:';
const gone = (person: string): string => GONE + person;

export class Calling {
  readonly #readers: Readers;
  readonly #timers: Timers;
  readonly #conversation: () => AnyConversation | null;
  readonly #goneFor: () => number;
  readonly #env: () => Env;
  readonly #end: (draft: EntryDraft) => void;
  /** Who was told last to be in the call. */
  #told = '';

  constructor(
    readers: Readers,
    timers: Timers,
    env: () => Env,
    conversation: () => AnyConversation | null,
    end: (draft: EntryDraft) => void,
  ) {
    this.#readers = readers;
    this.#timers = timers;
    this.#conversation = conversation;
    this.#env = env;
    this.#goneFor = () => Number(env().CALL_PATIENCE_SECONDS) * 1000 || GONE_FOR;
    this.#end = end;
  }

  get #call(): Call | undefined {
    const conversation = this.#conversation();
    return conversation ? callIn(conversation) : undefined;
  }

  /** Whether the room's calls are of several: people come and go while they are on. */
  get #ofSeveral(): boolean {
    return !isWithVisitor(this.#conversation());
  }

  /** A signal to the others. `hello` says that this socket is the one in the call: one person is in it on one socket at a time. */
  signal(reader: Reader, frame: SignalFrame): void {
    const { id } = reader.person;
    const refused = this.#refusal(reader, frame);
    if (refused) {
      sendError(reader.ws, refused, { ...(refused === 'call_full' ? full(id, this.around(id).most) : {}), cid: frame.leg });
      return;
    }
    if (frame.data.k === 'hello') this.#enters(reader, frame);
    const passed = this.#ofSeveral ? { ...frame, by: id } : frame;
    for (const other of this.#inCall(frame.call)) {
      if (other.person.id !== id && (frame.to === undefined || frame.to === other.leg)) send(other.ws, passed);
    }
  }

  #refusal(reader: Reader, { call: id, leg, data }: SignalFrame): ErrorCode | null {
    const call = this.#call;
    const { person } = reader;
    if (call?.id !== id) return 'no_call';
    if (!isInCall(call, person.id)) return 'forbidden';
    if (data.k === 'hello') {
      if (this.#ofSeveral && !this.#isIn(call, person.id) && isFull(this.around(person.id))) return 'call_full';
      if (this.#inCall(id).some((other) => other.leg === leg && other.person.id !== person.id)) return 'forbidden';
    } else if (reader.call !== id || reader.leg !== leg) return 'forbidden';
    const paced = gcra(reader.signals, Date.now(), LIMITS.signalBurst, LIMITS.signalsPerSecond);
    if (paced === null) return 'too_many';
    reader.signals = paced;
    return null;
  }

  #enters(reader: Reader, { call, leg }: SignalFrame): void {
    const { id } = reader.person;
    for (const other of this.#inCall(call)) {
      if (other === reader || other.person.id !== id) continue;
      this.#readers.leavesCall(other);
      send(other.ws, { t: 'elsewhere', call });
    }
    if (reader.call !== call || reader.leg !== leg) this.#readers.entersCall(reader, call, leg);
    this.#timers.clear(gone(id));
    this.#tell();
  }

  #inCall(call: number): Reader[] {
    return this.#readers.greeted().filter((reader) => reader.call === call);
  }

  /** A socket was closed. */
  left({ person, call: id }: Reader): void {
    const call = this.#call;
    if (call && call.id === id && !this.#isHere(call, person.id)) this.#expect(person.id);
  }

  #isHere(call: Call, person: PersonId): boolean {
    return this.#inCall(call.id).some((reader) => reader.person.id === person);
  }

  /** Gives somebody who is not in the call their time to come. */
  #expect(person: PersonId): void {
    this.#timers.setEarliest(gone(person), Date.now() + this.#goneFor());
  }

  // ------------------------------------------------------------ who is in it

  /** Who is in the call, or was a moment ago. */
  #people(call: Call): Set<PersonId> {
    const expected = this.#timers.keys(GONE).map((key) => key.slice(GONE.length) as PersonId);
    return new Set([...this.#inCall(call.id).map(({ person }) => person.id), ...expected]);
  }

  #isIn(call: Call, person: PersonId): boolean {
    return this.#people(call).has(person);
  }

  /** Who is in the call besides this person, and how many may be in it at once. */
  around(person: PersonId): Pick<Callers, 'others' | 'most'> {
    const call = this.#call;
    const others = call ? [...this.#people(call)].filter((other) => other !== person) : [];
    return { others, most: hasMeetings(this.#env()) ? LIMITS.meetingCall : LIMITS.groupCall };
  }

  /** The call of several that this person is in, or has been in and may come back to; or why there is none. */
  open(person: PersonId): Call | ErrorCode {
    const call = this.#call;
    if (!call || !this.#ofSeveral) return 'no_call';
    if (!isInCall(call, person)) return 'forbidden';
    return this.#isIn(call, person) || !isFull(this.around(person)) ? call : 'call_full';
  }

  /** Who carries the call says that somebody is in it no more, though their page may not have said so; or has come. Both have their time to show it. */
  carried(came: PersonId[], left: PersonId[]): void {
    const call = this.#call;
    if (!call || !this.#ofSeveral) return;
    for (const person of left) {
      if (!this.#isHere(call, person)) continue;
      for (const reader of this.#inCall(call.id)) if (reader.person.id === person) this.#readers.leavesCall(reader);
      this.#expect(person);
    }
    for (const person of came) if (!this.#isHere(call, person)) this.#timers.set(gone(person), Date.now() + this.#goneFor());
    this.#tell();
  }

  /** Somebody comes to the room. */
  greet({ ws }: Reader): void {
    const frame = this.#frame();
    if (frame) send(ws, frame);
  }

  #tell(): void {
    const frame = this.#frame();
    if (!frame || JSON.stringify(frame) === this.#told) return;
    this.#told = JSON.stringify(frame);
    this.#readers.tell(frame, () => true);
  }

  #frame(): RoomServerFrame | null {
    const call = this.#call;
    const { members } = this.#conversation() ?? {};
    if (!call || !members || !this.#ofSeveral) return null;
    const people = [...this.#people(call)].sort().flatMap((id): RoomPerson[] => [members.get(id) ?? []].flat().map(shown));
    return { t: 'calling', call: call.id, people };
  }

  /** What a command does besides what it writes: somebody leaves a call of several, or comes back to it. */
  commanded(person: PersonId, command: RoomCommand): void {
    const call = this.#call;
    if (!call || command.t !== 'call' || command.do === 'start' || !this.#ofSeveral) return;
    if (command.do === 'end') this.#out(call, person);
    else if (!this.#isHere(call, person)) this.#expect(person);
    this.#tell();
  }

  #out(call: Call, person: PersonId): void {
    for (const reader of this.#inCall(call.id)) if (reader.person.id === person) this.#readers.leavesCall(reader);
    this.#timers.clear(gone(person));
  }

  // ------------------------------------------------------------ as time goes by

  /** What an entry sets going. */
  after(entry: Entry): void {
    if (entry.kind === 'call_ended' || entry.kind === 'call_missed') for (const key of this.#timers.keys(GONE)) this.#timers.clear(key);
    if (entry.kind === 'call_started' || entry.kind === 'call_answered') {
      this.#timers.set(gone(entry.by), entry.at + this.#goneFor());
      this.#timers.set('call', entry.at + (entry.kind === 'call_started' && !this.#ofSeveral ? RINGS : LOOKS_EVERY));
      this.#tell();
    }
    const call = this.#call;
    const { go } = comingsIn(entry);
    if (!call || go.length === 0 || !this.#ofSeveral) return;
    for (const person of go) this.#out(call, person);
    this.#endIfEmpty(call, 'hung_up', 'cancelled');
  }

  #endIfEmpty(call: Call, ended: 'hung_up' | 'lost', missed: 'cancelled' | 'lost'): void {
    if (this.#people(call).size === 0) this.#end(endOf(call, ended, missed, Date.now()));
    else this.#tell();
  }

  due(key: string): void {
    const call = this.#call;
    if (!call) return;
    if (key === 'call') this.#look(call);
    else if (key.startsWith(GONE)) {
      const person = key.slice(GONE.length) as PersonId;
      if (this.#ofSeveral) this.#endIfEmpty(call, 'lost', 'lost');
      else if (isInCall(call, person) && !this.#isHere(call, person)) this.#end(endOf(call, 'lost', 'lost', Date.now()));
    }
  }

  #look(call: Call): void {
    const { answered, since } = call;
    const now = Date.now();
    if (!answered && now >= since + RINGS && !this.#ofSeveral) {
      this.#end(endOf(call, 'lost', 'unanswered', now));
      return;
    }
    const here = this.#ofSeveral ? this.#people(call) : [call.by, ...(answered ? [answered.by] : [])];
    this.#readers.sweep(now);
    for (const person of here) if (!this.#isHere(call, person)) this.#expect(person);
    this.#timers.set('call', answered || this.#ofSeveral ? now + LOOKS_EVERY : since + RINGS);
    if (this.#ofSeveral) this.#endIfEmpty(call, 'lost', 'lost');
  }
}
