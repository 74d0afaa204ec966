import type { Page } from '@playwright/test';
import { HOST } from './support/account.ts';
import { Deployments } from './support/deployments.ts';
import { expect, expectAccessible, openChat, test } from './support/test.ts';

/** The page is in the hands of its service worker. One that became active while the page was on its way has it from the next load on. */
async function ready(page: Page): Promise<void> {
  const controlled = () => page.evaluate(async () => (await navigator.serviceWorker.ready) && navigator.serviceWorker.controller !== null);
  if (await controlled()) return;
  await page.reload();
  expect(await controlled()).toBe(true);
}

test('C14: the app can be installed, with Foyer’s diamond as its icon', async ({ owner }) => {
  const { page, request } = owner;
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const response = await request.get(`${HOST}${href}`);
  expect(response.headers()['content-type']).toMatch(/application\/(manifest\+)?json/);
  const manifest = await response.json();
  expect(manifest).toMatchObject({ name: 'Foyer', display: 'standalone', scope: '/app/', start_url: '/app/' });
  for (const { src, sizes, type } of manifest.icons as { src: string; sizes: string; type: string }[]) {
    const icon = await request.get(`${HOST}${src}`);
    expect(icon.headers()['content-type']).toContain(type);
    if (type !== 'image/png') continue;
    // Width and height of a PNG stand at byte 16 (https://www.w3.org/TR/png-3/#11IHDR).
    const bytes = await icon.body();
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
  for (const { url } of manifest.shortcuts as { url: string }[]) {
    await page.goto(`${HOST}${url}`);
    await expect(page.getByText('All caught up')).toBeVisible();
  }
  // What Chromium asks of an installable app is all there.
  const cdp = await page.context().newCDPSession(page);
  await ready(page);
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test('C14: without a network the app still opens, says so, and goes on by itself', async ({ owner }) => {
  const { page, context } = owner;
  await ready(page);
  await context.setOffline(true);
  await page.goto(`${HOST}/app/visitors`);
  await expect(page.getByText('You are offline')).toBeVisible();
  await expectAccessible(page);
  // The API is never answered from what is kept.
  expect(
    await page.evaluate(() =>
      fetch('/api/me').then(
        () => 'answered',
        () => 'failed',
      ),
    ),
  ).toBe('failed');
  expect(
    await page.evaluate(async () =>
      (
        await Promise.all(
          (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)),
        )
      ).flat(),
    ),
  ).not.toContain('/api/me');
  await context.setOffline(false);
  await expect(page.getByText('All caught up')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Visitors' })).toHaveAttribute('aria-current', 'page');
});

test('C14: after an update a new service worker takes over, and an open page loads anew with its next step, once', async ({ browser }) => {
  const deployments = await Deployments.start();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${deployments.url}/app/`);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await ready(page);
    const script = () => page.evaluate(() => document.querySelector<HTMLScriptElement>('script[type=module]')!.src);
    const builds = () => page.evaluate(() => caches.keys());
    const first = { script: await script(), builds: await builds() };
    await page.getByLabel('Email').fill('half@written');

    deployments.deploy();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    // Only the new build is kept; what is written stays until the person goes on.
    await expect.poll(builds).not.toEqual(first.builds);
    await expect.poll(builds).toHaveLength(1);
    expect(await script()).toBe(first.script);
    await expect(page.getByLabel('Email')).toHaveValue('half@written');
    await expect(async () => {
      await page
        .getByRole('link', { name: 'Sign up' })
        .or(page.getByRole('link', { name: 'Sign in' }))
        .first()
        .click();
      expect(await script()).not.toBe(first.script);
    }).toPass();
    await expect(page.getByRole('button', { name: /Sign (up|in)/ })).toBeVisible();

    await page.evaluate(() => Object.assign(window, { stays: true }));
    await page
      .getByRole('link', { name: 'Sign up' })
      .or(page.getByRole('link', { name: 'Sign in' }))
      .first()
      .click();
    expect(await page.evaluate(() => 'stays' in window)).toBe(true);
    // A page that is opened comes from the network, and without one it is the new build.
    const second = await script();
    deployments.deploy();
    await page.goto(`${deployments.url}/app/sign-up`);
    expect(await script()).not.toBe(second);
  } finally {
    await context.close();
    deployments.stop();
  }
});

test('C1 C14: on a phone the tabs are at the bottom, and a keyboard does not hide what is written', async ({ owner, visitor }) => {
  const { page } = owner;
  await visitor.visit();
  await visitor.open();
  await visitor.write('from a phone');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${HOST}/app/chats`);
  await openChat(owner, 'from a phone');
  await page.getByRole('button', { name: 'Pick up' }).click();
  const tabs = page.getByRole('navigation', { name: 'Main' });
  expect((await tabs.boundingBox())!.y + (await tabs.boundingBox())!.height).toBeCloseTo(740, 0);
  const field = page.getByRole('textbox', { name: 'Write to the visitor' });
  await field.focus();
  // A keyboard that lies over the page, as on iPhones: the visible part is told, the page stays as high.
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { configurable: true, get: () => 400 });
    visualViewport!.dispatchEvent(new Event('resize'));
  });
  await expect(tabs).toBeHidden();
  await expect.poll(async () => (await field.boundingBox())!.y + (await field.boundingBox())!.height).toBeLessThan(400);
});
