/** What readers of a room can do with its meetings. Where it is that they are, operators' and clients' pages say. */
import { signal } from '@preact/signals';
import type { NewCommand } from '../../protocol/client/room-client.ts';
import type { Meeting } from '../../protocol/meeting.ts';
import { HttpError } from '../http.ts';
import type { ClientsRoom, TeamRoom } from '../stores/rooms.ts';

export interface Planning {
  room: ClientsRoom | TeamRoom;
  /** Whether they may schedule meetings now, and move and cancel those they scheduled. */
  plans: boolean;
  /** Whether they move and cancel those of others. */
  manages: boolean;
  /** Address of the room's page. */
  page: string;
  /** Address of a meeting's calendar file. */
  fileOf: (id: string) => string;
}

/** The room in which a meeting is being scheduled. */
export const scheduling = signal<string | null>(null);

/** Whether they may move and cancel this one. */
export const mayChange = ({ room, plans, manages }: Planning, { by }: Meeting): boolean => manages || (plans && by === room.view.value.me);

/** Where a meeting takes place: there the room's page goes into the call. */
export const joinPath = ({ page }: Planning): string => `${page}?join=1`;

/** The link of a meeting, for those invited. */
export const linkOf = ({ id }: Meeting): string => `${location.origin}/m/${id}`;

type Order = Extract<NewCommand, { t: 'meeting' }>;

/** Gives a command now or not at all. Throws why it was not done. */
export async function order({ room }: Planning, command: Order): Promise<void> {
  if (!room.view.value.caughtUp) throw new HttpError('offline');
  const result = await room.client.command(command);
  if (!result.ok) throw new HttpError(result.code);
}
