import type { Env } from './env.ts';
import { app } from './http/app.ts';
import { handleMailBatch } from './mail/consumer.ts';
import type { MailJob } from './mail/jobs.ts';
import { handlePhoneBatch } from './phone/consumer.ts';
import type { PhoneJob } from './phone/jobs.ts';
import { handlePushBatch } from './push/consumer.ts';
import type { PushJob } from './push/jobs.ts';
import { handleStatisticsBatch, QUEUE as STATISTICS } from './statistics/consumer.ts';
import type { StatisticsJob } from './statistics/jobs.ts';
import { handleVideoBatch, QUEUE as VIDEO } from './video/consumer.ts';
import type { VideoJob } from './video/jobs.ts';

export { Desk } from './desk/desk.ts';
export { Room } from './room/room.ts';
export { Site } from './site/site.ts';

export default {
  fetch: app.fetch,
  /** Answers by mail. Loaded when one comes: pages and sockets never pay for reading mail. */
  email: async (message, env) => {
    const { receiveMail } = await import('./mail/inbound/receive.ts');
    await receiveMail(message, env);
  },
  queue: (batch, env) =>
    batch.queue.startsWith(STATISTICS)
      ? handleStatisticsBatch(batch as MessageBatch<StatisticsJob>, env)
      : batch.queue.startsWith('foyer-push')
        ? handlePushBatch(batch as MessageBatch<PushJob>, env)
        : batch.queue.startsWith(VIDEO)
          ? handleVideoBatch(batch as MessageBatch<VideoJob>, env)
          : batch.queue.startsWith('foyer-phone')
            ? handlePhoneBatch(batch as MessageBatch<PhoneJob>, env)
            : handleMailBatch(batch as MessageBatch<MailJob>, env),
} satisfies ExportedHandler<Env, MailJob | StatisticsJob | PushJob | VideoJob | PhoneJob>;
