/** Who may do what in a room of colleagues: from the team, the person and the command to the entries it makes, or the refusal. Pure. */
import type { EntryDraft, FileRef, PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomCommand } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Team } from '../../protocol/team.ts';
import type { TeamAction } from '../contracts/room.ts';
import { answer, type Decision, isEmpty, messageOf, no } from './rules.ts';

export const isTeamMember = (team: Team, person: PersonId): boolean => team.members.includes(person);

/** Whether somebody rules a group: they change what others made in it. */
export const managesTeam = (team: Team, person: PersonId): boolean => team.form === 'group' && team.admins.includes(person);

/** Why somebody may add nothing to the room; null when they may. */
export function teamRefused(team: Team, person: PersonId): ErrorCode | null {
  if (!isTeamMember(team, person)) return 'forbidden';
  // The other of the two is in the account no more: what was said stays, nobody would read what is added.
  return team.form === 'direct' && team.members.length < 2 ? 'not_open' : null;
}

/** A command that came on a socket, with its files looked up. Edits and deletions have rules of their own (`decideChange`). */
export function decideTeamCommand(
  team: Team,
  by: PersonId,
  command: Exclude<RoomCommand, { t: 'edit' | 'delete' | 'meeting' }>,
  files: readonly FileRef[],
): Decision {
  if (!isTeamMember(team, by) || command.t !== 'send' || command.note || command.reply !== undefined || command.status)
    return no('forbidden');
  const refused = teamRefused(team, by);
  if (refused) return no(refused);
  // Who left while it was written is named in the text and not called.
  const mentions = [...new Set(command.mentions)].filter((person) => person !== by && isTeamMember(team, person));
  const message = messageOf(command.text, files, mentions);
  return isEmpty(message) ? no('empty_text') : answer(message);
}

/** The two of a direct room open it, or one of them comes back to it after having been out of the account. */
export function decideReopening(team: Team, by: PersonId): Decision {
  if (team.form === 'group') return isTeamMember(team, by) ? { entries: [] } : no('not_found');
  if (!team.pair.includes(by)) return no('not_found');
  const people = team.pair.filter((person) => !isTeamMember(team, person));
  return people.length > 0 ? answer({ kind: 'added', people }) : { entries: [] };
}

/** What members do besides writing. Only groups change, and but for leaving only by their admins. */
export function decideTeamAction(team: Team, by: PersonId, action: TeamAction): Decision {
  if (!isTeamMember(team, by)) return no('not_found');
  if (team.form === 'direct') return no('forbidden');
  if (action.kind === 'leave') return { entries: [{ draft: { kind: 'left' }, answers: true }, ...succession(team, by)] };
  if (!team.admins.includes(by)) return no('forbidden');
  switch (action.kind) {
    case 'rename':
      return action.name === team.name ? { entries: [] } : answer({ kind: 'renamed', name: action.name });
    case 'add': {
      const people = [...new Set(action.people.map(({ id }) => id))].filter((person) => !isTeamMember(team, person));
      if (team.members.length + people.length > LIMITS.teamMembers) return no('too_large');
      return people.length > 0 ? answer({ kind: 'added', people }) : { entries: [] };
    }
    case 'remove':
      if (!isTeamMember(team, action.person)) return { entries: [] };
      return action.person === by ? no('bad_request') : answer({ kind: 'removed', people: [action.person] });
    case 'promote':
      if (!isTeamMember(team, action.person)) return no('not_found');
      return team.admins.includes(action.person) ? { entries: [] } : answer({ kind: 'promoted', person: action.person });
    case 'demote':
      if (!team.admins.includes(action.person)) return { entries: [] };
      return team.admins.length === 1 ? no('last_admin') : answer({ kind: 'demoted', person: action.person });
  }
}

/** What remains to be done when a member is in the account no more. */
export function decideTeamRemoval(team: Team, person: PersonId): Decision {
  if (!isTeamMember(team, person)) return { entries: [] };
  return { entries: [{ draft: { kind: 'removed', people: [person] }, by: 'system', answers: true }, ...succession(team, person)] };
}

/** A group whose last admin goes gets another: who has been in it longest. */
function succession(team: Team, going: PersonId): { draft: EntryDraft; by: PersonId }[] {
  if (team.form === 'direct' || team.admins.some((admin) => admin !== going)) return [];
  const next = team.members.find((person) => person !== going);
  return next ? [{ draft: { kind: 'promoted', person: next }, by: 'system' }] : [];
}
