/** What readers of a room with clients can do with its messages besides reading them. The permission table decides what is offered. */
import type { AnyView } from '../../protocol/client/room-view.ts';
import type { ClientRoom } from '../../protocol/client-room.ts';
import type { Entry, EntryOf, PersonId } from '../../protocol/entries.ts';
import { may, type Permission, type RoomRole } from '../../protocol/permissions.ts';

export type Message = EntryOf<'message'>;

export interface Dealings {
  client: ClientRoom;
  /** What the reader is to the room. */
  roles: readonly RoomRole[];
  onReply: (message: Message) => void;
  /** How many have read an entry, and a click asks who; absent for those who may not know. `countOf` answers null where only a click tells. */
  seen?: { countOf: (message: Message) => number | null; onAsk: (seq: number) => void };
}

/** Whether one may do it now: an archived room stays as it is. */
export const mayNow = ({ client, roles }: Dealings, action: Permission): boolean => !client.archived && may(roles, action);

/** Whether one may delete the message: what others wrote also when the room is archived. */
export const mayDelete = (dealings: Dealings, { by }: Message, me: PersonId | null): boolean =>
  by === me ? mayNow(dealings, 'change') : may(dealings.roles, 'delete');

/** How many of those whose read marks are known have read a message, without its author. */
export const seenCount = (reads: Record<string, number>, { seq, by }: Pick<Message, 'seq' | 'by'>): number =>
  Object.entries(reads).filter(([person, read]) => person !== by && read >= seq).length;

/** An entry that is held, in its place or apart. */
export function entryAt({ entries, aside }: Pick<AnyView, 'entries' | 'aside'>, seq: number): Entry | undefined {
  let from = 0;
  let to = entries.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (entries[middle]!.seq < seq) from = middle + 1;
    else to = middle;
  }
  return entries[from]?.seq === seq ? entries[from] : aside[seq];
}

const EXCERPT = 140;

/** The beginning of a message in one line; of one without words the names of its files. */
export function excerptOf({ text, files = [] }: Message): string {
  const line = (text || files.map(({ name }) => name).join(', ')).replace(/\s+/g, ' ').trim();
  return line.length <= EXCERPT ? line : `${[...line].slice(0, EXCERPT).join('')}…`;
}
