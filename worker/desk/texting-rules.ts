/**
 * Chats that an operator answers by SMS: which short number each goes by, and what an SMS of theirs means. Pure.
 *
 * Whatever could reach another visitor than the one it was meant for is not sent, but asked about: an operator who is told of several chats says
 * which one each answer is for.
 */
import { optWordIn } from '../../protocol/opt-out.ts';

/** A chat and its number. `at`: when that was used last, ms since epoch. */
export interface Numbered {
  room: string;
  n: number;
  at: number;
}

/** For so long a number means the chat it meant last, ms. */
export const NUMBER_KEPT = 24 * 60 * 60_000;

/** The number of a room among an operator's chats: its own as long as it meant no other since, else the lowest that nobody had within a day. */
export function numberFor(chats: readonly Numbered[], room: string, now: number): number {
  const taken = new Set(chats.filter((chat) => chat.room !== room && chat.at > now - NUMBER_KEPT).map(({ n }) => n));
  const own = chats.find((chat) => chat.room === room);
  if (own && own.n > 0 && !taken.has(own.n)) return own.n;
  let n = 1;
  while (taken.has(n)) n++;
  return n;
}

/** What an operator's SMS means. */
export type Reply =
  | { is: 'help' | 'list' | 'away' | 'back' | 'none' }
  | { is: 'close' | 'pick' | 'unknown'; n: number }
  | { is: 'answer'; n: number; text: string }
  /** For which of several? With `n`, probably for that one, and then `rest` is what it says. */
  | { is: 'which'; text: string; n?: number; rest?: string };

const COMMAND = /^#\s*([a-z]+)(?:\s+#?(\d{1,3}))?\s*$/i;
/** `2 Yes`, `#2 yes`, `2: yes`, `2) yes`, `2`. */
const ADDRESSED = /^(#?)(\d{1,3})([:.,;)\]]?)(?:\s+([\s\S]+))?$/;
/** How a sentence begins that is not the rest of one: "2 Yes" is an answer to 2, "2 rooms are free" may be none. */
const BEGINS_ANEW = /^["'“‘«(¡¿]*[\p{Lu}\p{Lo}]/u;

/** Reads an SMS. `chats`: those the operator has been told of and does not know to be over. */
export function readReply(written: string, chats: readonly { n: number }[]): Reply {
  const text = written.trim();
  if (optWordIn(text) === 'help') return { is: 'help' };
  const isChat = (n: number) => chats.some((chat) => chat.n === n);
  const [, word, at] = COMMAND.exec(text) ?? [];
  if (word) return command(word.toLowerCase(), at === undefined ? null : Number(at), chats);
  const [, mark, digits, stop, rest] = ADDRESSED.exec(text) ?? [];
  const n = Number(digits);
  if (mark && !isChat(n)) return chats.length === 0 ? { is: 'none' } : { is: 'unknown', n };
  if (mark) return rest ? { is: 'answer', n, text: rest } : { is: 'pick', n };
  const [only] = chats;
  if (!only) return { is: 'none' };
  if (chats.length === 1) return { is: 'answer', n: only.n, text };
  if (digits === undefined || !isChat(n)) return { is: 'which', text };
  if (!rest) return { is: 'pick', n };
  return stop || BEGINS_ANEW.test(rest) ? { is: 'answer', n, text: rest } : { is: 'which', text, n, rest };
}

function command(word: string, n: number | null, chats: readonly { n: number }[]): Reply {
  if (word === 'list' || word === 'away' || word === 'back') return { is: word };
  if (word !== 'close') return { is: 'help' };
  if (chats.length === 0) return { is: 'none' };
  if (n !== null) return chats.some((chat) => chat.n === n) ? { is: 'close', n } : { is: 'unknown', n };
  return chats.length === 1 ? { is: 'close', n: chats[0]!.n } : { is: 'list' };
}
