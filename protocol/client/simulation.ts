/** For tests: simulated time, and a room in memory behind sockets that delay, repeat and break. Deterministic for a seed. */
import { type Chat, foldChat, NEW_CHAT } from '../chat.ts';
import type { Entry, PersonId } from '../entries.ts';
import { PING, PONG, type RoomClientFrame, type RoomServerFrame, VERSION } from '../frames.ts';
import type { Clock, SocketLike } from './connection.ts';

/** Time that passes only when told; due callbacks run in order of their time. */
export class SimulatedClock implements Clock {
  #now = 1_000_000;
  #next = 0;
  readonly #due = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const id = this.#next++;
    this.#due.set(id, { at: this.#now + ms, run });
    return () => this.#due.delete(id);
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      let first: { id: number; at: number; run: () => void } | null = null;
      for (const [id, due] of this.#due) if (due.at <= end && (!first || due.at < first.at)) first = { id, ...due };
      if (!first) break;
      this.#due.delete(first.id);
      this.#now = Math.max(this.#now, first.at);
      first.run();
    }
    this.#now = end;
  }
}

/** Small seeded generator (mulberry32), for delays and faults inside one run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Line {
  person: PersonId;
  socket: SocketLike;
  cursor: number | null;
  open: boolean;
  /** Earliest arrival of the next frame in each direction: a socket never reorders. */
  up: number;
  down: number;
}

export class SimulatedRoom {
  log: Entry[] = [];
  chat: Chat = NEW_CHAT;
  epoch = 'first';
  /** Whether new connections succeed. */
  reachable = true;
  /** Share of server frames that arrive twice. */
  repeats = 0;
  /** Share of `log` frames that never leave, as when an object fails between writing and sending. */
  losses = 0;
  /** Share of fan-outs that begin at an older cursor, as after a wake with an attachment written earlier. */
  stale = 0;
  /** Commands refused with `too_many` before any is accepted again. */
  refuse = 0;
  /** Commands that vanish, as when the object throws before it stores. */
  swallow = 0;
  connections = 0;
  readonly #lines = new Set<Line>();

  constructor(
    readonly clock: SimulatedClock,
    readonly random: () => number,
  ) {}

  socketFor(person: PersonId): SocketLike {
    const line: Line = {
      person,
      cursor: null,
      open: false,
      up: 0,
      down: 0,
      socket: {
        get readyState() {
          return line.open ? 1 : 3;
        },
        onopen: null,
        onmessage: null,
        onclose: null,
        send: (data) => {
          line.up = Math.max(line.up, this.clock.now() + this.random() * 80);
          this.clock.after(line.up - this.clock.now(), () => line.open && this.#receive(line, data));
        },
        close: () => this.#cut(line, 1000),
      },
    };
    this.connections++;
    this.clock.after(this.random() * 50, () => {
      if (!this.reachable) return line.socket.onclose?.({ code: 1006 });
      line.open = true;
      this.#lines.add(line);
      line.socket.onopen?.();
    });
    return line.socket;
  }

  /** Cuts every socket, or those a chance picks. Frames on the way are lost. */
  cut(chance = 1): void {
    for (const line of [...this.#lines]) if (this.random() < chance) this.#cut(line, 1006);
  }

  #cut(line: Line, code: number): void {
    if (!line.open) return;
    line.open = false;
    this.#lines.delete(line);
    line.socket.onclose?.({ code });
  }

  #tell(line: Line, frame: RoomServerFrame | string): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    for (let copies = this.random() < this.repeats ? 2 : 1; copies > 0; copies--) {
      line.down = Math.max(line.down, this.clock.now() + this.random() * 80);
      this.clock.after(line.down - this.clock.now(), () => line.open && line.socket.onmessage?.({ data }));
    }
  }

  #receive(line: Line, data: string) {
    if (data === PING) return this.#tell(line, PONG);
    const frame = JSON.parse(data) as RoomClientFrame;
    if (frame.t === 'hello') return this.#hello(line, frame);
    if (frame.t === 'older') {
      const entries = this.log.filter((entry) => entry.seq < frame.before).slice(-5);
      return this.#tell(line, { t: 'older', before: frame.before, entries, done: (entries[0]?.seq ?? 1) === 1 });
    }
    if (frame.t === 'read') {
      for (const other of this.#lines) if (other !== line) this.#tell(other, { t: 'read', by: line.person, seq: frame.seq });
      return;
    }
    if (frame.t !== 'send') return;
    if (this.swallow > 0) {
      this.swallow--;
      return;
    }
    if (this.refuse > 0) {
      this.refuse--;
      return this.#tell(line, { t: 'error', code: 'too_many', message: '', cid: frame.cid });
    }
    if (frame.text === 'forbidden') return this.#tell(line, { t: 'error', code: 'forbidden', message: '', cid: frame.cid });
    let entry = this.log.find((known) => known.cid === frame.cid && known.by === line.person);
    if (!entry) {
      entry = { seq: this.log.length + 1, at: this.clock.now(), by: line.person, kind: 'message', cid: frame.cid, text: frame.text };
      this.log.push(entry);
      this.chat = foldChat(this.chat, entry);
    }
    this.#tell(line, { t: 'ack', cid: frame.cid, seq: entry.seq });
    for (const other of this.#lines) this.#catchUp(other);
  }

  #hello(line: Line, frame: Extract<RoomClientFrame, { t: 'hello' }>): void {
    const head = this.log.length;
    const resume = frame.epoch === this.epoch && frame.after !== undefined && frame.after <= head;
    line.cursor = resume ? frame.after! : Math.max(0, head - 10);
    this.#tell(line, {
      t: 'welcome',
      v: VERSION,
      epoch: this.epoch,
      head,
      me: line.person,
      chat: this.chat,
      people: [],
      reads: {},
      read: 0,
      present: [],
    });
    this.#catchUp(line);
  }

  #catchUp(line: Line): void {
    if (line.cursor === null) return;
    if (this.random() < this.stale) line.cursor = Math.max(0, line.cursor - 3);
    while (line.cursor < this.log.length) {
      const entries = this.log.slice(line.cursor, line.cursor + 4);
      if (this.random() >= this.losses) this.#tell(line, { t: 'log', after: line.cursor, upto: line.cursor + entries.length, entries });
      line.cursor += entries.length;
    }
  }
}
