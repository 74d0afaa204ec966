import type { Browser, Page } from '@playwright/test';
import { appCode } from '../worker/testing/app-code.ts';
import { call, HOST, type Operator, PASSWORD } from './support/account.ts';
import { expect, expectAccessible, test } from './support/test.ts';

/** Sets an app up in the dialog that is open; answers its secret and the recovery codes. The present code is used then, the next one is not. */
async function setUpApp(page: Page): Promise<{ secret: string; codes: string[] }> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('Scan this')).toBeVisible();
  await expectAccessible(page);
  const secret = (await dialog.locator('strong:text("Secret") + p').innerText()).replaceAll(' ', '');
  await dialog.getByLabel('Code that the app shows').fill('000000');
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('This code is wrong, too old, or was used already.');
  await dialog.getByLabel('Code that the app shows').fill(await appCode(secret));
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  const list = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(list).toHaveCount(10);
  return { secret, codes: await list.allTextContents() };
}

/** A browser in which the password was typed. */
async function withPassword(browser: Browser, { email }: Operator): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${HOST}/app/chats`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  return page;
}

/** Gives a page's browser a device that keeps passkeys and confirms its person without asking. */
async function addDevice(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test('A1: an authenticator app is asked for a code after the password, and a recovery code stands in for it once', async ({
  browser,
  owner,
}) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/settings/security`);
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const { secret, codes } = await setUpApp(page);
  await page.getByRole('button', { name: 'Copy' }).click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')).toEqual(codes);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  expect((await downloading).suggestedFilename()).toBe('foyer-recovery-codes.txt');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
  await expectAccessible(page);

  const other = await withPassword(browser, owner);
  await expect(other.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await expectAccessible(other);
  await other.getByLabel('Code of the app').fill('000000');
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('alert')).toHaveText('This code is wrong, too old, or was used already.');
  await other.getByLabel('Code of the app').fill(await appCode(secret, 1));
  await other.getByLabel('Do not ask for a code on this device').check();
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByText('All caught up')).toBeVisible();
  await other.reload();
  await expect(other.getByText('All caught up')).toBeVisible();
  await other.getByRole('button', { name: 'Your account' }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.getByLabel('Email').fill(owner.email);
  await other.getByLabel('Password').fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByText('All caught up')).toBeVisible();
  await other.context().close();

  const third = await withPassword(browser, owner);
  await third.getByRole('button', { name: 'Use a recovery code' }).click();
  await third.getByLabel('Recovery code').fill(codes[0]!);
  await third.keyboard.press('Enter');
  await expect(third.getByText('All caught up')).toBeVisible();
  await third.context().close();

  await page.reload();
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog').getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('No authenticator app is set up.')).toBeVisible();
  const last = await withPassword(browser, owner);
  await expect(last.getByText('All caught up')).toBeVisible();
  await last.context().close();
});

test('A1: a passkey is added, renamed, signs in without a password, and is removed', async ({ owner }) => {
  const { page } = owner;
  await addDevice(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${HOST}/app/settings/security`);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the passkey').fill('Laptop');
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Laptop', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Rename Laptop' }).click();
  await dialog.getByLabel('Name of the passkey').fill('Work laptop');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Work laptop')).toBeVisible();
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

  await call(page.request, 'POST', '/api/sign-out');
  await page.goto(`${HOST}/app/settings/security`);
  await page.getByRole('button', { name: 'Use a passkey instead' }).click();
  await page.getByRole('button', { name: 'Remove Work laptop' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('You have no passkeys yet.')).toBeVisible();
  await call(page.request, 'POST', '/api/sign-out');
  await page.goto(`${HOST}/app/`);
  await page.getByRole('button', { name: 'Use a passkey instead' }).click();
  await expect(page.getByRole('alert')).toContainText('The passkey did not work');
});

test('A1: an owner asks everyone for a second factor; who has none sets it up before anything else', async ({ owner, colleague }) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/operators`);
  const demand = page.getByLabel('Everyone needs a second factor');
  await demand.click();
  await expect(page.getByText('Set up an authenticator app for yourself first.')).toBeVisible();
  await expect(demand).not.toBeChecked();
  await page.getByRole('link', { name: 'Your sign-in' }).click();
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await setUpApp(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'Operators' }).click();
  const theirs = page.getByRole('listitem').filter({ hasText: colleague.email });
  await expect(theirs).toContainText('No second factor');
  await demand.check();

  await expect(colleague.page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await colleague.page.goto(`${HOST}/app/visitors`);
  await expect(colleague.page.getByText('asks everyone for a second factor')).toBeVisible();
  await expectAccessible(colleague.page);
  await colleague.page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await setUpApp(colleague.page);
  await colleague.page.getByRole('button', { name: 'Done' }).click();
  await expect(colleague.page.getByRole('heading', { name: 'Visitors' })).toBeVisible();
  await expect(theirs).not.toContainText('No second factor');
  await expectAccessible(page);
  await page.reload();
  await expect(demand).toBeChecked();
});
