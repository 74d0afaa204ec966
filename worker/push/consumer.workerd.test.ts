import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeadLetter } from '../../protocol/api.ts';
import { operatorId } from '../../protocol/entries.ts';
import type { PushContent } from '../contracts/desk.ts';
import type { Env } from '../env.ts';
import { Browser, PASSWORD, signUp } from '../http/test-browser.ts';
import { newDevice } from '../testing/device.ts';
import { handlePushBatch } from './consumer.ts';
import type { PushJob } from './jobs.ts';
import { type Device, type Push, PushFailure, type PushPort } from './port.ts';

let browser: Browser;
let email: string;
let job: PushJob;
/** What the desk answers. */
let content: PushContent | null;
let pushed: string[][];
/** What went back to the queue. */
let queued: [PushJob, number | undefined][];

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const made = await signUp();
  ({ browser, email } = made);
  const { user } = await browser.me();
  job = { id: 'waiting:r:1', kind: 'alert', account: made.account, person: operatorId(user.id), room: 'r' };
  content = { payload: { kind: 'waiting', room: 'r', name: 'Vic', text: 'Hello' } };
  pushed = [];
  queued = [];
});

/** A push service that keeps what it took and fails where told. */
class Service implements PushPort {
  taken: [Device, Push][] = [];
  faults = new Map<string, PushFailure>();

  async send(device: Device, push: Push) {
    const fault = this.faults.get(device.endpoint);
    if (fault) throw fault;
    this.taken.push([device, push]);
  }

  get endpoints() {
    return this.taken.map(([{ endpoint }]) => endpoint).sort();
  }
}

const desk = {
  pushContent: async () => content,
  pushed: async (...[, , , devices]: string[][]) => void pushed.push(devices!),
  listen: async () => undefined,
};
const testEnv = (): Env => ({
  ...env,
  DESK: { getByName: () => desk } as unknown as Env['DESK'],
  PUSH: { send: async (body: PushJob, options?: QueueSendOptions) => void queued.push([body, options?.delaySeconds]) } as never,
});

async function consume(port: PushPort, bodies: unknown[] = [job], queue = 'foyer-push') {
  const acked: string[] = [];
  const retried: [string, number | undefined][] = [];
  const messages = bodies.map((body, at) => {
    const id = `m${at}`;
    const retry = (options?: QueueRetryOptions) => void retried.push([id, options?.delaySeconds]);
    return { id, timestamp: new Date(), attempts: 1, body, ack: () => void acked.push(id), retry };
  });
  await handlePushBatch({ queue, messages } as unknown as MessageBatch<PushJob>, testEnv(), port);
  return { acked, retried };
}

async function subscribe(as: Browser = browser): Promise<string> {
  const { endpoint, p256dh, auth } = await newDevice();
  expect((await as.call('POST', '/api/push/subscribe', { endpoint, p256dh, auth })).status).toBe(200);
  return endpoint;
}
const kept = async () =>
  (await env.DB.prepare('SELECT endpoint, id FROM push_subscription').all<{ endpoint: string; id: string }>()).results;
const idOf = async (endpoint: string) => (await kept()).find((row) => row.endpoint === endpoint)!.id;

