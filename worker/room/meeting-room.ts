import type { Call } from '../../protocol/call.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { JoinedSeat, MeetingHolder, Seat } from '../contracts/meetings.ts';
import type { Answer, Person } from '../contracts/people.ts';
import type { MeetingEvent } from '../video/meeting-event.ts';
import { callIn } from './conversation.ts';
import { RoomCore } from './core.ts';

/** The meetings that calls of several go through, where RealtimeKit is configured. `subject` is the call's id. */
export abstract class MeetingRoom extends RoomCore implements MeetingHolder {
  async seat(person: Person, subject: string): Promise<Answer<Seat>> {
    const call = this.#open(person, subject);
    if (typeof call === 'string') return { ok: false, code: call };
    const isHost = call.by === person.id || (person.kind === 'operator' && person.access.admin);
    const name = person.kind === 'visitor' ? '' : person.name;
    return { ok: true, ...this.meetings.of(subject, person.id), preset: isHost ? 'host' : 'guest', name };
  }

  async keepMeeting(subject: string, made: string, lost?: string): Promise<Answer<{ meeting: string }>> {
    if (!this.conversation) return { ok: false, code: 'not_found' };
    if (this.#callId() === subject) return { ok: true, meeting: this.meetings.keep(subject, made, lost) };
    this.meetings.discard(made);
    return { ok: false, code: 'no_call' };
  }

  async keepSeat(person: Person, subject: string, joined: JoinedSeat, lost?: string): Promise<Answer<{ participant: string | null }>> {
    const call = this.#open(person, subject);
    if (typeof call !== 'string') return { ok: true, participant: this.meetings.keepSeat(subject, person.id, joined, lost) };
    // Over, or put out of the room, while RealtimeKit was asked.
    if (this.conversation) this.meetings.discardSeat(joined.meeting, joined.participant);
    return { ok: false, code: call };
  }

  async meetingTold(event: MeetingEvent): Promise<void> {
    const told = this.conversation && this.meetings.told(event);
    if (told) this.calling.carried(told.came, told.left);
  }

  /** Puts these people out of the meeting of the call that is on. */
  protected outOfMeeting(people: Iterable<PersonId>): void {
    const subject = this.#callId();
    if (subject) for (const person of people) this.meetings.putOut(subject, person);
  }

  #open(person: Person, subject: string): Call | ErrorCode {
    if (!this.conversation || this.refusal(person)) return 'not_found';
    const call = this.calling.open(person.id);
    return typeof call === 'string' || String(call.id) === subject ? call : 'no_call';
  }

  #callId(): string | null {
    const id = this.conversation && callIn(this.conversation)?.id;
    return id ? String(id) : null;
  }
}
