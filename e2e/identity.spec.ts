import { createHmac } from 'node:crypto';
import { answer, expect, openChat, test } from './support/test.ts';

test('H3: a verified person finds the conversation in any browser; nobody else does, with whatever proof', async ({
  owner,
  account,
  newVisitor,
}) => {
  const hmac = (id: string) => createHmac('sha256', account.site.identitySecret!).update(id).digest('hex');
  const id = `customer-${Date.now()}`;
  const here = await newVisitor();
  await here.visit();
  await here.api('identify', { id, hmac: hmac(id), name: 'Cleo Customer' });
  await here.open();
  await expect.poll(async () => (await here.chat()).getByRole('textbox', { name: 'Write a message' }).isVisible()).toBe(true);
  await here.write('my secret order');
  await openChat(owner, 'my secret order');
  await expect(owner.page.getByText('Verified by the site')).toBeVisible();
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'it is on its way');

  const elsewhere = await newVisitor();
  await elsewhere.visit();
  await elsewhere.open();
  await elsewhere.write('before I signed in here');
  await expect.poll(() => elsewhere.messages()).toEqual(['Hello! How can we help?', 'before I signed in here']);
  await elsewhere.api('identify', { id, hmac: hmac(id) });
  await expect.poll(() => elsewhere.messages()).toEqual(['Hello! How can we help?', 'my secret order', 'it is on its way']);

  const stranger = await newVisitor();
  await stranger.visit();
  await stranger.api('identify', { id, hmac: hmac('somebody else') });
  const chat = await stranger.open();
  await expect(chat.getByText('Hello! How can we help?')).toBeVisible();
  await expect(chat.getByText('my secret order')).toHaveCount(0);

  // The next page of the same browser, before the site has said who is there: not theirs any more.
  await here.visit('/signed-out');
  const after = await here.open();
  await expect(after.getByText('Hello! How can we help?')).toBeVisible();
  await expect(after.getByText('my secret order')).toHaveCount(0);
});
