/** The rooms of the client, live: what the account's desk tells them. */
import { computed, signal } from '@preact/signals';
import type { ClientSummary } from '../../protocol/frames.ts';
import { toast } from '../design/toasts.tsx';
import { DeskLine } from '../stores/desk-line.ts';
import { heldAfter } from '../stores/held.ts';
import { loadMe, me } from './me-store.ts';
import { api } from './portal.ts';
import { t } from './texts.ts';

export const rooms = signal<ReadonlyMap<string, ClientSummary>>(new Map());
export const unreadTotal = computed(() => [...rooms.value.values()].reduce((total, { unread }) => total + unread, 0));

const turned = (turns: ReadonlyMap<string, number>, matter: string): ReadonlyMap<string, number> =>
  new Map(turns).set(matter, (turns.get(matter) ?? 0) + 1);

/** By matter, how often its status was told to have changed. */
export const statusTurns = signal<ReadonlyMap<string, number>>(new Map());

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
  onFrame(frame) {
    if (frame.t === 'status') statusTurns.value = turned(statusTurns.value, frame.matter);
    // What was told while the line was down was not heard.
    else if (frame.t === 'welcome') statusTurns.value = [...statusTurns.value.keys()].reduce(turned, statusTurns.value);
  },
  isLetIn: async () => {
    await loadMe();
    return !!me.peek();
  },
});
export const { caughtUp, lost, more } = line;

export const connectDesk = (): void => line.start();
export const disconnectDesk = (): void => line.stop();

/** Asks for archived rooms behind those that are held. */
export function loadOlderRooms(): void {
  const archived = [...rooms.value.values()].filter(({ client }) => client.archived).map(({ rev }) => rev);
  line.send({ t: 'older', before: Math.min(...archived) });
}
