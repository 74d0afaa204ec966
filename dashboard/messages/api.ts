/** What is done to conversations by SMS, and calls by phone; a refusal is thrown, and changes nothing. */
import type { PhoneCallBegun, SmsRoomOpened } from '../../protocol/api.ts';
import { del, post, put } from '../http.ts';

const path = (room: string): string => `/sms-rooms/${encodeURIComponent(room)}`;

/** Opens the conversation of an own number with these people, which is always the same one. */
export const openSms = (number: string, people: string[]) => post<SmsRoomOpened>('/sms-rooms', { number, people });

/** Goes on with other people; answers the conversation that they have already, where they have one. */
export const changePeople = (room: string, people: string[]) => put<SmsRoomOpened>(`${path(room)}/people`, { people });

/** Empty: it is called by its people. */
export const renameSms = (room: string, name: string) => put(path(room), { name });
export const setMine = (room: string, mine: { muted?: boolean; hidden?: boolean }) => put(`${path(room)}/mine`, mine);
export const leaveSms = (room: string) => post(`${path(room)}/leave`);
export const eraseSms = (room: string) => del(path(room));

/** Rings the own phone and then connects it. `cid` makes a second try the same call. */
export const callPhone = (cid: string, number: string, to: string, room?: string) =>
  post<PhoneCallBegun>('/phone/calls', { cid, number, to, ...(room ? { room } : {}) });
