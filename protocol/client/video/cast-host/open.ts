/** The operator's end of a broadcast, by the way the media go. What a way needs is loaded when it is gone. */
import type { Carrier } from '../../../broadcast.ts';
import type { CastHost } from '../port.ts';
import type { CastHostOptions } from './host.ts';
import type { HostLine } from './line.ts';

/** Null where this version knows no such way. */
export async function openCastHost(carrier: Carrier, options: CastHostOptions): Promise<CastHost | null> {
  switch (carrier) {
    case 'peer':
      return new (await import('./peer-host.ts')).PeerHost(options);
    case 'sfu':
      return new (await import('./sfu-host.ts')).SfuHost(options);
    default:
      return null;
  }
}

/** The wire of a line that is open. */
export const wireOf = (line: HostLine): CastHostOptions['wire'] => ({
  signal: (frame) => line.signal(frame),
  onSignal: (listener) => line.onSignal(listener),
  onLive(listener) {
    if (line.view.live) listener(line.view.live);
    let last = line.view.live;
    return line.subscribe(({ live }) => {
      if (live && live !== last) listener(live);
      last = live;
    });
  },
});
