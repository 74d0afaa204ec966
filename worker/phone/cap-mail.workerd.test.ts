import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '../env.ts';
import { handleMailBatch } from '../mail/consumer.ts';
import type { MailJob } from '../mail/jobs.ts';
import type { Mail } from '../mail/port.ts';
import { handlePhoneBatch } from './consumer.ts';
import type { PhoneJob } from './jobs.ts';
import type { CapReport } from './report.ts';
import { reportsTo } from './reports.ts';
import { queueMessage } from './take.ts';
import { ANN, seedPhone, TestPort, testEnv } from './test-phone.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
let now: number;
let provider: TestPort;
let jobs: MailJob[];
let mails: Mail[];
/** How many jobs the mail queue refuses to take first. */
let faults: number;

const MAIL = {
  send: async (job: MailJob) => {
    if (faults-- > 0) throw new Error('not now');
    jobs.push(job);
  },
} as unknown as Env['MAIL'];
const report = reportsTo(testEnv({ MAIL }), async () => undefined);

/** Hands a message of `segments` SMS to the queue's consumer; true when it is to be tried again. */
async function send(id: string, segments = 1): Promise<boolean> {
  const message = { id, account: 'a1', room: 'r1', number: 'n1', other: ANN, by: 'o_u1', text: 'Hi', media: [], segments };
  await queueMessage(testEnv(), message, now);
  now += 10_000;
  let again = false;
  const job = { id: 'q', attempts: 1, body: { id, account: 'a1', kind: 'send' }, ack: () => undefined, retry: () => (again = true) };
  const batch = { queue: 'foyer-phone', messages: [job] } as unknown as MessageBatch<PhoneJob>;
  await handlePhoneBatch(batch, testEnv(), { port: provider.port, report, now: () => now });
  return again;
}

/** Takes all mail jobs, each as often as `times`. */
async function mail(times = 1): Promise<void> {
  const messages = jobs.flatMap((body) => Array(times).fill({ id: 'm', attempts: 1, body, ack: () => undefined, retry: () => undefined }));
  const batch = { queue: 'foyer-mail', messages } as unknown as MessageBatch<MailJob>;
  await handleMailBatch(batch, testEnv(), { send: async (one) => void mails.push(one) });
}

const set = (change: string) => env.DB.prepare(`UPDATE phone_number SET ${change} WHERE id = 'n1'`).run();
const levels = () => jobs.map((job) => job.kind === 'sms_cap' && job.level);
const told = () => mails.map(({ to, subject }) => [to, subject]).sort();

beforeEach(async () => {
  await seedPhone();
  now = START;
  provider = new TestPort(() => now);
  [jobs, mails, faults] = [[], [], 0];
  const user = env.DB.prepare(
    `INSERT OR IGNORE INTO user (id, name, email, email_verified, created_at, updated_at) VALUES ('cap-' || ?1, ?1, ?1 || '@cap.example', 1, 0, 0)`,
  );
  const member = env.DB.prepare(
    "INSERT INTO membership (account, user, role, preferences, joined_at, used_at) VALUES (?1, 'cap-' || ?2, ?3, ?4, 0, 0)",
  );
  await env.DB.batch([
    env.DB.prepare("DELETE FROM membership WHERE account IN ('a1', 'a2')"),
    env.DB.prepare("DELETE FROM sent_mail WHERE id LIKE 'sms_cap:%'"),
    ...['ada', 'grace', 'lin', 'eve'].map((name) => user.bind(name)),
    member.bind('a1', 'ada', 'owner', '{}'),
    member.bind('a1', 'grace', 'admin', '{"language":"es"}'),
    member.bind('a1', 'lin', 'operator', '{}'),
    member.bind('a2', 'eve', 'owner', '{}'),
  ]);
  await set("monthly_cap = 5, label = 'Main'");
});

describe('mails of a cap', () => {
  it('go to owners and admins alone, each in their language, at 80 % and when it is reached', async () => {
    await send('m1', 3);
    expect(jobs).toEqual([]);
    await send('m2');
    expect(levels()).toEqual(['warned']);
    await mail();
    expect(told()).toEqual([
      ['ada@cap.example', 'The SMS of (202) 555-0100 are nearly used up'],
      ['grace@cap.example', 'Los SMS de (202) 555-0100 están casi agotados'],
    ]);
    const ada = mails.find(({ to }) => to === 'ada@cap.example');
    expect(ada?.text).toContain('(202) 555-0100, Main');
    expect(ada?.text).toContain('4 of 5 SMS');
    expect(ada?.text).toContain('November 2026');
    expect(ada?.text).toContain('https://foyer.example/app/settings/numbers/n1');
    [jobs, mails] = [[], []];
    await send('m3');
    expect(jobs).toEqual([]);
    await send('m4');
    await mail();
    expect(told()).toEqual([
      ['ada@cap.example', 'The SMS of (202) 555-0100 are used up'],
      ['grace@cap.example', 'Los SMS de (202) 555-0100 están agotados'],
    ]);
    expect(mails.find(({ to }) => to === 'grace@cap.example')?.text).toContain('5 de 5 SMS');
  });

  it('go once, however many messages do not leave, and however often report and job repeat', async () => {
    await send('m1', 4);
    for (const id of ['m2', 'm3', 'm4']) await send(id, 2);
    expect(levels()).toEqual(['warned', 'reached']);
    const again: CapReport = { kind: 'cap', account: 'a1', number: 'n1', level: 'reached', month: '2026-11', cap: 5 };
    await report(again);
    expect(jobs).toHaveLength(2);
    await mail(2);
    await mail();
    expect(mails).toHaveLength(4);
    expect(new Set(mails.map(({ id }) => id)).size).toBe(4);
  });

  it('go anew in the next month, and of another cap', async () => {
    await send('m1', 4);
    await set("monthly_cap = 10, warned = ''");
    await send('m2', 4);
    now = Date.parse('2026-12-01T00:00:00Z');
    await send('m3', 9);
    expect(jobs).toMatchObject([
      { level: 'warned', month: '2026-11', cap: 5 },
      { level: 'warned', month: '2026-11', cap: 10 },
      { level: 'warned', month: '2026-12', cap: 10 },
    ]);
    await mail();
    // What is told of a cap that is no more is not sent.
    expect(mails.map(({ to, text }) => to === 'ada@cap.example' && /\d+ of \d+ SMS/.exec(text)?.[0]).filter(Boolean)).toEqual([
      '8 of 10 SMS',
      '9 of 10 SMS',
    ]);
  });

  it('are not lost when the mail queue fails: message and mail go with the next try', async () => {
    faults = 1;
    expect(await send('m1', 4)).toBe(true);
    expect([provider.sent.length, jobs.length]).toEqual([0, 0]);
    expect(await send('m1', 4)).toBe(false);
    expect(provider.sent).toHaveLength(1);
    expect(levels()).toEqual(['warned']);
  });

  it('are of the account’s own numbers only, and of none that was given up', async () => {
    await report({ kind: 'cap', account: 'a2', number: 'n1', level: 'warned', month: '2026-11', cap: 5 });
    await mail();
    await report({ kind: 'cap', account: 'a1', number: 'n1', level: 'warned', month: '2026-11', cap: 5 });
    await set('removed_at = 1');
    await mail();
    expect(jobs).toHaveLength(2);
    expect(mails).toEqual([]);
  });
});
