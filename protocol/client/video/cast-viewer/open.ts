/** Where a page that watches a broadcast begins: the one place that knows which carriers there are. */
import type { Carrier } from '../../../broadcast.ts';
import { systemClock } from '../../connection.ts';
import type { CastViewer } from '../port.ts';
import type { Ask, Carriage, CarriageOptions } from './carriage.ts';
import { PeerCarriage } from './peer.ts';
import { SfuCarriage } from './sfu.ts';
import { Viewer, type ViewerOptions } from './viewer.ts';

/** The Worker as a visitor's page asks it. */
export interface Door {
  base: string;
  site: string;
  /** The visitor's, as it is now. */
  token: () => string;
}

/** Watches a broadcast from now on. */
export function openCastViewer({
  door,
  ...options
}: Omit<ViewerOptions, 'carry' | 'ask' | 'clock' | 'random'> & { door: Door }): CastViewer {
  const carry = carriers[options.live.carrier];
  if (!carry) throw new Error(`no way for a broadcast by ${options.live.carrier}`);
  return new Viewer({
    ...options,
    carry,
    ask: askAt(door, options.live.id),
    clock: systemClock,
    random: Math.random,
  });
}

const carriers: Partial<Record<Carrier, (options: CarriageOptions) => Carriage>> = {
  peer: (options) => new PeerCarriage(options),
  sfu: (options) => new SfuCarriage(options),
};

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
