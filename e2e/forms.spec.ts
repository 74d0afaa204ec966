import { changeSettings, mailsTo } from './support/account.ts';
import { answer, expect, openChat, openChats, test } from './support/test.ts';

test('B7: while nobody is here the visitor leaves a message, which operators answer by email', async ({ account, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await expect(chat.getByText('We are not here right now.')).toBeVisible();
  const address = `away-${Date.now()}@test.example`;
  await chat.getByRole('button', { name: 'Leave message' }).click();
  await expect(chat.getByText('Please fill this in.').first()).toBeVisible();
  await chat.getByLabel('Name').fill('Vic');
  await chat.getByLabel('Email').fill('not an address');
  await chat.getByLabel('Message', { exact: true }).fill('Do you repair lamps?');
  await chat.getByRole('button', { name: 'Leave message' }).click();
  await expect(chat.getByText('This is not an email address.')).toBeVisible();
  await chat.getByLabel('Email').fill(address);
  await chat.getByRole('button', { name: 'Leave message' }).click();
  await expect(chat.getByText(`answer to ${address}`)).toBeVisible();
  await expect
    .poll(async () => (await mailsTo(account.owner.request, account.owner.email)).map(({ text }) => text).join())
    .toContain('Do you repair lamps?');
  await visitor.visit('/again');
  const later = await visitor.open();
  await expect(later.getByText(`answer to ${address}`)).toBeVisible();
  await later.getByRole('button', { name: 'Write again' }).click();
  await later.getByLabel('Email').fill(address);
  await later.getByLabel('Name').fill('Vic');
  await later.getByLabel('Message', { exact: true }).fill('And chairs?');
  await later.getByRole('button', { name: 'Leave message' }).click();
  await expect(later.getByText('And chairs?')).toBeVisible();
  await expect(later.getByText(`answer to ${address}`)).toBeVisible();
  await visitor.page.close();
  await openChats(account.owner);
  await openChat(account.owner, 'And chairs?');
  await account.owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(account.owner, 'Yes, bring it in');
  expect((await mailsTo(account.owner.request, address))[0]!.text).toContain('Yes, bring it in');
});

test('B7 D5: outside business hours it says when somebody is back; when nobody takes a chat in time it asks for a message', async ({
  owner,
  account,
  newVisitor,
}) => {
  const today = new Date().getUTCDay();
  const tomorrow = { day: (today + 2) % 7, from: 540, to: 600 };
  await changeSettings(account, { hours: { enabled: true, timeZone: 'UTC', spans: [tomorrow], holidays: [] } });
  const late = await newVisitor();
  await late.visit();
  await expect((await late.open()).getByText(/We are back \w+/)).toBeVisible();
  await changeSettings(account, { hours: { ...account.site.settings.hours, enabled: false }, patience: 10 });
  const visitor = await newVisitor();
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('hello?');
  await expect(chat.getByText('Somebody will be with you in a moment.')).toBeVisible();
  await expect(chat.getByText('Everybody is busy.')).toBeVisible({ timeout: 30_000 });
  await expect(owner.page.getByRole('navigation', { name: 'Chats' }).getByText('hello?')).toBeVisible();
});

test('B8: a site that asks first gets its answers before the chat begins', async ({ owner, account, visitor }) => {
  const field = (key: string, label: string, type: 'text' | 'select', required: boolean) => ({ key, label, type, required });
  await changeSettings(account, {
    prechat: {
      enabled: true,
      text: 'First, who are you?',
      fields: [
        field('name', '', 'text', true),
        { ...field('topic', '', 'select', true), options: ['Sales', 'Repairs'] },
        field('order', 'Order number', 'text', false),
      ],
    },
  });
  await visitor.visit();
  const chat = await visitor.open();
  await expect(chat.getByText('First, who are you?')).toBeVisible();
  await chat.getByLabel('Name').fill('Vic Visitor');
  await chat.getByLabel('Topic').selectOption('Repairs');
  await chat.getByLabel('Order number').fill('A-17');
  await chat.getByRole('button', { name: 'Start chat' }).click();
  await visitor.write('my lamp flickers');
  await openChat(owner, 'my lamp flickers');
  await expect(owner.page.getByRole('heading', { name: 'Vic Visitor' })).toBeVisible();
  await expect(owner.page.getByLabel('topic', { exact: true })).toHaveValue('Repairs');
  await expect(owner.page.getByLabel('order', { exact: true })).toHaveValue('A-17');
});
