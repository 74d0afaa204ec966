import { BROWSER_ARGS } from '../scripts/browser.ts';
import { call, freshEmail, HOST, linkOf, PASSWORD } from './support/account.ts';
import { addClient, portalOf } from './support/client.ts';
import { expect, expectAccessible, test } from './support/test.ts';

// The portal of a company on a host name of its own; the browser is told where that is.
const OWN_HOST = 'portal.lamps.test';
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...BROWSER_ARGS, `--host-resolver-rules=MAP ${OWN_HOST} 127.0.0.1`] }),
});

test('E1: clients are invited by mail, activate with a password, sign out, and in again by a link that is good once', async ({
  browser,
  account,
  owner,
  errors,
}) => {
  await call(owner.request, 'PUT', '/api/portal-settings', { title: 'Lamps & Sons', colour: '#ffd400', host: '', digestMinutes: 30 });
  await owner.page.goto(`${HOST}/app/clients`);
  await expect(owner.page.getByText('No clients yet.')).toBeVisible();
  await expectAccessible(owner.page);
  const [email, second] = [freshEmail('vic'), freshEmail('wim')];
  await owner.page.getByRole('button', { name: 'Invite clients' }).click();
  await owner.page.getByLabel('Who').fill(`Vic Client <${email}>, ${second}`);
  await owner.page.getByLabel('A word from you').fill('Welcome aboard');
  await expectAccessible(owner.page);
  await owner.page.getByRole('button', { name: 'Send 2 invitations' }).click();
  await expect(owner.page.getByText('2 invitations are on their way.')).toBeVisible();
  await expect(owner.page.getByRole('listitem').filter({ hasText: email }).getByText('Invited', { exact: true })).toBeVisible();

  const context = await browser.newContext();
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  const link = await linkOf(owner.request, email, '/activate');
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Welcome to Lamps & Sons' })).toBeVisible();
  await expect(page.getByText(`You are invited as ${email}.`)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Activate my access' }).click();
  await expect(page.getByText('No rooms yet')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Lamps & Sons')).toBeVisible();
  await expect(page).toHaveTitle('Lamps & Sons');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Me', exact: true })).toBeVisible();
  await owner.page.reload();
  await expect(owner.page.getByRole('listitem').filter({ hasText: email }).getByText('Active', { exact: true })).toBeVisible();

  // The link once more, by somebody else.
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'This link is good no more' })).toBeVisible();
  await expectAccessible(other);
  await other.context().close();

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Lamps & Sons' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in by a link in a mail' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText(`If ${email} is known here, the link is on its way.`)).toBeVisible();
  const signIn = await linkOf(owner.request, email, '/link?');
  await page.goto(signIn);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Me', exact: true })).toBeVisible();
  await page.goto(signIn);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'This link is good no more' })).toBeVisible();

  // Removed: out with the next step.
  await owner.page.getByRole('button', { name: 'Remove: Vic Client' }).click();
  await owner.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(owner.page.getByText('Vic Client is removed.')).toBeVisible();
  await expect(owner.page.getByRole('listitem').filter({ hasText: email })).toBeHidden();
  await page.goto(await portalOf(account));
  await expect(page.getByRole('heading', { name: 'Sign in to Lamps & Sons' })).toBeVisible();
  await context.close();
});

test('E1: an invitation opened while somebody else is signed in says so, and each client sees only what is their own', async ({
  browser,
  account,
}) => {
  const vic = await addClient(browser, account, 'Vic');
  await vic.page.getByRole('link', { name: 'Me', exact: true }).click();
  await vic.page.getByLabel('Your name').fill('Victoria 🌿 فيكتوريا');
  await vic.page.getByRole('button', { name: 'Save' }).first().click();
  await expect(vic.page.getByText('Saved.')).toBeVisible();
  const email = freshEmail('wim');
  await call(account.owner.request, 'POST', '/api/clients', { email, name: 'Wim' });
  await vic.page.goto(await linkOf(account.owner.request, email, '/activate'));
  await expect(vic.page.getByText(`This invitation is for ${email}, and ${vic.email} is signed in here.`)).toBeVisible();
  await expectAccessible(vic.page);
  await vic.page.getByRole('button', { name: 'Sign out and go on' }).click();
  await vic.page.getByRole('button', { name: 'Without a password: I sign in by link' }).click();
  await vic.page.getByRole('button', { name: 'Activate my access' }).click();
  await vic.page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(vic.page.getByText(`You sign in as ${email}.`)).toBeVisible();
  await expect(vic.page.getByLabel('Your name')).toHaveValue('Wim');
  await expect(vic.page.getByText('You sign in by a link in a mail.')).toBeVisible();
  expect(await vic.page.content()).not.toContain(vic.email);
  expect(await vic.page.content()).not.toContain('Victoria');
  await vic.context.close();
});

