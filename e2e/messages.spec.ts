import type { Locator, Page } from '@playwright/test';
import { call, HOST, type Operator } from './support/account.ts';
import { calls, carrierSays, giveNumber, sentTo, somePhone, takesCall, writes } from './support/phone.ts';
import { expect, expectAccessible, openChats, test } from './support/test.ts';

const messagesTab = ({ page }: Operator) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messages/ });
const to = (page: Page) => page.getByRole('combobox', { name: 'To' });
const row = (page: Page, name: string | RegExp) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });

/** As (202) 555-0123, which is how numbers are written where the own one is. */
const national = (phone: string) => `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`;

async function openMessages(operator: Operator, path = ''): Promise<void> {
  await operator.page.goto(`${HOST}/app/messages${path}`);
  await expect(operator.page.getByText('All caught up')).toBeVisible();
}

async function write(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Enter');
}

/** Dark, with nothing on its way from one colour to the other. */
async function turnsDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
}

/** Light and dark, and at the width of a phone nothing sticks out. */
async function expectFits(page: Page): Promise<void> {
  await expectAccessible(page);
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  await turnsDark(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
}

test('F1: a new conversation takes an extension, a name or a number; its kind shows while one types, and is never mixed', async ({
  owner,
  colleague,
}) => {
  const number = await giveNumber(owner, [owner]);
  await call(owner.request, 'PUT', `/api/members/${colleague.id}`, { extension: '117' });
  const phone = somePhone();
  await call(owner.request, 'POST', '/api/contacts', { name: 'Mia Moreno', numbers: [phone] });
  const { page } = owner;
  await openMessages(owner);
  await page.getByRole('link', { name: 'New conversation' }).click();
  const kind = page.getByRole('status').filter({ hasText: /^(Chat|SMS)$/ });
  await to(page).pressSequentially('117');
  await expect(page.getByRole('option', { name: /^Grace Colleague · ext\. 117/ })).toBeVisible();
  await to(page).press('Enter');
  await expect(kind).toHaveText('Chat');
  await to(page).pressSequentially('mia');
  await page.getByRole('option', { name: /^Mia Moreno Contact/ }).waitFor();
  await to(page).press('Enter');
  await expect(page.getByText('Colleagues and phone numbers cannot be in one conversation.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open the conversation' })).toBeDisabled();
  await expectFits(page);
  await page.getByRole('button', { name: 'Remove Grace' }).click();
  await expect(kind).toHaveText('SMS');
  await page.getByRole('button', { name: 'Remove Mia Moreno' }).click();
  await expect(kind).toHaveCount(0);
  // A number that nobody knows.
  const stranger = somePhone();
  await to(page).pressSequentially(stranger);
  await expect(kind).toHaveText('SMS');
  await to(page).press('Enter');
  await page.getByRole('textbox', { name: 'Message' }).fill('Are you coming?');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(page.getByRole('heading', { name: national(stranger) })).toBeVisible();
  await expect(page.getByRole('log').getByText('Are you coming?')).toBeVisible();
  expect((await sentTo(owner, stranger))[0]).toMatchObject({ from: number.e164, text: 'Are you coming?' });
});

test('F1, F8: the sidebar has colleagues and contacts, each with buttons to write and to call', async ({ owner, colleague }) => {
  await giveNumber(owner, [owner]);
  const phone = somePhone();
  await call(owner.request, 'POST', '/api/contacts', { name: 'Mia Moreno', numbers: [phone] });
  const { page } = owner;
  await openMessages(owner);
  const sidebar = page.getByRole('complementary', { name: 'Colleagues and contacts' });
  await expect(sidebar.getByText('Online')).toBeVisible();
  // Beside the page, and by keyboard.
  await sidebar.getByRole('button', { name: 'Message Grace' }).focus();
  await page.keyboard.press('Enter');
  const dock = page.getByRole('region', { name: 'Grace', exact: true });
  await write(dock.getByRole('textbox', { name: 'Write to Grace' }), 'Lunch?');
  await expect(colleague.page.getByText('New message: Ada')).toBeVisible();
  await sidebar.getByRole('searchbox').fill('moreno');
  await expect(sidebar.getByText('Grace')).toHaveCount(0);
  await sidebar.getByText('Mia Moreno').hover();
  await sidebar.getByRole('button', { name: 'Message Mia Moreno' }).click();
  await expect(page.getByRole('button', { name: 'Remove Mia Moreno' })).toBeVisible();
});

