/** Who comes in when places are few. Pure. */

interface Asking {
  visitor: string;
  /** When they asked, ms. */
  since: number;
  /** They have no place yet. */
  waits?: true;
}

/** Those who come in now, who has waited longest first. A visitor has one place, in however many tabs they ask. */
export function admitted<T extends Asking>(asking: readonly T[], most: number): T[] {
  const waiting = asking.filter(({ waits }) => waits).toSorted((a, b) => a.since - b.since);
  const seated = new Set(asking.filter(({ waits }) => !waits).map(({ visitor }) => visitor));
  const come: T[] = [];
  for (const one of waiting) {
    if (seated.size >= most) break;
    if (seated.has(one.visitor)) continue;
    seated.add(one.visitor);
    come.push(one);
  }
  return come;
}

/** How many visitors watch, and how many wait for a place. */
export function counted(asking: readonly (Asking & { pending?: boolean })[]): { count: number; waiting: number } {
  const watching = new Set<string>();
  const others = new Set<string>();
  for (const { visitor, waits, pending } of asking) (waits || pending ? others : watching).add(visitor);
  return { count: watching.size, waiting: [...others].filter((visitor) => !watching.has(visitor)).length };
}
