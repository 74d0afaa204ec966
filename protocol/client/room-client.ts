/**
 * One room as one person sees it: connects, resumes, shows what is sent before it is stored, keeps it until it is.
 *
 * Order and completeness rest on three rules. The client holds one contiguous range of the log, (base, cursor]; a `log` frame that
 * begins behind the cursor overlaps and is cut, one that begins beyond it is a gap and leads to a new connection that resumes at the
 * cursor. A command stays pending until its entry lies in that range. Pending commands are sent in the order they were given.
 */
import type { SignalFrame } from '../call.ts';
import type { FileRef, Page, PersonId } from '../entries.ts';
import type { ErrorCode } from '../errors.ts';
import { type RoomCommand, type RoomServerFrame, VERSION } from '../frames.ts';
import { type Clock, Connection, type SocketLike, systemClock } from './connection.ts';
import type { ChatFacts, Facts } from './facts.ts';
import type { Outbox } from './outbox.ts';
import { type AnyView, applyChanges, changedAside, emptyView, type RoomView, withAside, withPeople } from './room-view.ts';

export type CommandResult = { ok: true; seq: number } | { ok: false; code: ErrorCode };

export interface RoomClientOptions<F> {
  /** How the facts of this kind of room are known. */
  facts: Facts<F>;
  open: () => SocketLike;
  outbox: Outbox;
  newId: () => string;
  clock?: Clock;
  random?: () => number;
}

/** The command without its id: the client gives it one. */
export type NewCommand = RoomCommand extends infer C ? (C extends RoomCommand ? Omit<C, 'cid'> : never) : never;

/** What is heard of a call that nobody keeps. */
export type CallFrame = Extract<RoomServerFrame, { t: 'signal' | 'elsewhere' | 'calling' }>;

/** Own pace below what the server allows (limits.ts), so that an honest client is never refused in mid-order. */
const PACE = { burst: 30, every: 250 };
const TYPING_EVERY = 1_200;
const TYPING_ENDS = 6_000;
const READ_EVERY = 400;
const GOT_EVERY = 100;
const RETRY_AFTER = 2_000;
const ANSWER_WITHIN = 15_000;
/** Refusals that pass: the command stays pending. */
const PASSING: ReadonlySet<string> = new Set(['too_many', 'unavailable', 'internal']);

/** Commands that a person waits for. */
const isForNow = ({ t }: RoomCommand): boolean => t === 'call' || t === 'meeting';

export class RoomClient<F extends object = ChatFacts> {
  view: RoomView<F>;

  readonly #options: RoomClientOptions<F>;
  readonly #clock: Clock;
  readonly #connection: Connection;
  readonly #listeners = new Set<(view: RoomView<F>) => void>();
  readonly #callListeners = new Set<(frame: CallFrame) => void>();
  readonly #waiting = new Map<string, (result: CommandResult) => void>();
  #epoch: string | undefined;
  #base = 0;
  #cursor: number | null = null;
  #head = 0;
  /** What the kind of room adds to the view, and the seq it stands at. */
  #facts: F;
  #factsSeq = 0;
  #welcomed = false;
  #page: Page | null = null;
  #got = 0;
  /** Entries asked for by `look` on this connection. */
  readonly #looked = new Set<number>();
  /** Commands sent on this connection, and when. */
  #sent = new Map<string, number>();
  #answerTimer: (() => void) | null = null;
  #paceFrom = 0;
  #flushTimer: (() => void) | null = null;
  #typingSent = { at: Number.NEGATIVE_INFINITY, on: false };
  #typingNext: { on: boolean; draft?: string } | null = null;
  #typingTimer: (() => void) | null = null;
  #typingEnds = new Map<string, () => void>();
  #readTimer: (() => void) | null = null;
  #readWanted = 0;

