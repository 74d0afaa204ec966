/** The broadcast of this window, as every page may know of it. What carries it is loaded when there is one. */
import { signal } from '@preact/signals';
import type { HostView } from '../../protocol/client/video/cast-host/line.ts';
import type { CaptureFault } from '../../protocol/client/video/devices.ts';
import type { CastHostPicture } from '../../protocol/client/video/port.ts';
import type { Studio } from './studio.ts';

export interface OwnCast {
  site: string;
  studio: Studio;
  view: HostView;
  /** Null while this page sends nothing. */
  picture: CastHostPicture | null;
  /** What was sent before the page was loaded anew, and the browser does not give without being asked. */
  lacks: 'camera' | 'screen' | 'microphone' | null;
  /** This version of Foyer knows no way to send it. */
  unknown: boolean;
  fault: CaptureFault | null;
}

/** Null for none. A new object after every change. */
export const ownCast = signal<OwnCast | null>(null);

/** Visitors who were picked elsewhere, for whom a broadcast is to be. */
export const picks = signal<{ site: string; visitors: ReadonlyMap<string, string> } | null>(null);

const KEPT = 'foyer.cast';

/** What this tab remembers of its broadcast while it is loaded anew. */
export interface Kept {
  user: string;
  site: string;
  cast: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
}

export function keep(kept: Kept | null): void {
  if (kept) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** After a reload: goes on with the broadcast of this tab. */
export async function resumeCast(user: string): Promise<void> {
  const text = sessionStorage.getItem(KEPT);
  if (!text || ownCast.value) return;
  const kept = JSON.parse(text) as Kept;
  if (kept.user === user) (await import('./studio.ts')).resume(kept);
}

/** Stops sending without ending it, as when somebody else signs in. */
export const leaveCast = (): void => ownCast.value?.studio.close();
