/** What the operator of a broadcast is told of those who watch. */
import type { Viewer } from '../../../protocol/broadcast.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { visitorRoom } from '../../contracts/people.ts';
import { maySee } from '../access.ts';
import type { Parts } from '../parts.ts';
import { counted } from './admission.ts';
import type { Casts } from './casts.ts';
import type { Hosts } from './hosts.ts';
import type { Cast } from './rows.ts';
import type { Seats, Watching } from './seats.ts';

export class Reports {
  readonly #casts: Casts;
  readonly #seats: Seats;
  readonly #hosts: Hosts;
  readonly #parts: Parts;

  constructor(casts: Casts, seats: Seats, hosts: Hosts, parts: Parts) {
    this.#casts = casts;
    this.#seats = seats;
    this.#hosts = hosts;
    this.#parts = parts;
  }

  /** Counts those who watch a broadcast, and tells its operator. Answers the broadcast as it is with that. */
  tell(id: string): Cast | undefined {
    const cast = this.#casts.get(id);
    if (!cast) return undefined;
    const watching = this.#seats.watching(id);
    const { count, waiting } = counted(
      watching.map(({ tab, seat }) => ({ ...seat, visitor: tab.visitor, pending: seat.turn !== undefined })),
    );
    this.#hosts.tell(id, { t: 'viewers', count, waiting, people: this.#people(cast, watching) });
    return count > cast.most ? this.#casts.put({ ...cast, most: count }) : cast;
  }

  /** Those who came last, of whom the operator may know. */
  #people({ access }: Cast, watching: Watching[]): Viewer[] {
    const { site } = this.#parts.config()!;
    const people = new Map<string, Viewer>();
    for (const { tab, seat } of watching.toSorted((a, b) => b.seat.since - a.seat.since)) {
      const { visitor, name, listing } = tab;
      if (seat.waits || !maySee(access, listing?.advertiser)) continue;
      const known = people.get(visitor);
      if (!known && people.size === LIMITS.castNamed) break;
      const stage = known?.stage === 'on' ? known.stage : (seat.stage ?? known?.stage);
      const leg = seat.stage === 'on' ? seat.leg : known?.leg;
      people.set(visitor, {
        visitor,
        ...(name ? { name } : {}),
        room: visitorRoom(site, visitor, listing?.advertiser),
        since: Math.min(seat.since, known?.since ?? seat.since),
        ...(stage ? { stage } : {}),
        ...(leg ? { leg } : {}),
      });
    }
    return [...people.values()];
  }
}
