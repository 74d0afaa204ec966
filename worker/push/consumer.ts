/**
 * Consumer of the push queue. What a push says, and whether it still goes at all, is asked of the desk right before sending: who has read
 * the message meanwhile, anywhere, is not called. A device that cannot be reached gets a message of its own, so that the others are not
 * called twice. One message never decides about another.
 */
import type { PersonId } from '../../protocol/entries.ts';
import type { PushPayload } from '../../protocol/push.ts';
import type { PushContent } from '../contracts/desk.ts';
import type { Env } from '../env.ts';
import { sha256 } from '../http/ids.ts';
import { deskOf } from '../http/objects.ts';
import { retryDelay } from '../mail/backoff.ts';
import { writeDeadLetter } from '../mail/dead-letters.ts';
import { isPushJob, type PushJob } from './jobs.ts';
import { type Device, type Push, PushFailure, type PushPort } from './port.ts';
import { pushPort } from './provider.ts';
import { devicesOf, dropDevice, languageOf } from './subscriptions.ts';

const DEAD = '-dead';
/** Seconds a push service keeps a call for a device that is off: later it would call for what is long over. */
const KEPT = 4 * 60 * 60;
/** The same of what is about a meeting: its reminder comes ten minutes before. */
const MEETING_KEPT = 15 * 60;

/** Takes a batch of the push queue or of its dead-letter queue. Never throws: each message is acknowledged or retried by itself. */
export async function handlePushBatch(batch: MessageBatch<PushJob>, env: Env, port: PushPort = pushPort(env)): Promise<void> {
  const dead = batch.queue.endsWith(DEAD);
  await Promise.all(
    batch.messages.map(async (message) => {
      try {
        const wait = dead ? await bury(message, batch.queue, env) : await deliver(message, batch.queue, env, port);
        if (wait === null) message.ack();
        else message.retry({ delaySeconds: retryDelay(message.attempts, wait) });
      } catch (error) {
        log('failed', error);
        message.retry({ delaySeconds: retryDelay(message.attempts) });
      }
    }),
  );
}

/** A job that failed too often: kept for the dashboard. */
async function bury({ id, body }: Message<unknown>, queue: string, env: Env): Promise<null> {
  await keep(env, queue.slice(0, -DEAD.length), body, id, 'Given up after several tries');
  return null;
}

/** Calls the devices of a job. Answers null when done, else the seconds the push service asks to wait (0: none). */
async function deliver({ id, body }: Message<unknown>, queue: string, env: Env, port: PushPort): Promise<number | null> {
  if (!isPushJob(body)) {
    await keep(env, queue, body, id, 'Not a job of this version');
    return null;
  }
  const owner = { account: body.account, user: userOf(body.person) };
  const language = await languageOf(env, owner);
  if (language === null) return null;
  const devices = (await devicesOf(env, owner)).filter((device) => !body.device || device.id === body.device);
  // After every other question, so that nothing lies between this one and the sending.
  const content = devices.length > 0 ? await deskOf(env, body.account).pushContent(body.person, body.room, body.id) : null;
  if (!content) return null;
  const push = await write(content, language);
  const results = await Promise.all(
    devices
      .filter((device) => !content.only || content.only.includes(device.id))
      .map(async (device) => ({ device, failure: await attempt(port, device, push) })),
  );
  const reached = results.flatMap(({ device, failure }) => (failure ? [] : device.id));
  if (reached.length > 0) await deskOf(env, body.account).pushed(body.person, body.room, body.id, reached);
  let wait: number | null = null;
  for (const { device, failure } of results) {
    if (!failure) continue;
    log(failure.reason, failure);
    if (failure.reason === 'gone') await dropDevice(env, owner, { id: device.id });
    else if (failure.reason === 'refused')
      await keep(env, queue, { ...body, device: device.id }, `${body.id}:${device.id}`, failure.message);
    else if (body.device) wait = failure.retryAfter ?? 0;
    else await env.PUSH.send({ ...body, device: device.id }, { delaySeconds: retryDelay(1, failure.retryAfter) });
  }
  return wait;
}

/** Why a device did not get it; null when it did. */
async function attempt(port: PushPort, device: Device, push: Push): Promise<PushFailure | null> {
  try {
    await port.send(device, push);
    return null;
  } catch (error) {
    // Keys that are none, for one: no other try will mend them.
    return error instanceof PushFailure
      ? error
      : new PushFailure(`Not sent: ${error instanceof Error ? error.name : 'unknown'}`, 'refused');
  }
}

async function write({ payload }: PushContent, language: string): Promise<Push> {
  const data = JSON.stringify({ ...payload, language } satisfies PushPayload);
  const topic = (await sha256(payload.room)).slice(0, 32);
  return { data, topic, urgency: payload.kind === 'settled' ? 'normal' : 'high', ttl: payload.kind === 'meeting' ? MEETING_KEPT : KEPT };
}

const userOf = (person: PersonId): string => person.slice('o_'.length);

async function keep(env: Env, queue: string, body: unknown, id: string, error: string): Promise<void> {
  const job = isPushJob(body) ? body : null;
  const letter = { id: job ? `${job.id}:${job.device ?? ''}` : id, queue, body, error, at: Date.now() };
  await writeDeadLetter(env.DB, job ? { ...letter, account: job.account, title: 'Push to a device' } : letter);
}

/** Kind and reason only: endpoints are capabilities, and errors of D1 and objects may quote what people wrote. */
function log(event: string, error: unknown): void {
  const reason = error instanceof PushFailure ? error.message : error instanceof Error ? error.name : undefined;
  console.warn(JSON.stringify({ level: 'warn', part: 'push', event, reason }));
}
