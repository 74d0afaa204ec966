import { call, changeSettings, HOST } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, openChats, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

/** What the browser keeps of Foyer on the site's origin. */
const keptBy = (visitor: Visitor) =>
  visitor.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean));

/** The small bubble beside the launcher stands in a closed root, which the chat's frame knows; empty when none shows. */
async function bubble(visitor: Visitor): Promise<string> {
  const chat = await visitor.chat();
  return chat.evaluate(() => {
    const { foyerHost } = window as unknown as { foyerHost: { box: HTMLElement } };
    return foyerHost.box.querySelector('.note:not([hidden]) .text')?.textContent ?? '';
  });
}

test('D4: a greeting shows after its time on its page, opens as the chat’s first line, and not again in this visit', async ({
  owner,
  account,
  visitor,
}) => {
  const { page } = owner;
  await page.goto(`/app/settings/sites/${account.site.id}`);
  await page.getByRole('button', { name: 'Add a greeting' }).click();
  const rule = page.getByRole('group', { name: 'Greeting 1' });
  await rule.getByLabel('Text of the greeting').fill('Questions about our prices?');
  await rule.getByLabel('After seconds').fill('1');
  await rule.getByLabel('Page (* stands for anything)').fill('*/prices*');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();

  // A single-page app: the address changes, the page stays.
  await visitor.visit('/home');
  await visitor.page.evaluate(() => history.pushState(null, '', `/prices${location.search}`));
  await expect.poll(() => bubble(visitor)).toContain('Questions about our prices?');
  const chat = await visitor.open();
  await expect(chat.getByText('Questions about our prices?')).toBeVisible();
  await expect(chat.getByText('Hello! How can we help?')).toHaveCount(0);
  await visitor.write('Yes, how much is it?');
  await openChat(await reopened(owner), 'how much');
  await visitor.api('close');
  // The next page of this visit does without; the site has said so by the time it answers.
  const greeted = new Promise<string[]>((resolve) => {
    const heard: string[] = [];
    visitor.page.once('websocket', (ws) => {
      ws.on('framereceived', ({ payload }) => {
        heard.push(JSON.parse(`${payload}`).t);
        if (heard.includes('welcome')) resolve(heard);
      });
    });
  });
  await visitor.page.goto(visitor.address('/prices'));
  expect(await greeted).not.toContain('greet');
});

test('D4: an event or an attribute of the page calls a greeting, leaving the page takes it back', async ({ account, visitor }) => {
  const rule = { once: 'visitor', since: 'page' } as const;
  await changeSettings(account, {
    greetings: [
      { ...rule, id: 'left', text: 'You should never see this', after: 2, page: '*/leaving*' },
      { ...rule, id: 'basket', text: 'Need help with your basket?', after: 0, event: 'added to cart' },
      { ...rule, id: 'plan', text: 'Hello, professional', after: 0, attribute: { name: 'plan', value: 'pro*' } },
    ],
  });
  const frames: { t: string; text?: string }[] = [];
  visitor.page.on('websocket', (ws) => ws.on('framereceived', ({ payload }) => frames.push(JSON.parse(`${payload}`))));
  await visitor.visit('/leaving');
  await expect.poll(() => frames.find(({ t }) => t === 'greet')?.text).toBe('You should never see this');
  await visitor.page.evaluate(() => history.pushState(null, '', `/elsewhere${location.search}`));
  await expect.poll(() => frames.findLast(({ t }) => t === 'greet')?.text).toBe('');
  await visitor.api('track', 'added to cart', { item: 'lamp' });
  await expect.poll(() => bubble(visitor)).toContain('Need help with your basket?');
  await visitor.api('attributes', { plan: 'professional' });
  await expect.poll(() => bubble(visitor)).toContain('Hello, professional');
  expect(await bubble(visitor)).not.toContain('never see this');
});

async function reopened<T extends Parameters<typeof openChats>[0]>(operator: T): Promise<T> {
  await openChats(operator);
  return operator;
}

