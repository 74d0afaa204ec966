/** Conversations docked at the foot of every page, kept over reloads of this window. */
import { signal } from '@preact/signals';

export interface Dock {
  room: string;
  /** Nothing but its name shows. */
  folded: boolean;
}

/** At most so many conversations are docked. */
export const MOST_DOCKS = 8;
/** What one takes of the width of a window, CSS pixels. */
const WIDTH = 340;

/** With the conversation docked and open; when more than `most` are open, those that were docked first fold. */
export function withDock(docks: readonly Dock[], room: string, most: number): Dock[] {
  const known = docks.some((dock) => dock.room === room);
  const all = known ? docks.map((dock) => (dock.room === room ? { room, folded: false } : dock)) : [...docks, { room, folded: false }];
  const kept = all.slice(-MOST_DOCKS);
  let open = kept.filter(({ folded }) => !folded).length;
  return kept.map((dock) => (!dock.folded && dock.room !== room && open-- > Math.max(1, most) ? { ...dock, folded: true } : dock));
}

const KEY = 'foyer.docks';

/** What an earlier page of this window kept. */
export function readDocks(kept: string | null): Dock[] {
  try {
    const docks: unknown = JSON.parse(kept ?? '[]');
    if (!Array.isArray(docks)) return [];
    return docks.filter(({ room, folded }) => typeof room === 'string' && typeof folded === 'boolean').slice(-MOST_DOCKS);
  } catch {
    return [];
  }
}

export const docks = signal<readonly Dock[]>([]);
/** The one that was opened by hand last, which takes the focus. */
export const dockInHand = signal<string | null>(null);
let owner = '';

/** Docks of a person in this window. */
export function loadDocks(person: string): void {
  owner = person;
  docks.value = readDocks(sessionStorage.getItem(`${KEY}|${person}`));
}

function keep(next: readonly Dock[]): void {
  docks.value = next;
  sessionStorage.setItem(`${KEY}|${owner}`, JSON.stringify(next));
}

/** Docks a conversation, or opens one that was folded. */
export function dock(room: string): void {
  dockInHand.value = room;
  keep(withDock(docks.value, room, Math.floor(innerWidth / WIDTH)));
}

export function foldDock(room: string): void {
  if (dockInHand.value === room) dockInHand.value = null;
  keep(docks.value.map((one) => (one.room === room ? { room, folded: true } : one)));
}

export function closeDock(room: string): void {
  keep(docks.value.filter((one) => one.room !== room));
}
