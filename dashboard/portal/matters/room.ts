/** A room of the client, connected while it is shown. What could not be sent is kept, and goes when it is shown again. */
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { CLIENT_FACTS, type ClientFacts } from '../../../protocol/client/client-facts.ts';
import type { SocketLike } from '../../../protocol/client/connection.ts';
import { storedOutbox } from '../../../protocol/client/outbox.ts';
import { RoomClient } from '../../../protocol/client/room-client.ts';
import { SUBPROTOCOL } from '../../../protocol/frames.ts';
import type { ClientsRoom } from '../../stores/rooms.ts';
import { me } from '../me-store.ts';
import { api } from '../portal.ts';

/** Where files of the room are sent to. */
export const uploadAddress = (room: string): string => `/api${api(`/rooms/${encodeURIComponent(room)}/files`)}`;

export function usePortalRoom(id: string): ClientsRoom {
  const user = me.value?.id ?? '';
  const room = useMemo(() => open(user, id), [user, id]);
  useEffect(() => {
    const { client } = room;
    const poke = () => {
      if (!document.hidden) client.poke();
    };
    client.start();
    addEventListener('online', poke);
    document.addEventListener('visibilitychange', poke);
    return () => {
      client.stop();
      removeEventListener('online', poke);
      document.removeEventListener('visibilitychange', poke);
    };
  }, [room]);
  return room;
}

function open(user: string, id: string): ClientsRoom {
  const client = new RoomClient<ClientFacts>({
    facts: CLIENT_FACTS,
    open: () => {
      const address = `${location.origin.replace(/^http/, 'ws')}/api${api(`/rooms/${encodeURIComponent(id)}/socket`)}`;
      return new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike;
    },
    outbox: storedOutbox(localStorage, `foyer.out|${user}|${id}|`),
    newId: () => crypto.randomUUID(),
  });
  const room = { id, client, view: signal(client.view) };
  client.subscribe((view) => {
    room.view.value = view;
  });
  return room;
}
