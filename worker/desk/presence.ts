/** Presence of operators: what their sockets say, and what follows for colleagues and for sites. Pure. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Colleague, PresenceState } from '../../protocol/frames.ts';
import type { DeskMember } from '../contracts.ts';

/** A member of the account as configured, `seen` the last time they were connected (ms since epoch). */
export type Member = DeskMember & Pick<Colleague, 'seen'>;

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

/** Whether anybody can answer visitors now. */
export const anyOnline = (states: Map<PersonId, PresenceState>): boolean => [...states.values()].includes('online');
