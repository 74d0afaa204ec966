/** An account of a test's own, made over HTTP as a person would make it. */
import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test';
import { FOREIGN_PORT, PORT } from '../../playwright.config.ts';
import type { Me, SiteInfo } from '../../protocol/api.ts';
import type { SiteSettings } from '../../protocol/site-settings.ts';

export const HOST = `http://localhost:${PORT}`;
export const FOREIGN = `http://localhost:${FOREIGN_PORT}`;
export const PASSWORD = 'correct horse battery';

export interface Operator {
  context: BrowserContext;
  page: Page;
  request: APIRequestContext;
  email: string;
  name: string;
  id: string;
}

export interface Account {
  owner: Operator;
  site: SiteInfo;
}

let made = 0;
export const freshEmail = (name: string): string =>
  `${name.toLowerCase().replace(/[^a-z]/g, '')}-${process.pid}-${Date.now()}-${++made}@test.example`;

async function call<T>(request: APIRequestContext, method: string, path: string, data?: unknown): Promise<T> {
  const { href, origin } = new URL(path, HOST);
  const response = await request.fetch(href, { method, headers: { origin }, ...(data === undefined ? {} : { data }) });
  if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
}

export { call };

async function operator(browser: Browser, name: string, email: string): Promise<Operator> {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  return { context, page, request: context.request, email, name, id: '' };
}

/** Signs up a new owner with an account and its first site; `host` where another server than that of all tests is asked. */
export async function newAccount(browser: Browser, name = 'Ada', host = HOST): Promise<Account> {
  const owner = await operator(browser, name, freshEmail(name));
  await call(owner.request, 'POST', `${host}/api/sign-up`, { name, email: owner.email, password: PASSWORD });
  owner.id = (await call<Me>(owner.request, 'GET', `${host}/api/me`)).user.id;
  const [site] = await call<SiteInfo[]>(owner.request, 'GET', `${host}/api/sites`);
  return { owner, site: site! };
}

/** Invites a colleague by mail and accepts as them. */
export async function addColleague(browser: Browser, { owner }: Account, name = 'Grace', role = 'operator'): Promise<Operator> {
  const colleague = await operator(browser, name, freshEmail(name));
  await call(owner.request, 'POST', '/api/invitations', { email: colleague.email, role });
  const link = await linkOf(owner.request, colleague.email, '/app/invitation');
  const token = new URL(link).searchParams.get('token')!;
  await call(colleague.request, 'POST', `/api/invitations/${token}/accept`, { name, password: PASSWORD });
  colleague.id = (await call<Me>(colleague.request, 'GET', '/api/me')).user.id;
  return colleague;
}

export async function changeSettings({ owner, site }: Account, part: Partial<SiteSettings>): Promise<void> {
  site.settings = { ...site.settings, ...part };
  await call(owner.request, 'PUT', `/api/sites/${site.id}`, { settings: site.settings });
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Mails that went to an address; waits until there are as many. */
export async function mailsTo(request: APIRequestContext, to: string, atLeast = 1): Promise<Mail[]> {
  const until = Date.now() + 20_000;
  for (;;) {
    const mails = await call<Mail[]>(request, 'GET', `/dev/outbox.json?to=${encodeURIComponent(to)}`);
    if (mails.length >= atLeast) return mails;
    if (Date.now() > until) throw new Error(`no mail to ${to}: ${mails.length} of ${atLeast}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A link in the newest mail to an address, by its path. */
export async function linkOf(request: APIRequestContext, to: string, path: string): Promise<string> {
  const until = Date.now() + 20_000;
  for (;;) {
    for (const { text } of await mailsTo(request, to)) {
      const found = text.match(/https?:\/\/\S+/g)?.find((link) => link.includes(path));
      if (found) return found;
    }
    if (Date.now() > until) throw new Error(`no mail to ${to} with ${path}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
