/** Rooms that an operator's app is connected to. */
import { CLIENT_FACTS, type ClientFacts } from '../../protocol/client/client-facts.ts';
import { CHAT_FACTS, type Facts } from '../../protocol/client/facts.ts';
import { SMS_FACTS, type SmsFacts } from '../../protocol/client/sms-facts.ts';
import { TEAM_FACTS, type TeamFacts } from '../../protocol/client/team-facts.ts';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { type OpenRoom, OpenRooms } from './open-rooms.ts';

export type { OpenRoom } from './open-rooms.ts';
export type TeamRoom = OpenRoom<TeamFacts>;
export type ClientsRoom = OpenRoom<ClientFacts>;
export type SmsTalk = OpenRoom<SmsFacts>;
export type AnyRoom = OpenRoom | TeamRoom | ClientsRoom | SmsTalk;

const open = new OpenRooms((id) => `/api/rooms/${encodeURIComponent(id)}/socket`);

/** A visitor's room while the component is there. */
export const useRoom = (user: string, id: string): OpenRoom => open.useRoom(user, id, CHAT_FACTS);

/** A visitor's room until it is released. */
export const holdRoom = (user: string, id: string) => open.hold(user, id, CHAT_FACTS);

/** A room of colleagues while the component is there. */
export const useTeamRoom = (user: string, id: string): TeamRoom => open.useRoom(user, id, TEAM_FACTS);

/** A room of colleagues until it is released. */
export const holdTeamRoom = (user: string, id: string) => open.hold(user, id, TEAM_FACTS);

/** A room with clients until it is released. */
export const holdClientsRoom = (user: string, id: string) => open.hold(user, id, CLIENT_FACTS);

/** A room with clients while the component is there. */
export const useClientsRoom = (user: string, id: string): ClientsRoom => open.useRoom(user, id, CLIENT_FACTS);

/** A conversation by SMS while the component is there. */
export const useSmsTalk = (user: string, id: string): SmsTalk => open.useRoom(user, id, SMS_FACTS);

/** Writes to a conversation that need not be open: kept, and sent as soon as there is a line. */
export function say(user: string, id: string, text: string): void {
  const facts = (isTeamRoom(id) ? TEAM_FACTS : SMS_FACTS) as unknown as Facts<object>;
  const { room, release } = open.hold(user, id, facts);
  void room.client.send(text).finally(release);
}

/** Sends one file to a room with clients, as a message; also to one that is not open. Throws what refused it. */
export const sendFile = (user: string, id: string, file: FileRef): Promise<void> => open.sendFile(user, id, CLIENT_FACTS, file);

/** Sends what an earlier page could not. */
export const sendKept = (user: string): void =>
  open.sendKept(user, (id): Facts<object> => {
    const facts = isTeamRoom(id) ? TEAM_FACTS : isClientRoom(id) ? CLIENT_FACTS : isSmsRoom(id) ? SMS_FACTS : CHAT_FACTS;
    return facts as unknown as Facts<object>;
  });

export const leaveAll = (): void => open.leaveAll();
