import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { handlePhoneBatch } from './consumer.ts';
import type { PhoneJob } from './jobs.ts';
import { removeNumber } from './number-store.ts';
import { PhoneFailure } from './port.ts';
import { queueMessage } from './take.ts';
import { ANN, OWN, queued, Reports, seedPhone, TestPort, testEnv } from './test-phone.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
let now: number;
let provider: TestPort;
let reports: Reports;

/** Hands over a batch and tells what became of each message. (The runtime's own test batch does not tell the delays.) */
async function consume(jobs: unknown[], { attempts = 1, queue = 'foyer-phone' } = {}) {
  const acked: string[] = [];
  const retried: (number | undefined)[] = [];
  const messages = jobs.map((body, at) => ({
    id: `q${at}`,
    timestamp: new Date(),
    attempts,
    body,
    ack: () => void acked.push(`q${at}`),
    retry: (options?: QueueRetryOptions) => void retried.push(options?.delaySeconds),
  }));
  const batch = { queue, messages } as unknown as MessageBatch<PhoneJob>;
  await handlePhoneBatch(batch, testEnv(), { port: provider.port, report: reports.report, now: () => now });
  return { acked: acked.length, retried };
}

const write = (id: string, more: { text?: string; media?: string[]; other?: string; segments?: number; notice?: boolean } = {}) =>
  queueMessage(
    testEnv(),
    { id, account: 'a1', room: 'r1', number: 'n1', other: ANN, by: 'o_u1', text: 'Yes, it is free', media: [], segments: 1, ...more },
    now,
  );
const send = (id: string) => ({ id, account: 'a1', kind: 'send' }) as const;
const row = (id = 'm1') =>
  env.DB.prepare('SELECT state, error, provider, body, segments, due_at AS due FROM phone_message WHERE id = ?').bind(id).first();
const set = (change: string) => env.DB.prepare(`UPDATE phone_number SET ${change} WHERE id = 'n1'`).run();
const fail = (reason: PhoneFailure['reason'], after = false, retryAfter?: number) =>
  provider.faults.push({ error: new PhoneFailure(`Twilio: ${reason}`, reason, retryAfter), after });

beforeEach(async () => {
  await seedPhone();
  now = START;
  provider = new TestPort(() => now);
  reports = new Reports();
});