test('F2, F4: sent from the number one chooses; segments, delivery and the words that stop and start are told', async ({ owner }) => {
  await giveNumber(owner, [owner], 'Shop');
  const sales = await giveNumber(owner, [owner], 'Sales');
  const { page } = owner;
  const phone = somePhone();
  await openMessages(owner, `?${new URLSearchParams({ to: phone })}`);
  await page.getByRole('combobox', { name: 'From' }).selectOption({ label: `Sales · ${sales.display}` });
  await page.getByRole('textbox', { name: 'Message' }).fill('One');
  await page.getByRole('textbox', { name: 'Message' }).press('Shift+Enter');
  await page.getByRole('textbox', { name: 'Message' }).press('End');
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('Two');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('SMS from Sales')).toBeVisible();
  expect((await sentTo(owner, phone))[0]).toMatchObject({ from: sales.e164, text: 'One\nTwo' });
  await expect(page.getByText(/· Sent$|Sent$/).first()).toBeVisible();
  await carrierSays(owner, phone, 'undelivered');
  await expect(page.getByText('could not be reached')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send again' }).click();
  await sentTo(owner, phone, 2);
  await carrierSays(owner, phone, 'delivered');
  await expect(page.getByText('Delivered')).toBeVisible();

  const field = page.getByRole('textbox', { name: `Write to ${national(phone)}` });
  await field.fill('x'.repeat(150));
  await expect(page.getByText('1 SMS, room for 10 more')).toBeVisible();
  await field.fill(`${'x'.repeat(150)}🎉`);
  await expect(page.getByText('🎉 makes this 3 messages.')).toBeVisible();
  await field.fill('');
  // What was sent by SMS is not changed any more.
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);

  await writes(owner, phone, sales.e164, 'STOP');
  await expect(page.getByText(`${national(phone)} asked to get no more messages. They get them again`)).toBeVisible();
  await expect(field).toHaveCount(0);
  await writes(owner, phone, sales.e164, 'START');
  await expect(page.getByText(`${national(phone)} wants messages again`)).toBeVisible();
  await expect(field).toBeVisible();
  // The number chosen last is chosen again.
  await openMessages(owner, `?${new URLSearchParams({ to: somePhone() })}`);
  await expect(page.getByRole('combobox', { name: 'From' }).locator('option:checked')).toHaveText(`Sales · ${sales.display}`);
});

