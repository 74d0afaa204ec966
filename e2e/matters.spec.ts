import { call, HOST } from './support/account.ts';
import { addClient, type Client, portalOf } from './support/client.ts';
import { expect, expectAccessible, test } from './support/test.ts';

type Page = Client['page'];

async function write(page: Page, field: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: field }).fill(text);
  await page.getByRole('textbox', { name: field }).press('Enter');
  await expect(page.getByRole('log').getByText(text)).toBeVisible();
}
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Parts of the matter' }).getByRole('link', { name });
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search colleagues and clients' }).fill(name);
  await page.getByRole('option', { name: new RegExp(name) }).click();
}
const narrow = async (page: Page) => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
};

test('E10: a matter with two operators and two clients: history with each, its current status and those before, new people, another assignee', async ({
  browser,
  account,
  owner,
  colleague,
  errors,
}) => {
  await call(owner.request, 'PUT', '/api/portal-settings', { title: 'Lamps & Sons', colour: '', host: '', digestMinutes: 30 });
  const claire = await addClient(browser, account, 'Claire');
  const carl = await addClient(browser, account, 'Carl');
  for (const { page } of [claire, carl]) page.on('pageerror', (error) => errors.push(String(error)));
  for (const { page } of [claire, carl]) await page.getByRole('link', { name: 'Matters', exact: true }).click();
  await expect(claire.page.getByText('No matters yet')).toBeVisible();

  const { page } = owner;
  await page.goto(`${HOST}/app/matters`);
  await expect(page.getByText('No matters yet')).toBeVisible();
  await page.getByRole('button', { name: 'New matter' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('The move');
  await choose(page, 'Claire');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'The move' })).toBeVisible();
  const rooms = page.getByRole('navigation', { name: 'Choose whom to write to' });
  await rooms.getByRole('link', { name: 'Claire' }).click();
  await write(page, 'Write in The move · Claire', 'Welcome, Claire');

  // She finds it in the portal, and answers there.
  await claire.page.reload();
  await claire.page.getByRole('link', { name: /The move/ }).click();
  await expect(claire.page.getByRole('log').getByText('Welcome, Claire')).toBeVisible();
  await write(claire.page, 'Write to Lamps & Sons', 'Thank you, when do we begin?');
  await expect(page.getByRole('log').getByText('Thank you, when do we begin?')).toBeVisible();
  await expectAccessible(claire.page);

  // A tick makes a message the status; the next message is none again.
  await page.getByLabel('Make this the current status').click();
  await write(page, 'Write in The move · Claire', 'Boxes are packed');
  await write(page, 'Write in The move · Claire', 'And labelled');
  await tab(claire.page, 'Status').click();
  await expect(claire.page.getByRole('region', { name: 'Current status' })).toContainText('Boxes are packed');
  await expect(claire.page.getByRole('region', { name: 'Current status' })).toContainText('Ada');

  // People come in, and are assigned.
  await tab(page, 'People').click();
  await page.getByRole('button', { name: 'Add people' }).click();
  await choose(page, 'Grace');
  await choose(page, 'Carl');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Assign to Grace' }).click();
  await expect(page.getByText('Assigned to Grace')).toBeVisible();
  await expectAccessible(page);

  // The colleague sees all history with each of them, and sets the status from another room.
  await colleague.page.goto(`${HOST}/app/matters`);
  await expect(colleague.page.getByText(/^Boxes are packed/)).toBeVisible();
  await colleague.page.getByRole('link', { name: /The move/ }).click();
  const theirs = colleague.page.getByRole('navigation', { name: 'Choose whom to write to' });
  await theirs.getByRole('link', { name: 'Claire' }).click();
  await expect(colleague.page.getByRole('log').getByText('Welcome, Claire')).toBeVisible();
  await theirs.getByRole('link', { name: 'Carl' }).click();
  await expect(colleague.page.getByRole('log').getByText('Welcome, Claire')).toBeHidden();
  await colleague.page.getByLabel('Make this the current status').click();
  await write(colleague.page, 'Write in The move · Carl', 'On the road');
  // Claire has it before her, who is not in that room.
  await expect(claire.page.getByRole('region', { name: 'Current status' })).toContainText('On the road');
  await expect(claire.page.getByRole('region', { name: 'Earlier' })).toContainText('Boxes are packed');
  await tab(page, 'Status').click();
  await expect(page.getByRole('region', { name: 'Current status' })).toContainText('On the road');
  await expect(page.getByRole('region', { name: 'Earlier' })).toContainText('Boxes are packed');
  await expectAccessible(page);

  // Clients learn the status, and nothing of each other.
  await carl.page.reload();
  await carl.page.getByRole('link', { name: /The move/ }).click();
  await expect(carl.page.getByRole('log').getByText('On the road')).toBeVisible();
  await expect(carl.page.getByRole('log').getByText('Welcome, Claire')).toBeHidden();
  await tab(carl.page, 'Status').click();
  await expect(carl.page.getByRole('region', { name: 'Earlier' })).toContainText('Boxes are packed');
  await expect(carl.page.getByText('Claire')).toBeHidden();
  await carl.page.setViewportSize({ width: 360, height: 740 });
  await narrow(carl.page);
  await expectAccessible(carl.page);

  // Who is taken out has nothing left of it.
  await tab(page, 'People').click();
  await page.getByRole('button', { name: 'Remove Carl' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('button', { name: 'Remove Carl' })).toBeHidden();
  await carl.page.reload();
  await expect(carl.page.getByText('This matter is not there, or not yours.')).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of ['People', 'Status', 'Documents', 'Messages']) {
    await tab(page, name).click();
    await narrow(page);
  }
  await rooms.getByRole('link', { name: 'Claire' }).click();
  await expect(page.getByRole('textbox', { name: 'Write in The move · Claire' })).toBeInViewport();
  await narrow(page);
  await claire.context.close();
  await carl.context.close();
});

test('E11: both sides of a matter add documents, which are listed in one place and can be downloaded by both', async ({
  browser,
  account,
  owner,
}) => {
  const claire = await addClient(browser, account, 'Claire');
  const matter = await call<{ id: string }>(owner.request, 'POST', '/api/matters', {
    cid: crypto.randomUUID(),
    name: 'The move',
    people: [`c_${claire.id}`],
  });
  const { page } = owner;
  const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`This is ${name}`) });
  await page.goto(`${HOST}/app/matters/${matter.id}/documents`);
  await expect(page.getByText('No documents yet')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(file('plan.txt'));
  await expect(page.getByRole('link', { name: 'Download plan.txt' })).toBeVisible();

  await claire.page.goto(`${await portalOf(account)}/matters/${matter.id}/documents`);
  await expect(claire.page.getByRole('link', { name: 'Download plan.txt' })).toBeVisible();
  await claire.page.locator('input[type=file]').setInputFiles(file('signed.txt'));
  await expect(claire.page.getByRole('link', { name: /^Download/ })).toHaveCount(2);
  await expectAccessible(claire.page);
  await expect(page.getByRole('link', { name: /^Download/ }).first()).toHaveText('signed.txt');
  await expectAccessible(page);
  for (const [one, name] of [
    [page, 'signed.txt'],
    [claire.page, 'plan.txt'],
  ] as const) {
    const [download] = await Promise.all([one.waitForEvent('download'), one.getByRole('link', { name: `Download ${name}` }).click()]);
    expect(download.suggestedFilename()).toBe(name);
  }
  // They are messages of their room.
  await tab(claire.page, 'Messages').click();
  await expect(claire.page.getByRole('log').getByText('plan.txt')).toBeVisible();
  await claire.context.close();
});
