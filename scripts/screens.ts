/** `npm run screens`: pictures of the demo for docs/screens, at the widths of a phone, a tablet and a desk. Needs a running `npm start`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from './browser.ts';
import { root } from './processes.ts';

const HOST = `http://localhost:${process.env.PORT ?? 8787}`;
const OUT = join(root, 'docs/screens');
const SIZES = { 360: 740, 768: 1024, 1440: 900 } as const;
mkdirSync(OUT, { recursive: true });

const browser = await chromium.launch({ executablePath: await browserPath(), args: BROWSER_ARGS });
const operator = await newPage(browser, 1440);
await operator.goto(`${HOST}/app/`);
await operator.getByLabel('Email').fill('ada@demo.example');
await operator.getByLabel('Password').fill('demo-demo-demo');
await operator.getByRole('button', { name: 'Sign in' }).click();
await operator.getByText('All caught up').waitFor();

const visitor = await newPage(browser, 1440);
await visitor.goto(`${HOST}/demo/`);
const question = `Hello! Is the Aurora lamp bright enough to read by? (${new Date().toLocaleTimeString('en')})`;
await openChat(visitor);
await say(visitor, question);
await operator.getByRole('link').filter({ hasText: question }).click();
await operator.getByRole('button', { name: 'Pick up' }).click();
await operator.getByRole('textbox', { name: 'Write to the visitor' }).fill('It is: 800 lumen, and you can dim it. We ship it tomorrow.');
await operator.keyboard.press('Enter');
await frame(visitor).getByText('800 lumen').waitFor();
await say(visitor, 'Lovely, I take two.');
await operator.getByRole('log').getByText('I take two').waitFor();
await frame(visitor).getByText('Seen').waitFor();
const chat = operator.url();

const client = await newPage(browser, 1440);
await client.goto(`${HOST}/portal/demo`);
await client.getByLabel('Email').fill('katherine@client.example');
await client.getByLabel('Password').fill('demo-demo-demo');
await client.getByRole('button', { name: 'Sign in', exact: true }).click();
await client.getByRole('link').filter({ hasText: 'Your new lamps' }).click();
const order = `Thank you! Can the two of them be dimmed together? (${new Date().toLocaleTimeString('en')})`;
await client.getByRole('textbox', { name: 'Write in Your new lamps' }).fill(order);
await client.keyboard.press('Enter');
await client.getByText('Sent').waitFor();

for (const width of Object.keys(SIZES).map(Number) as (keyof typeof SIZES)[]) {
  for (const page of [operator, visitor, client]) await page.setViewportSize({ width, height: SIZES[width] });
  await visitor.screenshot({ path: join(OUT, `widget-${width}.png`) });
  await client.getByRole('log').getByText(order).waitFor();
  await client.screenshot({ path: join(OUT, `portal-${width}.png`) });
  await operator.goto(chat);
  await operator.getByRole('log').getByText('I take two').waitFor();
  await operator.screenshot({ path: join(OUT, `chats-${width}.png`) });
  for (const tab of [
    'visitors',
    'operators',
    'alerts',
    'settings/profile',
    'settings/sites/demo-site-key-000000001',
    'settings/listings',
    'statistics',
    'broadcast',
    'setup',
  ]) {
    await operator.goto(`${HOST}/app/${tab}`);
    await operator.getByText('All caught up').waitFor({ state: 'attached' });
    await operator.waitForLoadState('networkidle');
    await operator.screenshot({ path: join(OUT, `${pictureOf(tab)}-${width}.png`) });
  }
}
await browser.close();
console.log(`Pictures are in ${OUT}`);

/** A picture is named after its page. */
function pictureOf(tab: string): string {
  const [name = '', section] = tab.split('/');
  return section === 'sites' ? 'site' : section === 'listings' ? section : name;
}

async function newPage(from: Browser, width: keyof typeof SIZES): Promise<Page> {
  return from.newPage({ viewport: { width, height: SIZES[width] }, locale: 'en-US' });
}

function frame(page: Page) {
  const found = page.frames().find((one) => one.parentFrame() !== null);
  if (!found) throw new Error('the chat is not open');
  return found;
}

async function openChat(page: Page): Promise<void> {
  await page.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  await page.evaluate(() => window.Foyer?.('open'));
  while (!page.frames().some((one) => one.parentFrame() !== null)) await page.waitForEvent('frameattached');
  await frame(page).getByRole('textbox', { name: 'Write a message' }).waitFor();
}

async function say(page: Page, text: string): Promise<void> {
  await frame(page).getByRole('textbox', { name: 'Write a message' }).fill(text);
  await frame(page).getByRole('textbox', { name: 'Write a message' }).press('Enter');
}

declare global {
  interface Window {
    Foyer?: (...call: [name: string, ...args: unknown[]]) => void;
  }
}