test('F3: people are added and removed; renamed, muted, left and deleted; a conversation that there is opens where it was', async ({
  owner,
  colleague,
}) => {
  const number = await giveNumber(owner, [owner, colleague]);
  // Whoever is in it stands in the order of the numbers.
  const [one, two] = [somePhone('202'), somePhone('606')];
  await writes(owner, one, number.e164, 'First words');
  const { page } = owner;
  await openMessages(owner);
  await row(page, national(one)).getByRole('link').click();
  await expect(page.getByRole('log').getByText('First words')).toBeVisible();
  const people = page.getByRole('complementary', { name: 'People' });
  await people.getByRole('button', { name: 'Add people' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'People' }).pressSequentially(two);
  await page.getByRole('option', { name: /New number/ }).waitFor();
  await dialog.getByRole('combobox', { name: 'People' }).press('Enter');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('heading', { name: `${national(one)}, ${national(two)}` })).toBeVisible();
  await expect(page.getByRole('log').getByText('First words')).toBeVisible();
  await write(page.getByRole('textbox', { name: 'Write to all' }), 'Both of you');
  expect((await sentTo(owner, two))[0]).toMatchObject({ text: 'Both of you' });
  await people.getByRole('button', { name: `Remove ${national(one)}` }).click();
  await expect(page.getByRole('heading', { name: national(two), exact: true })).toBeVisible();

  const menu = page.getByRole('button', { name: 'More about the conversation' });
  await menu.click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await dialog.getByLabel('Name').fill('The roof');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'The roof' })).toBeVisible();
  await menu.click();
  await page.getByRole('button', { name: 'Mute' }).click();
  await expect(page.getByRole('img', { name: 'Muted' })).toBeVisible();

  // The same person again: it goes on where it was.
  await openMessages(owner, `?${new URLSearchParams({ to: two })}`);
  await page.getByRole('link', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { name: 'The roof' })).toBeVisible();
  await expectFits(page);

  await openMessages(colleague);
  await row(colleague.page, 'The roof').getByRole('link').click();
  await colleague.page.getByRole('button', { name: 'More about the conversation' }).click();
  await expect(colleague.page.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await colleague.page.getByRole('button', { name: 'Leave' }).click();
  await colleague.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByText('Grace left')).toBeVisible();
  await menu.click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await expect(row(page, 'The roof')).toHaveCount(0);
});

