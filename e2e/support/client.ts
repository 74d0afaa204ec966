/** A client of the portal, in a browser of their own. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { type Account, call, freshEmail, HOST, linkOf, PASSWORD } from './account.ts';

export interface Client {
  context: BrowserContext;
  page: Page;
  email: string;
  name: string;
  id: string;
}

export const portalOf = async ({ owner }: Account): Promise<string> =>
  `${HOST}/portal/${(await call<{ account: { id: string } }>(owner.request, 'GET', '/api/me')).account.id}`;

/** Invites a client by mail and activates as them; they have the portal open. `options`: of their browser. */
export async function addClient(browser: Browser, account: Account, name = 'Vic', options: BrowserContextOptions = {}): Promise<Client> {
  const email = freshEmail(name);
  const { id } = await call<{ id: string }>(account.owner.request, 'POST', '/api/clients', { email, name });
  const token = new URL(await linkOf(account.owner.request, email, '/activate')).searchParams.get('token');
  const portal = await portalOf(account);
  const context = await browser.newContext(options);
  await call(context.request, 'POST', `${portal.replace(`${HOST}/portal`, '/api/portal')}/activation/${token}`, {
    name,
    password: PASSWORD,
    language: 'en',
  });
  const page = await context.newPage();
  await page.goto(portal);
  return { context, page, email, name, id };
}
