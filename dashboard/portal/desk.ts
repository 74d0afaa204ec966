/** The rooms of the client, live, and which matters have another status: what the account's desk tells them. */
import { signal } from '@preact/signals';
import type { ClientSummary } from '../../protocol/frames.ts';
import { toast } from '../design/toasts.tsx';
import { DeskLine } from '../stores/desk-line.ts';
import { heldAfter } from '../stores/held.ts';
import { loadMe, me } from './me-store.ts';
import { api } from './portal.ts';
import { t } from './texts.ts';

export const rooms = signal<ReadonlyMap<string, ClientSummary>>(new Map());

const line = new DeskLine({
  path: `/api${api('/desk')}`,
  onRooms(changed, gone, anew) {
    const before = rooms.value;
    rooms.value = heldAfter(
      before,
      changed.filter((room) => room.kind === 'client'),
      gone,
      anew,
    );
    // Whoever is taken out of a room is told why it is not there any more.
    for (const id of gone) if (before.has(id)) toast(t('roomGone', { name: before.get(id)!.client.name }));
  },
  onFrame: () => undefined,
  isLetIn: async () => {
    await loadMe();
    return !!me.peek();
  },
});
export const { caughtUp, lost, more, statusTurns } = line;

export const connectDesk = (): void => line.start();
export const disconnectDesk = (): void => line.stop();

/** Asks for archived rooms behind those that are held. */
export function loadOlderRooms(): void {
  const archived = [...rooms.value.values()].filter(({ client }) => client.archived).map(({ rev }) => rev);
  line.send({ t: 'older', before: Math.min(...archived) });
}
