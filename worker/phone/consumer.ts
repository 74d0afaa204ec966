/**
 * Consumer of the phone queue: messages to send, tellings of the provider that were not taken when they came, and changes of numbers. One message never decides
 * about another. What only has to wait (for its number's pace, for the end of quiet hours) is queued anew, so that waiting is no failed try.
 */
import type { Env } from '../env.ts';
import { retryDelay } from '../mail/backoff.ts';
import { writeDeadLetter } from '../mail/dead-letters.ts';
import { giveUpTexting, textOperator } from './fallback.ts';
import { isPhoneJob, type PhoneJob, titleOf } from './jobs.ts';
import { tellTexters } from './mobiles.ts';
import { settleRooms } from './number-news.ts';
import { PhoneFailure, type PhonePort } from './port.ts';
import { phonePort } from './provider.ts';
import type { Report } from './report.ts';
import { reportsTo } from './reports.ts';
import { type Outcome, sendMessage } from './send.ts';
import { takeEvent } from './take.ts';

const DEAD = '-dead';
/** The longest delay a queue knows, in seconds: whoever waits longer is asked again then. */
const LONGEST = 12 * 60 * 60;

export interface PhoneParts {
  port: PhonePort;
  /** Takes what rooms and people are to know. */
  report: Report;
  now: () => number;
}
const partsOf = (env: Env): PhoneParts => ({ port: phonePort(env), report: reportsTo(env), now: Date.now });

/** Takes a batch of the phone queue or of its dead-letter queue. Never throws: each message is acknowledged or retried by itself. */
export async function handlePhoneBatch(batch: MessageBatch<PhoneJob>, env: Env, parts: PhoneParts = partsOf(env)): Promise<void> {
  const dead = batch.queue.endsWith(DEAD);
  for (const message of batch.messages) {
    try {
      const outcome = dead ? await bury(message, batch.queue, env) : await work(message, batch.queue, env, parts);
      if (outcome.is === 'again') message.retry({ delaySeconds: retryDelay(message.attempts, outcome.seconds) });
      else {
        if (outcome.is === 'wait') await env.PHONE.send(message.body, { delaySeconds: secondsUntil(outcome.until, parts.now()) });
        message.ack();
      }
    } catch (error) {
      log(message.body, error);
      message.retry({ delaySeconds: retryDelay(message.attempts, (error instanceof PhoneFailure && error.retryAfter) || 0) });
    }
  }
}

async function work({ id, body }: Message<unknown>, queue: string, env: Env, parts: PhoneParts): Promise<Outcome> {
  if (!isPhoneJob(body)) {
    await writeDeadLetter(env.DB, { id, queue, body, error: 'Not a job of this version', at: parts.now() });
    return { is: 'done' };
  }
  if (body.kind === 'send') return sendMessage(body.id, { env, ...parts });
  if (body.kind === 'fallback') return textOperator(body, { env, ...parts });
  if (body.kind === 'number') {
    await settleRooms(env, body.account!, body.number, body.after);
    if (body.after === '') await tellTexters(env, body.account!);
  } else await takeEvent(body.event, { env, ...parts });
  return { is: 'done' };
}

/** A job that failed too often: kept for the dashboard. A message stays as it is in the ledger, and leaves when the job is tried again. */
async function bury({ id, body }: Message<unknown>, queue: string, env: Env): Promise<Outcome> {
  const letter = { queue: queue.slice(0, -DEAD.length), body, error: 'Given up after several tries', at: Date.now() };
  const named = isPhoneJob(body) ? { id: body.id, title: titleOf(body), ...(body.account ? { account: body.account } : {}) } : { id };
  await writeDeadLetter(env.DB, { ...letter, ...named });
  if (isPhoneJob(body) && body.kind === 'fallback') await giveUpTexting(body, env);
  return { is: 'done' };
}

const secondsUntil = (until: number, now: number): number => Math.min(Math.max(Math.ceil((until - now) / 1000), 1), LONGEST);

/** Kind and reason only: errors of D1 and objects may quote what people wrote. */
function log(job: unknown, error: unknown): void {
  const reason = error instanceof PhoneFailure ? error.message : error instanceof Error ? error.name : undefined;
  console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: 'failed', kind: isPhoneJob(job) ? job.kind : 'unknown', reason }));
}
