/** A room's line in operators' lists, as the desk keeps it: the same for all but the unread count, which is each viewer's own. Pure. */
import type { PersonId } from '../../protocol/entries.ts';
import type { RoomSummary } from '../../protocol/frames.ts';
import type { RoomReport } from '../contracts.ts';

/** What a row holds as JSON; `rev` and `seq` are columns. */
export type StoredRoom = Omit<RoomSummary, 'unread' | 'rev' | 'seq' | 'offered'> & {
  unread: Record<string, number>;
  pending: number;
  /** Who is asked to take it, while it waits. */
  asked?: PersonId[];
};

export function storedRoom({ room, site, chat, visitor, page, last, unread, pending }: RoomReport, asked?: PersonId[]): StoredRoom {
  const offer = asked && chat.status === 'waiting' ? { asked } : {};
  return { id: room, kind: 'visitor', site, chat, visitor, ...(page ? { page } : {}), last, unread, pending, ...offer };
}

/** The summary as one operator sees it: those who never were in the chat count what no operator has answered. */
export function summaryFor(viewer: PersonId, { unread, pending, asked, ...rest }: StoredRoom, rev: number, seq: number): RoomSummary {
  return { ...rest, rev, seq, unread: unread[viewer] ?? pending, ...(asked?.includes(viewer) ? { offered: true as const } : {}) };
}
