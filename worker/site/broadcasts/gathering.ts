/** Broadcasts that go through a meeting of RealtimeKit: who may be in it, and as what. Each sends or watches there by a token of their own. */
import { type PersonId, visitorPersonId } from '../../../protocol/entries.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { JoinedSeat, MeetingHolder, Seat } from '../../contracts/meetings.ts';
import type { Answer, Person } from '../../contracts/people.ts';
import { Meetings } from '../../durable/meetings.ts';
import type { PresetName } from '../../video/presets.ts';
import type { Parts } from '../parts.ts';
import type { Casts } from './casts.ts';
import type { Cast } from './rows.ts';
import type { Seats } from './seats.ts';

const STAGE = 'stage:';

/** As whom somebody is in the meeting: on stage a viewer is another participant, since what one may do there is decided when one joins. */
const keyOf = (id: PersonId, preset: PresetName): PersonId => (preset === 'guest' ? `${STAGE}${id}` : id) as PersonId;

export class Gathering implements MeetingHolder {
  readonly #casts: Casts;
  readonly #seats: Seats;
  readonly #meetings: Meetings;

  constructor({ ctx, timers, env, config }: Parts, casts: Casts, seats: Seats) {
    this.#casts = casts;
    this.#seats = seats;
    this.#meetings = new Meetings(
      () => ctx.storage.sql,
      timers,
      () => env,
      () => config()?.account ?? '',
    );
  }

  async seat(person: Person, subject: string): Promise<Answer<Seat>> {
    const preset = this.#presetOf(person, subject);
    if (!preset.ok) return preset;
    const name = person.kind === 'visitor' ? '' : person.name;
    return { ok: true, ...this.#meetings.of(subject, keyOf(person.id, preset.preset)), preset: preset.preset, name };
  }

  async keepMeeting(subject: string, made: string, lost?: string): Promise<Answer<{ meeting: string }>> {
    if (this.#cast(subject)) return { ok: true, meeting: this.#meetings.keep(subject, made, lost) };
    this.#meetings.discard(made);
    return { ok: false, code: 'no_broadcast' };
  }

  async keepSeat(person: Person, subject: string, joined: JoinedSeat, lost?: string): Promise<Answer<{ participant: string | null }>> {
    const now = this.#presetOf(person, subject);
    if (now.ok && now.preset === joined.preset)
      return { ok: true, participant: this.#meetings.keepSeat(subject, keyOf(person.id, now.preset), joined, lost) };
    // Over, or on stage or off it, while RealtimeKit was asked.
    this.#meetings.discardSeat(joined.meeting, joined.participant);
    return now.ok ? { ok: true, participant: null } : now;
  }

  /** Who was on stage and is not any more sends nothing. */
  settle({ live, guest }: Cast): void {
    if (live.carrier !== 'meeting') return;
    const onStage = guest && keyOf(visitorPersonId(guest), 'guest');
    for (const key of this.#meetings.people(live.id)) if (key.startsWith(STAGE) && key !== onStage) this.#meetings.putOut(live.id, key);
  }

  /** Somebody may be nowhere on the site any more. */
  putOut(id: PersonId): void {
    for (const { live } of this.#casts.all())
      for (const preset of ['viewer', 'guest'] as const) if (live.carrier === 'meeting') this.#meetings.putOut(live.id, keyOf(id, preset));
  }

  end(cast: Cast): void {
    if (cast.live.carrier === 'meeting') this.#meetings.end(cast.live.id);
  }

  due(key: string): Promise<void> {
    return this.#meetings.due(key);
  }

  #cast(id: string): Cast | null {
    const cast = this.#casts.get(id);
    return cast?.live.carrier === 'meeting' ? cast : null;
  }

  #presetOf(person: Person, id: string): { ok: true; preset: PresetName } | { ok: false; code: ErrorCode } {
    const cast = this.#cast(id);
    if (cast && cast.live.by.id === person.id) return { ok: true, preset: 'host' };
    if (!cast || person.kind !== 'visitor') return { ok: false, code: 'no_broadcast' };
    const watches = this.#seats.ofVisitor(person.visitor).some(({ seat }) => seat.cast === id && !seat.waits);
    if (!watches) return { ok: false, code: 'no_broadcast' };
    return { ok: true, preset: cast.guest === person.visitor ? 'guest' : 'viewer' };
  }
}
