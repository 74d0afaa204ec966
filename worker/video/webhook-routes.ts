import { Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import type { MeetingEvent } from './meeting-event.ts';
import { readHook } from './webhook.ts';

/**
 * Where RealtimeKit tells of meetings. `take` gets each event, some more than once. Answered when it was taken: what throws is told again
 * (answers of 500 and above are repeated by RealtimeKit, others are not).
 */
export const meetingHookRoutes = (take: (env: Env, event: MeetingEvent) => Promise<void>) =>
  new Hono<AppEnv>().post('/realtimekit', async (c) => {
    const read = await readHook(c.req.raw, Date.now(), c.env.REALTIMEKIT_KEY_URL || undefined);
    if (read.is === 'unknown') throw new Refusal('unavailable');
    if (read.is === 'forged') throw new Refusal('unauthorised');
    if (read.is === 'event') await take(c.env, read.event);
    return c.json({});
  });
