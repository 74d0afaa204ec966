import type { Page } from '@playwright/test';
import { addColleague } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, test } from './support/test.ts';

const results = (page: Page) => page.getByRole('region', { name: /^Messages/ });

test('E8: two operators find what they may see, by words, phrases and filters, and open it where it was said', async ({
  owner,
  colleague,
  visitor,
  browser,
  account,
}) => {
  test.slow();
  await visitor.visit();
  await visitor.open();
  await visitor.write('Have you got the Café Crème chairs?');
  await openChat(owner, /Café Crème/);
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'The crème ones come next week');
  // More than is loaded with the room.
  const log = owner.page.getByRole('log');
  for (let n = 1; n <= 65; n++) await answer(owner, `Chair number ${n}`);
  await expect(log.getByText('Chair number 65')).toBeVisible();
  // What Ada says to Lin is nobody else's.
  await addColleague(browser, account, 'Lin');
  await owner.page.goto('/app/operators');
  await owner.page.getByRole('button', { name: 'Message Lin' }).click();
  const field = owner.page.getByRole('textbox', { name: 'Write to Lin' });
  await field.fill('Between us: no crème is left');
  await field.press('Enter');
  await expect(log.getByText('Between us')).toBeVisible();

  // Grace, without a mouse: the palette finds no command, so what was typed is looked for.
  const { page } = colleague;
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('creme');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox', { name: 'Search messages, files and rooms' })).toHaveValue('creme');
  await expect(async () => {
    await page.reload();
    await expect(results(page).getByRole('listitem')).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  await expect(results(page).locator('mark')).toHaveText(['crème', 'Crème']);
  await expectAccessible(page);
  await page.getByLabel('From', { exact: true }).selectOption('Ada');
  await expect(results(page).getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(results(page).getByRole('listitem')).toHaveCount(2);
  await page.goto('/app/search?q=%22caf%C3%A9+creme%22');
  await expect(results(page).getByRole('listitem')).toHaveCount(1);
  await results(page).getByRole('link').press('Enter');
  await expect(page.getByRole('log').getByText('Have you got the Café Crème chairs?')).toBeInViewport();
  await expect(page).toHaveURL(/seq=2$/);

  // Ada finds all three, and from the field in the frame; what she changes is found as it is then.
  await owner.page.getByRole('searchbox', { name: 'Search messages' }).fill('crème');
  await owner.page.keyboard.press('Enter');
  await expect(results(owner.page).getByRole('listitem')).toHaveCount(3);
  await results(owner.page).getByRole('link').filter({ hasText: 'Between us' }).click();
  await log.getByText('Between us').hover();
  await log.getByRole('button', { name: 'Delete' }).last().click();
  await expect(log.getByText('Between us')).toHaveCount(0);
  await expect(async () => {
    await owner.page.goto('/app/search?q=between');
    await expect(owner.page.getByText('Nothing found')).toBeVisible({ timeout: 2_000 });
  }).toPass();

  // On a phone.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('link', { name: 'Search messages' }).click();
  await expect(page.getByText('Find what was said')).toBeVisible();
  await page.getByRole('searchbox').fill('chair num');
  await expect(results(page).getByRole('listitem')).toHaveCount(20);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(results(page).getByRole('listitem')).toHaveCount(40);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
});
