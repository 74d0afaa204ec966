import type { Page } from '@playwright/test';
import { type Account, addColleague, call, freshEmail, type Operator } from './support/account.ts';
import { expect, expectAccessible, openChats, test } from './support/test.ts';

const list = (page: Page) => page.getByRole('navigation', { name: 'Rooms' });
const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });
const field = (page: Page) => page.getByRole('textbox', { name: /^Write in / });
const message = (page: Page, text: string) => page.getByRole('log').locator('[data-seq]').filter({ hasText: text }).first();

/** A client of the account's portal. */
const client = ({ owner }: Account, name: string) =>
  call<{ id: string }>(owner.request, 'POST', '/api/clients', { email: freshEmail('client'), name });

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(page.getByRole('log').getByText(text)).toBeVisible();
}

/** What the bar of a message offers, by its dots. */
async function act(page: Page, text: string, action: string): Promise<void> {
  await message(page, text).getByRole('button', { name: 'More about this message' }).click();
  await message(page, text).getByRole('group', { name: 'More about this message' }).getByRole('button', { name: action }).click();
}

/** Makes a room as a person does: its name, who it is for, and people found by what is typed. */
async function begin({ page }: Operator, name: string, people: string[], form = 'With clients'): Promise<void> {
  await page.goto('/app/rooms');
  await page.getByRole('button', { name: 'New room' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByText(form).click();
  for (const person of people) {
    await dialog.getByRole('combobox', { name: 'People' }).pressSequentially(person);
    await expect(dialog.getByRole('option', { name: person })).toBeVisible();
    await dialog.getByRole('combobox', { name: 'People' }).press('Enter');
    await expect(dialog.getByRole('button', { name: `Take ${person} out` })).toBeVisible();
  }
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Make room' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

async function openRoom({ page }: Operator, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /^Rooms/ })
    .click();
  await list(page).getByRole('link').filter({ hasText: name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

test('E2 E3: a room has a name and people; who is added sees the whole history; only its creator, owners and admins add and remove', async ({
  owner,
  colleague,
  account,
  browser,
}) => {
  await client(account, 'Víctor');
  await client(account, 'ياسمين');
  // An operator begins it: the owner is not in it.
  await begin(colleague, 'The move', ['Víctor']);
  const { page } = colleague;
  await expect(details(page).getByText('2 people')).toBeVisible();
  await write(page, 'Said before');
  await details(page).getByRole('button', { name: 'Add people' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').pressSequentially('ياس');
  await dialog.getByRole('option', { name: 'ياسمين' }).click();
  await dialog.getByRole('combobox').pressSequentially('Ada');
  await dialog.getByRole('option', { name: 'Ada' }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(details(page).getByText('4 people')).toBeVisible();
  await expect(page.getByText('You added ياسمين, Ada')).toBeVisible();
  // The owner hears of it at once, and finds what was said.
  await expect(owner.page.getByText('Grace added you to The move')).toBeVisible();
  await openRoom(owner, 'The move');
  await expect(owner.page.getByRole('log').getByText('Said before')).toBeVisible();
  // A participant who did not begin it sees who is there, and changes nothing of it.
  const lin = await addColleague(browser, account, 'Lin');
  await openChats(lin);
  await details(owner.page).getByRole('button', { name: 'Add people' }).click();
  await owner.page.getByRole('dialog').getByRole('combobox').pressSequentially('Lin');
  await owner.page.getByRole('dialog').getByRole('option', { name: 'Lin' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await openRoom(lin, 'The move');
  await expect(details(lin.page).getByText('5 people')).toBeVisible();
  for (const name of ['Add people', 'Rename', 'Archive', 'Delete room'])
    await expect(details(lin.page).getByRole('button', { name })).toHaveCount(0);
  await write(lin.page, 'Hello from Lin');
  await details(lin.page).getByRole('searchbox', { name: 'Find people' }).fill('víc');
  await expect(details(lin.page).getByRole('listitem')).toHaveCount(1);
  // Whoever is removed is out at once.
  await details(page).getByRole('button', { name: 'Change Lin' }).click();
  await details(page).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(lin.page.getByText('This room does not exist, or you are not in it.')).toBeVisible();
  await expect(list(lin.page).getByRole('link')).toHaveCount(0);
  await expect(details(page).getByText('4 people')).toBeVisible();
  // Who answers for it can be another.
  await details(page).getByRole('button', { name: 'Change Ada' }).click();
  await details(page).getByRole('button', { name: 'Assign the room' }).click();
  await expect(details(owner.page).getByText('Assigned to Ada')).toBeVisible();
  await expectAccessible(page);
  await lin.context.close();
});

test('E3: an owner looks into a room without being in it, deletes there, and may bring themselves in', async ({ owner, colleague }) => {
  await begin(colleague, 'The move', []);
  await write(colleague.page, 'To myself');
  const { page } = owner;
  await openRoom(owner, 'The move');
  await expect(page.getByText('You are not in these')).toBeVisible();
  await expect(field(page)).toHaveCount(0);
  await expect(message(page, 'To myself').getByRole('button', { name: 'Reply' })).toHaveCount(0);
  await message(page, 'To myself').hover();
  await message(page, 'To myself').getByRole('button', { name: 'Delete message' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(colleague.page.getByText('Message deleted', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add yourself' }).click();
  await write(page, 'Here I am');
  await expect(colleague.page.getByRole('log').getByText('Here I am')).toBeVisible();
  await expect(page.getByText('You are not in these')).toHaveCount(0);
});

test('E4: a room of colleagues takes no clients; announcements are written by colleagues', async ({ owner, colleague, account }) => {
  await client(account, 'Vic');
  await begin(owner, 'Between us', ['Grace'], 'Only colleagues');
  const { page } = owner;
  await details(page).getByRole('button', { name: 'Add people' }).click();
  await page.getByRole('dialog').getByRole('combobox').pressSequentially('Vic');
  await expect(page.getByRole('dialog').getByText('Nobody is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await openRoom(colleague, 'Between us');
  await expect(colleague.page.getByRole('main').getByRole('img', { name: 'Only colleagues' }).first()).toBeVisible();
  await write(colleague.page, 'Nobody else reads this');
  await expect(page.getByRole('log').getByText('Nobody else reads this')).toBeVisible();
  await begin(owner, 'News', ['Grace', 'Vic'], 'Announcements');
  await openRoom(colleague, 'News');
  await write(colleague.page, 'We have moved');
  await expect(page.getByRole('log').getByText('We have moved')).toBeVisible();
});

test('E5: messages are answered, reacted to, pinned, edited and deleted; people are named; who has seen one is known', async ({
  owner,
  colleague,
}) => {
  await begin(owner, 'The move', ['Grace']);
  const { page } = owner;
  const other = colleague.page;
  await write(page, 'Shall we begin on Monday?');
  await openRoom(colleague, 'The move');
  await message(page, 'Monday').getByRole('button', { name: 'Seen by 1' }).click();
  await expect(page.getByRole('dialog').getByText('Grace')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  // A reaction joins another, and is taken back.
  await message(other, 'Monday').hover();
  await message(other, 'Monday').getByRole('button', { name: 'React', exact: true }).click();
  await expectAccessible(other);
  await message(other, 'Monday').getByRole('group', { name: 'React' }).getByRole('button', { name: 'React with 🎉' }).click();
  await message(page, 'Monday').getByRole('button', { name: '🎉, 1 person' }).click();
  await message(other, 'Monday').getByRole('button', { name: '🎉, 2 people, you among them' }).click();
  await expect(message(page, 'Monday').getByRole('button', { name: '🎉, you' })).toBeVisible();
  // An answer quotes, and leads to what it answers.
  await message(other, 'Monday').hover();
  await message(other, 'Monday').getByRole('button', { name: 'Reply' }).first().click();
  await expect(field(other)).toBeFocused();
  await expect(other.getByText('Reply to Ada')).toBeVisible();
  await write(other, 'Tuesday is better');
  await expect(other.getByText('Reply to Ada')).toHaveCount(0);
  await message(page, 'Tuesday').getByRole('button', { name: 'Show the message by Ada that this answers' }).click();
  await expect(page.locator('[data-seq="2"]')).toBeFocused();
  // Named by what one types.
  await field(page).pressSequentially('Fine, @gr');
  await expect(page.getByRole('option', { name: /Grace/ })).toBeVisible();
  await field(page).press('Enter');
  await field(page).press('Enter');
  await expect(other.locator('mark')).toHaveText('@Grace');
  // Pinned for everyone, by keyboard.
  await message(page, 'Monday').getByRole('button', { name: 'More about this message' }).focus();
  await page.keyboard.press('Enter');
  await message(page, 'Monday').getByRole('group', { name: 'More about this message' }).getByRole('button', { name: 'Pin' }).focus();
  await page.keyboard.press('Enter');
  const pins = other.getByRole('region', { name: 'Pinned messages' });
  await expect(pins).toContainText('Shall we begin on Monday?');
  await pins.getByRole('button', { name: 'Show the pinned message by Ada' }).click();
  await pins.getByRole('button', { name: 'Unpin the message by Ada' }).click();
  await expect(page.getByRole('region', { name: 'Pinned messages' })).toHaveCount(0);
  await act(page, 'Monday', 'Edit');
  await page.getByRole('textbox', { name: 'Edit' }).fill('Shall we begin on Wednesday?');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(other, 'Wednesday').getByText('edited')).toBeVisible();
  // A participant deletes what they wrote; who began the room also what others wrote. Both are asked once.
  await expect(message(other, 'Wednesday').getByRole('button', { name: 'Delete message' })).toHaveCount(0);
  await message(page, 'Tuesday').hover();
  await message(page, 'Tuesday').getByRole('button', { name: 'Delete message' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(other.getByText('Tuesday is better')).toHaveCount(0);
  await expect(other.getByText('Message deleted')).toBeVisible();
  await expectAccessible(page);
  // On a phone, from right to left, in the dark: everything is there, by the dots.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  await act(page, 'Wednesday', 'Reply');
  await expect(page.getByText('Reply to Ada')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
});

test('E5: on a phone everything is behind the dots of a message', async ({ owner, colleague, browser }) => {
  await begin(owner, 'The move', ['Grace']);
  await openRoom(colleague, 'The move');
  await write(colleague.page, 'Is Monday fine?');
  const context = await browser.newContext({
    storageState: await owner.context.storageState(),
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  });
  const phone = await context.newPage();
  await phone.goto(owner.page.url());
  await message(phone, 'Monday').getByRole('button', { name: 'More about this message' }).tap();
  await message(phone, 'Monday').getByRole('button', { name: 'React with 👍' }).tap();
  await expect(message(colleague.page, 'Monday').getByRole('button', { name: '👍, 1 person' })).toBeVisible();
  await message(phone, 'Monday').getByRole('button', { name: 'More about this message' }).tap();
  await expectAccessible(phone);
  await message(phone, 'Monday').getByRole('group', { name: 'More about this message' }).getByRole('button', { name: 'Reply' }).tap();
  await write(phone, 'It is');
  await expect(message(colleague.page, 'It is').getByText('Is Monday fine?')).toBeVisible();
  await phone.getByRole('button', { name: 'Details' }).tap();
  await expect(details(phone).getByText('2 people')).toBeVisible();
  await details(phone).getByRole('button', { name: 'Close' }).tap();
  await expect(details(phone)).toBeHidden();
  await message(phone, 'Monday').getByRole('button', { name: 'Delete message' }).tap();
  await phone.getByRole('dialog').getByRole('button', { name: 'Delete' }).tap();
  await expect(colleague.page.getByText('Message deleted', { exact: true })).toBeVisible();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(phone);
  await context.close();
});

test('E5: an answer and a pin lead to a message far back, which is loaded for it', async ({ owner, colleague }) => {
  await begin(owner, 'Long', ['Grace']);
  const { page } = owner;
  await write(page, 'The very first');
  await act(page, 'The very first', 'Pin');
  await message(page, 'The very first').getByRole('button', { name: 'Reply' }).first().click();
  for (let count = 1; count <= 150; count++) {
    await field(page).fill(`Line ${count}`);
    await field(page).press('Enter');
  }
  await expect(page.getByRole('log').getByText('Line 150', { exact: true })).toBeVisible();
  await expect(page.getByText('Sending …')).toHaveCount(0, { timeout: 60_000 });
  await openRoom(colleague, 'Long');
  const other = colleague.page;
  await expect(other.getByRole('log').getByText('Line 150', { exact: true })).toBeVisible();
  await expect(other.getByRole('log').getByText('The very first')).toHaveCount(0);
  const pins = other.getByRole('region', { name: 'Pinned messages' });
  await expect(pins).toContainText('The very first');
  await pins.getByRole('button', { name: 'Show the pinned message by Ada' }).click();
  await expect(message(other, 'The very first')).toBeFocused();
  await expect(message(other, 'Line 1')).toContainText('The very first');
  // Who is in the room is known, however long ago they came.
  await field(other).pressSequentially('@ad');
  await expect(other.getByRole('option', { name: /Ada/ })).toBeVisible();
});

test('E9 H4: a room is renamed, archived and taken out again, left, exported, and deleted by its name', async ({ owner, colleague }) => {
  await begin(owner, 'The move', ['Grace']);
  const { page } = owner;
  await write(page, 'To be kept');
  await openRoom(colleague, 'The move');
  await details(page).getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('The big move');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(colleague.page.getByRole('heading', { name: 'The big move', level: 1 })).toBeVisible();
  await expect(list(colleague.page).getByRole('link')).toContainText('The big move');
  await details(page).getByRole('button', { name: 'Archive' }).click();
  await expect(colleague.page.getByText('This room is archived.')).toBeVisible();
  await expect(field(colleague.page)).toHaveCount(0);
  await expect(colleague.page.getByRole('button', { name: 'Unarchive' })).toHaveCount(0);
  await expect(list(page).getByRole('link')).toHaveCount(0);
  await page.getByRole('button', { name: 'Archived' }).click();
  await expect(list(page).getByRole('link')).toContainText('The big move');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Unarchive' }).first().click();
  await write(colleague.page, 'It goes on');
  const [download] = await Promise.all([
    colleague.page.waitForEvent('download'),
    details(colleague.page).getByRole('link', { name: 'Export' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('The big move.zip');
  await details(colleague.page).getByRole('button', { name: 'Leave' }).click();
  await colleague.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(list(colleague.page).getByRole('link')).toHaveCount(0);
  await expect(page.getByText('Grace left')).toBeVisible();
  await details(page).getByRole('button', { name: 'Delete room' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Delete room' })).toBeDisabled();
  await dialog.getByLabel(/^Type the name/).fill('The big move');
  await dialog.getByRole('button', { name: 'Delete room' }).click();
  await expect(page).toHaveURL(/\/app\/rooms$/);
  await expect(list(page).getByRole('link')).toHaveCount(0);
});
