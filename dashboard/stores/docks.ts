/** Conversations docked at the foot of every page, kept over reloads of this window. A phone has no room for them: there the page itself opens. */
import { signal } from '@preact/signals';
import { openRoom } from '../phone/open.ts';
import { type Dock, readDocks, withDock } from './docked.ts';

const KEY = 'foyer.docks';
/** What an open one takes of the width of a window, CSS pixels. */
const WIDTH = 340;

export const docks = signal<readonly Dock[]>([]);
/** The one that was opened by hand last, which takes the focus. */
export const dockInHand = signal<string | null>(null);
let owner = '';

const wide = matchMedia('(min-width: 861px)');
/** Whether the window has room for docked conversations. */
export const canDock = signal(wide.matches);
wide.addEventListener('change', () => {
  canDock.value = wide.matches;
});

/** Docks of a person in this window. */
export function loadDocks(person: string): void {
  owner = person;
  docks.value = readDocks(sessionStorage.getItem(`${KEY}|${person}`));
}

function keep(next: readonly Dock[]): void {
  docks.value = next;
  sessionStorage.setItem(`${KEY}|${owner}`, JSON.stringify(next));
}

/** Docks a conversation, or opens one that was folded. */
export function dock(room: string): void {
  dockInHand.value = room;
  keep(withDock(docks.value, room, Math.floor(innerWidth / WIDTH)));
}

export function foldDock(room: string): void {
  if (dockInHand.value === room) dockInHand.value = null;
  keep(docks.value.map((one) => (one.room === room ? { room, folded: true } : one)));
}

export function closeDock(room: string): void {
  keep(docks.value.filter((one) => one.room !== room));
}

/** Shows a conversation: docked where there is room, else on its page. */
export const show = (room: string): void => (canDock.value ? dock(room) : openRoom(room));
