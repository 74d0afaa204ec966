/** Rooms that an app is connected to: the one that is open, and those with something left to send. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { SocketLike } from '../../protocol/client/connection.ts';
import type { ChatFacts, Facts } from '../../protocol/client/facts.ts';
import { storedOutbox } from '../../protocol/client/outbox.ts';
import { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import { HttpError } from '../http.ts';

/** A visitor's room unless it says otherwise. */
export interface OpenRoom<F extends object = ChatFacts> {
  id: string;
  client: RoomClient<F>;
  view: Signal<RoomView<F>>;
}

type Held<F extends object> = OpenRoom<F> & { users: number };

const prefix = (person: string): string => `foyer.out|${person}|`;

/** `pathOf` is where a room's socket is. The kind of a room is told by its name, so what is open under it is of that kind. */
export class OpenRooms {
  readonly #open = new Map<string, Held<object>>();
  readonly #pathOf: (room: string) => string;

  constructor(pathOf: (room: string) => string) {
    this.#pathOf = pathOf;
    addEventListener('online', () => this.#poke());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#poke();
    });
  }

  /** A room while the component is there: a hook. */
  useRoom<F extends object>(person: string, id: string, facts: Facts<F>): OpenRoom<F> {
    const [room, setRoom] = useState(() => this.#connect(person, id, facts));
    useEffect(() => {
      const held = this.#connect(person, id, facts);
      held.users++;
      setRoom(held);
      return () => {
        held.users--;
        this.#leave(held);
      };
    }, [person, id, facts]);
    return room.id === id ? room : this.#connect(person, id, facts);
  }

  /** Keeps a room open until it is released. */
  hold<F extends object>(person: string, id: string, facts: Facts<F>): { room: OpenRoom<F>; release: () => void } {
    const room = this.#connect(person, id, facts);
    room.users++;
    return {
      room,
      release: () => {
        room.users--;
        this.#leave(room);
      },
    };
  }

  /** Sends one file as a message; also to a room that is not open. Throws what refused it. */
  async sendFile<F extends object>(person: string, id: string, facts: Facts<F>, file: FileRef): Promise<void> {
    const room = this.#connect(person, id, facts);
    room.users++;
    const result = await room.client.send('', [file]);
    room.users--;
    this.#leave(room);
    if (!result.ok) throw new HttpError(result.code);
  }

  /** Sends what an earlier page could not: connects the rooms of what is kept. */
  sendKept(person: string, factsOf: (room: string) => Facts<object>): void {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i) ?? '';
      if (!key.startsWith(prefix(person))) continue;
      const id = key.slice(prefix(person).length).split('|')[0]!;
      this.#connect(person, id, factsOf(id));
    }
  }

  leaveAll(): void {
    for (const { client } of this.#open.values()) client.stop();
    this.#open.clear();
  }

  #connect<F extends object>(person: string, id: string, facts: Facts<F>): Held<F> {
    const known = this.#open.get(id) as Held<F> | undefined;
    if (known) return known;
    const client = new RoomClient({
      facts,
      open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${this.#pathOf(id)}`, SUBPROTOCOL) as unknown as SocketLike,
      outbox: storedOutbox(localStorage, `${prefix(person)}${id}|`),
      newId: () => crypto.randomUUID(),
    });
    const room: Held<F> = { id, client, view: signal(client.view), users: 0 };
    client.subscribe((view) => {
      room.view.value = view;
      this.#leave(room);
    });
    this.#open.set(id, room as unknown as Held<object>);
    client.start();
    return room;
  }

  /** Lets a room go that nobody looks at and that has nothing left to send. */
  #leave<F extends object>({ id, client, users }: Held<F>): void {
    if (users > 0 || client.view.pending.some(({ state }) => state !== 'failed') || (!client.view.loaded && !client.view.stoppedBy)) return;
    this.#open.delete(id);
    client.stop();
  }

  #poke(): void {
    for (const { client } of this.#open.values()) client.poke();
  }
}
