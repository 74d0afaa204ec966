import { addColleague, call, type Operator } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, openChats, test } from './support/test.ts';

const asAgent = async (owner: Operator, site: string, agents: [key: string, operator: Operator][]) => {
  const listings = agents.map(([key, { email, name }]) => ({
    key,
    name: `Home ${key}`,
    advertiser: `${name} Estates`,
    operators: [email],
  }));
  await call(owner.request, 'PUT', `/api/sites/${site}/listings`, { listings });
  for (const [, { id }] of agents) await call(owner.request, 'PUT', `/api/members/${id}`, { listingsOnly: true });
};

test('D2 D3: a listing’s chat goes to its own operators; another advertiser’s see neither visitor nor chat, and cannot open it', async ({
  owner,
  account,
  browser,
  newVisitor,
}) => {
  const [ann, bob] = [await addColleague(browser, account, 'Ann'), await addColleague(browser, account, 'Bob')];
  await asAgent(owner, account.site.id, [
    ['north', ann],
    ['south', bob],
  ]);
  for (const agent of [ann, bob]) await openChats(agent);
  const visitor = await newVisitor();
  await visitor.visit('/home', '&listing=north');
  const chat = await visitor.open();
  await expect(chat.getByRole('heading', { name: 'Home north' })).toBeVisible();
  await visitor.write('Is the north one free?');
  await expect(ann.page.getByText(/is waiting/)).toBeVisible();
  await openChat(ann, 'Is the north one free?');
  await expect(ann.page.getByLabel('Details').getByText('Home north')).toBeVisible();
  await ann.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(ann, 'It is');
  await expect(chat.getByText('It is', { exact: true })).toBeVisible();
  await expect(owner.page.getByRole('link').filter({ hasText: 'It is' })).toBeVisible();
  await expect(bob.page.getByText(/is waiting/)).toHaveCount(0);
  await expect(bob.page.getByRole('navigation', { name: 'Chats' }).getByRole('link')).toHaveCount(0);
  await bob.page.goto(new URL(ann.page.url()).pathname);
  await expect(bob.page.getByText('Is the north one free?')).toHaveCount(0);
  await bob.page.getByRole('link', { name: 'Visitors' }).click();
  await expect(bob.page.getByText('Nobody is on your site right now')).toBeVisible();
  await ann.page.getByRole('link', { name: 'Visitors' }).click();
  await expect(ann.page.getByText('1 visitor')).toBeVisible();
  // On the next page of the portal the conversation goes on; on another advertiser's it is theirs.
  await visitor.visit('/about');
  const again = await visitor.chat();
  await expect(again.getByText('It is', { exact: true })).toBeVisible();
  await visitor.api('listing', 'south');
  await expect(again.getByRole('heading', { name: 'Home south' })).toBeVisible();
  await expect(again.getByText('It is', { exact: true })).toHaveCount(0);
  await visitor.write('And the south one?');
  await expect(bob.page.getByText(/is waiting/)).toBeVisible();
  await again.getByRole('button', { name: 'More' }).click();
  await again.getByRole('button', { name: 'Chat: Home north' }).click();
  await expect(again.getByText('It is', { exact: true })).toBeVisible();
  await expect(again.getByText('And the south one?')).toHaveCount(0);
  for (const { context } of [ann, bob]) await context.close();
});

test('D2: listings from a file, each wrong row told; an advertiser’s operators are chosen', async ({ owner, colleague }) => {
  const { page } = owner;
  await page.goto('/app/settings/listings');
  await expect(page.getByText('No listings yet.')).toBeVisible();
  const csv = 'key,name,advertiser,operators\nh-1,House one,North,\nh 2,House two,,\nh-3,House three,,nobody@test.example\n';
  await page.locator('input[type=file]').setInputFiles({ name: 'listings.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByText('1 listing saved. 2 rows are wrong:')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'operators' })).toContainText('3');
  await expect(page.getByText('House one')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByText(colleague.name).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`1 listing · ${colleague.name}`)).toBeVisible();
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByLabel('Key').fill('h-4');
  await page.getByLabel('Name').fill('House four');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('House four')).toBeVisible();
  await page.getByRole('main').getByLabel('Search').fill('four');
  await expect(page.getByText('House one')).toHaveCount(0);
});
