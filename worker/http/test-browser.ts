/** For tests in workerd: a browser with cookies on our own origin, and the mail that routes queue. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { Me, Problem } from '../../protocol/api.ts';
import type { MailJob } from '../mail/jobs.ts';
import { app } from './app.ts';

export const OWN_ORIGIN = new URL(env.PUBLIC_URL).origin;
export const PASSWORD = 'correct horse battery';

/** Every job that routes queued. */
export const mails: MailJob[] = [];

/** The newest mail of a kind to an address. */
export function mailTo<K extends MailJob['kind']>(kind: K, email: string): Extract<MailJob, { kind: K }> {
  const job = mails.findLast((mail) => mail.kind === kind && 'email' in mail && mail.email === email);
  expect(job, `${kind} mail to ${email}`).toBeDefined();
  return job as Extract<MailJob, { kind: K }>;
}

/** Token at the end of a link in a mail. */
export const tokenIn = (mail: { url: string }): string => new URL(mail.url).searchParams.get('token') ?? '';

/** What the built page of the portal holds for the Worker to fill in. */
const PORTAL_PAGE = `<!doctype html><html lang="en"><head><meta name="foyer-portal" content=""><meta name="theme-color" content="#ffffff">
<link rel="icon" href="/app/icon.svg" type="image/svg+xml"><link rel="manifest" href=""><title>Foyer</title></head><body></body></html>`;

/** What the Worker is given; tests may configure more of it. */
export const testEnv = {
  ...env,
  ASSETS: { fetch: async () => new Response(PORTAL_PAGE, { headers: { 'content-type': 'text/html' } }) } as unknown as Fetcher,
  MAIL: { send: async (job: MailJob) => void mails.push(job) } as unknown as Queue<MailJob>,
};

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  /** Of a visitor: goes with every request. */
  token?: string;

  /** `origin`: where its page is from, when not from our own host. */
  constructor(readonly origin = OWN_ORIGIN) {}

  /** The raw answer; cookies are kept, what the route left running is waited for. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.token) headers.set('authorization', `Bearer ${this.token}`);
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const context = createExecutionContext();
    const response = await app.fetch(new Request(`${this.origin}${path}`, { redirect: 'manual', ...init, headers }), testEnv, context);
    await waitOnExecutionContext(context);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value && !/max-age=0/i.test(cookie)) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /** A call from our own page: JSON there and back. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const response = await this.fetch(path, {
      method,
      headers: { origin: this.origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T };
  }

  /** A call that is to be refused: its code. */
  async refused(method: string, path: string, body?: unknown): Promise<string> {
    const reply = await this.call<Problem>(method, path, body);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.body.status).toBe(reply.status);
    return reply.body.code;
  }

  me = async (): Promise<Me> => (await this.call<Me>('GET', '/api/me')).body;
}

let people = 0;

/** Signs somebody up: an account of their own, with a first site. */
export async function signUp(given: { email?: string; name?: string } = {}) {
  const browser = new Browser();
  const email = given.email ?? `person-${++people}@example.com`;
  const reply = await browser.call<{ account: string; site: string }>('POST', '/api/sign-up', {
    name: given.name ?? 'Ada',
    email,
    password: PASSWORD,
  });
  expect(reply.status).toBe(201);
  return { browser, email, ...reply.body };
}

/** Invites a new colleague and accepts for them. */
export async function addColleague(owner: Browser, role: 'owner' | 'admin' | 'operator' = 'operator') {
  const email = `person-${++people}@example.com`;
  expect((await owner.call('POST', '/api/invitations', { email, role })).status).toBe(201);
  const browser = new Browser();
  const token = tokenIn(mailTo('invitation', email));
  const reply = await browser.call('POST', `/api/invitations/${token}/accept`, { name: 'Grace', password: PASSWORD });
  expect(reply.status).toBe(200);
  return { browser, email, id: (await browser.me()).user.id };
}
