import { call, freshEmail, HOST, linkOf, mailsTo, PASSWORD } from './support/account.ts';
import { expect, expectAccessible, test } from './support/test.ts';

test('A1: signing up gives an account, a site and a trial at once; the address is confirmed by a link', async ({ page }) => {
  const email = freshEmail('signup');
  await page.goto('/app/sign-up');
  await expectAccessible(page);
  await page.getByLabel('Your name').fill('Vera');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page).toHaveURL(/sign-up/);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByRole('heading', { name: 'Put Foyer on your website' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  await page.goto(await linkOf(page.request, email, '/verify'));
  await expect(page.getByText('Your email address is confirmed.')).toBeVisible();
  await expect(page.getByText(email)).toBeHidden();
});

test('A1: signing in, out, a wrong password, and an address that stays where it was going', async ({ browser, account }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${HOST}/app/operators`);
  await expectAccessible(page);
  await page.getByLabel('Email').fill(account.owner.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Email or password is wrong.');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Operators' })).toBeVisible();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Foyer' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in to Foyer' })).toBeVisible();
  await page.context().close();
});

test('A1: a forgotten password is chosen anew by a link that works once', async ({ browser, account }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${HOST}/app/forgot`);
  await page.getByLabel('Email').fill(account.owner.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('the link is on its way')).toBeVisible();
  const link = await linkOf(page.request, account.owner.email, '/app/reset');
  await page.goto(link);
  await page.getByLabel('New password').fill('another good password');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await page.goto(link);
  await page.getByLabel('New password').fill('and one more password');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toHaveText('This link has expired or was already used.');
  await call(page.request, 'POST', '/api/sign-in', { email: account.owner.email, password: 'another good password' });
  await page.context().close();
});

test('A1: sessions are listed, and one that is revoked is signed out at once', async ({ browser, owner }) => {
  const other = await (await browser.newContext()).newPage();
  await call(other.request, 'POST', '/api/sign-in', { email: owner.email, password: PASSWORD });
  await other.goto(`${HOST}/app/chats`);
  await expect(other.getByText('All caught up')).toBeVisible();
  await owner.page.goto(`${HOST}/app/settings/security`);
  await expect(owner.page.getByText('this device')).toBeVisible();
  await owner.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { name: 'Sign in to Foyer' })).toBeVisible();
  await expect(owner.page.getByRole('button', { name: 'Sign out' })).toBeHidden();
  await other.context().close();
});

test('A1: a changed password signs other devices out, and this one goes on', async ({ browser, owner }) => {
  const other = await (await browser.newContext()).newPage();
  await call(other.request, 'POST', '/api/sign-in', { email: owner.email, password: PASSWORD });
  await other.goto(`${HOST}/app/chats`);
  await expect(other.getByText('All caught up')).toBeVisible();
  const { page } = owner;
  await page.goto(`${HOST}/app/settings/security`);
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.getByLabel('New password').fill('another good password');
  const reopened = page.waitForEvent('websocket', (socket) => socket.url().endsWith('/api/desk'));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(other.getByRole('heading', { name: 'Sign in to Foyer' })).toBeVisible();
  await reopened;
  await expect(page.getByText('All caught up')).toBeVisible();
  await other.context().close();
});

test('A2: the welcome mail holds the line, and it can be sent to a developer', async ({ owner, account }) => {
  const [welcome] = await mailsTo(owner.request, owner.email);
  expect((await mailsTo(owner.request, owner.email)).some(({ text }) => text.includes(account.site.snippet))).toBe(true);
  expect(welcome).toBeDefined();
  await owner.page.goto(`${HOST}/app/setup`);
  await expectAccessible(owner.page);
  const developer = freshEmail('developer');
  await owner.page.getByLabel('Email of your developer').fill(developer);
  await owner.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(owner.page.getByText(`Sent to ${developer}.`)).toBeVisible();
  expect((await mailsTo(owner.request, developer))[0]!.text).toContain(account.site.snippet);
});

test('A3: the set-up page gives the line to copy and tells, without a reload, when it is first seen', async ({
  owner,
  account,
  visitor,
}) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/setup`);
  await page.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(account.site.snippet);
  await expect(page.getByText('Waiting for the line to be seen')).toBeVisible();
  await visitor.visit();
  await expect(page.getByText(/It works: seen on http:\/\/localhost/)).toBeVisible();
});

test('A4: a colleague is invited with a role, changed and removed; what they had open goes back to the queue', async ({
  owner,
  colleague,
  visitor,
}) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('is anyone there');
  await colleague.page.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: 'is anyone there' }).click();
  await colleague.page.getByRole('button', { name: 'Pick up' }).click();
  await expect(colleague.page.getByText('You picked up the chat')).toBeVisible();
  await owner.page.goto(`${HOST}/app/operators`);
  await expectAccessible(owner.page);
  await owner.page.getByLabel(`Role, ${colleague.name}`).selectOption('admin');
  await colleague.page.getByRole('link', { name: 'Operators' }).click();
  await expect(colleague.page.getByRole('button', { name: 'Invite a colleague' })).toBeVisible();
  await owner.page.getByRole('listitem').filter({ hasText: colleague.email }).getByRole('button', { name: 'Remove' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(owner.page.getByText(colleague.email)).toBeHidden();
  await expect(colleague.page.getByRole('heading', { name: 'Sign in to Foyer' })).toBeVisible();
  await owner.page.goto(`${HOST}/app/chats`);
  await expect(owner.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
});

test('A4: an invitation reaches a new colleague, who joins with a password of their own', async ({ browser, owner }) => {
  await owner.page.goto(`${HOST}/app/operators`);
  const email = freshEmail('new');
  await owner.page.getByRole('button', { name: 'Invite a colleague' }).click();
  await owner.page.getByRole('dialog').getByLabel('Email').fill(email);
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Send invitation' }).click();
  await expect(owner.page.getByRole('listitem').filter({ hasText: email })).toBeVisible();
  const page = await (await browser.newContext()).newPage();
  await page.goto(await linkOf(owner.request, email, '/app/invitation'));
  await page.getByLabel('Your name').fill('Niels');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('All caught up')).toBeVisible();
  await expect(owner.page.getByText('Niels')).toBeVisible();
  await page.goto(`${HOST}/app/operators`);
  await expect(page.getByRole('button', { name: 'Invite a colleague' })).toBeHidden();
  await page.context().close();
});