test('F3, F5: a chat is muted; calls and meetings are offered in it, and not in a conversation by SMS', async ({ owner, colleague }) => {
  const number = await giveNumber(owner, [owner]);
  const phone = somePhone();
  await writes(owner, phone, number.e164, 'Hello');
  const { room } = await call<{ room: string }>(owner.request, 'POST', '/api/team-rooms', { kind: 'direct', user: colleague.id });
  const { page } = owner;
  await openMessages(owner, `/${room}`);
  await expect(page.getByRole('button', { name: 'Schedule a meeting' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Start a call|^Call/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'More about the conversation' }).click();
  await page.getByRole('button', { name: 'Mute' }).click();
  await expect(page.getByRole('img', { name: 'Muted' })).toBeVisible();
  await openMessages(owner);
  await row(page, national(phone)).getByRole('link').click();
  await expect(page.getByRole('textbox', { name: /^Write to/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Schedule a meeting' })).toHaveCount(0);
});

test('F6, F7: a click rings the own phone first; a missed call and a voicemail arrive as messages, with a player', async ({ owner }) => {
  const own = somePhone();
  const number = await giveNumber(owner, [owner], 'Shop', own);
  const phone = somePhone();
  const { page } = owner;
  await openMessages(owner);
  await calls(owner, phone, number.e164);
  const missed = row(page, national(phone));
  await expect(missed).toContainText('Missed call');
  await expect(missed.getByRole('img', { name: 'Calls and voicemail' })).toBeVisible();
  await missed.getByRole('link').click();
  await expect(page.getByText(`Missed call from ${national(phone)}`)).toBeVisible();

  await page.getByRole('button', { name: `Call ${national(phone)}` }).click();
  await expect(page.getByText('Your phone rings')).toBeVisible();
  await expect(page.getByText(`called ${national(phone)}`)).toBeVisible();
  await takesCall(owner, own);
  await expect(page.getByText(`Talked with ${national(phone)}, 0:30`)).toBeVisible();

  const sound = new File([new Uint8Array([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0, ...new Array(200).fill(0)])], 'tone.mp3', {
    type: 'audio/mpeg',
  });
  await calls(owner, phone, number.e164, sound);
  await expect(page.getByText('Voicemail, 0:10')).toBeVisible();
  await expect(page.locator('audio[controls]')).toHaveCount(1);
  await expectFits(page);
});

test('F8: conversations are docked side by side on every page; a minimised one turns green, and all is kept over a reload', async ({
  owner,
  colleague,
}) => {
  const number = await giveNumber(owner, [owner]);
  const phone = somePhone();
  await writes(owner, phone, number.e164, 'Is it open today?');
  const { page } = owner;
  await openMessages(owner);
  await page.getByRole('button', { name: 'Message Grace' }).click();
  await row(page, national(phone)).getByRole('link').click();
  await page.getByRole('button', { name: 'Keep it at the foot of every page' }).click();
  const sms = page.getByRole('region', { name: national(phone) });
  const grace = page.getByRole('region', { name: 'Grace', exact: true });
  await write(grace.getByRole('textbox', { name: 'Write to Grace' }), 'Look at this');
  await write(sms.getByRole('textbox', { name: `Write to ${national(phone)}` }), 'Until six');
  expect((await sentTo(owner, phone))[0]).toMatchObject({ text: 'Until six' });
  await expectAccessible(page);
  await grace.getByRole('button', { name: 'Minimise Grace' }).click();
  await sms.getByRole('textbox').press('Escape');
  await expect(page.getByRole('textbox', { name: /^Write to/ })).toHaveCount(0);
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Settings/ })
    .click();

  await openMessages(colleague);
  await row(colleague.page, 'Ada').getByRole('link').click();
  await write(colleague.page.getByRole('textbox', { name: 'Write to Ada' }), 'I see');
  await expect(grace.getByRole('button', { name: 'Grace 1 unread message' })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await grace.getByRole('button', { name: 'Grace 1 unread message' }).click();
  await expect(grace.getByRole('log').getByText('I see')).toBeVisible();
  await expect(sms.getByRole('textbox')).toHaveCount(0);
  await sms.getByRole('button', { name: `Close ${national(phone)}` }).click();
  await expect(sms).toHaveCount(0);
  // A phone has no room for them: there the page itself is.
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(grace).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await turnsDark(page);
  await expect(grace.getByRole('log').getByText('I see')).toBeVisible();
  await expectAccessible(page);
});

test('F8: who was away is told at the next sign-in how many messages they missed; the table has them bold, by kind and by what one types', async ({
  owner,
  colleague,
}) => {
  const number = await giveNumber(owner, [owner, colleague]);
  await colleague.page.goto('about:blank');
  const phone = somePhone();
  await writes(owner, phone, number.e164, 'Hello?');
  await writes(owner, phone, number.e164, 'Anybody?');
  const { page } = owner;
  await openMessages(owner);
  await page.getByRole('button', { name: 'Message Grace' }).click();
  await write(page.getByRole('textbox', { name: 'Write to Grace' }), 'For later');
  await expect(row(page, national(phone)).getByText('2 unread messages')).toBeAttached();
  await expect(row(page, 'Grace')).toContainText('You: For later');

  await openChats(colleague);
  const other = colleague.page;
  await expect(other.getByText(/^3 missed messages since \d/)).toBeVisible();
  await expectAccessible(other);
  await other.getByRole('link', { name: 'Show', exact: true }).click();
  await expect(messagesTab(colleague)).toContainText('2 unread messages');
  await expect(row(other, national(phone)).getByRole('link')).toHaveCSS('font-weight', '700');
  await other.getByRole('combobox', { name: 'Show' }).selectOption('SMS');
  await expect(row(other, 'Ada')).toHaveCount(0);
  await other.getByRole('combobox', { name: 'Show' }).selectOption('All');
  await other.getByRole('searchbox', { name: 'Find', exact: true }).fill('later');
  await expect(row(other, national(phone))).toHaveCount(0);
  await row(other, 'Ada').getByRole('link').click();
  await expect(other.getByText(/^2 missed messages/)).toBeVisible();
  await other.reload();
  await expect(other.getByRole('log').getByText('For later')).toBeVisible();
  await expect(other.getByText(/missed message/)).toHaveCount(0);
  await openMessages(colleague);
  await expectFits(other);
});
