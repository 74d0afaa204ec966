/** The operator's end of a broadcast, by the way the media go. What a way needs is loaded when it is gone. */
import type { Carrier } from '../../../broadcast.ts';
import type { CastHost } from '../port.ts';
import type { CastHostOptions, HostWire } from './host.ts';
import type { HostLine, HostView } from './line.ts';

/** Null where this version knows no such way. */
export async function openCastHost(carrier: Carrier, options: CastHostOptions): Promise<CastHost | null> {
  switch (carrier) {
    case 'peer':
      return new (await import('./peer-host.ts')).PeerHost(options);
    case 'sfu':
      return new (await import('./sfu-host.ts')).SfuHost(options);
    case 'meeting':
      return new (await import('./kit-host.ts')).KitHost({ ...options, library: (await import('../kit-library.ts')).loadKit });
    default:
      return null;
  }
}

/** The wire of a line that is open. */
export const wireOf = (line: HostLine): HostWire => ({
  signal: (frame) => line.signal(frame),
  onSignal: (listener) => line.onSignal(listener),
  onGuest(listener) {
    let last = '';
    const look = ({ live, people }: HostView) => {
      const leg = people.find(({ stage }) => stage === 'on')?.leg;
      const guest = live?.guest ? { take: live.guest.take, ...(leg ? { leg } : {}) } : null;
      const now = JSON.stringify(guest);
      if (now === last) return;
      last = now;
      listener(guest);
    };
    look(line.view);
    return line.subscribe(look);
  },
});