  constructor(options: RoomClientOptions<F>) {
    this.#options = options;
    this.#facts = options.facts.before;
    this.view = emptyView(this.#facts);
    this.#clock = options.clock ?? systemClock;
    this.#connection = new Connection({
      open: options.open,
      onOpen: () => this.#hello(),
      onFrame: (frame) => this.#receive(frame as RoomServerFrame),
      onStatus: (connection) => {
        if (connection !== 'open') this.#welcomed = false;
        this.#change({ connection });
      },
      ...(options.clock ? { clock: options.clock } : {}),
      ...(options.random ? { random: options.random } : {}),
    });
    this.#change({ pending: options.outbox.all().map(({ command, at }) => ({ command, at, state: 'sending' as const })) });
  }

  subscribe(listener: (view: RoomView<F>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#change({ stoppedBy: null });
    this.#connection.start();
  }

  stop(): void {
    // What was seen a moment ago is told before one leaves.
    this.#readTimer?.();
    this.#readTimer = null;
    this.#tellRead();
    this.#connection.stop();
  }

  /** The network or the page came back. */
  poke(): void {
    this.#connection.poke();
  }

  /** Gives a command: shown at once, kept until stored. Resolves when it was stored or refused for good. */
  command(command: NewCommand, files?: FileRef[]): Promise<CommandResult> {
    const full = { ...command, cid: this.#options.newId() } as RoomCommand;
    const at = this.#clock.now();
    // Nobody is called by a page that is opened later, and no meeting is scheduled by it.
    if (!isForNow(full)) this.#options.outbox.put({ command: full, at });
    this.#change({ pending: [...this.view.pending, { command: full, at, state: 'sending', ...(files ? { files } : {}) }] });
    if (full.t === 'send') this.#typingDone();
    const result = new Promise<CommandResult>((resolve) => this.#waiting.set(full.cid, resolve));
    this.#flush();
    return result;
  }

  send(
    text: string,
    files?: FileRef[],
    {
      note,
      mentions,
      reply,
      status,
    }: { note?: true | undefined; mentions?: PersonId[]; reply?: number | undefined; status?: true | undefined } = {},
  ): Promise<CommandResult> {
    return this.command(
      {
        t: 'send',
        text,
        ...(files?.length ? { files: files.map((file) => file.id) } : {}),
        ...(note ? { note } : {}),
        ...(mentions?.length ? { mentions } : {}),
        ...(reply ? { reply } : {}),
        ...(status ? { status } : {}),
      },
      files,
    );
  }

  /** Sends a refused command again, behind all that waits. */
  retry(cid: string): void {
    const failed = this.view.pending.find((pending) => pending.command.cid === cid && pending.state === 'failed');
    if (!failed) return;
    const { error: _error, ...again } = failed;
    this.#options.outbox.put({ command: failed.command, at: failed.at });
    this.#change({ pending: [...this.view.pending.filter((pending) => pending !== failed), { ...again, state: 'sending' }] });
    this.#flush();
  }

  discard(cid: string): void {
    this.#options.outbox.remove(cid);
    this.#change({ pending: this.view.pending.filter((pending) => pending.command.cid !== cid) });
  }

  /** Tells that this person types; call on every keystroke, and with false when the field is empty. */
  typing(on: boolean, draft?: string) {
    if (!on && !this.#typingSent.on) return this.#typingDone();
    this.#typingNext = { on, ...(draft === undefined ? {} : { draft }) };
    if (this.#typingTimer) return;
    const wait = Math.max(0, this.#typingSent.at + TYPING_EVERY - this.#clock.now());
    const tell = () => {
      this.#typingTimer = null;
      const next = this.#typingNext;
      this.#typingNext = null;
      if (!next || !this.#welcomed) return;
      this.#typingSent = { at: this.#clock.now(), on: next.on };
      this.#connection.send({ t: 'typing', ...next });
    };
    if (wait === 0) tell();
    else this.#typingTimer = this.#clock.after(wait, tell);
  }

  /** Everything up to `seq` was seen. Told at most every 0.4 s, never backwards. */
  markRead(seq: number): void {
    if (seq <= this.#readWanted || seq <= this.view.read) return;
    this.#readWanted = seq;
    this.#readTimer ??= this.#clock.after(READ_EVERY, () => {
      this.#readTimer = null;
      this.#tellRead();
    });
  }

  /** Where the visitor is; told again after each connecting. */
  page(page: Page): void {
    this.#page = page;
    if (this.#welcomed) this.#connection.send({ t: 'page', ...page });
  }

  loadOlder(): void {
    if (this.view.older !== 'some' || !this.#welcomed) return;
    this.#change({ older: 'loading' });
    this.#connection.send({ t: 'older', before: this.#base + 1 });
  }

  /** Asks for an entry that lies before those held: it comes into `aside`, with its neighbours. */
  look(seq: number): void {
    if (!this.#welcomed || seq > this.#base || seq in this.view.aside || this.#looked.has(seq)) return;
    this.#looked.add(seq);
    this.#connection.send({ t: 'older', before: seq + 1 });
  }

  /** To the other in the call. Not kept: false when there is no line. */
  signal(frame: SignalFrame): boolean {
    return this.#welcomed && this.#connection.send(frame);
  }

  /** Hears of the call what is not kept. */
  onCall(listener: (frame: CallFrame) => void): () => void {
    this.#callListeners.add(listener);
    return () => this.#callListeners.delete(listener);
  }

  #hello(): void {
    this.#sent.clear();
    this.#looked.clear();
    const resume = this.#epoch !== undefined && this.#cursor !== null ? { epoch: this.#epoch, after: this.#cursor } : {};
    this.#connection.send({ t: 'hello', v: VERSION, ...resume });
  }

  #receive(frame: RoomServerFrame) {
    switch (frame.t) {
      case 'welcome':
        return this.#welcome(frame);
      case 'log':
        return this.#log(frame);
      case 'older': {
        if (frame.before !== this.#base + 1) {
          if (!this.#looked.has(frame.before - 1)) return;
          const { aside, people } = this.view;
          return this.#change({ aside: withAside(aside, frame.entries), people: withPeople(people, frame.people) });
        }
        this.#base = frame.done ? 0 : (frame.entries[0]?.seq ?? frame.before) - 1;
        return this.#change({
          entries: [...applyChanges(frame.entries), ...this.view.entries],
          people: withPeople(this.view.people, frame.people),
          older: frame.done ? 'none' : 'some',
        });
      }
      case 'ack':
        this.#options.outbox.remove(frame.cid);
        this.#settle(frame.cid, { ok: true, seq: frame.seq });
        return this.#change({
          pending:
            this.#cursor !== null && frame.seq <= this.#cursor
              ? this.view.pending.filter((pending) => pending.command.cid !== frame.cid)
              : this.view.pending.map((pending) =>
                  pending.command.cid === frame.cid ? { ...pending, state: 'sent', seq: frame.seq } : pending,
                ),
        });
      case 'error':
        return this.#refused(frame);
      case 'read':
        return this.#change({ reads: { ...this.view.reads, [frame.by]: Math.max(frame.seq, this.view.reads[frame.by] ?? 0) } });
      case 'typing':
        return this.#othersTyping(frame);
      case 'present':
        return this.#change({ present: frame.people });
      case 'calling':
      case 'signal':
      case 'elsewhere':
        if (frame.t === 'calling') this.#change({ calling: frame.people });
        for (const listener of this.#callListeners) listener(frame);
    }
  }

  #welcome(frame: Extract<RoomServerFrame, { t: 'welcome' }>): void {
    // Another log, or one that was set back: nothing held can be trusted to join it.
    if (frame.epoch !== this.#epoch || (this.#cursor ?? 0) > frame.head) {
      this.#cursor = null;
      this.#base = 0;
      this.#change({ entries: [], aside: {}, older: 'none' });
    }
    this.#epoch = frame.epoch;
    this.#head = frame.head;
    this.#factsSeq = frame.head;
    this.#facts = this.#options.facts.told(frame);
    this.#got = this.#cursor ?? 0;
    if (frame.head === 0) this.#cursor = 0;
    this.#welcomed = true;
    this.#connection.settled();
    if (this.#page) this.#connection.send({ t: 'page', ...this.#page });
    this.#change({
      loaded: true,
      me: frame.me,
      people: withPeople(this.view.people, frame.people),
      reads: frame.reads,
      read: frame.read,
      present: frame.present,
      typing: {},
      fileKey: frame.fileKey ?? null,
      verified: frame.verified ?? false,
      forwarded: frame.forwarded ?? false,
      older: this.view.older === 'loading' ? 'some' : this.view.older,
    });
    this.#flush();
    this.#tellRead();
  }

  #log({ after, upto, entries, people }: Extract<RoomServerFrame, { t: 'log' }>) {
    if (!this.#welcomed) return;
    if (this.#cursor === null) {
      this.#base = after;
      this.#cursor = after;
      if (after > 0) this.#change({ older: 'some' });
    }
    if (after > this.#cursor) return this.#connection.restart();
    if (upto <= this.#cursor) return;
    const cursor = this.#cursor;
    const fresh = entries.filter((entry) => entry.seq > cursor);
    this.#cursor = upto;
    this.#head = Math.max(this.#head, upto);
    for (const entry of fresh) if (entry.seq > this.#factsSeq) this.#facts = this.#options.facts.after(this.#facts, entry);
    this.#factsSeq = Math.max(this.#factsSeq, upto);
    const mine = new Set<string>();
    for (const entry of fresh) {
      if (entry.by === this.view.me && entry.cid) {
        mine.add(entry.cid);
        this.#options.outbox.remove(entry.cid);
        this.#settle(entry.cid, { ok: true, seq: entry.seq });
      }
      if (entry.kind === 'message') this.#stopsTyping(entry.by);
    }
    this.#change({
      entries: applyChanges([...this.view.entries, ...fresh]),
      aside: changedAside(this.view.aside, fresh),
      people: withPeople(this.view.people, people),
      pending: this.view.pending.filter(({ command, seq }) => !mine.has(command.cid) && !(seq !== undefined && seq <= upto)),
    });
    if (this.#cursor - this.#got >= GOT_EVERY) {
      this.#got = this.#cursor;
      this.#connection.send({ t: 'got', seq: this.#cursor });
    }
  }

  #refused({ cid, code }: Extract<RoomServerFrame, { t: 'error' }>): void {
    if (cid === undefined) {
      this.#change({ stoppedBy: code });
      return;
    }
    if (PASSING.has(code)) {
      this.#sent.delete(cid);
      this.#flushAfter(RETRY_AFTER);
      return;
    }
    this.#options.outbox.remove(cid);
    this.#settle(cid, { ok: false, code });
    this.#change({
      // What is for now is not tried again.
      pending: this.view.pending.flatMap((pending) =>
        pending.command.cid !== cid ? pending : isForNow(pending.command) ? [] : { ...pending, state: 'failed' as const, error: code },
      ),
    });
  }

  /** Sends what waits, in order, at the pace allowed. */
  #flush() {
    this.#flushTimer?.();
    this.#flushTimer = null;
    if (!this.#welcomed) return;
    for (const { command, state } of this.view.pending) {
      if (state !== 'sending' || this.#sent.has(command.cid)) continue;
      const now = this.#clock.now();
      const ready = this.#paceFrom - PACE.burst * PACE.every;
      if (now < ready) return this.#flushAfter(ready - now);
      if (!this.#connection.send(command)) return;
      this.#paceFrom = Math.max(now, this.#paceFrom) + PACE.every;
      this.#sent.set(command.cid, now);
      this.#answerTimer ??= this.#clock.after(ANSWER_WITHIN, () => this.#expectAnswers());
    }
  }

  /** A command that nobody answers on a line that lives was lost on the other side: resume, and send it again. */
  #expectAnswers(): void {
    this.#answerTimer = null;
    const waiting = this.view.pending.flatMap(({ command, state }) => (state === 'sending' ? (this.#sent.get(command.cid) ?? []) : []));
    if (!waiting.length || !this.#welcomed) return;
    const left = Math.min(...waiting) + ANSWER_WITHIN - this.#clock.now();
    if (left > 0) this.#answerTimer = this.#clock.after(left, () => this.#expectAnswers());
    else this.#connection.restart();
  }

  #flushAfter(ms: number): void {
    this.#flushTimer ??= this.#clock.after(ms, () => this.#flush());
  }

  #tellRead(): void {
    if (!this.#welcomed || this.#readTimer || this.#readWanted <= this.view.read) return;
    if (this.#connection.send({ t: 'read', seq: this.#readWanted })) this.#change({ read: this.#readWanted });
  }

  #typingDone(): void {
    this.#typingTimer?.();
    this.#typingTimer = null;
    this.#typingNext = null;
    this.#typingSent = { ...this.#typingSent, on: false };
  }

  #othersTyping({ by, on, draft }: Extract<RoomServerFrame, { t: 'typing' }>): void {
    this.#stopsTyping(by);
    if (!on) return;
    this.#typingEnds.set(
      by,
      this.#clock.after(TYPING_ENDS, () => this.#stopsTyping(by)),
    );
    this.#change({ typing: { ...this.view.typing, [by]: draft === undefined ? {} : { draft } } });
  }

  #stopsTyping(by: string): void {
    this.#typingEnds.get(by)?.();
    this.#typingEnds.delete(by);
    if (!(by in this.view.typing)) return;
    const { [by]: _gone, ...typing } = this.view.typing;
    this.#change({ typing });
  }

  #settle(cid: string, result: CommandResult): void {
    this.#waiting.get(cid)?.(result);
    this.#waiting.delete(cid);
  }

  #change(part: Partial<AnyView>): void {
    const view = { ...this.view, ...part, ...this.#facts };
    view.caughtUp = this.#welcomed && this.#cursor !== null && this.#cursor >= this.#head;
    this.view = view;
    for (const listener of this.#listeners) listener(view);
  }
}
