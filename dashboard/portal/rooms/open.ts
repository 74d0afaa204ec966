/** Rooms that the portal is connected to, and the addresses that belong to them. */
import { CLIENT_FACTS } from '../../../protocol/client/client-facts.ts';
import type { Facts } from '../../../protocol/client/facts.ts';
import type { FileRef } from '../../../protocol/entries.ts';
import { OpenRooms } from '../../stores/open-rooms.ts';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { me } from '../me-store.ts';
import { api, at } from '../portal.ts';

const pathOf = (room: string, part: 'socket' | 'files'): string => `/api${api(`/rooms/${encodeURIComponent(room)}/${part}`)}`;

/** Page of a room. */
export const roomPath = (room: string): string => at(`/rooms/${encodeURIComponent(room)}`);

/** Where files of the room are sent to. */
export const uploadAddress = (room: string): string => pathOf(room, 'files');

const open = new OpenRooms((room) => pathOf(room, 'socket'));
const myself = (): string => me.value?.id ?? '';

/** A room of the client while the component is there. */
export const useOwnRoom = (id: string): ClientsRoom => open.useRoom(myself(), id, CLIENT_FACTS);

/** A room of the client until it is released. */
export const holdOwnRoom = (client: string, id: string) => open.hold(client, id, CLIENT_FACTS);

/** Sends one file as a message; also to a room that is not open. Throws what refused it. */
export const sendFile = (room: string, file: FileRef): Promise<void> => open.sendFile(myself(), room, CLIENT_FACTS, file);

/** Sends what an earlier page could not. */
export const sendKept = (): void => open.sendKept(myself(), () => CLIENT_FACTS as unknown as Facts<object>);

export const leaveAll = (): void => open.leaveAll();
