/** For tests in workerd: clients of a portal, each in a browser of their own. */
import { expect } from 'vitest';
import type { ClientInfo } from '../../protocol/portal.ts';
import { Browser, mailTo, PASSWORD, tokenIn } from '../http/test-browser.ts';

let people = 0;
export const freshAddress = (): string => `client-${++people}@example.com`;

/** Invites somebody; answers the link's token. */
export async function invite(operator: Browser, email = freshAddress(), name = 'Vic') {
  const reply = await operator.call<ClientInfo>('POST', '/api/clients', { email, name });
  expect(reply.status).toBe(201);
  return { email, id: reply.body.id, token: tokenIn(mailTo('client_invitation', email)) };
}

/** Invites somebody and activates for them; without a password they sign in by link. */
export async function addClient(operator: Browser, account: string, { email = freshAddress(), name = 'Vic', password = PASSWORD } = {}) {
  const invited = await invite(operator, email, name);
  const browser = new Browser();
  const body = { name, language: 'en', timeZone: 'Europe/Madrid', ...(password ? { password } : {}) };
  const reply = await browser.call('POST', `/api/portal/${account}/activation/${invited.token}`, body);
  expect(reply.status).toBe(200);
  return { ...invited, browser };
}
