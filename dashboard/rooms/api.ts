/** What is done to rooms with clients; a refusal is thrown, and changes nothing. */
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { del, get, patch, post } from '../http.ts';

export const roomPath = (room: string): string => `/app/rooms/${encodeURIComponent(room)}`;

const path = (room: string): string => `/client-rooms/${encodeURIComponent(room)}`;

export interface PeoplePage {
  people: RoomPerson[];
  total: number;
  next: string | null;
}

/** `cid` makes a second try the same room. */
export const beginRoom = (cid: string, form: ClientRoom['form'], name: string, people: PersonId[]) =>
  post<{ room: string }>('/client-rooms', { cid, form, name, people });

export const renameRoom = (room: string, name: string) => patch(path(room), { name });
export const archiveRoom = (room: string, archived: boolean) => patch(path(room), { archived });
export const assignRoom = (room: string, assignee: PersonId) => patch(path(room), { assignee });
export const eraseRoom = (room: string) => del(path(room));

export const addPeople = (room: string, people: PersonId[]) => post(`${path(room)}/people`, { people });
/** Removes somebody, or leaves when it is oneself. */
export const removePerson = (room: string, person: PersonId) => del(`${path(room)}/people/${person}`);

/** Those with `text` in their names, behind the page that ended with `after`. */
export const peopleOf = (room: string, text: string, after = '', signal?: AbortSignal) =>
  get<PeoplePage>(`${path(room)}/people?${new URLSearchParams({ text, after })}`, signal);

export const seenBy = (room: string, seq: number) => get<{ people: RoomPerson[] }>(`${path(room)}/entries/${seq}/seen`);

/** Where the room is exported, in the reader's time zone. */
export const exportAddress = (room: string): string =>
  `/api${path(room)}/export?${new URLSearchParams({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}`;
