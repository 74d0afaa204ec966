/** The board of a broadcast: what viewers ask, and how many want to know it. Equal questions are one. Pure. */
import type { Question } from '../../../protocol/broadcast.ts';
import { LIMITS } from '../../../protocol/limits.ts';

/** Marks above and below letters: of Latin, Greek and Cyrillic, and the vowels of Arabic and Hebrew. Other scripts spell with theirs. */
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u064b-\u0652]/g;

/** What a question is known by: case, accents, punctuation and spaces make no other of it. What is nothing else is known by itself. */
export function keyOf(text: string): string {
  const plain = text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFD').replace(MARKS, '').normalize('NFC');
  return plain.replace(/[\s\p{P}\p{C}]+/gu, ' ').trim() || text.normalize('NFKC').trim();
}

/** Nothing to read. */
export const isBlank = (text: string): boolean => !/[^\s\p{C}]/u.test(text);

interface Asked {
  text: string;
  answered: boolean;
  voters: Set<string>;
}

export class Questions {
  /** By id, in the order they were asked first. */
  readonly #asked = new Map<number, Asked>();
  readonly #ids = new Map<string, number>();

  constructor(rows: readonly { id: number; text: string; answered: boolean }[], votes: readonly { question: number; visitor: string }[]) {
    for (const { id, text, answered } of rows) this.#put(id, { text, answered, voters: new Set() });
    for (const { question, visitor } of votes) this.#asked.get(question)?.voters.add(visitor);
  }

  #put(id: number, asked: Asked): void {
    this.#asked.set(id, asked);
    this.#ids.set(keyOf(asked.text), id);
  }

  /** A viewer asks, which is a vote, too. Answers what is new by it; null: the board is full. */
  ask(visitor: string, text: string): { id: number; fresh: boolean; voted: boolean } | null {
    const known = this.#ids.get(keyOf(text));
    if (known !== undefined) return { id: known, fresh: false, voted: this.vote(visitor, known) };
    if (this.#asked.size >= LIMITS.questions) return null;
    const id = Math.max(0, ...this.#asked.keys()) + 1;
    this.#put(id, { text, answered: false, voters: new Set([visitor]) });
    return { id, fresh: true, voted: true };
  }

  /** Answers whether it is another vote: everybody has one for each question. */
  vote(visitor: string, id: number): boolean {
    const voters = this.#asked.get(id)?.voters;
    if (!voters || voters.has(visitor)) return false;
    voters.add(visitor);
    return true;
  }

  /** Answers whether it was not so before. */
  answer(id: number, on: boolean): boolean {
    const asked = this.#asked.get(id);
    if (!asked || asked.answered === on) return false;
    asked.answered = on;
    return true;
  }

  /** Best first: what is not answered yet, then by votes, then what was asked first. */
  list(): Question[] {
    return [...this.#asked]
      .sort(([a, one], [b, other]) => Number(one.answered) - Number(other.answered) || other.voters.size - one.voters.size || a - b)
      .slice(0, LIMITS.questionsShown)
      .map(([id, { text, answered, voters }]) => ({
        id: String(id),
        text,
        votes: voters.size,
        ...(answered ? { answered: true as const } : {}),
      }));
  }

  /** What a visitor asked or voted for. */
  of(visitor: string): string[] {
    return [...this.#asked].flatMap(([id, { voters }]) => (voters.has(visitor) ? [String(id)] : []));
  }
}
