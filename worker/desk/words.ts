/**
 * What counts as a word, the same for the index, for what is asked and for what is set off in an answer. The index is given words that are
 * folded here rather than texts, so that no tokenizer of the database has a say in it. Pure.
 */
import type { Mark } from '../../protocol/search.ts';

export interface Word {
  /** As it is compared. */
  folded: string;
  start: number;
  end: number;
}

/** Words of these scripts are written without spaces between: each character counts as one, and what is asked for as a phrase of them. */
const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const WORD = new RegExp(String.raw`[${UNSPACED}]\p{M}*|[[\p{L}\p{N}]--[${UNSPACED}]][[\p{L}\p{N}\p{M}]--[${UNSPACED}]]*`, 'gv');
/** Longer ones are told apart by their beginning, UTF-16 code units. */
const LONGEST = 64;

/** Without case, accents and differences of width. Nothing but letters and digits is left. */
const fold = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
    .slice(0, LONGEST);

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: found, index } of text.matchAll(WORD)) {
    const folded = fold(found);
    if (folded) words.push({ folded, start: index, end: index + found.length });
  }
  return words;
}

/** A text as the index is given it. */
export const foldedText = (text: string): string =>
  wordsOf(text)
    .map(({ folded }) => folded)
    .join(' ');

/** Words that stand together; of the last one the beginning is enough when `open`. */
export interface Term {
  words: string[];
  open: boolean;
}

const QUOTES = '"“”„«»';
const PART = new RegExp(`[${QUOTES}]([^${QUOTES}]*)([${QUOTES}]|$)|[^\\s${QUOTES}]+`, 'gu');
/** What is asked beyond this is left out. */
const MOST_TERMS = 12;
const MOST_WORDS = 24;

/** What is asked for, in terms. A quotation that is not ended yet is still being typed. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  for (const { 0: part, 1: quoted, 2: end } of text.matchAll(PART)) {
    const words = wordsOf(quoted ?? part).map(({ folded }) => folded);
    if (words.length > 0) terms.push({ words: words.slice(0, MOST_WORDS), open: quoted === undefined || end === '' });
    if (terms.length === MOST_TERMS) break;
  }
  return terms;
}

/** Where the terms stand in a text: in order, none within another. */
export function marksOf(text: string, terms: readonly Term[]): Mark[] {
  const words = wordsOf(text);
  const found: [start: number, end: number][] = [];
  for (const term of terms) {
    for (let first = 0; first + term.words.length <= words.length; first++) {
      if (standsAt(words, first, term)) found.push([words[first]!.start, words[first + term.words.length - 1]!.end]);
    }
  }
  found.sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [start, end] of found) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged.map(([start, end]) => [start, end - start]);
}

const standsAt = (words: readonly Word[], first: number, { words: asked, open }: Term): boolean =>
  asked.every((word, index) => {
    const here = words[first + index]!.folded;
    return index === asked.length - 1 && open ? here.startsWith(word) : here === word;
  });

/** How much of a long text is shown before the first mark, and in all, UTF-16 code units. */
const BEFORE = 80;
const SHOWN = 300;

/** The part of a text around its first mark. */
export function excerpt(text: string, marks: Mark[]): { text: string; marks: Mark[]; begins: boolean; ends: boolean } {
  if (text.length <= SHOWN) return { text, marks, begins: true, ends: true };
  const first = marks[0]?.[0] ?? 0;
  const from = first <= BEFORE ? 0 : edge(text, Math.min(first - BEFORE, text.length - SHOWN), first);
  const to = from + SHOWN >= text.length ? text.length : edge(text, from + SHOWN - 20, from + SHOWN);
  const inside = marks
    .map(([start, length]): Mark => [Math.max(start, from) - from, Math.min(start + length, to) - Math.max(start, from)])
    .filter(([, length]) => length > 0);
  return { text: text.slice(from, to), marks: inside, begins: from === 0, ends: to === text.length };
}

/** A place between `from` and `to` to cut at: behind a space, when there is one, and never within a character. */
function edge(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  const at = space === -1 ? from : from + space + 1;
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + 1 : at;
}
