import { readFileSync } from 'node:fs';
import type { StatisticsReport } from '../protocol/statistics.ts';
import { call, HOST } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, test } from './support/test.ts';

test('C13: a chat is counted without a reload, once however often pages are loaded again, for its operator and category', async ({
  owner,
  visitor,
}) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('how bright is it');
  await openChat(owner, 'how bright is it');
  const { page } = owner;
  await page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'Very bright');
  await expect((await visitor.chat()).getByText('Very bright')).toBeVisible();
  await page.goto(`${HOST}/app/statistics`);
  await expect(page.getByRole('heading', { name: 'Right now' })).toBeVisible();
  await expect(page.getByText('In the site’s time zone, UTC.')).toBeVisible();
  const figure = (name: string) => page.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::dd[1]');
  const meaningful = figure('Meaningful chats');
  await visitor.page.reload();
  await visitor.launched();
  await visitor.open();
  await visitor.write('and how tall');
  await expect(meaningful).toHaveText('1', { timeout: 30_000 });
  await expect(
    page
      .getByRole('term')
      .filter({ hasText: /^Chats$/ })
      .locator('xpath=following-sibling::dd[1]'),
  ).toHaveText('1');
  await page.reload();
  await expect(meaningful).toHaveText('1');
  await expect(page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Ada' }) })).toContainText('1');
  await page.getByRole('combobox', { name: 'Operator' }).selectOption('Ada');
  await expect(page).toHaveURL(/operator=/);
  await expect(meaningful).toHaveText('1');
});

test('C13: a day, a week and a month are compared, charted, told as tables, and saved as a file', async ({ account, owner }) => {
  const site = account.site.id;
  await call(owner.request, 'POST', '/dev/demo-data', { site, from: 70, to: 0 });
  const { page } = owner;
  await page.getByRole('link', { name: 'Statistics' }).click();
  const week = page.getByRole('heading', { name: /–.*20\d\d/ }).first();
  await expect(week).toBeVisible();
  await expect(page.getByText(/Not over yet: compared with as much of/)).toBeVisible();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(page.getByText(/^Compared with /)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Chats: By day of the week/ })).toBeVisible();
  await page.getByRole('radio', { name: 'Visitors' }).check();
  await expect(page.getByRole('img', { name: /^Visitors: By hour of the day/ })).toBeVisible();

  // The whole way without a mouse: the month, and the table behind its chart.
  await page.getByRole('combobox', { name: 'Period' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('heading', { name: 'By day of the month' })).toBeVisible();
  await page.getByText('The figures as a table').nth(2).focus();
  await page.keyboard.press('Enter');
  const table = page.getByRole('region', { name: 'By day of the month' }).getByRole('table');
  await expect(table).toBeVisible();
  const url = new URL(page.url());
  const period = await page.getByRole('link', { name: 'Download as CSV: By day of the month' }).getAttribute('href');
  const report = await call<StatisticsReport>(owner.request, 'GET', period!.replace('/csv', '').replace('&by=day', ''));
  expect(url.searchParams.get('kind')).toBe('month');
  expect(report.total.chats).toBeGreaterThan(100);
  await expect(table.getByRole('row')).toHaveCount(report.bars.day.now.length + 1);
  const cells = await table.getByRole('row').nth(5).getByRole('cell').allTextContents();
  const bar = report.bars.day.now[4]!;
  expect(cells.slice(0, 4).map((text) => Number(text.replace(/\D/g, '')))).toEqual([bar.chats, bar.meaningful, bar.visitors, bar.missed]);

  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as CSV: By day of the month' }).click();
  const file = readFileSync(await (await loading).path(), 'utf8');
  expect(file.split('\r\n')[5]).toMatch(new RegExp(`^${bar.key},${bar.visitors},${bar.chats},${bar.meaningful},${bar.missed},`));

  await page.reload();
  await expect(page.getByRole('heading', { name: 'By day of the month' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Chats that begin in each hour of the week, on average' }).getByRole('row')).toHaveCount(25);
  await expect(page.getByRole('heading', { name: 'Top 10 listings' })).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.querySelector('main')!.scrollWidth)).toBeLessThanOrEqual(360);
  const wide = await page.locator('main > div').evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(wide).toBe(0);
  await expectAccessible(page);
});

test('C13: a site nobody has been to says so, and figures that cannot be had can be asked for again', async ({ owner }) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/statistics?kind=day`);
  await expect(page.getByText('Nothing was counted in this period')).toBeVisible();
  await expect(page.getByText('No chats yet to tell from.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Later' })).toBeDisabled();
  await page.route('**/api/statistics?*', (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }));
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(page.getByRole('alert').getByText('This part is not answering right now')).toBeVisible();
  await expectAccessible(page);
  await page.unroute('**/api/statistics?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing was counted in this period')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Later' })).toBeEnabled();
  await expectAccessible(page);
});
