/** `test` with what all browser tests share: accounts, visitors, and the rule that no page may report an error. */
import AxeBuilder from '@axe-core/playwright';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { type Account, addColleague, HOST, newAccount, type Operator } from './account.ts';
import { Visitor } from './visitor.ts';

interface Fixtures {
  /** The server that is asked: that of all tests, unless a file has one of its own. */
  host: string;
  account: Account;
  owner: Operator;
  colleague: Operator;
  visitor: Visitor;
  /** Another person, in a browser of their own. */
  newVisitor: (site?: string) => Promise<Visitor>;
}

/** What the network panel says of refusals a test provokes is no error of the page. */
const EXPECTED = /Failed to load resource|WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED/;

function watch(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) errors.push(message.text());
  });
}

export const test = base.extend<Fixtures & { errors: string[] }>({
  errors: [
    async ({ browserName: _ }, use) => {
      const errors: string[] = [];
      await use(errors);
      expect(errors, 'errors that pages reported').toEqual([]);
    },
    { auto: true },
  ],
  host: [HOST, { option: true }],
  account: async ({ browser, host, errors }, use) => {
    const account = await newAccount(browser, 'Ada', host);
    watch(account.owner.page, errors);
    await use(account);
    await account.owner.context.close();
  },
  owner: async ({ account, host }, use) => {
    await openChats(account.owner, host);
    await use(account.owner);
    await expectAccessibleEnd(account.owner);
  },
  colleague: async ({ browser, account, errors }, use) => {
    const colleague = await addColleague(browser, account);
    watch(colleague.page, errors);
    await openChats(colleague);
    await use(colleague);
    await expectAccessibleEnd(colleague);
    await colleague.context.close();
  },
  newVisitor: async ({ browser, host, account, errors }, use) => {
    const opened: Visitor[] = [];
    await use(async (site = account.site.id) => {
      const visitor = await newVisitorOf(browser, site, host, errors);
      opened.push(visitor);
      return visitor;
    });
    for (const visitor of opened) {
      if (!visitor.page.isClosed()) await expectAccessibleChat(visitor);
      await visitor.context.close();
    }
  },
  visitor: async ({ newVisitor }, use) => {
    await use(await newVisitor());
  },
});

async function newVisitorOf(browser: Browser, site: string, host: string, errors: string[]): Promise<Visitor> {
  const page = await (await browser.newContext()).newPage();
  watch(page, errors);
  return new Visitor(page, site, host);
}

export async function openChats({ page }: Operator, host = HOST): Promise<void> {
  await page.goto(`${host}/app/chats`);
  await expect(page.getByText('All caught up')).toBeVisible();
}

/** The operator opens the chat of the visitor who wrote `text`. */
export async function openChat({ page }: Operator, text: string | RegExp): Promise<void> {
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: text }).click();
  await expect(page.getByRole('log').getByText(text).first()).toBeVisible();
}

export async function answer({ page }: Operator, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Write to the visitor' });
  await field.fill(text);
  await field.press('Enter');
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const told = (violations: axe.Result[]): string[] =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);

/** No violation of WCAG 2.2 A and AA that a machine can find. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(told(violations)).toEqual([]);
}

/** The same of a visitor's chat, which no page can see into: in its own frame. Nothing of one that is closed, or was never opened. */
export async function expectAccessibleChat({ page }: Visitor): Promise<void> {
  for (const frame of page.frames()) {
    if (frame === page.mainFrame() || (await frame.locator('.app').count()) === 0) continue;
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), TAGS);
    expect(told(violations)).toEqual([]);
  }
}

/** However a test ends, what its operators see then is held to the same. */
async function expectAccessibleEnd({ page }: Operator): Promise<void> {
  if (!page.isClosed() && page.url().startsWith(HOST)) await expectAccessible(page);
}

export { expect };

declare global {
  interface Window {
    axe: typeof axe;
  }
}
