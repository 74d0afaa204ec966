import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { NumberInfo, NumberName, OwnNumberInfo } from '../protocol/numbers.ts';
import { type Account, call, HOST, type Operator } from './support/account.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** One of the numbers that are offered; many accounts choose at once. */
const any = <T>(all: T[]): T => all[Math.floor(Math.random() * all.length)]!;

/** An account with a number, taken by the way. */
async function takeNumber({ owner }: Account, label = 'Shop'): Promise<NumberInfo> {
  const offered = await call<NumberName[]>(owner.request, 'GET', '/api/numbers/offered');
  return call<NumberInfo>(owner.request, 'POST', '/api/numbers', { e164: any(offered).e164, label });
}

/** Someone writes to a number, as the local phone plays it. */
async function writeTo({ request }: Operator, number: string, text: string): Promise<void> {
  const form = { from: `+1202555${String(Math.floor(Math.random() * 50) + 150).padStart(4, '0')}`, to: number, text };
  expect((await request.post(`${HOST}/dev/phone/sms`, { form, headers: { origin: HOST } })).ok()).toBe(true);
}

/** Light and dark, and at the width of a phone nothing sticks out. */
async function expectFits(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    await expectAccessible(page);
  }
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  for (const box of await page.locator('main, main > div, dialog[open]').all())
    expect(await box.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(page);
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
}

const SEARCH = 'Search names, companies, addresses and numbers';

const saved = (page: Page): Locator => page.getByText('Saved.').first();

