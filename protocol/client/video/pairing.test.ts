import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Signal, SignalFrame } from '../../call.ts';
import type { PersonId } from '../../entries.ts';
import { Pairing, type PairLink } from './pairing.ts';

/** A connection as a browser has it: it flows when each end has heard of the other end's very link. */
class Pretended implements PairLink {
  static made = 0;
  static readonly all = new Map<string, Pretended>();
  readonly id = `${++Pretended.made}`;
  readonly first: boolean;
  readonly say: (signal: Signal) => void;
  theirs: string | null = null;
  isClosed = false;
  #hasOffered = false;

  constructor(first: boolean, say: (signal: Signal) => void) {
    this.first = first;
    this.say = say;
    Pretended.all.set(this.id, this);
  }

  get isSettled(): boolean {
    const other = this.theirs === null ? undefined : Pretended.all.get(this.theirs);
    return other !== undefined && !this.isClosed && !other.isClosed && other.theirs === this.id;
  }

  /** Browsers offer a moment after they are asked to. */
  step(): boolean {
    if (!this.first || this.#hasOffered || this.isClosed) return false;
    this.#hasOffered = true;
    this.say({ k: 'description', type: 'offer', sdp: this.id });
    return true;
  }

  receive(signal: Signal): void {
    if (signal.k !== 'description') return;
    expect(this.isClosed).toBe(false);
    expect(signal.type).toBe(this.first ? 'answer' : 'offer');
    const [theirs, mine = this.id] = signal.sdp.split(' ');
    expect(mine, 'an answer to another offer').toBe(this.id);
    this.theirs = theirs!;
    if (!this.first) this.say({ k: 'description', type: 'answer', sdp: `${this.id} ${theirs}` });
  }

  close(): void {
    this.isClosed = true;
  }
}

type Down = { t: 'signal'; frame: SignalFrame } | { t: 'calling'; people: PersonId[] };

interface Page {
  person: PersonId;
  leg: string;
  pairing: Pairing<Pretended>;
  up: SignalFrame[];
  down: Down[];
  hasLine: boolean;
  isOpen: boolean;
  steps: Pretended[];
}

/** Three people in a call of a room, whose lines keep the order of what they carry, until they break. */
class Call {
  readonly pages: (Page | null)[] = [null, null, null];
  /** By person, the page that is in the call; it may be gone for a while. */
  readonly #inCall = new Map<PersonId, Page>();
  #legs = 0;

  come(at: number): void {
    const before = this.pages[at];
    if (before) this.#close(before);
    const leg = `leg-${(++this.#legs * 7919) % 1000}-${this.#legs}`;
    const sending = { audio: true, video: true };
    const page: Page = { person: `o_${at}`, leg, up: [], down: [], hasLine: true, isOpen: true, steps: [], pairing: null as never };
    page.pairing = new Pairing({
      own: leg,
      open: (theirs, first) => {
        const link = new Pretended(first, (signal) => page.pairing.say(signal, theirs));
        page.steps.push(link);
        return link;
      },
      sending: () => sending,
      send: (data, way) => {
        if (page.hasLine) page.up.push({ t: 'signal', call: 1, leg, ...way, data });
      },
      changed: () => undefined,
    });
    this.pages[at] = page;
    page.pairing.begin();
  }

  #close(page: Page): void {
    page.pairing.close();
    Object.assign(page, { isOpen: false, hasLine: false, up: [], down: [] });
  }

