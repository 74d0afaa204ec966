/** What is done to rooms of colleagues; a refusal is thrown, and changes nothing. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Team } from '../../protocol/team.ts';
import { toast } from '../design/toasts.tsx';
import { del, post, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { myId } from '../stores/desk.ts';

export const roomPath = (room: string): string => `/app/operators/${encodeURIComponent(room)}`;

/** Of a room of two, the other. */
export const otherOf = (team: Team): PersonId | undefined =>
  team.form === 'direct' ? team.pair.find((person) => person !== myId.value) : undefined;

const user = (person: PersonId): string => person.slice(2);
const path = (room: string): string => `/team-rooms/${encodeURIComponent(room)}`;

/** Answers what was answered; null when it was refused, which is told. */
export async function tried<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    toast(errorText(error));
    return null;
  }
}

/** Opens the room with a colleague, which is always the same one. */
export const openDirect = (person: PersonId) => post<{ room: string }>('/team-rooms', { kind: 'direct', user: user(person) });

/** `cid` makes a second try the same group. */
export const makeGroup = (cid: string, name: string, members: PersonId[]) =>
  post<{ room: string }>('/team-rooms', { kind: 'group', cid, name, members: members.map(user) });

export const rename = (room: string, name: string) => put(path(room), { name });
export const addMembers = (room: string, members: PersonId[]) => post(`${path(room)}/members`, { members: members.map(user) });
export const setAdmin = (room: string, person: PersonId, admin: boolean) => put(`${path(room)}/members/${user(person)}`, { admin });

/** Removes a member, or leaves when it is oneself. */
export const removeMember = (room: string, person: PersonId) => del(`${path(room)}/members/${user(person)}`);
