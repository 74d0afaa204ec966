/** The local phone on the production runtime: what a person does there goes through Twilio's own addresses and the real queue. */

import type { Me } from '../protocol/api.ts';
import { call, HOST } from './support/account.ts';
import { expect, expectAccessible, test } from './support/test.ts';

const PHONE = '+12025550199';

test('F4: a word that stops messages is heard and confirmed', async ({ owner }) => {
  const { account } = await call<Me>(owner.request, 'GET', '/api/me');
  const own = `+1202555${String(Date.now() % 10_000).padStart(4, '0')}`;
  const { page } = owner;
  await page.goto(`${HOST}/dev/phone`);
  const give = page.locator('form', { hasText: 'Give a number' });
  await give.getByLabel('Account').fill(account.id);
  await give.getByLabel('Number').fill(own);
  await give.getByRole('button', { name: 'Give' }).press('Enter');
  await expect(page.getByRole('status')).toHaveText('The number was given to the account.');

  const write = page.locator('form', { hasText: 'Write' });
  await write.getByLabel('From').fill(PHONE);
  await write.getByLabel('To').fill(own);
  await write.getByLabel('Text').fill('Stop.');
  await write.getByRole('button', { name: 'Send' }).press('Enter');
  await expect(page.getByRole('status')).toHaveText('The message was sent.');

  const confirmed = async () => {
    const sent = await call<{ from: string }[]>(owner.request, 'GET', `/dev/phone.json?to=${encodeURIComponent(PHONE)}`);
    return sent.filter(({ from }) => from === own).length;
  };
  await expect.poll(confirmed).toBe(1);
  await page.reload();
  const answer = page.getByRole('row', { name: own }).getByRole('link', { name: /Reply START/ });
  await expectAccessible(page);
  await answer.click();
  await page.getByRole('button', { name: 'It was delivered' }).click();
  await expect(page.getByRole('status')).toHaveText('That was told.');
  await expectAccessible(page);
});
