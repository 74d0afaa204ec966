/** What is done to matters; a refusal is thrown, and changes nothing. */
import type { PersonId } from '../../protocol/entries.ts';
import type { DocumentPage, Matter, MatterList, StatusPage } from '../../protocol/matter.ts';
import { del, get, patch, post } from '../http.ts';

export type Tab = 'messages' | 'status' | 'documents' | 'people';

/** Address of a matter, of one of its parts, and there of one of its rooms. */
export const matterPath = (matter: string, tab: Tab = 'messages', room?: string): string =>
  `/app/matters/${matter}${tab === 'messages' && !room ? '' : `/${tab}`}${room ? `/${encodeURIComponent(room)}` : ''}`;

export interface Asked {
  text: string;
  state: 'open' | 'closed' | 'all';
  mine: boolean;
}

export const listMatters = ({ text, state, mine }: Asked, after?: string): Promise<MatterList> =>
  get(`/matters?${new URLSearchParams({ text, state, ...(mine ? { mine: '' } : {}), ...(after ? { after } : {}) })}`);

/** `cid` makes a second try the same matter. */
export const makeMatter = (cid: string, name: string, people: PersonId[]) => post<Matter>('/matters', { cid, name, people });
export const readMatter = (id: string) => get<Matter>(`/matters/${id}`);
export const changeMatter = (id: string, part: { name?: string; closed?: boolean; assignee?: PersonId }) =>
  patch<Matter>(`/matters/${id}`, part);
export const addPeople = (id: string, people: PersonId[]) => post<Matter>(`/matters/${id}/people`, { people });
export const removePerson = (id: string, person: PersonId) => del(`/matters/${id}/people/${person}`);
export const openThread = (id: string, client: PersonId) => post<{ room: string }>(`/matters/${id}/threads/${client}`);
export const makeGroup = (id: string, cid: string, name: string, people: PersonId[]) =>
  post<{ room: string }>(`/matters/${id}/groups`, { cid, name, people });

const behind = (before?: number): string => (before === undefined ? '' : `?before=${before}`);
export const statusesOf = (id: string, before?: number) => get<StatusPage>(`/matters/${id}/statuses${behind(before)}`);
export const documentsOf = (id: string, before?: number) => get<DocumentPage>(`/matters/${id}/documents${behind(before)}`);
