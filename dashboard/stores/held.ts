/** Lists of rooms as the desk tells them: each room carries the number of its last change, so what comes late does not undo what is newer. */

interface Listed {
  id: string;
  rev: number;
}

/** What is held after some rooms changed and some are gone. `anew`: what was held before counts no more. */
export function heldAfter<R extends Listed>(
  held: ReadonlyMap<string, R>,
  changed: readonly R[],
  gone: readonly string[],
  anew: boolean,
): ReadonlyMap<string, R> {
  const next = new Map(anew ? [] : held);
  for (const room of changed) if ((next.get(room.id)?.rev ?? -1) <= room.rev) next.set(room.id, room);
  for (const id of gone) next.delete(id);
  return next;
}
