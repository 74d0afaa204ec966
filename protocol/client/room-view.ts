/** What a room client shows: pictures of the room, and how entries become what a person sees. */
import { type Change, changed, isChange, type Said } from '../changes.ts';
import { type Entry, erasedEntry, type FileRef, type PersonId } from '../entries.ts';
import type { ErrorCode } from '../errors.ts';
import type { RoomCommand, RoomPerson } from '../frames.ts';
import type { ConnectionStatus } from './connection.ts';
import { CHAT_FACTS, type ChatFacts } from './facts.ts';

export interface Pending {
  command: RoomCommand;
  at: number;
  /** `sent`: acknowledged, its entry is on the way. `failed`: refused for `error`; retry or discard. */
  state: 'sending' | 'sent' | 'failed';
  /** Number of its entry, once acknowledged. */
  seq?: number;
  error?: ErrorCode;
  /** Of a `send` with files, for showing them meanwhile. */
  files?: FileRef[];
}

/** What all kinds of rooms show. */
export interface AnyView {
  connection: ConnectionStatus;
  /** Why the connection was stopped for good. */
  stoppedBy: ErrorCode | null;
  /** Whether the head of the log is held and the line is open: nothing can be missing. */
  caughtUp: boolean;
  /** False until the first welcome ever. */
  loaded: boolean;
  me: PersonId | null;
  /** Contiguous; edits and deletions are applied to their messages and not listed. */
  entries: Entry[];
  /** Entries from before these that were asked for by `look`, by seq. */
  aside: Record<number, Entry>;
  pending: Pending[];
  people: Record<string, RoomPerson>;
  /** Read marks of others. */
  reads: Record<string, number>;
  /** Own read mark. */
  read: number;
  present: PersonId[];
  typing: Record<string, { draft?: string }>;
  /** Whether calls in this room go through RealtimeKit. */
  forwarded: boolean;
  /** Who is in the call of a room of several, while one is on. */
  calling: RoomPerson[];
  /** Whether there are older entries to load, and whether they are on the way. */
  older: 'none' | 'some' | 'loading';
  fileKey: string | null;
  verified: boolean;
}

/** An immutable picture of the room, with the facts of its kind. A new object after every change. */
export type RoomView<F = ChatFacts> = AnyView & F;

const NOTHING: AnyView = {
  connection: 'stopped',
  stoppedBy: null,
  caughtUp: false,
  loaded: false,
  me: null,
  entries: [],
  aside: {},
  pending: [],
  people: {},
  reads: {},
  read: 0,
  present: [],
  typing: {},
  forwarded: false,
  calling: [],
  older: 'none',
  fileKey: null,
  verified: false,
};

/** The view before anything is known. */
export const emptyView = <F>(facts: F): RoomView<F> => ({ ...NOTHING, ...facts });
export const EMPTY_VIEW: RoomView = emptyView(CHAT_FACTS.before);

export const withPeople = (people: Record<string, RoomPerson>, more: RoomPerson[] = []): Record<string, RoomPerson> =>
  more.length ? { ...people, ...Object.fromEntries(more.map((person) => [person.id, person])) } : people;

/** With the entries of a page that lies apart. */
export const withAside = (aside: Record<number, Entry>, page: Entry[]): Record<number, Entry> => ({
  ...aside,
  ...Object.fromEntries(applyChanges(page).map((entry) => [entry.seq, entry])),
});

/** What new entries make of those that lie apart. The same object when they change none. */
export function changedAside(aside: Record<number, Entry>, fresh: Entry[]): Record<number, Entry> {
  if (fresh.some(({ kind }) => kind === 'erased')) return {};
  let next = aside;
  for (const change of fresh) {
    const said = isChange(change) ? next[change.of] : undefined;
    if (said && isChange(change) && (said.kind === 'message' || said.kind === 'note'))
      next = { ...next, [said.seq]: changed(said, change) };
  }
  return next;
}

/** Edits and deletions applied to the messages they are of, and left out themselves. Before the visitor deleted their data nothing is left. */
export function applyChanges(all: Entry[]): Entry[] {
  const gone = all.findLast(({ kind }) => kind === 'erased')?.seq ?? 0;
  const entries = gone ? all.map((entry) => (entry.seq < gone ? erasedEntry(entry) : entry)) : all;
  const changes = new Map<number, Change[]>();
  for (const entry of entries) if (isChange(entry)) changes.set(entry.of, [...(changes.get(entry.of) ?? []), entry]);
  if (!changes.size) return entries;
  return entries.flatMap((entry): Entry[] => {
    if (isChange(entry)) return [];
    if (entry.kind !== 'message' && entry.kind !== 'note') return [entry];
    return [(changes.get(entry.seq) ?? []).reduce<Said>(changed, entry)];
  });
}
