/** Which conversations the table shows, and in which order. Pure. */
import type { ClientSummary } from '../../protocol/frames.ts';

/** `call`: the newest of it is a call by phone, or what somebody left on the voicemail. */
export const ROW_KINDS = ['chat', 'sms', 'call'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** A conversation as the table shows it. */
export interface Row {
  id: string;
  kind: RowKind;
  title: string;
  /** What else it is found by: numbers. */
  words: string;
  last: ClientSummary['last'];
  /** The newest words, or what is said in their place. */
  line: string;
  unread: number;
  muted: boolean;
}

/** Text without case, accents, and what stands between the digits of a number. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\d)[\s().-]+(?=\d)|\((?=\d)/g, '');

/** Rows of a kind that hold the text, newest first. */
export function shownRows(rows: readonly Row[], kind: RowKind | null, text: string): Row[] {
  const wanted = plain(text.trim());
  return rows
    .filter((row) => (kind === null || row.kind === kind) && plain(`${row.title} ${row.words} ${row.line}`).includes(wanted))
    .sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
}

/** How many of the messages that waited when somebody came back are unread still. */
export const stillMissed = (missed: ReadonlyMap<string, number>, unread: ReadonlyMap<string, number>): number =>
  [...missed].reduce((sum, [room, count]) => sum + Math.min(count, unread.get(room) ?? 0), 0);
