/**
 * Who is connected to whom in a call of several: one link between each two pages. The page whose leg is greater is first. Either of the two may begin
 * with a new link at any time, by a greater turn; what belongs to an earlier one is not heard any more. Knows nothing of WebRTC.
 */
import type { Sending, Signal, SignalFrame } from '../../call.ts';
import type { PersonId } from '../../entries.ts';

/** What a pair is connected by. */
export interface PairLink {
  readonly isSettled: boolean;
  receive(signal: Signal): void;
  close(): void;
}

export interface Pair<L extends PairLink> {
  readonly leg: string;
  readonly person: PersonId;
  readonly turn: number;
  readonly link: L;
  /** What they say they send. */
  theirs: Sending;
}

export interface PairingOptions<L extends PairLink> {
  /** This page. */
  own: string;
  /** A new link to a page. `first`: it offers. */
  open: (leg: string, first: boolean) => L;
  /** What this page sends: to everybody, or to one. */
  sending: (pair?: Pair<L>) => Sending;
  send: (signal: Signal, way: { to?: string; turn?: number }) => void;
  changed: () => void;
}

export class Pairing<L extends PairLink> {
  readonly #options: PairingOptions<L>;
  /** In the order they came. */
  readonly #pairs = new Map<string, Pair<L>>();
  /** The newest turn with each page there ever was: a page that was thought gone may come back. */
  readonly #turns = new Map<string, number>();

  constructor(options: PairingOptions<L>) {
    this.#options = options;
  }

  all(): Pair<L>[] {
    return [...this.#pairs.values()];
  }

  /** Says to everybody that this page is here; also when its line is back, by which time what was being agreed on is lost: that begins anew. */
  begin(): void {
    for (const { leg, link } of this.all()) if (!link.isSettled) this.#drop(leg);
    this.#options.send({ k: 'hello', ...this.#options.sending() }, {});
  }

  /** The link to this page is of no use any more. */
  renew(leg: string): void {
    const pair = this.#pairs.get(leg);
    if (pair) this.#hello(this.#meet(leg, pair.person, pair.turn + 1, pair.theirs));
  }

  /** To one page, about their present link. */
  say(signal: Signal, leg: string): void {
    const turn = this.#pairs.get(leg)?.turn;
    if (turn !== undefined) this.#options.send(signal, { to: leg, turn });
  }

  hears({ leg, by, to, turn = 0, data }: SignalFrame): void {
    if (by === undefined || leg === this.#options.own || (to !== undefined && to !== this.#options.own)) return;
    const known = this.#pairs.get(leg);
    if (data.k === 'hello') {
      const { k: _, ...theirs } = data;
      const isKept = to === undefined ? known?.link.isSettled : known && turn <= known.turn;
      const next = known && isKept ? known : this.#meet(leg, by, Math.max(turn, (this.#turns.get(leg) ?? 0) + 1), theirs);
      next.theirs = theirs;
      // They do not know this page yet, or not the newest turn.
      if (to === undefined || turn < next.turn) this.#hello(next);
      this.#options.changed();
    } else if (data.k === 'media') {
      if (!known) return;
      const { k: _, ...theirs } = data;
      known.theirs = theirs;
      this.#options.changed();
    } else if (known?.turn === turn) known.link.receive(data);
  }

  /** Who is in the call now: the pages of all others are gone. */
  present(people: readonly PersonId[]): void {
    const gone = this.all().filter(({ person }) => !people.includes(person));
    for (const { leg } of gone) this.#drop(leg);
    if (gone.length > 0) this.#options.changed();
  }

  close(): void {
    for (const leg of this.#pairs.keys()) this.#drop(leg);
  }

  #hello(pair: Pair<L>): void {
    this.say({ k: 'hello', ...this.#options.sending(pair) }, pair.leg);
  }

  #meet(leg: string, person: PersonId, turn: number, theirs: Sending): Pair<L> {
    // Somebody is in the call on one page at a time: they have loaded it anew, or gone on in another tab.
    for (const other of this.all()) if (other.person === person && other.leg !== leg) this.#drop(other.leg);
    this.#pairs.get(leg)?.link.close();
    this.#turns.set(leg, turn);
    const pair = { leg, person, turn, link: this.#options.open(leg, this.#options.own > leg), theirs };
    this.#pairs.set(leg, pair);
    return pair;
  }

  #drop(leg: string): void {
    this.#pairs.get(leg)?.link.close();
    this.#pairs.delete(leg);
  }
}
