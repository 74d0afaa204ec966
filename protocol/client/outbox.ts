/** Commands not yet acknowledged, kept across reloads. One key per command, so that two tabs never overwrite each other's. */
import type { RoomCommand } from '../frames.ts';

export interface Kept {
  command: RoomCommand;
  /** When it was given, by the client's clock: only orders what this client sends. */
  at: number;
}

export interface Outbox {
  /** Oldest first. */
  all(): Kept[];
  put(kept: Kept): void;
  remove(cid: string): void;
}

/** What is used of the browser's `Storage`. */
interface KeyValue {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** `prefix` names person and room. Storage that is blocked or full loses only durability: the client also holds what it sends. */
export function storedOutbox(storage: KeyValue, prefix: string): Outbox {
  return {
    all() {
      const found: Kept[] = [];
      for (let i = 0; i < storage.length; i++) {
        const key = storage.key(i);
        if (!key?.startsWith(prefix)) continue;
        try {
          found.push(JSON.parse(storage.getItem(key)!) as Kept);
        } catch {
          storage.removeItem(key);
        }
      }
      return found.sort((a, b) => a.at - b.at || (a.command.cid < b.command.cid ? -1 : 1));
    },
    put(kept) {
      try {
        storage.setItem(prefix + kept.command.cid, JSON.stringify(kept));
      } catch {
        // Full or blocked.
      }
    },
    remove(cid) {
      storage.removeItem(prefix + cid);
    },
  };
}

export const memoryOutbox = (): Outbox => {
  const kept = new Map<string, Kept>();
  return {
    all: () => [...kept.values()],
    put: (item) => void kept.set(item.command.cid, item),
    remove: (cid) => void kept.delete(cid),
  };
};
