/** For tests in workerd: an account with a number, a provider that can be made to fail, and requests as Twilio signs them. */
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { onError } from '../http/problems.ts';
import { handlePhoneBatch } from './consumer.ts';
import { phoneHookRoutes } from './hook-routes.ts';
import type { PhoneJob } from './jobs.ts';
import { outboxPhone, outboxToken } from './outbox.ts';
import type { PhonePort, Sms } from './port.ts';
import type { PhoneReport } from './report.ts';
import { sign } from './signature.ts';

export const HOST = 'https://foyer.example';
export const OWN = '+12025550100';
export const ANN = '+12025550199';
export const TABLES = [
  'phone_event',
  'opt_out',
  'phone_message',
  'number_use',
  'contact_number',
  'contact',
  'phone_number',
  'outbox_sms',
  'dead_letter',
];

/** What the queue was given, with the delays asked for. */
export const queued: { job: PhoneJob; delay: number | undefined }[] = [];

export const testEnv = (change: Partial<Env> = {}): Env => ({
  ...env,
  PUBLIC_URL: HOST,
  PHONE: {
    send: async (job: PhoneJob, options?: QueueSendOptions) => void queued.push({ job, delay: options?.delaySeconds }),
  } as unknown as Env['PHONE'],
  ...change,
});

/** Empties the tables, and makes account `a1` with number `n1`, and `a2` with `n2`. */
export async function seedPhone(): Promise<void> {
  queued.length = 0;
  const number = env.DB.prepare(
    `INSERT INTO phone_number (id, account, e164, provider, capabilities, created_at) VALUES (?1, ?2, ?3, ?1, '["sms","mms","voice"]', 0)`,
  );
  await env.DB.batch([
    ...TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare(`INSERT OR IGNORE INTO account (id, name, created_at) VALUES ('a1', 'Shop', 0), ('a2', 'Other', 0)`),
    number.bind('n1', 'a1', OWN),
    number.bind('n2', 'a2', '+12025550101'),
  ]);
}

/** The local outbox, with faults: each takes the place of one sending, `after` what was accepted all the same. */
export class TestPort {
  sent: Sms[] = [];
  faults: { error: unknown; after?: boolean }[] = [];
  readonly port: PhonePort;

  constructor(now: () => number = Date.now, answersOptWords = false) {
    const outbox = outboxPhone(testEnv(), now);
    this.port = {
      ...outbox,
      answersOptWords,
      send: async (sms) => {
        const fault = this.faults.shift();
        if (fault && !fault.after) throw fault.error;
        this.sent.push(sms);
        const sent = await outbox.send(sms);
        if (fault) throw fault.error;
        return sent;
      },
    };
  }
}

/** Everything that was reported; `faults` says how many reports are to fail first. */
export class Reports {
  all: PhoneReport[] = [];
  faults = 0;
  readonly report = async (report: PhoneReport): Promise<void> => {
    if (this.faults-- > 0) throw new Error('not now');
    this.all.push(report);
  };

  get states(): string[] {
    return this.all.flatMap((one) => (one.kind === 'state' ? [one.error ? `${one.state}:${one.error}` : one.state] : []));
  }
}

/** Takes what was kept in the queue, each as often as `times`. */
export async function takeKept(reports: Reports, times = 1): Promise<void> {
  const once = queued.map(({ job }) => ({ id: 'q', attempts: 1, body: job, ack: () => undefined, retry: () => undefined }));
  const messages = Array.from({ length: times }, () => once).flat();
  const batch = { queue: 'foyer-phone', messages } as unknown as MessageBatch<PhoneJob>;
  await handlePhoneBatch(batch, testEnv(), { port: new TestPort().port, report: reports.report, now: Date.now });
}

/** A request of Twilio to one of our addresses, signed like those of the outbox. */
export async function hook(path: string, fields: Record<string, string>, reports = new Reports(), bindings = testEnv()): Promise<Response> {
  const app = new Hono<AppEnv>().route(
    '/hooks/phone',
    phoneHookRoutes(() => reports.report),
  );
  app.onError(onError);
  const form = Object.entries(fields);
  const address = `/hooks/phone/${path}`.split('#')[0]!;
  const signature = await sign(await outboxToken(bindings), `${HOST}${address}`, form);
  // The proxy's own idea of the host does not count.
  return app.request(
    `http://internal:8080${address}`,
    { method: 'POST', body: new URLSearchParams(form), headers: { 'x-twilio-signature': signature } },
    bindings,
  );
}
