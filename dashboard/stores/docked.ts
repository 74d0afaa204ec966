/** Which conversations are docked at the foot of the pages, and which of them are open. Pure. */

export interface Dock {
  room: string;
  /** Nothing but its name shows. */
  folded: boolean;
}

/** At most so many conversations are docked. */
export const MOST_DOCKS = 8;
/** With the conversation docked and open; when more than `most` are open, those that were docked first fold. */
export function withDock(docks: readonly Dock[], room: string, most: number): Dock[] {
  const known = docks.some((dock) => dock.room === room);
  const all = known ? docks.map((dock) => (dock.room === room ? { room, folded: false } : dock)) : [...docks, { room, folded: false }];
  const kept = all.slice(-MOST_DOCKS);
  let open = kept.filter(({ folded }) => !folded).length;
  return kept.map((dock) => (!dock.folded && dock.room !== room && open-- > Math.max(1, most) ? { ...dock, folded: true } : dock));
}

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
