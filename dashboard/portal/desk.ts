/** The client's live index: rooms they are in, and which matters have another status. Held by number of change, as in dashboard/stores/desk.ts. */
import { effect, signal } from '@preact/signals';
import { Connection, type SocketLike } from '../../protocol/client/connection.ts';
import {
  type ClientSummary,
  type DeskClientFrame,
  type DeskServerFrame,
  type RoomSummary,
  SUBPROTOCOL,
  VERSION,
} from '../../protocol/frames.ts';
import { loadMe, me } from './me-store.ts';
import { api } from './portal.ts';

export const rooms = signal<ReadonlyMap<string, ClientSummary>>(new Map());
/** By matter, how often its status was told to have changed. */
export const statusTurns = signal<ReadonlyMap<string, number>>(new Map());

let rev: number | undefined;

const connection = new Connection({
  open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api${api('/desk')}`, SUBPROTOCOL) as unknown as SocketLike,
  onOpen: () =>
    connection.send({ t: 'hello', v: VERSION, front: !document.hidden, ...(rev === undefined ? {} : { rev }) } satisfies DeskClientFrame),
  onFrame: (frame) => receive(frame as DeskServerFrame),
  onStatus: (status) => {
    // Refused for good: the session has ended.
    if (status === 'stopped' && connection.lastCode >= 4400) void loadMe().catch(() => undefined);
  },
});

function merge(changed: RoomSummary[], gone: string[] = [], anew = false): void {
  const next = new Map(anew ? [] : rooms.value);
  for (const room of changed) if (room.kind === 'client' && (next.get(room.id)?.rev ?? -1) <= room.rev) next.set(room.id, room);
  for (const id of gone) next.delete(id);
  rooms.value = next;
}

function receive(frame: DeskServerFrame): void {
  switch (frame.t) {
    case 'welcome': {
      connection.settled();
      merge(frame.rooms, frame.gone, !frame.resumed);
      rev = frame.rev;
      // What was told while the line was down was not heard.
      statusTurns.value = new Map([...statusTurns.value].map(([matter, turn]) => [matter, turn + 1]));
      return;
    }
    case 'rooms':
      rev = Math.max(rev ?? 0, frame.rev);
      merge(frame.rooms, frame.gone);
      return;
    case 'status':
      statusTurns.value = new Map(statusTurns.value).set(frame.matter, (statusTurns.value.get(frame.matter) ?? 0) + 1);
  }
}

/** Connected while somebody is signed in. */
export function followMe(): void {
  effect(() => {
    if (me.value) return connection.start();
    connection.stop();
    rev = undefined;
    rooms.value = new Map();
  });
}

addEventListener('online', () => connection.poke());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) connection.poke();
});