test('E1: on a phone, in Spanish and dark, in the colour and with the logo of the company, as an app', async ({ browser, account }) => {
  const { page: dashboard } = account.owner;
  await dashboard.goto(`${HOST}/app/settings/portal`);
  await dashboard.getByLabel('Name of the portal').fill('Lámparas Ñu');
  await dashboard.getByText('A colour of your own').click();
  await dashboard.getByLabel('Colour', { exact: true }).fill('#0a0a5a');
  await expect(dashboard.getByText('On dark pages this colour is hardly seen')).toBeVisible();
  await dashboard.getByLabel('Host name of your own').fill('localhost');
  await dashboard.getByRole('button', { name: 'Save' }).click();
  await expect(dashboard.getByText('This is no host name of your own')).toBeVisible();
  await dashboard.getByLabel('Host name of your own').fill('');
  await dashboard.getByRole('button', { name: 'Save' }).click();
  await expect(dashboard.getByText('Saved.')).toBeVisible();
  const logo = await dashboard.request.get(`${HOST}/app/icon-192.png`);
  await dashboard.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await logo.body() });
  await expect(dashboard.getByRole('img', { name: 'Logo' })).toBeVisible();
  await expectAccessible(dashboard);

  const client = await addClient(browser, account);
  const state = await client.context.storageState();
  await client.context.close();
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'es-ES',
    colorScheme: 'dark',
    storageState: state,
  });
  const page = await context.newPage();
  await page.goto(`${await portalOf(account)}/me`);
  // They activated in English.
  await page.getByLabel('Language').selectOption('es');
  await expect(page.getByRole('heading', { name: 'Yo' })).toBeVisible();
  await expect(page.getByRole('banner').locator('img')).toHaveJSProperty('complete', true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
  const manifest = await page.evaluate(async () => {
    const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    return (await fetch(href)).json() as Promise<{ name: string; start_url: string; icons: { sizes: string }[] }>;
  });
  expect(manifest).toMatchObject({
    name: 'Lámparas Ñu',
    start_url: new URL(await portalOf(account)).pathname,
    icons: [{ sizes: '192x192' }],
  });
  await page.getByRole('button', { name: 'Cerrar sesión', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Inicia sesión en Lámparas Ñu' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Correo')).toBeFocused();
  await page.keyboard.type(client.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Yo' })).toBeVisible();
  await context.close();
});

test('E1: a portal on a host name of its own', async ({ browser, account }) => {
  const settings = { title: 'Own Lamps', colour: '', host: OWN_HOST, digestMinutes: 30 };
  await call(account.owner.request, 'PUT', '/api/portal-settings', settings);
  const email = freshEmail('vic');
  await call(account.owner.request, 'POST', '/api/clients', { email, name: 'Vic' });
  const link = await linkOf(account.owner.request, email, '/activate');
  expect(new URL(link).hostname).toBe(OWN_HOST);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Activate my access' }).click();
  await expect(page.getByText('No rooms yet')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  await expect(page).toHaveURL(/\/me$/);
  await page.reload();
  await expect(page.getByText(`You sign in as ${email}.`)).toBeVisible();
  for (const path of ['/app/', '/api/me', '/dev/outbox']) expect((await page.goto(new URL(path, link).href))!.status(), path).toBe(404);
  // The loader is served without the Worker, which leaves its mark on all that it answers.
  for (const host of [HOST, new URL(link).origin]) {
    const loader = (await page.goto(`${host}/w.js`))!;
    expect([loader.status(), await loader.headerValue('x-request-id')]).toEqual([200, null]);
  }
  await context.close();
});
