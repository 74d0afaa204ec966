/**
 * Consumer of the mail queue. A job is expanded into one mail per address; each mail has an id of its own and is marked when the provider
 * accepted it, so a job that comes again sends only what is missing. A crash between accepting and marking is covered by the
 * provider, which gets the same id as its idempotency key. One message never decides about another.
 */
import { LIMITS } from '../../protocol/limits.ts';
import type { Env } from '../env.ts';
import { retryDelay } from './backoff.ts';
import { canonical, type Draft, drafts } from './compose.ts';
import { isMailJob, writeDeadLetter } from './dead-letters.ts';
import { OWN_HEADER } from './inbound/classify.ts';
import type { MailJob } from './jobs.ts';
import { type Mail, MailFailure, type MailPort } from './port.ts';
import { mailPort } from './provider.ts';
import { oneLine } from './render/blocks.ts';
import { renderHtml } from './render/html.tsx';
import { renderText } from './render/text.ts';
import { addressHash, markSent, takePlace, wasSent } from './sent.ts';

const DEAD = '-dead';

/** Takes a batch of the mail queue or of its dead-letter queue. Never throws: each message is acknowledged or retried by itself. */
export async function handleMailBatch(batch: MessageBatch<MailJob>, env: Env, port: MailPort = mailPort(env)): Promise<void> {
  const dead = batch.queue.endsWith(DEAD);
  // One after the other: providers count requests per second.
  for (const message of batch.messages) {
    try {
      const wait = dead ? await bury(message, batch.queue, env) : await deliver(message, batch.queue, env, port);
      if (wait === null) message.ack();
      else message.retry({ delaySeconds: retryDelay(message.attempts, wait) });
    } catch (error) {
      log('failed', message.body, error);
      message.retry({ delaySeconds: retryDelay(message.attempts) });
    }
  }
}

/** A job that failed too often: kept for the dashboard. */
async function bury(message: Message<MailJob>, queue: string, env: Env): Promise<null> {
  const body: unknown = message.body;
  await writeDeadLetter(env.DB, {
    id: isMailJob(body) ? body.id : message.id,
    queue: queue.slice(0, -DEAD.length),
    body,
    error: 'Given up after several tries',
    at: Date.now(),
  });
  return null;
}

/** Sends the mails of a job that have not gone yet. Answers null when done, else the seconds the provider asks to wait (0: none). */
async function deliver(message: Message<MailJob>, queue: string, env: Env, port: MailPort): Promise<number | null> {
  const job: unknown = message.body;
  if (!isMailJob(job)) {
    await writeDeadLetter(env.DB, { id: message.id, queue, body: job, error: 'Not a job of this version', at: Date.now() });
    return null;
  }
  let wait: number | null = null;
  for (const draft of await drafts(job, env)) {
    const to = canonical(draft.to);
    const hash = await addressHash(env.SECRET, to);
    const mail = write(draft, draft.id ?? `${job.id}:${hash.slice(0, 16)}`, to, env);
    if (await wasSent(env.DB, mail.id)) continue;
    if (draft.limited && !(await takePlace(env.DB, mail.id, hash, LIMITS.mailsPerAddress, Date.now()))) {
      log('mail_limit', job);
      continue;
    }
    try {
      await port.send(mail);
    } catch (error) {
      log('refused', job, error);
      if (error instanceof MailFailure && !error.retryable)
        await writeDeadLetter(env.DB, { id: mail.id, queue, body: job, error: error.message, at: Date.now() });
      else wait = Math.max(wait ?? 0, (error instanceof MailFailure && error.retryAfter) || 0);
      continue;
    }
    await markSent(env.DB, mail.id, hash, Date.now());
  }
  return wait;
}

function write({ content, from, replyTo, headers }: Draft, id: string, to: string, env: Env): Mail {
  return {
    id,
    to,
    from: from === undefined ? env.MAIL_FROM : senderAs(from, env.MAIL_FROM),
    ...(replyTo ? { replyTo } : {}),
    subject: content.subject,
    text: renderText(content.blocks),
    html: renderHtml(content),
    // Keeps out-of-office answers away (RFC 3834, section 5), and lets us know our own mail when it comes back.
    headers: { ...headers, 'Auto-Submitted': 'auto-generated', [OWN_HEADER]: '1' },
  };
}

/** Our own address under another name, quoted (RFC 5322, section 3.2.4). */
export function senderAs(name: string, sender: string): string {
  const address = /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender;
  return `"${oneLine(name, 80).replace(/["\\]/g, '\\$&')}" <${address.trim()}>`;
}

/** Kind and reason only: errors of D1 and objects may quote what people wrote. */
function log(event: string, job: unknown, error?: unknown): void {
  const reason = error instanceof MailFailure ? error.message : error instanceof Error ? error.name : undefined;
  console.warn(JSON.stringify({ level: 'warn', part: 'mail', event, kind: isMailJob(job) ? job.kind : 'unknown', reason }));
}
