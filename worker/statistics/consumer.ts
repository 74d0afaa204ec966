/** Consumer of the statistics queue and of its dead-letter queue. */
import type { Env } from '../env.ts';
import { retryDelay } from '../mail/backoff.ts';
import { writeDeadLetter } from '../mail/dead-letters.ts';
import { isStatisticsJob, type StatisticsJob } from './jobs.ts';
import { record } from './store.ts';

export const QUEUE = 'foyer-statistics';
const DEAD = `${QUEUE}-dead`;

/** Never throws. A batch is written as one; when that fails each message is tried by itself, so that one never decides about another. */
export async function handleStatisticsBatch(batch: MessageBatch<StatisticsJob>, env: Pick<Env, 'DB'>): Promise<void> {
  const take = batch.queue === DEAD ? bury : count;
  if (batch.queue !== DEAD && batch.messages.every(({ body }) => isStatisticsJob(body))) {
    try {
      await record(
        env.DB,
        batch.messages.map(({ body }) => body),
      );
      batch.ackAll();
      return;
    } catch (error) {
      log('batch failed', error);
    }
  }
  for (const message of batch.messages) {
    try {
      await take(message, env);
      message.ack();
    } catch (error) {
      log('failed', error);
      message.retry({ delaySeconds: retryDelay(message.attempts) });
    }
  }
}

async function count(message: Message<StatisticsJob>, env: Pick<Env, 'DB'>): Promise<void> {
  if (isStatisticsJob(message.body)) await record(env.DB, [message.body]);
  else await keep(message, env, 'Not a job of this version');
}

const bury = (message: Message<StatisticsJob>, env: Pick<Env, 'DB'>): Promise<void> => keep(message, env, 'Given up after several tries');

async function keep({ id, body }: Message<StatisticsJob>, env: Pick<Env, 'DB'>, error: string): Promise<void> {
  const letter: unknown = body;
  await writeDeadLetter(env.DB, { id: isStatisticsJob(letter) ? letter.id : id, queue: QUEUE, body: letter, error, at: Date.now() });
}

/** The name only: errors of D1 may quote what was written. */
function log(event: string, error: unknown): void {
  console.warn(JSON.stringify({ level: 'warn', part: 'statistics', event, reason: error instanceof Error ? error.name : undefined }));
}
