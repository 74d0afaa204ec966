/** What RealtimeKit tells of a meeting, to the object whose meeting it is. */
import type { Env } from '../env.ts';
import { roomOf } from '../http/objects.ts';
import { holderIn } from './holder.ts';
import type { MeetingEvent } from './webhook.ts';

/** Passes an event on. One about a meeting that is not of ours goes nowhere; the object looks the meeting up once more. */
export async function passOn(env: Env, event: MeetingEvent): Promise<void> {
  const holder = await holderIn(env.SECRET, event.title);
  if (!holder) return;
  if ('room' in holder) await roomOf(env, holder.room).meetingTold(event);
}
