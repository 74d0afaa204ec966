/** The visitors tab with more visitors than a screen shows: all but two are sockets without browsers. */
import { type Crowd, crowd } from '../bench/crowd.ts';
import { type Account, FOREIGN, HOST } from './support/account.ts';
import { expect, expectAccessible, test } from './support/test.ts';

const MANY = 200;
const opened: Crowd[] = [];
test.afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function arrive({ site }: Account, size = MANY): Promise<Crowd> {
  const made = await crowd(size, FOREIGN, () => `${HOST}/w/v1/site?site=${site.id}`);
  opened.push(made);
  return made;
}

test('C4 I3: of many visitors those on screen are drawn and streamed; sorted, searched, chosen and scrolled', async ({
  owner,
  account,
}) => {
  const { page } = owner;
  let heard = '';
  page.on('websocket', (socket) => {
    if (socket.url().includes('/visitors')) socket.on('framereceived', ({ payload }) => (heard += payload));
  });
  const many = await arrive(account);
  await page.getByRole('link', { name: 'Visitors' }).click();
  await expect(page.getByRole('heading', { name: '200 visitors' })).toBeVisible();
  const rows = page.getByRole('table').getByRole('row');
  expect(await rows.count()).toBeLessThan(60);
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', '201');

  // By page, from A: the first is start-0, the second start-1, then start-10.
  await page.getByRole('button', { name: 'Page', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Page' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.nth(3)).toContainText('Page /start-10');
  many.move(0, '/start-1-again');
  await expect(rows.nth(2)).toContainText('Page /start-1-again');

  // Somebody far down moves: nothing of it arrives. The one after is on the screen, and does.
  heard = '';
  many.move(99, '/start-99-moved');
  many.move(1, '/start-1-moved');
  await expect(page.getByText('Page /start-1-moved')).toBeVisible();
  expect(heard).not.toContain('start-99');

  // Scrolled down, others are there; a row that was chosen stays so, on screen or not.
  await page
    .getByRole('row')
    .filter({ hasText: 'Page /start-10 ' })
    .or(rows.filter({ hasText: /Page \/start-10https/ }))
    .first()
    .getByRole('checkbox')
    .check();
  await page.getByRole('button', { name: 'Page', exact: true }).click();
  await expect(rows.nth(1)).toContainText('start-99');
  await expect(page.getByRole('button', { name: 'Invite 1 visitor' })).toBeVisible();
  await rows.nth(1).getByRole('button').first().focus();
  await page.keyboard.press('End');
  await expect(page.getByText('Page /start-1-again')).toBeVisible();
  await expect(page.getByRole('row', { name: 'Page /start-1-again' }).getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(rows.nth(1)).toContainText('start-99');

  await page.getByRole('main').getByRole('searchbox').fill('start-17 firefox');
  await expect(page.getByRole('heading', { name: /^\d of 200 visitors$/ })).toBeVisible();
  await expect(page.getByText('Page /start-171')).toBeVisible();
  await expect(page.getByText('Page /start-172')).toBeHidden();
  await page.getByRole('main').getByRole('searchbox').fill('nobody is like this');
  await expect(page.getByText('Nobody fits')).toBeVisible();
  await page.getByRole('main').getByRole('searchbox').fill('');
  await page.getByRole('combobox', { name: 'Who' }).selectOption('Returning');
  await expect(page.getByRole('heading', { name: '160 of 200 visitors' })).toBeVisible();
  await expectAccessible(page);
});

test('C4: a row that is being read stays where it is while others come and go; details follow the visitor', async ({ owner, account }) => {
  const { page } = owner;
  let said = '';
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => (said = `${payload}`)));
  const first = await arrive(account, 3);
  await page.getByRole('link', { name: 'Visitors' }).click();
  const row = page.getByRole('row').filter({ hasText: 'start-1' });
  await expect(row).toBeVisible();
  await row.hover();
  const name = (await row.getByRole('button').first().textContent())!;
  await row.getByRole('button', { name, exact: true }).click();
  const details = page.getByRole('region', { name: `Details of ${name}` });
  await expect(details.getByText('Page /start-1')).toBeVisible();
  await expect(details.getByRole('heading', { name })).toBeFocused();
  await row.hover();
  const before = await row.boundingBox();
  await expect.poll(() => said).toContain('"hold":true');
  const others = await arrive(account, 2);
  await expect(page.getByRole('heading', { name: '5 visitors' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'The order has changed' })).toBeVisible();
  expect(await row.boundingBox()).toEqual(before);
  first.move(1, '/start-1/next');
  await expect(row).toContainText('Page /start-1/next');
  await expect(details.getByRole('listitem')).toHaveText([/start-1\/next/, /start-1/]);
  first.leave(1);
  await expect(row).toContainText('has left');
  await expect(details.getByText('has left')).toBeVisible();
  expect(await row.boundingBox()).toEqual(before);
  await page.getByRole('button', { name: 'The order has changed' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
  await expect(page.getByRole('row')).toHaveCount(1 + 4);
  await details.getByRole('heading', { name }).focus();
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  others.leave(0);
  await expect(page.getByRole('heading', { name: '3 visitors' })).toBeVisible();
});

test('C4: on a phone and in the dark, with the site away for a while, the list is whole and comes back', async ({ owner, account }) => {
  const { page } = owner;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const many = await arrive(account, 30);
  await page.getByRole('link', { name: 'Visitors' }).click();
  await expect(page.getByRole('heading', { name: '30 visitors' })).toBeVisible();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('Page');
  const top = page.getByRole('row').first();
  await expect(top).toContainText('Page /start-0');
  await top.getByRole('button').first().click();
  await expect(page.getByRole('region', { name: /Details of/ })).toBeVisible();
  await expectAccessible(page);
  await owner.context.setOffline(true);
  many.move(0, '/start-00');
  await owner.context.setOffline(false);
  await expect(top).toContainText('Page /start-00');
});
