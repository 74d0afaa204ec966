import { changeSettings } from './support/account.ts';
import { answer, expect, openChat, openChats, test } from './support/test.ts';

test('D1: in turn, one operator is asked at a time, the next gets the next chat, and the visitor is told their place', async ({
  owner,
  colleague,
  account,
  newVisitor,
}) => {
  await changeSettings(account, { routing: { method: 'round_robin', limit: 1, step: 600, rules: [] } });
  const chats = [];
  for (const text of ['the first', 'the second', 'the third']) {
    const visitor = await newVisitor();
    await visitor.visit();
    chats.push(await visitor.open());
    await visitor.write(text);
    await expect(owner.page.getByRole('link').filter({ hasText: text })).toBeVisible();
  }
  // One each, and nobody has a place for the third.
  for (const { page } of [owner, colleague]) {
    await expect(page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Offered to others 2' })).toBeVisible();
    await expect(page.getByText(/is waiting/)).toHaveCount(1);
  }
  await expect(chats[2]!.getByText('You are number 3 in the queue.')).toBeVisible();
  const first = owner.page.getByRole('navigation', { name: 'Chats' });
  const mine = (await first.getByRole('list').first().textContent())!.includes('the first') ? 'the first' : 'the second';
  await openChat(owner, mine);
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'Hello');
  await expect(chats[2]!.getByText('You are number 2 in the queue.')).toBeVisible();
  await owner.page.getByRole('button', { name: 'Close', exact: true }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Close this chat' }).click();
  // The place that became free goes to who has waited longest.
  await openChats(owner);
  await expect(owner.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
  await expect(first.getByRole('list').first()).toContainText('the third');
});

test('D1: the group of a rule is asked first, everyone else when its time is over, and the visitor is told', async ({
  owner,
  colleague,
  account,
  visitor,
}) => {
  await owner.page.goto('/app/settings/groups');
  await owner.page.getByRole('button', { name: 'New' }).click();
  await owner.page.getByLabel('Name').fill('Spanish');
  await owner.page.getByRole('dialog').getByText('Grace').click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(owner.page.getByText('Spanish')).toBeVisible();
  await owner.page.goto(`/app/settings/sites/${account.site.id}`);
  await owner.page.getByRole('button', { name: 'Add a rule' }).click();
  await owner.page.getByLabel('Page (* stands for anything)').fill('*/prices*');
  await owner.page.getByLabel('Seconds until the next are asked').fill('5');
  await owner.page.getByRole('button', { name: 'Save' }).click();
  await expect(owner.page.getByText('Saved')).toBeVisible();
  await openChats(owner);
  await visitor.visit('/prices');
  const chat = await visitor.open();
  await visitor.write('cuánto cuesta');
  await expect(colleague.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
  await expect(owner.page.getByRole('heading', { name: 'Offered to others 1' })).toBeVisible();
  await expect(owner.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
  await expect(chat.getByText('We are asking more colleagues.')).toBeVisible();
});
