/** The call of a room while it is on: passes signals between the two, and ends it when one is gone for good. Only the log says that there is one. */
import { type Call, endOf, isInCall, type SignalFrame } from '../../protocol/call.ts';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { gcra } from '../durable/rate.ts';
import { send, sendError } from '../durable/sockets.ts';
import type { Timers } from '../durable/timers.ts';
import type { Env } from '../env.ts';
import { GONE_FOR, RINGS } from './call-rules.ts';
import type { Reader, Readers } from './sockets.ts';

/** Sockets whose end nobody told are looked for this often while a call is on, ms. */
const LOOKS_EVERY = 60_000;
const gone = (person: string): string => `gone:${person}`;

export class Calling {
  readonly #readers: Readers;
  readonly #timers: Timers;
  readonly #call: () => Call | undefined;
  readonly #goneFor: () => number;
  readonly #end: (draft: EntryDraft) => void;

  constructor(readers: Readers, timers: Timers, env: () => Env, call: () => Call | undefined, end: (draft: EntryDraft) => void) {
    this.#readers = readers;
    this.#timers = timers;
    this.#call = call;
    this.#goneFor = () => Number(env().CALL_PATIENCE_SECONDS) * 1000 || GONE_FOR;
    this.#end = end;
  }

  /** A signal to the other of the two. `hello` says that this socket is the one in the call: one person is in it on one socket at a time. */
  signal(reader: Reader, frame: SignalFrame): void {
    const refused = this.#refusal(reader, frame);
    if (refused) {
      sendError(reader.ws, refused, { cid: frame.leg });
      return;
    }
    if (frame.data.k === 'hello') this.#enters(reader, frame.call);
    const { id } = reader.person;
    for (const other of this.#inCall(frame.call)) if (other.person.id !== id) send(other.ws, frame);
  }

  #refusal(reader: Reader, { call: id, data }: SignalFrame): ErrorCode | null {
    const call = this.#call();
    if (call?.id !== id) return 'no_call';
    if (!isInCall(call, reader.person.id) || (data.k !== 'hello' && reader.call !== id)) return 'forbidden';
    const paced = gcra(reader.signals, Date.now(), LIMITS.signalBurst, LIMITS.signalsPerSecond);
    if (paced === null) return 'too_many';
    reader.signals = paced;
    return null;
  }

  #enters(reader: Reader, call: number): void {
    const { id } = reader.person;
    for (const other of this.#inCall(call)) {
      if (other === reader || other.person.id !== id) continue;
      this.#readers.inCall(other, undefined);
      send(other.ws, { t: 'elsewhere', call });
    }
    if (reader.call !== call) this.#readers.inCall(reader, call);
    this.#timers.clear(gone(id));
  }

  #inCall(call: number): Reader[] {
    return this.#readers.greeted().filter((reader) => reader.call === call);
  }

  /** A socket was closed. */
  left({ person, call: id }: Reader): void {
    const call = this.#call();
    if (call && call.id === id && !this.#isHere(call, person.id)) this.#expect(person.id);
  }

  #isHere(call: Call, person: PersonId): boolean {
    return this.#inCall(call.id).some((reader) => reader.person.id === person);
  }

  /** Gives somebody who is not in the call their time to come. */
  #expect(person: PersonId): void {
    this.#timers.setEarliest(gone(person), Date.now() + this.#goneFor());
  }

  /** What an entry sets going. */
  after(entry: Entry): void {
    if (entry.kind !== 'call_started' && entry.kind !== 'call_answered') return;
    this.#timers.set(gone(entry.by), entry.at + this.#goneFor());
    this.#timers.set('call', entry.at + (entry.kind === 'call_started' ? RINGS : LOOKS_EVERY));
  }

  due(key: string): void {
    const call = this.#call();
    if (!call) return;
    if (key === 'call') this.#look(call);
    else if (key.startsWith('gone:')) {
      const person = key.slice('gone:'.length) as PersonId;
      if (isInCall(call, person) && !this.#isHere(call, person)) this.#end(endOf(call, 'lost', 'lost', Date.now()));
    }
  }

  #look(call: Call): void {
    const { answered, since } = call;
    const now = Date.now();
    if (!answered && now >= since + RINGS) {
      this.#end(endOf(call, 'lost', 'unanswered', now));
      return;
    }
    this.#readers.sweep(now);
    for (const person of [call.by, ...(answered ? [answered.by] : [])]) if (!this.#isHere(call, person)) this.#expect(person);
    this.#timers.set('call', answered ? now + LOOKS_EVERY : since + RINGS);
  }
}
