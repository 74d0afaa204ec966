/** Searching an account's messages and rooms: what is asked, and what is answered. */
import type { FileRef, PersonId } from './entries.ts';

/** The kinds of rooms that can be asked for. */
export const SEARCHED_KINDS = ['visitor', 'team', 'client', 'sms'] as const;
export type SearchedKind = (typeof SEARCHED_KINDS)[number];

/**
 * What somebody looks for. Every word of `text` has to be there, as a whole or as the beginning of one, in any case and without accents; words
 * "in quotes" stand together. Nothing in it is a command. An empty text finds whatever the rest leaves.
 */
export interface SearchQuery {
  text: string;
  from?: PersonId;
  /** Name of the one room that is searched. */
  in?: string;
  kind?: SearchedKind;
  /** Messages with a file only. */
  files?: true;
  /** Not older than, ms since epoch. */
  since?: number;
  /** Older than, ms since epoch. */
  until?: number;
  /** The `next` of the page before. */
  before?: string;
}

/** A part of a text to be set off: where it begins, and how long it is, in UTF-16 code units. */
export type Mark = [start: number, length: number];

/** A text with what was found in it. */
export interface MarkedText {
  text: string;
  marks: Mark[];
}

export interface FoundRoom {
  id: string;
  kind: SearchedKind;
  title: MarkedText;
}

/** A message that was found. `text` is the part of it around the first mark; `begins` and `ends` tell whether that is cut. */
export interface FoundMessage {
  room: FoundRoom;
  seq: number;
  at: number;
  by: PersonId;
  /** What the author is called, as far as it is known. */
  name: string;
  /** Between operators only. */
  note?: true;
  text: MarkedText & { begins: boolean; ends: boolean };
  files: { file: FileRef; name: MarkedText }[];
}

export interface SearchPage {
  /** Rooms whose name fits, on the first page. */
  rooms: FoundRoom[];
  /** Newest first. */
  messages: FoundMessage[];
  /** Asks for the page behind this one; null at the end. */
  next: string | null;
  /** False while the index is being built anew: there may be more than was found. */
  complete: boolean;
}

/** How far the index is: rooms known, and those of which all is in it. */
export interface SearchProgress {
  rooms: number;
  done: number;
  running: boolean;
}
