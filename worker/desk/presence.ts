/** Presence of operators: what their sockets say, and what follows for colleagues and for sites. Pure. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Colleague, PresenceState } from '../../protocol/frames.ts';
import type { DeskMember } from '../contracts/desk.ts';
import type { Answering } from '../contracts/site.ts';
import { type Access, maySee } from '../site/access.ts';

/** A member of the account as configured, `seen` the last time they were connected (ms since epoch). */
export type Member = DeskMember & Pick<Colleague, 'seen'>;

export const accessOf = ({ role, listingsOnly, advertisers }: DeskMember): Access => ({
  admin: role !== 'operator',
  listingsOnly,
  advertisers,
});

/** What one socket says about its person. */
export interface Presence {
  person: PersonId;
  state: 'online' | 'away';
}

/** Each person's state is the best of their sockets'. */
export function presenceOf(sockets: Iterable<Presence>): Map<PersonId, 'online' | 'away'> {
  const states = new Map<PersonId, 'online' | 'away'>();
  for (const { person, state } of sockets) if (states.get(person) !== 'online') states.set(person, state);
  return states;
}

/** The list of colleagues as operators see it; `seen` is told of those who are offline. */
export function colleagues(members: Member[], states: Map<PersonId, PresenceState>): Colleague[] {
  return members.map(({ seen, groups: _g, advertisers: _a, listingsOnly, ...member }) => {
    const presence = states.get(member.id) ?? 'offline';
    return {
      ...member,
      ...(listingsOnly ? { listingsOnly } : {}),
      presence,
      ...(presence === 'offline' && seen !== undefined ? { seen } : {}),
    };
  });
}

/** Who can answer visitors now: members who are online, for what they may see. The same answer reads the same as JSON. */
export function answeringOf(members: Member[], states: Map<PersonId, PresenceState>): Answering {
  const online = members.filter(({ id }) => states.get(id) === 'online').map(accessOf);
  return {
    admins: online.some(({ admin }) => admin),
    site: online.some((access) => maySee(access, undefined)),
    advertisers: [...new Set(online.flatMap(({ advertisers }) => advertisers))].sort(),
  };
}
