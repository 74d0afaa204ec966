import { addColleague, type Operator } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, openChats, test } from './support/test.ts';

const operatorsTab = ({ page }: Operator) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Operators/ });
const conversations = ({ page }: Operator) => page.getByRole('navigation', { name: 'Conversations' });

async function writeTo({ page }: Operator, whom: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Write to ${whom}` });
  await field.fill(text);
  await field.press('Enter');
  await expect(page.getByRole('log').getByText(text)).toBeVisible();
}

test('C9: a colleague is written to one to one; a message waits for who is offline, is seen, and shows who is here', async ({
  owner,
  colleague,
  browser,
  account,
}) => {
  await operatorsTab(owner).click();
  await owner.page.getByRole('button', { name: 'Message Grace' }).click();
  await expect(owner.page.getByRole('heading', { name: 'Grace' })).toBeVisible();
  await writeTo(owner, 'Grace', 'Have you got a minute?');
  await expect(colleague.page.getByText('New message: Ada')).toBeVisible();
  await expect(operatorsTab(colleague)).toContainText('1 unread message');
  await operatorsTab(colleague).click();
  await conversations(colleague).getByRole('link').filter({ hasText: 'Have you got a minute?' }).click();
  await expect(owner.page.getByText(/Seen$/)).toBeVisible();
  await expect(operatorsTab(colleague)).not.toContainText('unread');
  await expect(owner.page.getByRole('img', { name: 'Looking at this too: Grace' })).toBeVisible();
  await colleague.page.getByRole('textbox', { name: 'Write to Ada' }).pressSequentially('Of c');
  await expect(owner.page.getByText('Grace is typing')).toBeVisible();
  await writeTo(colleague, 'Ada', 'Of course');
  await expect(owner.page.getByRole('log').getByText('Of course')).toBeVisible();
  // Lin is not there: what is said waits for her.
  const lin = await addColleague(browser, account, 'Lin');
  await owner.page.goto('/app/operators');
  await owner.page.getByRole('button', { name: 'Message Lin' }).click();
  await writeTo(owner, 'Lin', 'For tomorrow');
  await openChats(lin);
  await expect(operatorsTab(lin)).toContainText('1 unread message');
  await lin.page.goto('/app/operators');
  await expect(conversations(lin).getByRole('link')).toHaveCount(1);
  await conversations(lin).getByRole('link').filter({ hasText: 'For tomorrow' }).click();
  await lin.page.getByRole('button', { name: 'Delete' }).waitFor({ state: 'detached' });
  await expect(lin.page.getByRole('log').getByText('For tomorrow')).toBeVisible();
  await expectAccessible(lin.page);
  await lin.context.close();
});

test('C9: a group of three has admins who add, remove and rename; who is named is told so; who is removed sees nothing more', async ({
  owner,
  colleague,
  browser,
  account,
}) => {
  const lin = await addColleague(browser, account, 'Lin');
  await openChats(lin);
  const { page } = owner;
  await page.goto('/app/operators');
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the group').fill('Launch');
  await dialog.getByText('Grace').click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Launch' })).toBeVisible();
  await expect(colleague.page.getByText('Ada added you to Launch')).toBeVisible();
  // By keyboard: the name is found as one types it.
  const field = page.getByRole('textbox', { name: 'Write to Launch' });
  await field.pressSequentially('Ready, @gr');
  await expect(page.getByRole('option', { name: /Grace/ })).toBeVisible();
  await field.press('Enter');
  await expect(field).toHaveValue('Ready, @Grace ');
  await field.press('Enter');
  await expect(page.getByRole('log').getByText('@Grace')).toBeVisible();
  await expect(colleague.page.getByText('Ada named you: Launch')).toBeVisible();
  await page.getByRole('button', { name: 'More about the group' }).click();
  await page.getByRole('button', { name: 'Add people' }).click();
  await dialog.getByText('Lin').click();
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText('3 members').first()).toBeVisible();
  // Who is added sees what was said before.
  await operatorsTab(lin).click();
  await conversations(lin).getByRole('link').filter({ hasText: 'Launch' }).click();
  await expect(lin.page.getByRole('log').getByText('Ready,')).toBeVisible();
  await expect(lin.page.getByRole('button', { name: 'Change Ada' })).toHaveCount(0);
  await expect(page.getByText('Seen by Lin')).toBeVisible();
  await writeTo(lin, 'Launch', 'I am in');
  const members = page.getByRole('complementary', { name: 'Members' });
  await members.getByRole('button', { name: 'Change Grace' }).click();
  await members.getByRole('button', { name: 'Make admin of the group' }).click();
  await expect(page.getByText('Now an admin of the group: Grace')).toBeVisible();
  await operatorsTab(colleague).click();
  await conversations(colleague).getByRole('link').filter({ hasText: 'Launch' }).click();
  await expect(colleague.page.locator('mark')).toHaveText('@Grace');
  await colleague.page.getByRole('button', { name: 'More about the group' }).click();
  await colleague.page.getByRole('button', { name: 'Rename the group' }).click();
  await colleague.page.getByRole('dialog').getByLabel('Name of the group').fill('Launch day');
  await colleague.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Launch day' })).toBeVisible();
  await expectAccessible(page);
  await colleague.page.getByRole('button', { name: 'Change Lin' }).click();
  await colleague.page.getByRole('button', { name: 'Remove from the group' }).click();
  await expect(lin.page.getByText('This conversation does not exist, or you are not in it.')).toBeVisible();
  await expect(conversations(lin).getByRole('link').filter({ hasText: 'Launch' })).toHaveCount(0);
  // Everything is there after a reload, on a narrow dark screen too.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(page.getByRole('log').getByText('I am in')).toBeVisible();
  await expect(page.getByText('Grace removed Lin')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await lin.context.close();
});

test('I10: operators in one visitor’s chat see who else looks and writes; a colleague named in a note is told', async ({
  owner,
  colleague,
  visitor,
}) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('Is anybody there?');
  await openChat(owner, 'Is anybody there?');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'Hello');
  await owner.page.getByRole('button', { name: 'Note', exact: true }).click();
  const note = owner.page.getByRole('textbox', { name: 'Write a note for colleagues' });
  await note.pressSequentially('Do you know this, @gr');
  await expect(owner.page.getByRole('option', { name: /Grace/ })).toBeVisible();
  await note.press('Enter');
  await note.press('Enter');
  await colleague.page.getByText(/^Ada named you:/).waitFor();
  await openChat(colleague, 'Hello');
  await expect(colleague.page.locator('mark')).toHaveText('@Grace');
  await expect(owner.page.getByRole('img', { name: 'Looking at this too: Grace' })).toBeVisible();
  await colleague.page.getByRole('textbox', { name: /^Write/ }).pressSequentially('I think');
  await expect(owner.page.getByText('Grace is writing here too')).toBeVisible();
  await expect(owner.page.getByRole('img', { name: 'Looking at this too: Grace (writing)' })).toBeVisible();
  await expectAccessible(owner.page);
  await openChats(colleague);
  await expect(owner.page.getByRole('img', { name: /^Looking at this too/ })).toHaveCount(0);
  await expect((await visitor.chat()).getByText('@Grace')).toHaveCount(0);
});
