import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Kit } from '../testing/kit.ts';
import { handleVideoBatch } from './consumer.ts';
import { VideoFailure } from './failure.ts';
import type { VideoJob } from './jobs.ts';
import type { MeetingPort } from './realtimekit.ts';

describe('The video queue', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = new Kit();
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    await env.DB.exec('DELETE FROM dead_letter');
  });
  afterEach(() => vi.restoreAllMocks());
  const job: VideoJob = { id: 'meeting:m1:end', kind: 'end', account: 'account-1', meeting: 'm1' };
  async function consume(bodies: unknown[], queue = 'foyer-video', port: MeetingPort | null = kit) {
    const done: string[] = [];
    const messages = bodies.map((body, at) => ({
      id: `message-${at}`,
      timestamp: new Date(),
      attempts: 2,
      body: body as VideoJob,
      ack: () => void done.push('done'),
      retry: ({ delaySeconds }: QueueRetryOptions = {}) => void done.push(`again in ${delaySeconds}`),
    }));
    await handleVideoBatch({ queue, messages } as unknown as MessageBatch<VideoJob>, env, port);
    return done;
  }
  const letters = async () => (await env.DB.prepare('SELECT id, title, error, account FROM dead_letter ORDER BY id').all()).results;

  test('ends meetings and puts people out, once more without harm', async () => {
    const out: VideoJob = { id: 'meeting:m1:out:p', kind: 'remove', account: 'account-1', meeting: 'm1', participant: 'p' };
    kit.people.set('p', { person: 'o_ada', preset: 'host', meeting: 'm1' });
    expect(await consume([job, out, job, out])).toEqual(Array(4).fill('done'));
    expect([[...kit.ended], kit.people.size]).toEqual([['m1'], 0]);
    kit.failing = new VideoFailure('RealtimeKit: end: 404', 'gone');
    expect(await consume([job])).toEqual(['done']);
    expect(await letters()).toEqual([]);
  });

  test('is tried again after what may pass, with a pause, and kept for the dashboard after what will not', async () => {
    kit.failing = new VideoFailure('RealtimeKit: end: 429', 'later', 90);
    expect(await consume([job])).toEqual(['again in 90']);
    kit.failing = new VideoFailure('RealtimeKit: end: no answer', 'unsure');
    expect(await consume([job])).toEqual(['again in 20']);
    expect(await letters()).toEqual([]);
    kit.failing = new VideoFailure('RealtimeKit: end: 403', 'refused');
    expect(await consume([job])).toEqual(['done']);
    expect(await letters()).toEqual([{ id: job.id, title: 'End of a meeting', error: 'RealtimeKit: end: 403', account: 'account-1' }]);
  });

  test('keeps what was given up, is no job, or has nobody to do it', async () => {
    await consume([job], 'foyer-video-dead');
    await consume([{ kind: 'end' }]);
    await consume([{ ...job, id: 'meeting:m2:end' }], 'foyer-video', null);
    expect((await letters()).map(({ error }) => error)).toEqual([
      'Given up after several tries',
      'RealtimeKit is not configured any more',
      'Not a job of this version',
    ]);
  });
});
