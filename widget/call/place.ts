/** What the chat gives a call: the only things the two scripts know of each other. */
import type { RoomClient } from '../../protocol/client/room-client.ts';

export interface CallPlace {
  room: RoomClient;
  /** Which call, by its number. */
  call: number;
  /** Who calls. */
  name: string;
  ice: { address: string; token: string };
  /** What this tab remembers of its call when the page is left for the next; empty for nothing. */
  kept(): string;
  keep(text: string): void;
}

declare global {
  interface Window {
    /** Shows the call in its slot; answers how to take it away. */
    foyerCall?: (slot: HTMLElement, place: CallPlace) => () => void;
  }
}
