/** Consumer of the video queue: ends meetings and puts people out of them. One message never decides about another. */
import type { Env } from '../env.ts';
import { retryDelay } from '../mail/backoff.ts';
import { writeDeadLetter } from '../mail/dead-letters.ts';
import { VideoFailure } from './failure.ts';
import { isVideoJob, type VideoJob } from './jobs.ts';
import { meetingsOf } from './provider.ts';
import type { MeetingPort } from './realtimekit.ts';

export const QUEUE = 'foyer-video';
const DEAD = '-dead';

/** Takes a batch of the video queue or of its dead-letter queue. Never throws: each message is acknowledged or retried by itself. */
export async function handleVideoBatch(batch: MessageBatch<VideoJob>, env: Env, port: MeetingPort | null = meetingsOf(env)): Promise<void> {
  const dead = batch.queue.endsWith(DEAD);
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        if (dead) await keep(env, message, batch.queue.slice(0, -DEAD.length), 'Given up after several tries');
        else await act(env, message, batch.queue, port);
        message.ack();
      } catch (error) {
        const failure = error instanceof VideoFailure ? error : null;
        log(failure?.reason ?? 'failed', error);
        message.retry({ delaySeconds: retryDelay(message.attempts, failure?.retryAfter) });
      }
    }),
  );
}

/** Throws what may work later. What will never work is kept for the dashboard. */
async function act(env: Env, message: Message<unknown>, queue: string, port: MeetingPort | null): Promise<void> {
  const { body } = message;
  if (!isVideoJob(body)) return await keep(env, message, queue, 'Not a job of this version');
  if (!port) return await keep(env, message, queue, 'RealtimeKit is not configured any more');
  try {
    if (body.kind === 'end') await port.end(body.meeting);
    else await port.remove(body.meeting, body.participant);
  } catch (error) {
    if (!(error instanceof VideoFailure)) throw error;
    if (error.reason === 'refused') await keep(env, message, queue, error.message);
    // There is no such meeting: it is over, which is what was wanted.
    else if (error.reason !== 'gone') throw error;
  }
}

async function keep(env: Env, { id, body }: Message<unknown>, queue: string, error: string): Promise<void> {
  await writeDeadLetter(env.DB, { id: isVideoJob(body) ? body.id : id, queue, body, error, at: Date.now() });
}

/** Kind and reason only. */
function log(event: string, error: unknown): void {
  const reason = error instanceof VideoFailure ? error.message : error instanceof Error ? error.name : undefined;
  console.warn(JSON.stringify({ level: 'warn', part: 'video', event, reason }));
}