describe('A push job', () => {
  test('calls every device of the person, in their language, and tells the desk which', async () => {
    const endpoints = [await subscribe(), await subscribe()].sort();
    const service = new Service();
    expect(await consume(service)).toEqual({ acked: ['m0'], retried: [] });
    expect(service.endpoints).toEqual(endpoints);
    const [, { data, ...rest }] = service.taken[0]!;
    expect(JSON.parse(data)).toEqual({ kind: 'waiting', room: 'r', name: 'Vic', text: 'Hello', language: 'auto' });
    expect(rest).toMatchObject({ urgency: 'high', topic: expect.stringMatching(/^[\w-]{32}$/) });
    expect(pushed[0]?.sort()).toEqual((await Promise.all(endpoints.map(idOf))).sort());
  });

  test('I5: sends nothing when the desk does not want it any more', async () => {
    await subscribe();
    content = null;
    const service = new Service();
    expect(await consume(service)).toEqual({ acked: ['m0'], retried: [] });
    expect(service.taken).toEqual([]);
  });

  test('that takes a notification back goes to the devices that have it', async () => {
    const [first] = [await subscribe(), await subscribe()];
    content = { payload: { kind: 'settled', room: 'r', name: 'Vic', text: '' }, only: [await idOf(first)] };
    const service = new Service();
    await consume(service);
    expect(service.endpoints).toEqual([first]);
  });

  test.each(['gone', 'later', 'refused'] as const)('to a device that is %s still calls the others', async (reason) => {
    const [good, bad] = [await subscribe(), await subscribe()];
    const service = new Service();
    service.faults.set(bad, new PushFailure('Push service: 4xx', reason, 50));
    expect(await consume(service)).toEqual({ acked: ['m0'], retried: [] });
    expect(service.endpoints).toEqual([good]);
    expect(pushed).toEqual([[await idOf(good)]]);
    const devices = (await kept()).map(({ endpoint }) => endpoint);
    expect(devices.includes(bad)).toBe(reason !== 'gone');
    expect(queued).toEqual(reason === 'later' ? [[{ ...job, device: await idOf(bad) }, 50]] : []);
    const letters = (await browser.call<DeadLetter[]>('GET', '/api/dead-letters')).body;
    expect(letters.map(({ title, queue }) => [title, queue])).toEqual(reason === 'refused' ? [['Push to a device', 'foyer-push']] : []);
  });

  test('for one device is tried again by the queue, later when asked', async () => {
    const bad = await subscribe();
    await subscribe();
    const service = new Service();
    service.faults.set(bad, new PushFailure('Push service: 503', 'later', 90));
    expect(await consume(service, [{ ...job, device: await idOf(bad) }])).toEqual({ acked: [], retried: [['m0', 90]] });
    expect(service.taken).toEqual([]);
    expect(queued).toEqual([]);
  });

  test('reaches no device whose session has ended or whose person has left', async () => {
    const other = new Browser();
    await other.call('POST', '/api/sign-in', { email, password: PASSWORD });
    const mine = await subscribe();
    const theirs = await subscribe(other);
    await env.DB.prepare('UPDATE session SET expires_at = 1 WHERE id = (SELECT session FROM push_subscription WHERE endpoint = ?1)')
      .bind(theirs)
      .run();
    const service = new Service();
    await consume(service);
    expect(service.endpoints).toEqual([mine]);
    await env.DB.prepare('DELETE FROM membership WHERE account = ?1').bind(job.account).run();
    await consume(service);
    expect(service.endpoints).toEqual([mine]);
  });

  test('given up, or of another version, is kept for the dashboard, which can try it again', async () => {
    await consume(new Service(), [{ ...job, device: 'd' }], 'foyer-push-dead');
    expect(await consume(new Service(), [{ kind: 'fax' }])).toEqual({ acked: ['m0'], retried: [] });
    const [letter] = (await browser.call<DeadLetter[]>('GET', '/api/dead-letters')).body;
    expect(letter).toMatchObject({ queue: 'foyer-push', title: 'Push to a device', error: 'Given up after several tries' });
    expect((await browser.call('POST', `/api/dead-letters/${encodeURIComponent(letter!.id)}/replay`)).status).toBe(200);
    expect((await browser.call<DeadLetter[]>('GET', '/api/dead-letters')).body).toEqual([]);
  });

  test('logs nothing of device or message', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const bad = await subscribe();
    const service = new Service();
    service.faults.set(bad, new PushFailure('Push service: 500', 'later'));
    await consume(service);
    const logged = JSON.stringify(warn.mock.calls);
    expect(logged).toContain('Push service: 500');
    for (const secret of [bad, 'Vic', 'Hello']) expect(logged).not.toContain(secret);
  });
});
