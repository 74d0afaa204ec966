/** Where a page that watches a broadcast begins: the one place that knows which carriers there are. */
import type { Carrier } from '../../../broadcast.ts';
import { systemClock } from '../../connection.ts';
import type { KitLibrary } from '../kit-meeting.ts';
import type { CastViewer } from '../port.ts';
import type { Ask, Carriage, CarriageOptions } from './carriage.ts';
import { KitCarriage } from './kit.ts';
import { PeerCarriage } from './peer.ts';
import { SfuCarriage } from './sfu.ts';
import { Viewer, type ViewerOptions } from './viewer.ts';

/** The Worker as a visitor's page asks it. */
export interface Door {
  base: string;
  site: string;
  /** The visitor's, as it is now. */
  token: () => string;
  /** Loads the SDK of broadcasts that go through RealtimeKit. */
  kit: () => Promise<KitLibrary>;
}

/** Watches a broadcast from now on. */
export function openCastViewer({
  door,
  ...options
}: Omit<ViewerOptions, 'carry' | 'ask' | 'clock' | 'random'> & { door: Door }): CastViewer {
  return new Viewer({
    ...options,
    carry: carriersBy(door)[options.live.carrier],
    ask: askAt(door, options.live.id),
    clock: systemClock,
    random: Math.random,
  });
}

const carriersBy = ({ kit }: Door): Record<Carrier, (options: CarriageOptions) => Carriage> => ({
  peer: (options) => new PeerCarriage(options),
  sfu: (options) => new SfuCarriage(options),
  meeting: (options) => new KitCarriage({ ...options, library: kit }),
});

const askAt =
  ({ base, site, token }: Door, cast: string): Ask =>
  async (step, body) => {
    const response = await fetch(`${base}/w/v1/broadcasts/${cast}/${step}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
      body: JSON.stringify({ site, ...body }),
    });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.status === 204 ? null : response.json();
  };
