import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { call, HOST, type Operator, PASSWORD } from './support/account.ts';
import { addClient, type Client } from './support/client.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** The day after tomorrow, at an hour at which it is another in Berlin than in Tokyo. */
const STARTS = new Date(Math.floor(Date.now() / 86_400_000 + 2) * 86_400_000 + 9.5 * 3_600_000);

/** The time as the field of a browser in a zone has it, and as its pages write it. */
const inField = (zone: string): string => STARTS.toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16).replace(' ', 'T');
const written = (zone: string): RegExp => {
  const time = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', minute: '2-digit' }).format(STARTS);
  return new RegExp(time.split(/\s/)[0]!);
};

const begin = async ({ request }: Operator, people: Client[]) => {
  const body = { cid: crypto.randomUUID(), form: 'clients', name: 'The move', people: people.map(({ id }) => `c_${id}`) };
  return (await call<{ room: string }>(request, 'POST', '/api/client-rooms', body)).room;
};

async function schedule(page: Page, title: string, zone = 'Europe/Berlin'): Promise<void> {
  await page.getByRole('button', { name: 'Schedule a meeting' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What it is about').fill(title);
  await dialog.getByLabel('Begins').fill(inField(zone));
  await dialog.getByLabel('Lasts').selectOption('45');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Schedule a meeting' }).click();
  await expect(dialog).toBeHidden();
}

const card = (page: Page, title: string) => page.getByRole('log').getByRole('article', { name: title });
const upcoming = (page: Page) => page.getByRole('region', { name: 'Meetings to come' });

test('F5: a meeting in a client room is seen in each one’s own time, goes into calendars, and its link works for those invited alone', async ({
  browser,
  account,
  owner,
}) => {
  const vic = await addClient(browser, account, 'Vic', { timezoneId: 'Asia/Tokyo' });
  const third = await addClient(browser, account, 'Theo');
  const room = await begin(owner, [vic]);
  await owner.page.goto(`${HOST}/app/rooms/${room}`);
  await schedule(owner.page, 'Kick-off; bring, all');
  await expect(card(owner.page, 'Kick-off; bring, all')).toContainText(written('Europe/Berlin'));
  await expect(upcoming(owner.page)).toContainText('Kick-off; bring, all');

  // The client: without a reload, in their own time, without what is not theirs to do.
  await vic.page.getByRole('link', { name: /The move/ }).click();
  const shown = card(vic.page, 'Kick-off; bring, all');
  await expect(shown).toContainText(written('Asia/Tokyo'));
  // Ada has not written: clients do not know of her.
  await expect(shown).toContainText('Ada’s team scheduled a meeting');
  await expect(shown.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await expectAccessible(vic.page);
  const downloading = vic.page.waitForEvent('download');
  await shown.getByRole('link', { name: 'Add to calendar' }).click();
  const file = readFileSync(await (await downloading).path(), 'utf8').replace(/\r\n /g, '');
  expect(file).toContain(`DTSTART:${STARTS.toISOString().replace(/[-:]|\.000/g, '')}`);
  expect(file).toContain('SUMMARY:Kick-off\\; bring\\, all');
  const link = /^URL:(.+)$/m.exec(file)![1]!.trim();
  expect(link).toContain(`${HOST}/m/`);

  for (const { page, lands } of [
    { page: vic.page, lands: /\/portal\/[^/]+\/rooms\/client\.[0-9a-f]+\?join=1$/ },
    { page: owner.page, lands: /\/app\/rooms\/client\.[0-9a-f]+\?join=1$/ },
  ]) {
    await page.goto(link);
    await expect(page).toHaveURL(lands);
    await expect(card(page, 'Kick-off; bring, all')).toBeVisible();
  }

  // Somebody else with the link learns nothing of it.
  await third.page.goto(link);
  await expect(third.page.getByRole('heading', { name: 'This link is not for you' })).toBeVisible();
  expect(await third.page.content()).not.toMatch(/Kick-off|The move|client\./);
  await expectAccessible(third.page);

  // Who is not signed in does that first, and is there.
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 360, height: 700 } });
  const page = await context.newPage();
  await page.goto(link);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Sign in to the client portal' }).click();
  await page.getByLabel('Email').fill(vic.email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\?join=1$/);
  await expect(card(page, 'Kick-off; bring, all')).toBeVisible();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test('F5: who scheduled a meeting moves and cancels it, by keyboard, and everybody sees that at once', async ({
  browser,
  account,
  owner,
}) => {
  const vic = await addClient(browser, account, 'Vic', { timezoneId: 'Asia/Tokyo' });
  const room = await begin(owner, [vic]);
  await owner.page.goto(`${HOST}/app/rooms/${room}`);
  await vic.page.getByRole('link', { name: /The move/ }).click();
  await schedule(vic.page, 'Papers', 'Asia/Tokyo');
  await expect(card(owner.page, 'Papers')).toContainText(written('Europe/Berlin'));
  // The bar has it all too, when the card is far up.
  const more = upcoming(vic.page).getByRole('button', { name: 'More about “Papers”' });
  await more.focus();
  await vic.page.keyboard.press('Enter');
  await vic.page.getByRole('button', { name: 'Move' }).first().press('Enter');
  const dialog = vic.page.getByRole('dialog');
  await dialog.getByLabel('Lasts').selectOption('120');
  await dialog.getByRole('button', { name: 'Move' }).press('Enter');
  await expect(card(owner.page, 'Papers')).toContainText('Moved');
  await expect(owner.page.getByRole('log')).toContainText('Vic moved “Papers”');

  await card(owner.page, 'Papers').getByRole('button', { name: 'Cancel' }).press('Enter');
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Cancel the meeting' }).press('Enter');
  for (const { page } of [owner, vic]) {
    await expect(card(page, 'Papers')).toContainText('Cancelled');
    await expect(upcoming(page)).toHaveCount(0);
    await expect(card(page, 'Papers').getByRole('link', { name: 'Join' })).toHaveCount(0);
  }
});
