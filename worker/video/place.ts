/** A person's place in the meeting of a call or a broadcast: the object that holds it decides, RealtimeKit is asked here, outside of it. */
import { Refusal } from '../../protocol/errors.ts';
import type { MeetingHolder } from '../contracts/meetings.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import { accepted } from '../http/problems.ts';
import { VideoFailure } from './failure.ts';
import { holderTitle } from './holder.ts';
import { meetingsOf } from './provider.ts';
import type { MeetingPort } from './realtimekit.ts';

/** Rounds after which it is given up: each follows a change that came in between, a meeting or a participant that is no more. */
const ROUNDS = 4;

/**
 * The token with which this person's browser comes into the meeting of `subject`. The meeting is made with the first one; who has been in it
 * before is the same participant again.
 */
export async function placeIn(
  env: Env,
  name: string,
  holder: MeetingHolder,
  person: Person,
  subject: string,
  port: MeetingPort | null = meetingsOf(env),
): Promise<string> {
  if (!port) throw new Refusal('not_found');
  const title = await holderTitle(env.SECRET, name);
  try {
    return await take(port, title, holder, person, subject);
  } catch (error) {
    if (!(error instanceof VideoFailure)) throw error;
    console.warn(JSON.stringify({ level: 'warn', part: 'video', event: error.reason, reason: error.message }));
    throw new Refusal('unavailable');
  }
}

async function take(port: MeetingPort, title: string, holder: MeetingHolder, person: Person, subject: string): Promise<string> {
  let lost: { meeting?: string; participant?: string } = {};
  for (let round = 0; round < ROUNDS; round++) {
    const seat = accepted(await holder.seat(person, subject));
    let { meeting } = seat;
    if (!meeting || meeting === lost.meeting) {
      const made = await port.begin(title);
      ({ meeting } = accepted(await holder.keepMeeting(subject, made, lost.meeting)));
    }
    const { participant } = seat;
    if (participant && participant !== lost.participant && meeting === seat.meeting) {
      const token = await unlessGone(port.renew(meeting, participant));
      if (token) return token;
      lost = { ...lost, participant };
    }
    const { preset, name } = seat;
    const joined = await unlessGone(port.join(meeting, { person: person.id, preset, name }));
    if (!joined) {
      // Ended where nobody told us: in Cloudflare's dashboard.
      lost = { meeting };
      continue;
    }
    const kept = accepted(await holder.keepSeat(person, subject, { meeting, participant: joined.participant, preset }, lost.participant));
    if (kept.participant === joined.participant) return joined.token;
  }
  throw new VideoFailure('RealtimeKit: no place after several rounds', 'later');
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof VideoFailure && error.reason === 'gone') return null;
    throw error;
  }
}