test('F2: an owner takes a number, assigns it, and orders whose phone rings; the colleague has it to choose', async ({
  owner,
  colleague,
}) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/settings/numbers`);
  await expect(page.getByText('No numbers yet')).toBeVisible();
  await page.getByRole('button', { name: 'New number' }).click();
  const dialog = page.getByRole('dialog', { name: 'New number' });
  const choice = dialog.getByRole('combobox', { name: 'Number' });
  await expect(choice).toBeVisible();
  await choice.selectOption(any(await choice.getByRole('option').allTextContents()));
  await dialog.getByRole('textbox', { name: 'Label' }).fill('Sales');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add' }).press('Enter');

  await expect(page.getByRole('heading', { level: 1, name: /^\(\d{3}\) 555-01\d\d$/ })).toBeVisible();
  const assign = page.getByRole('combobox', { name: 'Assign it to' });
  await assign.selectOption('Ada');
  await assign.selectOption('Grace');
  await page.getByRole('textbox', { name: 'Own phone of Ada' }).fill('(202) 555-0160');
  await page.getByRole('textbox', { name: 'Own phone of Grace' }).fill('12');
  // Grace first, by keyboard; the focus stays with her.
  await page.getByRole('button', { name: 'Move Grace up' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Move Grace down' })).toBeFocused();
  await page.getByRole('checkbox', { name: 'Ada’s site' }).check();
  await page.getByRole('spinbutton', { name: 'SMS a month, at most' }).fill('1');
  await page.getByRole('checkbox', { name: 'Send nothing at night' }).check();
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Madrid');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Spanish');
  await page.getByRole('textbox', { name: 'Greeting' }).fill('Hola');
  const save = page.getByRole('button', { name: 'Save' });
  await save.click();
  await expect(page.getByText('This is no phone number, or this number itself.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Own phone of Grace' }).fill('+44 20 7946 0123');
  await save.click();
  await expect(saved(page)).toBeVisible();
  await expectFits(page);

  const [number] = await call<NumberInfo[]>(owner.request, 'GET', '/api/numbers');
  expect(number).toMatchObject({
    label: 'Sales',
    operators: [
      { user: colleague.id, phone: '+442079460123' },
      { user: owner.id, phone: '+12025550160' },
    ],
    sites: [expect.any(String)],
    monthlyCap: 1,
    quiet: { from: 1260, to: 480 },
    timeZone: 'Europe/Madrid',
    language: 'es',
    greeting: 'Hola',
  });
  const own = () => call<OwnNumberInfo[]>(colleague.request, 'GET', '/api/numbers/own');
  expect((await own()).map(({ label }) => label)).toEqual(['Sales']);
  await colleague.page.goto(`${HOST}/app/settings/numbers`);
  await expect(colleague.page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Numbers' })).toHaveCount(0);
});

test('F2: an owner sees that the month of a number is used up, whose it is, and gives it up', async ({ account, owner }) => {
  const { id, e164, display: _, capabilities: __, used: ___, ...settings } = await takeNumber(account);
  const operators = [{ user: owner.id, phone: '' }];
  await call(owner.request, 'PUT', `/api/numbers/${id}`, { ...settings, monthlyCap: 1, operators, sites: [account.site.id] });
  const { page } = owner;
  // The confirmation of a stop goes out whatever the cap.
  await writeTo(owner, e164, 'STOP');
  await expect.poll(async () => (await call<NumberInfo[]>(owner.request, 'GET', '/api/numbers'))[0]?.used).toBe(1);
  await page.goto(`${HOST}/app/settings/numbers`);
  await expect(page.getByText('The month’s cap of 1 SMS is used up.')).toBeVisible();
  await expect(page.getByText('Assigned to Ada, Ada’s site')).toBeVisible();
  await expectFits(page);
  await page.getByRole('button', { name: /^Edit / }).press('Enter');
  await page.getByRole('button', { name: 'Give up this number' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Give up this number' }).press('Enter');
  await expect(page.getByText('No numbers yet')).toBeVisible();
  expect(await call<OwnNumberInfo[]>(owner.request, 'GET', '/api/numbers/own')).toEqual([]);
});

test('F1: contacts are added, found, edited and merged without a mouse, by operators too', async ({ colleague }) => {
  const { page } = colleague;
  const search = page.getByRole('searchbox', { name: SEARCH });
  await page.getByRole('button', { name: 'Your account' }).press('Enter');
  await page.getByRole('link', { name: 'Contacts' }).press('Enter');
  await expect(page.getByText('No contacts yet')).toBeVisible();
  await expectAccessible(page);
  const dialog = page.getByRole('dialog');
  const add = async (name: string, number: string) => {
    await page.getByRole('button', { name: 'New contact' }).press('Enter');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('textbox', { name: 'Number 1' }).fill(number);
    await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  };
  await add('Ann Lee', '12');
  await expect(dialog.getByText(/^One of these is no phone number/)).toBeVisible();
  await expectFits(page);
  await dialog.getByRole('textbox', { name: 'Number 1' }).fill('+1 (202) 555-0161');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByRole('region', { name: 'A' }).getByText('Ann Lee')).toBeVisible();
  await add('Annabel', '+44 20 7946 0124');
  await expect(page.getByText('Annabel')).toBeVisible();
  await add('Zoe', '+44 20 7946 0125');
  await expect(page.getByRole('region', { name: 'Z' })).toBeVisible();

  await search.fill('555 0161');
  await expect(page.getByRole('region', { name: 'Z' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Ann Lee', exact: true }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Company' }).fill('Lamps');
  await dialog.getByRole('button', { name: 'Add a number' }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Number 2' }).fill('+1 202 555 0162');
  await dialog.getByRole('button', { name: 'Add a field' }).press('Enter');
  await dialog.getByRole('textbox', { name: 'Field 1', exact: true }).fill('Plan');
  await dialog.getByRole('textbox', { name: 'Value of field 1' }).fill('Gold');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByText('Lamps')).toBeVisible();

  // What can be done with somebody shows when their line has the focus.
  const write = page.getByRole('link', { name: 'Write to Ann Lee' });
  await write.focus();
  await expect(write.locator('..')).toHaveCSS('opacity', '1');
  await expect(write).toHaveAttribute('href', '/app/messages?to=%2B12025550161');
  await page.getByRole('button', { name: 'Merge Ann Lee with another' }).press('Enter');
  await dialog.getByRole('searchbox', { name: 'Search the other contact' }).fill('bel');
  await dialog.getByRole('radio', { name: /^Annabel/ }).press('Space');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Merge' }).press('Enter');
  await expect(page.getByText('Merged.')).toBeVisible();
  await search.fill('annabel');
  await expect(page.getByText('Nobody was found')).toBeVisible();
  await search.fill('7946 0124');
  await page.getByRole('button', { name: 'Ann Lee', exact: true }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'Number 3' })).toHaveValue('+44 20 7946 0124');
  await expect(dialog.getByRole('textbox', { name: 'Value of field 1' })).toHaveValue('Gold');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /Import|^Delete/ })).toHaveCount(0);
});

test('F1: a file of contacts is looked at row by row, imported, and goes out again', async ({ owner }) => {
  await call(owner.request, 'POST', '/api/contacts', { name: 'Cleo', numbers: ['+12025550171'] });
  const { page } = owner;
  await page.goto(`${HOST}/app/contacts`);
  const csv =
    'name,phone,company,plan\nAda,(202) 555-0170,Engines,gold\nSomebody,202-555-0171,Ships,tin\nNobody,12,,\nTwice,2025550170,,\n';
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import CSV' }).click();
  await (await choosing).setFiles({ name: 'book.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  const dialog = page.getByRole('dialog', { name: 'Import book.csv' });
  // This account has no number that would say where numbers are dialled.
  await expect(dialog.getByText('Nothing in this file can be imported.')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Numbers without a country’s code are from' }).selectOption('United States');
  await expect(dialog.getByText('1 new contact · 1 is added to · 2 rows are left out.')).toBeVisible();
  const refused = dialog.getByRole('table', { name: 'Rows that are left out' });
  await expect(refused.getByRole('row').nth(1)).toHaveText(/^3This is no phone number/);
  await expect(refused.getByRole('row').nth(2)).toHaveText(/^4A number is in an earlier row/);
  await expect(dialog.getByRole('table', { name: 'Rows that are taken' }).getByRole('row').nth(2)).toHaveText('2Somebody: Added to Cleo');
  await expectFits(page);
  await dialog.getByRole('button', { name: 'Import 2 contacts' }).press('Enter');
  await expect(page.getByText('Imported: 1 new, 1 added to.')).toBeVisible();
  await expect(page.getByText('Ships')).toBeVisible();
  await expectFits(page);

  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect(readFileSync(await (await loading).path(), 'utf8').split('\r\n')).toEqual([
    '\u{feff}name,email,organisation,phone,plan',
    'Ada,,Engines,+12025550170,gold',
    'Cleo,,Ships,+12025550171,tin',
    '',
  ]);
  await page.getByRole('button', { name: 'Delete Cleo' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await expect(page.getByText('Cleo was deleted.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'C' })).toHaveCount(0);
  await page.route('**/api/contacts?*', (route) => route.abort());
  await page.getByRole('searchbox', { name: SEARCH }).fill('a');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible();
  await expectAccessible(page);
});

test('F1: whoever has a number calls a contact from their line: the own phone rings first', async ({ account, owner }) => {
  const to = `+44207946${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  await call(owner.request, 'POST', '/api/contacts', { name: 'Ann', numbers: [to] });
  const { page } = owner;
  await page.goto(`${HOST}/app/contacts`);
  await expect(page.getByRole('link', { name: 'Write to Ann' })).toBeAttached();
  await expect(page.getByRole('button', { name: 'Call Ann' })).toHaveCount(0);
  const { id, e164, display: _, capabilities: __, used: ___, ...settings } = await takeNumber(account);
  await page.reload();
  await page.getByRole('button', { name: 'Call Ann' }).press('Enter');
  await expect(page.getByText(/^No phone of yours is known/)).toBeVisible();
  const phone = '+12025550160';
  await call(owner.request, 'PUT', `/api/numbers/${id}`, { ...settings, operators: [{ user: owner.id, phone }] });
  await page.getByRole('button', { name: 'Call Ann' }).press('Enter');
  await expect(page.getByText('Your phone rings: take it, and you are connected.')).toBeVisible();
  const calls = await call<{ kind: string; from: string; text: string }[]>(
    owner.request,
    'GET',
    `/dev/phone.json?to=${encodeURIComponent(phone)}`,
  );
  expect(calls.find(({ from }) => from === e164)).toMatchObject({ kind: 'call', text: to });
});

