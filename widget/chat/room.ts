/** The visitor's room: the room client with this page's token, storage and outbox. */
import type { SocketLike } from '../../protocol/client/connection.ts';
import { CHAT_FACTS } from '../../protocol/client/facts.ts';
import { newId } from '../../protocol/client/new-id.ts';
import { storedOutbox } from '../../protocol/client/outbox.ts';
import { RoomClient } from '../../protocol/client/room-client.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import type { Host } from '../host.ts';
import { storage } from './storage.ts';
import { currentTalk, roomName } from './talk.ts';

export function openRoom(host: Host): RoomClient {
  const room = new RoomClient({
    facts: CHAT_FACTS,
    open: () => {
      const address = `${host.base.replace(/^http/, 'ws')}/w/v1/room${currentTalk().ticket ? `?listing=${currentTalk().ticket}` : ''}`;
      return new WebSocket(address, [SUBPROTOCOL, host.state().token]) as unknown as SocketLike;
    },
    outbox: storedOutbox(storage, `foyer.${roomName(host)}.out.`),
    newId,
  });
  addEventListener('online', () => room.poke());
  return room;
}
