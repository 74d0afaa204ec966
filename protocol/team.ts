import { type Call, withCall } from './call.ts';
import type { Entry, PersonId } from './entries.ts';

/**
 * Who talks in a room of colleagues, folded from its log. The room stores it beside the log; clients get it once in `welcome` and fold later
 * entries themselves, with this same function.
 */
export type Team =
  /** Of two people, for good. `members` are those of the two who are still in the account. */
  (
    | { form: 'direct'; pair: [PersonId, PersonId]; members: PersonId[] }
    /** `members` in the order they came. */
    | { form: 'group'; name: string; members: PersonId[]; admins: PersonId[] }
  ) & {
    /** The call that is on. */
    call?: Call;
  };

/** Before the first entry. */
export const NEW_TEAM: Team = { form: 'group', name: '', members: [], admins: [] };

const without = (people: readonly PersonId[], gone: readonly PersonId[]): PersonId[] => people.filter((person) => !gone.includes(person));

/** The team after one more entry. Returns the same object when the entry changes nothing. */
export function foldTeam(team: Team, entry: Entry): Team {
  switch (entry.kind) {
    case 'created':
      if (entry.form === 'direct') return { form: 'direct', pair: [entry.members[0]!, entry.members[1]!], members: entry.members };
      return entry.form === 'group' ? { form: 'group', name: entry.name, members: entry.members, admins: [entry.by] } : team;
    case 'added':
      return { ...team, members: [...team.members, ...without(entry.people, team.members)] };
    case 'removed':
      return leaving(team, entry.people);
    case 'left':
      return leaving(team, [entry.by]);
    case 'renamed':
      return team.form === 'group' ? { ...team, name: entry.name } : team;
    case 'promoted':
      return team.form === 'group' ? { ...team, admins: [...without(team.admins, [entry.person]), entry.person] } : team;
    case 'demoted':
      return team.form === 'group' ? { ...team, admins: without(team.admins, [entry.person]) } : team;
    default:
      return withCall(team, entry);
  }
}

function leaving(team: Team, gone: readonly PersonId[]): Team {
  const members = without(team.members, gone);
  return team.form === 'group' ? { ...team, members, admins: without(team.admins, gone) } : { ...team, members };
}

/** Whether a room's name is one of a room of colleagues. */
export const isTeamRoom = (room: string): boolean => room.startsWith('team.');
