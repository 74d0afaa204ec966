/** Apart from those of a chat, so that the widget does not carry them. */
import { type ClientRoom, foldClientRoom, NEW_CLIENT_ROOM } from '../client-room.ts';
import { foldMeetings, type Meeting, NO_MEETINGS } from '../meeting.ts';
import type { Facts } from './facts.ts';

export interface ClientFacts {
  client: ClientRoom;
  meetings: readonly Meeting[];
}

/** Facts of a room with clients. */
export const CLIENT_FACTS: Facts<ClientFacts> = {
  before: { client: NEW_CLIENT_ROOM, meetings: NO_MEETINGS },
  told: (frame) =>
    'client' in frame ? { client: frame.client, meetings: frame.meetings } : { client: NEW_CLIENT_ROOM, meetings: NO_MEETINGS },
  after({ client, meetings }, entry) {
    return { client: foldClientRoom(client, entry), meetings: foldMeetings(meetings, entry) };
  },
};
