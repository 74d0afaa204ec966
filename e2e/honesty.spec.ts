/** What visitors are told of what happens behind the chat: who reads along, who answers, and when nobody does. */
import { addColleague, call, changeSettings } from './support/account.ts';
import { expect, openChat, openChats, test } from './support/test.ts';

test('I2: what is typed shows at the operator’s before it is sent, without card and account numbers; the visitor is told; a switch or a country ends it', async ({
  owner,
  account,
  visitor,
}) => {
  const { page } = owner;
  await page.goto(`/app/settings/sites/${account.site.id}`);
  await page.getByLabel('Operators see what visitors are typing').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  account.site.settings.preview = true;
  await openChats(owner);

  const typed: { draft?: string }[] = [];
  visitor.page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const frame = `${payload}`.startsWith('{') ? JSON.parse(`${payload}`) : {};
      if (frame.t === 'typing') typed.push(frame);
    }),
  );
  await visitor.visit();
  const chat = await visitor.open();
  const notice = chat.getByText('What you type is visible while you type it.');
  const field = chat.getByRole('textbox', { name: 'Write a message' });
  await visitor.write('I want to pay');
  await openChat(owner, 'I want to pay');
  await page.getByRole('button', { name: 'Pick up' }).click();
  await expect(notice).toBeVisible();
  await field.pressSequentially('card 4111 1111 1111 1111, account DE89 3704 0044 0532 0130 00, thanks');
  await expect(page.getByText('is typing: card •••• •••• •••• ••••, account •••• •••• •••• •••• •••• ••, thanks')).toBeVisible();
  expect(await page.getByRole('log').textContent()).not.toContain('thanks');
  // Nor did the browser tell them while they grew.
  expect(typed.map(({ draft }) => draft).join()).not.toMatch(/4111 1111|3704 0044/);

  for (const off of [{ preview: false }, { preview: true, previewOff: ['US'] }]) {
    await changeSettings(account, { preview: true, previewOff: [] });
    await expect(notice).toBeVisible();
    await changeSettings(account, off);
    await expect(notice).toBeHidden();
    typed.length = 0;
    await field.fill('');
    await field.fill('nobody reads this');
    await expect(page.getByText(/is typing\s*$/)).toBeVisible();
    await expect.poll(() => typed.at(-1)).toEqual({ t: 'typing', on: true });
    expect(typed.filter(({ draft }) => draft)).toEqual([]);
    await expect(page.getByText(/nobody reads this/)).toHaveCount(0);
  }
});

test('I4: on an advertiser’s page the visitor is told who is there: first its own agent, then others, then that nobody is', async ({
  account,
  browser,
  newVisitor,
}) => {
  const { owner, site } = account;
  const [ann, grace] = [await addColleague(browser, account, 'Ann'), await addColleague(browser, account, 'Grace')];
  const listings = [{ key: 'north', name: 'Home north', advertiser: 'Ann Estates', operators: [ann.email] }];
  await call(owner.request, 'PUT', `/api/sites/${site.id}/listings`, { listings });
  await call(owner.request, 'PUT', `/api/members/${ann.id}`, { listingsOnly: true });
  await changeSettings(account, { patience: 12, routing: { method: 'all', limit: 0, step: 5, rules: [] } });
  await openChats(grace);

  // Grace is there for the site; for Ann's listing nobody is.
  const [reader, visitor] = [await newVisitor(), await newVisitor()];
  await reader.visit('/about');
  await expect((await reader.open()).getByText('We are here')).toBeVisible();
  await visitor.visit('/home', '&listing=north');
  const chat = await visitor.open();
  await expect(chat.getByRole('heading', { name: 'Home north' })).toBeVisible();
  await expect(chat.getByText('We are away')).toBeVisible();
  await expect(chat.getByText('We are not here right now.')).toBeVisible();

  // Her coming is told at once, on an open page.
  await openChats(ann);
  await openChats(owner);
  await expect(chat.getByText('We are here')).toBeVisible();
  await visitor.write('Is it still free?');
  await expect(chat.getByText('Somebody will be with you in a moment.')).toBeVisible();
  await expect(ann.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();
  await expect(owner.page.getByRole('heading', { name: 'Offered to others 1' })).toBeVisible();
  await expect(chat.getByText('We are asking more colleagues.')).toBeHidden();

  await expect(chat.getByText('We are asking more colleagues.')).toBeVisible();
  await expect(owner.page.getByRole('heading', { name: 'Waiting 1' })).toBeVisible();

  await expect(chat.getByText('Everybody is busy.')).toBeVisible({ timeout: 30_000 });
  await expect(chat.getByText('We are asking more colleagues.')).toBeHidden();
  await expect(chat.getByRole('button', { name: 'Leave message' })).toBeVisible();
  // Of all this the site's own page knew nothing, and nor did who answers there.
  await expect((await reader.chat()).getByText('We are here')).toBeVisible();
  await expect(grace.page.getByRole('navigation', { name: 'Chats' }).getByRole('link')).toHaveCount(0);
  for (const { context } of [ann, grace]) await context.close();
});
