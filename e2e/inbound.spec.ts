import { expect, test } from '@playwright/test';
import { HOST } from './support/account.ts';

test('E7: the built Worker takes mail from outside, and drops what came to nobody without a word', async ({ request }) => {
  const to = `reply+${'a'.repeat(26)}@reply.localhost`;
  const from = 'nobody@test.example';
  const mail = `From: ${from}\r\nTo: ${to}\r\nSubject: Re: Kitchen\r\nMessage-ID: <1@test.example>\r\n\r\nWalnut, please.\r\n`;
  // What `wrangler dev` has in place of Email Routing.
  const response = await request.post(`${HOST}/cdn-cgi/local/email?from=${from}&to=${encodeURIComponent(to)}`, { data: mail });
  expect(await response.text()).toContain('successfully');
  const outbox = await request.get(`${HOST}/dev/outbox.json?to=${from}`);
  expect(await outbox.json()).toEqual([]);
});