describe('a message', () => {
  it('is sent, and its text is kept here no longer', async () => {
    await write('m1', { media: ['https://foyer.example/f/1'] });
    expect(queued).toEqual([{ job: send('m1'), delay: undefined }]);
    expect(await consume([send('m1')])).toEqual({ acked: 1, retried: [] });
    expect(provider.sent).toEqual([{ id: 'm1', from: OWN, to: ANN, text: 'Yes, it is free', media: ['https://foyer.example/f/1'] }]);
    expect(await row()).toMatchObject({ state: 'sent', error: null, provider: 'SM-m1', body: null });
    expect(reports.all).toEqual([{ kind: 'state', account: 'a1', room: 'r1', message: 'm1', state: 'sent', error: null }]);
  });

  it('is sent once, however often its job comes', async () => {
    await write('m1');
    await write('m1', { text: 'Other words' });
    await Promise.all([consume([send('m1'), send('m1')]), consume([send('m1')])]);
    await consume([send('m1')]);
    expect(provider.sent.map(({ text }) => text)).toEqual(['Yes, it is free']);
  });

  it('of a number that is not the account’s is never written down', async () => {
    await queueMessage(
      testEnv(),
      { id: 'm1', account: 'a1', room: '', number: 'n2', other: ANN, by: '', text: 'x', media: [], segments: 1 },
      now,
    );
    await consume([send('m1')]);
    expect(await row()).toBeNull();
    expect(provider.sent).toEqual([]);
  });

  it('is tried again when nothing happened, with growing pauses', async () => {
    await write('m1');
    fail('later', false, 45);
    expect(await consume([send('m1')])).toEqual({ acked: 0, retried: [45] });
    fail('later');
    expect(await consume([send('m1')], { attempts: 3 })).toEqual({ acked: 0, retried: [40] });
    expect(await row()).toMatchObject({ state: 'queued' });
    await consume([send('m1')], { attempts: 4 });
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  it('of which nothing was heard is looked for first', async () => {
    await write('m1');
    fail('unsure', true);
    await consume([send('m1')]);
    expect(await row()).toMatchObject({ state: 'unsure' });
    await consume([send('m1')]);
    expect(provider.sent).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'sent', provider: 'SM-m1' });
  });

  it('of which nothing was heard, and that is nowhere, is sent', async () => {
    await write('m1');
    fail('unsure');
    await consume([send('m1')]);
    await consume([send('m1')]);
    expect(provider.sent).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  it('whose consumer died while it was handed over is left alone for a minute, then looked for', async () => {
    await write('m1');
    provider.faults.push({ error: new Error('the isolate is gone'), after: true });
    await consume([send('m1')]);
    expect(await row()).toMatchObject({ state: 'sending' });
    queued.length = 0;
    expect(await consume([send('m1')])).toEqual({ acked: 1, retried: [] });
    expect(queued).toEqual([{ job: send('m1'), delay: 60 }]);
    now += 60_000;
    await consume([send('m1')]);
    expect(provider.sent).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  it('whose sending could not be reported is reported later, and sent once', async () => {
    await write('m1');
    reports.faults = 1;
    await consume([send('m1')]);
    now += 60_000;
    await consume([send('m1')]);
    expect(reports.states).toEqual(['sent']);
    expect(provider.sent).toHaveLength(1);
  });

  it('that the provider refuses has failed, with the reason', async () => {
    await write('m1');
    fail('not_mobile');
    expect(await consume([send('m1')])).toEqual({ acked: 1, retried: [] });
    expect(reports.states).toEqual(['failed:not_mobile']);
    expect(await row()).toMatchObject({ state: 'failed', error: 'not_mobile', body: null });
  });

  it('to somebody whom the carrier knows to have stopped stops the next one here', async () => {
    await write('m1');
    await write('m2');
    fail('stopped');
    await consume([send('m1')]);
    now += 10_000;
    await consume([send('m2')]);
    expect(reports.states).toEqual(['failed:stopped', 'failed:stopped']);
    expect(provider.sent).toEqual([]);
  });

  it('harms no other', async () => {
    await write('m1');
    await write('m2', { other: '+12025550198' });
    fail('wrong');
    now += 10_000;
    await consume([{ nonsense: true }, send('m1')]);
    await consume([send('unknown')]);
    now += 10_000;
    await consume([send('m2')]);
    expect(reports.states).toEqual(['failed:wrong', 'sent']);
    expect(await env.DB.prepare('SELECT error FROM dead_letter').all()).toMatchObject({
      results: [{ error: 'Not a job of this version' }],
    });
  });
});

describe('what is decided when it is sent', () => {
  it('somebody said stop meanwhile', async () => {
    await write('m1');
    await write('stop:x', { notice: true });
    await env.DB.prepare("INSERT INTO opt_out (account, number, other, stopped, at) VALUES ('a1', ?, ?, 1, 1)").bind(OWN, ANN).run();
    now += 10_000;
    await consume([send('m1')]);
    now += 10_000;
    await consume([send('stop:x')]);
    expect(reports.states).toEqual(['failed:stopped', 'sent']);
  });

  it('the number was given up meanwhile', async () => {
    await write('m1');
    await removeNumber(env, 'a1', 'n1');
    await consume([send('m1')]);
    expect(reports.states).toEqual(['failed:number_removed']);
  });

  it('it is quiet: it waits for the end, and that is no failed try', async () => {
    await set("quiet_from = 660, quiet_to = 780, time_zone = 'UTC'");
    await write('m1');
    queued.length = 0;
    expect(await consume([send('m1')])).toEqual({ acked: 1, retried: [] });
    expect(queued).toEqual([{ job: send('m1'), delay: 3600 }]);
    now += 3600_000;
    await consume([send('m1')]);
    expect(provider.sent).toHaveLength(1);
  });

  it('the month’s SMS are nearly used up, then are', async () => {
    await set('monthly_cap = 5');
    for (const [at, segments] of [3, 1, 1, 1].entries()) {
      await write(`m${at}`, { segments });
      await consume([send(`m${at}`)]);
      now += 10_000;
    }
    expect(provider.sent).toHaveLength(3);
    expect(reports.all.filter(({ kind }) => kind === 'cap')).toEqual([
      { kind: 'cap', account: 'a1', number: 'n1', level: 'warned', month: '2026-11', cap: 5 },
      { kind: 'cap', account: 'a1', number: 'n1', level: 'reached', month: '2026-11', cap: 5 },
    ]);
    expect(reports.states.at(-1)).toBe('failed:cap');
    // The next month begins anew.
    now = Date.parse('2026-12-01T00:00:01Z');
    await write('m9');
    await consume([send('m9')]);
    expect(provider.sent).toHaveLength(4);
  });
});

describe('the pace of a number', () => {
  it('is a segment a second: those behind wait for their place', async () => {
    await write('m1', { segments: 3 });
    await write('m2');
    await write('m3');
    queued.length = 0;
    await consume([send('m1'), send('m2'), send('m3')]);
    expect(provider.sent.map(({ id }) => id)).toEqual(['m1']);
    expect(queued.map(({ job, delay }) => [job.id, delay])).toEqual([
      ['m2', 3],
      ['m3', 4],
    ]);
    now += 3_000;
    await consume([send('m3'), send('m2')]);
    expect(provider.sent.map(({ id }) => id)).toEqual(['m1', 'm2']);
    now += 1_000;
    await consume([send('m3')]);
    expect(provider.sent.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
  });

  it('of one does not slow another', async () => {
    await write('m1', { segments: 10 });
    await queueMessage(
      testEnv(),
      { id: 'o1', account: 'a2', room: '', number: 'n2', other: ANN, by: '', text: 'x', media: [], segments: 1 },
      now,
    );
    await consume([send('m1'), send('o1')]);
    expect(provider.sent.map(({ id }) => id)).toEqual(['m1', 'o1']);
  });
});

it('whatever breaks in whatever order, each message is sent exactly once, and reported', async () => {
  const fault = fc.constantFrom('none', 'later', 'unsure', 'unsure after', 'died', 'died after', 'report', 'twice');
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 6 }), async (faults) => {
      await seedPhone();
      now = START;
      provider = new TestPort(() => now);
      reports = new Reports();
      await write('m1');
      for (const one of [...faults, 'none', 'none']) {
        provider.faults = [];
        reports.faults = one === 'report' ? 1 : 0;
        const [kind, after] = one.split(' ');
        if (kind === 'later' || kind === 'unsure') fail(kind, after === 'after');
        if (kind === 'died') provider.faults.push({ error: new Error('gone'), after: after === 'after' });
        await consume(one === 'twice' ? [send('m1'), send('m1')] : [send('m1')]);
        now += 60_000;
      }
      expect(provider.sent.map(({ id }) => id)).toEqual(['m1']);
      expect(reports.states).toContain('sent');
      expect(new Set(reports.states).size).toBe(1);
      expect(await row()).toMatchObject({ state: 'sent', body: null });
    }),
    { numRuns: 40 },
  );
});

it('a job that failed too often is kept for the dashboard, and its message can still leave', async () => {
  await write('m1');
  expect(await consume([send('m1'), { odd: 1 }], { queue: 'foyer-phone-dead' })).toEqual({ acked: 2, retried: [] });
  const { results } = await env.DB.prepare('SELECT id, account, queue, title FROM dead_letter ORDER BY title').all();
  expect(results).toEqual([
    { id: 'm1', account: 'a1', queue: 'foyer-phone', title: 'SMS' },
    { id: 'q1', account: null, queue: 'foyer-phone', title: 'Unknown job' },
  ]);
  await consume([send('m1')]);
  expect(provider.sent).toHaveLength(1);
});