test('D6: blocked for a day with a reason, listed in the settings and let in again from there', async ({ owner, account, visitor }) => {
  const { page } = owner;
  await visitor.visit();
  await visitor.open();
  await visitor.write('something rude');
  await openChat(owner, 'something rude');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Block visitor' }).click();
  const dialog = page.getByRole('dialog');
  // Here nobody has an address of their own, and that is said.
  await dialog.getByText('Also block this visitor’s address').click();
  await dialog.getByRole('button', { name: 'Block visitor' }).click();
  await expect(page.getByText('The network address of this visitor is not known. Block the visitor alone.')).toBeVisible();
  await dialog.getByText('Also block this visitor’s address').click();
  await dialog.getByLabel('For how long').selectOption('1 day');
  await dialog.getByLabel('Reason (for operators)').fill('rude to colleagues');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Block visitor' }).click();
  await expect(page.getByText(/Ada blocked this visitor until .*“rude to colleagues”/)).toBeVisible();
  await expect.poll(() => visitor.page.locator('foyer-chat').count()).toBe(0);
  await expect
    .poll(async () => (await call<unknown[]>(owner.request, 'GET', `/api/sites/${account.site.id}/blocks`)).length, { timeout: 10_000 })
    .toBe(1);
  await page.goto('/app/settings/blocks');
  await expect(page.getByText('“rude to colleagues”')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Unblock' }).click();
  await expect(page.getByText('Nobody is blocked.')).toBeVisible();
  await expect.poll(async () => call<unknown[]>(owner.request, 'GET', `/api/sites/${account.site.id}/blocks`)).toEqual([]);
  await visitor.visit('/again');
  await expect((await visitor.open()).getByText('something rude')).toBeVisible();
});

test('B12: nothing is kept and nobody is connected before the visitor agrees; taking it back deletes what is kept', async ({
  owner,
  visitor,
}) => {
  const sockets: string[] = [];
  visitor.page.on('websocket', (ws) => sockets.push(ws.url()));
  await visitor.visit('/', '&consent=required');
  await visitor.api('attributes', { plan: 'pro' });
  const chat = await visitor.open();
  await expect(chat.getByText('may we keep an identifier in this browser?', { exact: false })).toBeVisible();
  await chat.getByRole('button', { name: 'No, thank you' }).click();
  await visitor.visit('/next', '&consent=required');
  expect(await keptBy(visitor)).toEqual([]);
  expect(sockets).toEqual([]);
  const again = await visitor.open();
  await again.getByRole('button', { name: 'Yes, start the chat' }).click();
  await visitor.write('I agreed');
  await openChat(owner, 'I agreed');
  expect((await keptBy(visitor)).some((key) => key.endsWith('.token'))).toBe(true);
  await visitor.visit('/third', '&consent=required');
  await expect((await visitor.chat()).getByText('I agreed')).toBeVisible();
  await visitor.api('consent', false);
  await expect.poll(() => keptBy(visitor)).toEqual([]);
  await visitor.visit('/fourth', '&consent=required');
  expect(await keptBy(visitor)).toEqual([]);
  // The page's own banner says it too.
  await visitor.api('consent', true);
  const fresh = await visitor.open();
  await expect(fresh.getByText('Hello! How can we help?')).toBeVisible();
  await expect(fresh.getByText('I agreed')).toHaveCount(0);
});

test('B12 H4: a visitor sees, downloads and deletes their own data; the operator sees that they did', async ({ owner, visitor }) => {
  await visitor.visit();
  await visitor.api('attributes', { plan: 'pro' });
  const chat = await visitor.open();
  await visitor.write('my secret number is 12');
  await openChat(owner, 'my secret number is 12');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'Thank you for 12');
  await expect(chat.getByText('Thank you for 12')).toBeVisible();
  await chat.getByRole('button', { name: 'More' }).click();
  await chat.getByRole('button', { name: 'Your data' }).click();
  const panel = chat.getByRole('region', { name: 'Your data' });
  await expect(panel.getByText('Messages in your conversations: 2')).toBeVisible();
  await expect(panel.getByText('pro')).toBeVisible();
  const [download] = await Promise.all([
    visitor.page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download everything' }).click(),
  ]);
  const saved = JSON.parse(await (await import('node:fs/promises')).readFile(await download.path(), 'utf8'));
  expect(JSON.stringify(saved)).toContain('my secret number is 12');
  await panel.getByRole('button', { name: 'Delete my data' }).click();
  await expect(panel.getByText(/Delete everything for good\?/)).toBeVisible();
  await panel.getByRole('button', { name: 'Delete everything' }).click();
  await expect(chat.getByText('Your data has been deleted.')).toBeVisible();
  await expect(chat.getByText('my secret number is 12')).toHaveCount(0);
  await expect(owner.page.getByText('The visitor deleted their data. Nothing can be written here any more.')).toBeVisible();
  await expect(owner.page.getByText('my secret number is 12')).toHaveCount(0);
  await expect(owner.page.getByText('Thank you for 12')).toHaveCount(0);
  // They are somebody new, here and for the operators.
  await visitor.write('hello from a stranger');
  await openChat(await reopened(owner), 'hello from a stranger');
  await expect(owner.page.getByText('my secret number is 12')).toHaveCount(0);
});

test('A6: guides hold the account’s own line, and their code works as it is copied', async ({ owner, account, newVisitor }) => {
  const { page } = owner;
  await page.goto('/app/setup');
  await page.getByRole('link', { name: /^Guides/ }).click();
  await expect(page.getByText(account.site.snippet)).toBeVisible();
  for (const name of ['Single-page app', 'Portal with listings', 'WordPress, Shopify, Wix', 'Consent and privacy', 'Signed-in customers']) {
    // Exactly: the set-up page has a link that names them all.
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible();
    await expectAccessible(page);
  }
  await expect(page.getByText('hash_hmac')).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('link', { name: 'Strict content security policy' }).click();
  await expect(page.getByRole('heading', { name: 'Strict content security policy', level: 2 })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole('button', { name: /^Copy: Strict.*Content-Security-Policy/ }).click();
  const policy = await page.evaluate(() => navigator.clipboard.readText());
  // A page that allows nothing else.
  const visitor = await newVisitor();
  // (The page's own icon is a data address.)
  const whole = `default-src 'none'; ${policy.replace('img-src', 'img-src data:')}`;
  expect(policy).toContain(HOST);
  await visitor.page.goto(visitor.address('/strict', `&csp=${encodeURIComponent(whole)}`));
  await visitor.launched();
  await expect((await visitor.open()).getByText('Hello! How can we help?')).toBeVisible();
});
