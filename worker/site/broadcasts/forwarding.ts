/**
 * Broadcasts whose media the SFU forwards: who may ask it for what, and when it is whose turn. The Worker asks the SFU; from here it learns what it may,
 * and tells what came of it.
 */
import type { Carrier } from '../../../protocol/broadcast.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Answer, Person } from '../../contracts/people.ts';
import type { Media } from '../../video/media.ts';
import type { Casts } from './casts.ts';
import type { Cast } from './rows.ts';
import type { Seats, Watching } from './seats.ts';
import { type Turn, turnOf } from './turns.ts';

/** While the operator's page is gone, or sends nothing yet, it is asked again after so many seconds. */
const AGAIN = 2;

const no = (code: ErrorCode): { ok: false; code: ErrorCode } => ({ ok: false, code });

export class Forwarding {
  readonly #casts: Casts;
  readonly #seats: Seats;
  /** A broadcast is another than it was told. */
  readonly #changed: (cast: Cast) => void;
  /** Who waits for their turn is. */
  readonly #moved: (cast: string) => void;
  /** The last turn that was given, by broadcast, since the object woke. */
  readonly #last = new Map<string, number>();

  constructor(casts: Casts, seats: Seats, changed: (cast: Cast) => void, moved: (cast: string) => void) {
    this.#casts = casts;
    this.#seats = seats;
    this.#changed = changed;
    this.#moved = moved;
  }

  #cast(id: string, carrier: Carrier = 'sfu'): Cast | null {
    const cast = this.#casts.get(id);
    return cast?.live.carrier === carrier ? cast : null;
  }

  #own({ id }: Person, cast: string): Cast | null {
    const found = this.#cast(cast);
    return found?.live.by.id === id ? found : null;
  }

  /** What a viewer gets now; or seconds until they ask again. */
  turn(visitor: string, id: string, of: 'host' | 'guest', now: number): Answer<{ media: Media } | { wait: number }> {
    const asked = this.#asks(visitor, id, now);
    if ('code' in asked) return asked;
    const { cast, viewer } = asked;
    if (of === 'guest') return cast.guestMedia && cast.guest !== visitor ? this.#given(viewer, cast.guestMedia, now) : no('not_found');
    if (!cast.media || cast.live.away) return { ok: true, wait: AGAIN };
    return this.#given(viewer, cast.media, now);
  }

  /** Whether it is a viewer's turn to come into the meeting of a broadcast: RealtimeKit has the media, and who comes is paced all the same. */
  placeTurn(visitor: string, id: string, now: number): Answer<{ wait: number | null }> {
    const asked = this.#asks(visitor, id, now, 'meeting');
    if ('code' in asked) return asked;
    const found = this.#turnFor(asked.viewer, now);
    return { ok: true, wait: found.now ? null : found.wait };
  }

  #given(viewer: Watching, media: Media, now: number): Answer<{ media: Media } | { wait: number }> {
    const found = this.#turnFor(viewer, now);
    return found.now ? { ok: true, media } : { ok: true, wait: found.wait };
  }

  #turnFor({ ws, seat }: Watching, now: number): Turn {
    const { turn: given, ...rest } = seat;
    const { cast } = seat;
    const known = this.#last.get(cast) ?? Math.max(0, ...this.#seats.watching(cast).map((one) => one.seat.turn ?? 0));
    const found = turnOf(given, known, now);
    this.#last.set(cast, found.last);
    this.#seats.set(ws, found.now ? rest : { ...rest, turn: found.turn });
    if (found.now !== (given === undefined)) this.#moved(cast);
    return found;
  }

  /** Whether a viewer may ask the SFU for something now. */
  mayAsk(visitor: string, id: string, now: number): Answer<object> {
    const asked = this.#asks(visitor, id, now);
    return 'code' in asked ? asked : { ok: true };
  }

  /** The page by which a visitor watches. Everything that is asked by HTTP counts. */
  #asks(visitor: string, id: string, now: number, carrier?: Carrier): { cast: Cast; viewer: Watching } | { ok: false; code: ErrorCode } {
    const cast = this.#cast(id, carrier);
    const theirs = this.#seats.ofVisitor(visitor).filter(({ seat }) => seat.cast === id);
    const viewer = theirs.find(({ seat }) => seat.turn !== undefined) ?? theirs[0];
    if (!cast || !viewer) return no('no_broadcast');
    return this.#seats.mayAgain(viewer.ws, 'media', now) ? { cast, viewer } : no('too_many');
  }

  /** What the operator may get from the SFU: the guest's media, when there are any. */
  ofHost(person: Person, id: string): Answer<{ guest: Media | null }> {
    const cast = this.#own(person, id);
    return cast ? { ok: true, guest: cast.guestMedia ?? null } : no('no_broadcast');
  }

  /** Whether a visitor is on stage. */
  onStage(visitor: string, id: string, now: number): Answer<object> {
    const asked = this.#asks(visitor, id, now);
    if ('code' in asked) return asked;
    return asked.cast.guest === visitor ? { ok: true } : no('forbidden');
  }

  /** The operator's media go through this session from now on. Answers those from before. */
  hostPublished(person: Person, id: string, media: Media): Answer<{ before: Media | null }> {
    const cast = this.#own(person, id);
    if (!cast) return no('no_broadcast');
    // A lost answer that is told again changes nothing.
    if (cast.media?.session === media.session) return { ok: true, before: null };
    this.#changed({ ...cast, media, live: { ...cast.live, take: cast.live.take + 1 } });
    return { ok: true, before: cast.media ?? null };
  }

  /** The guest's do. */
  guestPublished(visitor: string, id: string, media: Media): Answer<{ before: Media | null }> {
    const cast = this.#cast(id);
    const { guest } = cast?.live ?? {};
    if (!cast || !guest || cast.guest !== visitor) return no('no_broadcast');
    if (cast.guestMedia?.session === media.session) return { ok: true, before: null };
    this.#changed({ ...cast, guestMedia: media, live: { ...cast.live, guest: { ...guest, take: guest.take + 1 } } });
    return { ok: true, before: cast.guestMedia ?? null };
  }

  forget(cast: string): void {
    this.#last.delete(cast);
  }
}
