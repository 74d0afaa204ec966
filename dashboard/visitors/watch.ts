/** Everyone on a site now, told by its socket: whole once, then what changed. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Connection, type SocketLike } from '../../protocol/client/connection.ts';
import { SUBPROTOCOL, type VisitorRow, type WatcherServerFrame } from '../../protocol/frames.ts';

type Rows = ReadonlyMap<string, VisitorRow>;

function watch(site: string, rows: Signal<Rows | null>): () => void {
  const connection = new Connection({
    open: () => {
      const address = `${location.origin.replace(/^http/, 'ws')}/api/sites/${site}/visitors`;
      return new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike;
    },
    onOpen: () => undefined,
    onFrame: (frame) => {
      const told = frame as WatcherServerFrame;
      if (told.t !== 'visitors') return;
      connection.settled();
      const next = new Map(told.all ? [] : rows.value);
      for (const row of told.set) next.set(row.id, row);
      for (const id of told.gone) next.delete(id);
      rows.value = next;
    },
    onStatus: () => undefined,
  });
  connection.start();
  const poke = () => connection.poke();
  addEventListener('online', poke);
  return () => {
    removeEventListener('online', poke);
    connection.stop();
  };
}

/** The visitors of a site, newest first; null until they are known. */
export function useVisitors(site: string | undefined): VisitorRow[] | null {
  const [rows] = useState(() => signal<Rows | null>(null));
  useEffect(() => {
    if (!site) return;
    rows.value = null;
    return watch(site, rows);
  }, [site]);
  return rows.value && [...rows.value.values()].sort((a, b) => b.since - a.since);
}