  leave(at: number): void {
    const page = this.pages[at];
    if (!page) return;
    this.#close(page);
    this.pages[at] = null;
    if (this.#inCall.delete(page.person)) this.#tell();
  }

  cut(at: number): void {
    const page = this.pages[at];
    if (page) Object.assign(page, { hasLine: false, up: [], down: [] });
  }

  /** Was gone for too long. */
  expire(at: number): void {
    const page = this.pages[at];
    if (page && !page.hasLine && this.#inCall.delete(page.person)) this.#tell();
  }

  back(at: number): void {
    const page = this.pages[at];
    if (!page || page.hasLine) return;
    page.hasLine = true;
    page.down.push({ t: 'calling', people: [...this.#inCall.keys()] });
    page.pairing.begin();
  }

  renew(at: number): void {
    const page = this.pages[at];
    const [pair] = page?.pairing.all() ?? [];
    if (page && pair) page.pairing.renew(pair.leg);
  }

  step(at: number): boolean {
    return this.pages[at]?.steps.shift()?.step() ?? false;
  }

  #tell(): void {
    const people = [...this.#inCall.keys()];
    for (const page of this.pages) if (page?.hasLine) page.down.push({ t: 'calling', people });
  }

  /** The room gets what a page said first, and passes it on. */
  up(at: number): boolean {
    const page = this.pages[at];
    const frame = page?.up.shift();
    if (!page || !frame) return false;
    if (frame.data.k === 'hello' && this.#inCall.get(page.person) !== page) {
      const isNew = !this.#inCall.has(page.person);
      this.#inCall.set(page.person, page);
      if (isNew) this.#tell();
    }
    if (this.#inCall.get(page.person) !== page) return true;
    for (const other of this.#inCall.values()) {
      const isMeant = frame.to === undefined || frame.to === other.leg;
      if (other !== page && isMeant && other.hasLine) other.down.push({ t: 'signal', frame: { ...frame, by: page.person } });
    }
    return true;
  }

  down(at: number): boolean {
    const page = this.pages[at];
    const told = page?.down.shift();
    if (!page || !told) return false;
    if (told.t === 'calling') page.pairing.present(told.people);
    else page.pairing.hears(told.frame);
    return true;
  }

  quieten(): void {
    for (let rounds = 0, isBusy = true; isBusy; rounds++) {
      expect(rounds, 'rounds until it is quiet').toBeLessThan(500);
      isBusy = false;
      for (const at of this.pages.keys()) {
        let one = false;
        while (this.pages[at]?.steps.length) one = this.step(at) || one;
        isBusy = [one, this.up(at), this.down(at)].some(Boolean) || isBusy;
      }
    }
  }

  get here(): Page[] {
    return this.pages.filter((page) => page !== null);
  }
}

/** All lines are there and all that was said is heard: who knows whom is complete. */
function expectKnown(call: Call): void {
  for (const at of call.pages.keys()) call.back(at);
  call.quieten();
  for (const page of call.here) {
    const known = page.pairing.all().map(({ leg }) => leg);
    const others = call.here.filter((other) => other !== page).map(({ leg }) => leg);
    expect(known.sort()).toEqual(others.sort());
  }
}

/** Each is connected to each. */
function expectConnected(call: Call): void {
  const links = call.here.flatMap(({ pairing }) => pairing.all().map(({ link }) => link));
  for (const { isSettled } of links) expect(isSettled).toBe(true);
  expect(links.filter(({ first }) => first)).toHaveLength(links.length / 2);
}

const DELIVERIES = ['step', 'up', 'down'] as const;
const CHANGES = ['come', 'leave', 'cut', 'expire', 'back', 'renew'] as const;
const by = fc.integer({ min: 0, max: 2 });
/** Things that happen, and between them some of what was said arrives. */
const move = fc.oneof(
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...CHANGES), by) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...DELIVERIES), by) },
);
const begun = (): Call => {
  const call = new Call();
  for (const at of [0, 1, 2]) call.come(at);
  return call;
};

describe('G3: in a call of several each is connected to each, by one connection', () => {
  test('in whatever order they come, go, come again, lose their lines and begin anew', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 10, maxLength: 150 }), (moves) => {
        const call = begun();
        for (const [what, at] of moves) call[what](at);
        expectKnown(call);
        // What was lost on the way is broken at last, and begun anew.
        for (const { pairing } of call.here) for (const { leg, link } of pairing.all()) if (!link.isSettled) pairing.renew(leg);
        call.quieten();
        expectConnected(call);
      }),
      { numRuns: 1_000 },
    );
  });

  test('without waiting for anything to break, where lines are lost after all was said', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 10, maxLength: 150 }), (moves) => {
        const call = begun();
        for (const [what, at] of moves) {
          if (what === 'cut') call.quieten();
          call[what](at);
        }
        expectKnown(call);
        expectConnected(call);
      }),
      { numRuns: 1_000 },
    );
  });

  test('who says what they send is shown with it, and what is not for this page is not heard', () => {
    const said: unknown[] = [];
    const pairing = new Pairing<Pretended>({
      own: 'leg-b',
      open: (_, first) => new Pretended(first, () => undefined),
      sending: () => ({ audio: true, video: false }),
      send: (data, way) => said.push([data.k, way]),
      changed: () => undefined,
    });
    const hello: Signal = { k: 'hello', audio: true, video: false };
    pairing.hears({ t: 'signal', call: 1, leg: 'leg-a', by: 'o_ada', to: 'leg-x', data: hello });
    pairing.hears({ t: 'signal', call: 1, leg: 'leg-a', data: hello });
    expect(pairing.all()).toEqual([]);
    pairing.hears({ t: 'signal', call: 1, leg: 'leg-a', by: 'o_ada', data: hello });
    expect(said).toEqual([['hello', { to: 'leg-a', turn: 1 }]]);
    pairing.hears({ t: 'signal', call: 1, leg: 'leg-a', by: 'o_ada', to: 'leg-b', turn: 1, data: { ...hello, k: 'media', screen: true } });
    expect(pairing.all()).toMatchObject([{ person: 'o_ada', turn: 1, theirs: { audio: true, video: false, screen: true } }]);
    expect(pairing.all()[0]!.link.first).toBe(true);
    pairing.present(['o_grace']);
    expect(pairing.all()).toEqual([]);
  });
});
