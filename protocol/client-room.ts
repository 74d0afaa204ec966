import { type Call, withCall } from './call.ts';
import type { Entry, PersonId } from './entries.ts';

/**
 * What a room with clients is besides its messages, folded from its log. Who is in it is not part of it: that may be thousands, and clients
 * are not told. The room stores it beside the log; members of the account get it once in `welcome` and fold later entries themselves.
 */
export interface ClientRoom {
  name: string;
  /** `internal`: without clients; `announcement`: clients read and do not write. */
  form: 'clients' | 'internal' | 'announcement';
  /** Who began it; clients are not told: `system`. */
  creator: PersonId;
  /** Who is alerted of what clients write here; clients are not told: `system`. */
  assignee: PersonId;
  /** The matter it belongs to. */
  matter?: string;
  /** Of a matter's room with one of its clients alone: that client; other clients in it are not told. */
  thread?: PersonId;
  archived: boolean;
  /** Pinned messages, by seq, newest pin first. */
  pins: number[];
  /** The call that is on. */
  call?: Call;
  /** It was deleted with all that was said. */
  erased?: true;
}

/** Before the first entry. */
export const NEW_CLIENT_ROOM: ClientRoom = { name: '', form: 'clients', creator: 'system', assignee: 'system', archived: false, pins: [] };

/** Pins of one room; one more takes the place of the oldest. */
export const MOST_PINS = 50;

/** The room after one more entry. Returns the same object when the entry changes nothing. */
export function foldClientRoom(room: ClientRoom, entry: Entry): ClientRoom {
  switch (entry.kind) {
    case 'created': {
      if (entry.form === 'direct' || entry.form === 'group') return room;
      const { name, form, assignee, matter, thread } = entry;
      return { ...NEW_CLIENT_ROOM, name, form, creator: entry.by, assignee, ...(matter ? { matter } : {}), ...(thread ? { thread } : {}) };
    }
    case 'renamed':
      return { ...room, name: entry.name };
    case 'assigned':
      return { ...room, assignee: entry.to };
    case 'archived':
      return { ...room, archived: entry.on };
    case 'pinned': {
      const others = room.pins.filter((seq) => seq !== entry.of);
      return { ...room, pins: entry.on ? [entry.of, ...others].slice(0, MOST_PINS) : others };
    }
    case 'deleted':
      return room.pins.includes(entry.of) ? { ...room, pins: room.pins.filter((seq) => seq !== entry.of) } : room;
    case 'erased':
      return { ...room, name: '', archived: true, pins: [], erased: true };
    default:
      return withCall(room, entry);
  }
}

/** The room as this client of it may know it. */
export function clientView({ thread, ...room }: ClientRoom, me: PersonId): ClientRoom {
  return { ...room, creator: 'system', assignee: 'system', ...(thread === me ? { thread } : {}) };
}

/** Who comes into the room and who goes with an entry. */
export function comingsIn(entry: Entry): { come: readonly PersonId[]; go: readonly PersonId[] } {
  if (entry.kind === 'created' || entry.kind === 'sms_begun') return { come: entry.members, go: [] };
  if (entry.kind === 'added') return { come: entry.people, go: [] };
  if (entry.kind === 'removed') return { come: [], go: entry.people };
  return { come: [], go: entry.kind === 'left' ? [entry.by] : [] };
}

/** Whether a room's name is one of a room with clients. */
export const isClientRoom = (room: string): boolean => room.startsWith('client.');
