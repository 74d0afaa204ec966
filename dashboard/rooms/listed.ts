/** Which rooms a list shows, and in which order. Pure. */
import { isClient, type PersonId } from '../../protocol/entries.ts';
import type { ClientSummary } from '../../protocol/frames.ts';

const newest = (a: ClientSummary, b: ClientSummary): number => (b.last?.at ?? 0) - (a.last?.at ?? 0);

/** Text without case and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Rooms whose name holds the text: those the person is in, and those that they only may look into. */
export function listed(rooms: ClientSummary[], text: string, archived: boolean): { own: ClientSummary[]; others: ClientSummary[] } {
  const wanted = plain(text.trim());
  const shown = rooms
    .filter(({ client }) => !client.erased && client.archived === archived && plain(client.name).includes(wanted))
    .sort(newest);
  return { own: shown.filter((room) => room.in), others: shown.filter((room) => !room.in) };
}

/** Rooms assigned to the person that are not archived, and those of them in which a client has said something they have not read. */
export function assignedTo(person: PersonId | null, rooms: ClientSummary[]): { all: ClientSummary[]; lit: ClientSummary[] } {
  const all = rooms.filter(({ client }) => person !== null && client.assignee === person && !client.archived);
  const lit = all.filter(({ unread, last }) => unread > 0 && last !== null && isClient(last.by)).sort(newest);
  return { all, lit };
}
