/** Which adapter a group call goes through. The only place that knows: front ends get a `GroupVideo`. */
import type { Clock } from '../connection.ts';
import type { GroupVideo, Wire } from './port.ts';

export interface GroupOptions {
  /** Which call it is. */
  call: number;
  wire: Wire;
  /** Servers that help browsers find a way to each other. */
  ice: () => Promise<RTCIceServer[]>;
  /** Where calls go through RealtimeKit: a token for this browser; null when its person may not be in the call, or it is over. Throws when nobody could be asked. */
  place?: () => Promise<string | null>;
  /** Tracks that were captured before. */
  tracks?: MediaStreamTrack[];
  newId: () => string;
  clock?: Clock;
}

/** Takes part in a group call. What does it is loaded now. */
export async function openGroup({ place, ...options }: GroupOptions): Promise<GroupVideo> {
  if (place) {
    const [{ KitVideo }, { loadKit }] = await Promise.all([import('./kit.ts'), import('./kit-library.ts')]);
    return new KitVideo({ ...options, place, library: loadKit });
  }
  const { MeshVideo } = await import('./mesh.ts');
  return new MeshVideo(options);
}