test('F9: the owner’s first page charts SMS by month, number and person, tells them as tables and as a file', async ({
  account,
  owner,
  colleague,
}) => {
  const { page } = owner;
  const use = page.getByRole('region', { name: 'SMS', exact: true });
  await expect(page.getByText('Choose a chat')).toBeVisible();
  const number = await takeNumber(account);
  await writeTo(owner, number.e164, 'Is it bright?');
  await writeTo(owner, number.e164, 'STOP');
  await expect.poll(async () => (await call<NumberInfo[]>(owner.request, 'GET', '/api/numbers'))[0]?.used).toBe(1);
  await page.goto(`${HOST}/app/`);
  await expect(use.getByRole('img', { name: 'Sent, month by month' })).toBeVisible();
  await use.getByRole('radio', { name: 'Received' }).press('Space');
  await expect(use.getByRole('img', { name: 'Received, month by month' })).toBeVisible();
  const row = use.getByRole('row', { name: number.display });
  await expect(row.getByRole('cell')).toHaveText(['1', '2']);
  await expect(use.getByRole('row', { name: 'By itself' }).getByRole('cell')).toHaveText(['1']);
  await use.getByText('The figures as a table').press('Enter');
  await expect(use.getByRole('region', { name: 'By month' }).getByRole('row').last().getByRole('cell')).toHaveText(['1', '2', '0', '0']);
  await expectFits(page);
  const choice = use.getByRole('combobox', { name: 'Numbers and people of' });
  const months = await choice.getByRole('option').allTextContents();
  expect(months).toHaveLength(13);
  await choice.selectOption(months[2]!);
  await expect(row.getByRole('cell')).toHaveText(['0', '0']);
  await choice.selectOption(months[1]!);
  await expect(row.getByRole('cell')).toHaveText(['1', '2']);
  const loading = page.waitForEvent('download');
  await use.getByRole('link', { name: 'Download as CSV: SMS' }).click();
  const lines = readFileSync(await (await loading).path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('\u{feff}month,number,label,person,person_id,direction,messages,sms');
  expect(lines.slice(1, 3).map((line) => line.split(',').slice(1))).toEqual([
    [number.e164, 'Shop', '', '', 'in', '2', '2'],
    [number.e164, 'Shop', '', '', 'out', '1', '1'],
  ]);
  await page.goto(`${HOST}/app/statistics`);
  await expect(use.getByRole('img', { name: 'Sent, month by month' })).toBeVisible();
  await expectFits(page);
  // Operators see nothing of it.
  await colleague.page.goto(`${HOST}/app/statistics`);
  await expect(colleague.page.getByRole('heading', { name: 'Right now' })).toBeVisible();
  await expect(colleague.page.getByRole('region', { name: 'SMS', exact: true })).toHaveCount(0);
});
