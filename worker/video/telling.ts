/** What RealtimeKit tells of a meeting, to the room whose meeting it is. */
import type { Env } from '../env.ts';
import { roomOf } from '../http/objects.ts';
import { roomIn } from './holder.ts';
import type { MeetingEvent } from './meeting-event.ts';

/** Passes an event on. One about a meeting that is not of ours goes nowhere; the object looks the meeting up once more. */
export async function passOn(env: Env, event: MeetingEvent): Promise<void> {
  const room = await roomIn(env.SECRET, event.title);
  if (room) await roomOf(env, room).meetingTold(event);
}
