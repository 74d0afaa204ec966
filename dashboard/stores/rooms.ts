/** Rooms this app is connected to: the one that is open, and those with something left to send. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { SocketLike } from '../../protocol/client/connection.ts';
import { storedOutbox } from '../../protocol/client/outbox.ts';
import { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';

export interface OpenRoom {
  id: string;
  client: RoomClient;
  view: Signal<RoomView>;
}

const open = new Map<string, OpenRoom & { users: number }>();
const prefix = (user: string): string => `foyer.out|${user}|`;

function connect(user: string, id: string): OpenRoom & { users: number } {
  const known = open.get(id);
  if (known) return known;
  const client = new RoomClient({
    open: () => {
      const address = `${location.origin.replace(/^http/, 'ws')}/api/rooms/${encodeURIComponent(id)}/socket`;
      return new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike;
    },
    outbox: storedOutbox(localStorage, `${prefix(user)}${id}|`),
    newId: () => crypto.randomUUID(),
  });
  const room = { id, client, view: signal(client.view), users: 0 };
  client.subscribe((view) => {
    room.view.value = view;
    leave(room);
  });
  open.set(id, room);
  client.start();
  return room;
}

/** Lets a room go that nobody looks at and that has nothing left to send. */
function leave({ id, client, users }: OpenRoom & { users: number }): void {
  if (users > 0 || client.view.pending.some(({ state }) => state !== 'failed') || (!client.view.loaded && !client.view.stoppedBy)) return;
  open.delete(id);
  client.stop();
}

/** The room while the component is there. */
export function useRoom(user: string, id: string): OpenRoom {
  const [room, setRoom] = useState(() => connect(user, id));
  useEffect(() => {
    const held = connect(user, id);
    held.users++;
    setRoom(held);
    return () => {
      held.users--;
      leave(held);
    };
  }, [user, id]);
  return room.id === id ? room : connect(user, id);
}

/** Sends what an earlier page could not: connects the rooms of what is kept. */
export function sendKept(user: string): void {
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i) ?? '';
    if (key.startsWith(prefix(user))) connect(user, key.slice(prefix(user).length).split('|')[0]!);
  }
}

export function leaveAll(): void {
  for (const { client } of open.values()) client.stop();
  open.clear();
}

const poke = (): void => {
  for (const { client } of open.values()) client.poke();
};
addEventListener('online', poke);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) poke();
});
