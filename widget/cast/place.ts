/** What the chat gives a broadcast: the only things the two scripts know of each other. */
import type { Host } from '../host.ts';

export interface CastPlace {
  host: Host;
  /** Which broadcast. */
  cast: string;
  /** It is over and was told so; or the visitor does not want to see it any more. */
  onGone(closed: boolean): void;
}

declare global {
  interface Window {
    /** Shows the broadcast in its slot; answers how to take it away. */
    foyerCast?: (slot: HTMLElement, place: CastPlace) => () => void;
  }
}
