import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Signal } from '../../call.ts';
import { type Negotiable, Negotiation } from './negotiation.ts';

/** What a description says here: what its author wants, and of an answer, what it answers. */
interface Said {
  wants: number;
  answers?: number;
}

/** A connection as the standard has it, whose operations end when the test says so, one after the other. */
class Pretended implements Negotiable {
  signalingState = 'stable';
  localDescription: { type: string; sdp: string } | null = null;
  /** What this end wants, what both agreed on of it, and what the other is known to want. */
  wants = 0;
  agreed = 0;
  theirs = 0;
  onneeded: () => void = () => {};
  readonly #chain: (() => void)[] = [];
  #offered: Said | null = null;
  #theirOffer: Said | null = null;

  /** Ends the oldest operation. */
  step(): boolean {
    const next = this.#chain.shift();
    next?.();
    return next !== undefined;
  }

  want(): void {
    this.wants++;
    this.#needed();
  }

  #needed(): void {
    if (this.signalingState === 'stable' && this.#chain.length === 0 && this.agreed !== this.wants) this.onneeded();
  }

  #later(work: () => void): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#chain.push(() => {
        try {
          work();
          resolve();
        } catch (error) {
          reject(error);
        }
        // The standard looks after it when the chain is empty.
        queueMicrotask(() => this.#needed());
      }),
    );
  }

  setLocalDescription(): Promise<void> {
    return this.#later(() => {
      if (this.signalingState === 'have-remote-offer') {
        this.localDescription = { type: 'answer', sdp: JSON.stringify({ wants: this.wants, answers: this.#theirOffer!.wants }) };
        this.theirs = this.#theirOffer!.wants;
        this.agreed = this.wants;
        this.signalingState = 'stable';
        return;
      }
      this.#offered = { wants: this.wants };
      this.localDescription = { type: 'offer', sdp: JSON.stringify(this.#offered) };
      this.signalingState = 'have-local-offer';
    });
  }

  setRemoteDescription({ type, sdp }: { type: 'offer' | 'answer'; sdp: string }): Promise<void> {
    const said = JSON.parse(sdp) as Said;
    return this.#later(() => {
      if (type === 'offer') {
        // An own offer is rolled back.
        this.#offered = null;
        this.#theirOffer = said;
        this.signalingState = 'have-remote-offer';
        return;
      }
      if (this.signalingState !== 'have-local-offer' || said.answers !== this.#offered?.wants) throw new Error('an answer to nothing');
      this.agreed = said.answers!;
      this.theirs = said.wants;
      this.signalingState = 'stable';
    });
  }

  async addIceCandidate(): Promise<void> {}
}

function pair() {
  const ends = [new Pretended(), new Pretended()] as const;
  const ways: [Signal[], Signal[]] = [[], []];
  const faults: unknown[] = [];
  const negotiations = ends.map((end, at) => new Negotiation(end, at === 1, (signal) => ways[at]!.push(signal)));
  ends.forEach((end, at) => {
    end.onneeded = () => void negotiations[at]!.needed().catch((error: unknown) => faults.push(error));
  });
  /** What this end sent first arrives. */
  const deliver = (from: number): boolean => {
    const signal = ways[from]!.shift();
    if (signal) negotiations[1 - from]!.receive(signal).catch((error: unknown) => faults.push(error));
    return signal !== undefined;
  };
  return { ends, deliver, faults };
}

const settle = async () => {
  for (let n = 0; n < 12; n++) await Promise.resolve();
};

describe('G4: two ends agree', () => {
  test('whatever they want at the same time, in any order of signals and of what browsers finish', async () => {
    const moves = fc.array(fc.constantFrom('want0', 'want1', 'deliver0', 'deliver1', 'step0', 'step1'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(moves, async (order) => {
        const { ends, deliver, faults } = pair();
        for (const move of order) {
          const at = Number(move.at(-1)) as 0 | 1;
          if (move.startsWith('want')) ends[at].want();
          else if (move.startsWith('deliver')) deliver(at);
          else ends[at].step();
          await settle();
        }
        for (let quiet = false, rounds = 0; !quiet; rounds++) {
          expect(rounds, 'rounds until it is quiet').toBeLessThan(500);
          quiet = ![ends[0].step(), ends[1].step(), deliver(0), deliver(1)].some(Boolean);
          await settle();
        }
        expect(faults).toEqual([]);
        expect(ends.map(({ signalingState }) => signalingState)).toEqual(['stable', 'stable']);
        expect([ends[0].theirs, ends[1].theirs]).toEqual([ends[1].wants, ends[0].wants]);
        expect(ends.map(({ agreed }) => agreed)).toEqual(ends.map(({ wants }) => wants));
      }),
      { numRuns: 400 },
    );
  });

  test('and what carries the offer that was dropped is dropped with it', async () => {
    const connection = new Pretended();
    connection.addIceCandidate = () => Promise.reject(new Error('of which description?'));
    const impolite = new Negotiation(connection, false, () => undefined);
    connection.onneeded = () => void impolite.needed();
    connection.want();
    await impolite.receive({ k: 'description', type: 'offer', sdp: '{"wants":1}' });
    await impolite.receive({ k: 'candidate', candidate: 'c', mid: '0', line: 0 });
    const polite = new Negotiation(connection, true, () => undefined);
    await expect(polite.receive({ k: 'candidate', candidate: 'c', mid: '0', line: 0 })).rejects.toThrow('of which');
  });
});
