/** How a room of a matter follows its matter: from what it is and what it is to be to the entries that make it so. Pure. */
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { MatterPlan } from '../contracts/room.ts';

/** None when the room is as it is to be. `inside`: everyone in it. */
export function settlingEntries(room: ClientRoom, inside: readonly PersonId[], plan: MatterPlan): EntryDraft[] {
  const wanted = new Set(plan.come.map(({ id }) => id));
  const kept = new Set<PersonId>([...wanted, ...plan.stay]);
  const come = [...wanted].filter((person) => !inside.includes(person));
  const gone = inside.filter((person) => !kept.has(person));
  return [
    ...(come.length > 0 ? [{ kind: 'added' as const, people: come }] : []),
    ...(room.assignee === plan.assignee ? [] : [{ kind: 'assigned' as const, to: plan.assignee }]),
    ...(gone.length > 0 ? [{ kind: 'removed' as const, people: gone }] : []),
    ...(plan.name === undefined || plan.name === room.name ? [] : [{ kind: 'renamed' as const, name: plan.name }]),
  ];
}
