/** Rooms this app is connected to: the one that is open, and those with something left to send. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { CLIENT_FACTS, type ClientFacts } from '../../protocol/client/client-facts.ts';
import type { SocketLike } from '../../protocol/client/connection.ts';
import { CHAT_FACTS, type ChatFacts, type Facts } from '../../protocol/client/facts.ts';
import { storedOutbox } from '../../protocol/client/outbox.ts';
import { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import { TEAM_FACTS, type TeamFacts } from '../../protocol/client/team-facts.ts';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { HttpError } from '../http.ts';

/** A visitor's room unless it says otherwise. */
export interface OpenRoom<F extends object = ChatFacts> {
  id: string;
  client: RoomClient<F>;
  view: Signal<RoomView<F>>;
}
export type TeamRoom = OpenRoom<TeamFacts>;
export type ClientsRoom = OpenRoom<ClientFacts>;
export type AnyRoom = OpenRoom | TeamRoom | ClientsRoom;

type Held<F extends object> = OpenRoom<F> & { users: number };
const open = new Map<string, Held<ChatFacts> | Held<TeamFacts> | Held<ClientFacts>>();
const prefix = (user: string): string => `foyer.out|${user}|`;

/** The kind of a room is told by its name, so what is open under it is of that kind. */
function connect<F extends object>(user: string, id: string, facts: Facts<F>): Held<F> {
  const known = open.get(id) as Held<F> | undefined;
  if (known) return known;
  const client = new RoomClient({
    facts,
    open: () => {
      const address = `${location.origin.replace(/^http/, 'ws')}/api/rooms/${encodeURIComponent(id)}/socket`;
      return new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike;
    },
    outbox: storedOutbox(localStorage, `${prefix(user)}${id}|`),
    newId: () => crypto.randomUUID(),
  });
  const room: Held<F> = { id, client, view: signal(client.view), users: 0 };
  client.subscribe((view) => {
    room.view.value = view;
    leave(room);
  });
  open.set(id, room as unknown as Held<ChatFacts>);
  client.start();
  return room;
}

/** Lets a room go that nobody looks at and that has nothing left to send. */
function leave<F extends object>({ id, client, users }: Held<F>): void {
  if (users > 0 || client.view.pending.some(({ state }) => state !== 'failed') || (!client.view.loaded && !client.view.stoppedBy)) return;
  open.delete(id);
  client.stop();
}

/** A visitor's room while the component is there. */
export const useRoom = (user: string, id: string): OpenRoom => useOpen(user, id, CHAT_FACTS);

/** A room of colleagues while the component is there. */
export const useTeamRoom = (user: string, id: string): TeamRoom => useOpen(user, id, TEAM_FACTS);

/** A room with clients while the component is there. */
export const useClientsRoom = (user: string, id: string): ClientsRoom => useOpen(user, id, CLIENT_FACTS);

/** Sends one file to a room with clients, as a message; also to one that is not open. Throws what refused it. */
export async function sendFile(user: string, id: string, file: FileRef): Promise<void> {
  const room = connect(user, id, CLIENT_FACTS);
  room.users++;
  const result = await room.client.send('', [file]);
  room.users--;
  leave(room);
  if (!result.ok) throw new HttpError(result.code);
}

function useOpen<F extends object>(user: string, id: string, facts: Facts<F>): OpenRoom<F> {
  const [room, setRoom] = useState(() => connect(user, id, facts));
  useEffect(() => {
    const held = connect(user, id, facts);
    held.users++;
    setRoom(held);
    return () => {
      held.users--;
      leave(held);
    };
  }, [user, id, facts]);
  return room.id === id ? room : connect(user, id, facts);
}

/** Sends what an earlier page could not: connects the rooms of what is kept. */
export function sendKept(user: string): void {
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i) ?? '';
    if (!key.startsWith(prefix(user))) continue;
    const id = key.slice(prefix(user).length).split('|')[0]!;
    if (isTeamRoom(id)) connect(user, id, TEAM_FACTS);
    else if (isClientRoom(id)) connect(user, id, CLIENT_FACTS);
    else connect(user, id, CHAT_FACTS);
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
