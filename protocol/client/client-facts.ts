/** Apart from those of a chat, so that the widget does not carry them. */
import { type ClientRoom, foldClientRoom, NEW_CLIENT_ROOM } from '../client-room.ts';
import type { Facts } from './facts.ts';

export interface ClientFacts {
  client: ClientRoom;
}

/** Facts of a room with clients. */
export const CLIENT_FACTS: Facts<ClientFacts> = {
  before: { client: NEW_CLIENT_ROOM },
  told: (frame) => ({ client: 'client' in frame ? frame.client : NEW_CLIENT_ROOM }),
  after({ client }, entry) {
    return { client: foldClientRoom(client, entry) };
  },
};
