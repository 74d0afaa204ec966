import { call, changeSettings, freshEmail, HOST, mailsTo } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, openChats, test } from './support/test.ts';

test('C1: seven tabs, each with what it can show, accessible and without a dead button', async ({ owner, visitor }) => {
  await visitor.visit();
  const { page } = owner;
  const tabs = page.getByRole('navigation', { name: 'Main' });
  for (const name of ['Chats', 'Visitors', 'Operators', 'Alerts', 'Settings', 'Statistics', 'Broadcast']) {
    await tabs.getByRole('link', { name }).click();
    await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('main').locator('h1, strong').first()).toBeVisible();
    await expectAccessible(page);
  }
  await expect(page.getByText('1 visitor now')).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  const box = await tabs.boundingBox();
  expect(box?.y).toBeGreaterThan(640);
});

test('C2: the list shows who waits and for how long, own chats and others, newest first, with unread counts', async ({
  owner,
  colleague,
  newVisitor,
}) => {
  const texts = ['the oldest', 'the second', 'the newest'];
  for (const text of texts) {
    const visitor = await newVisitor();
    await visitor.visit();
    await visitor.open();
    await visitor.write(text);
    await expect(owner.page.getByRole('link').filter({ hasText: text })).toBeVisible();
  }
  await expect(owner.page.getByRole('heading', { name: 'Waiting 3' })).toBeVisible();
  await expect(owner.page.getByRole('link').filter({ hasText: 'the oldest' })).toContainText(/\ds/);
  await expect(owner.page.getByRole('link').filter({ hasText: 'the oldest' })).toContainText('1 unread');
  await openChat(owner, 'the oldest');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await expect(owner.page.getByRole('heading', { name: 'Mine 1' })).toBeVisible();
  await expect(owner.page.getByRole('link').filter({ hasText: 'the oldest' })).not.toContainText('unread');
  await expect(colleague.page.getByRole('heading', { name: 'All 1' })).toBeVisible();
  await expect(colleague.page.getByRole('link').filter({ hasText: 'the oldest' })).toContainText('Ada');
});

test('C3 I4: typing lights the list, everyone is alerted, and of two who pick up at once exactly one wins', async ({
  owner,
  colleague,
  visitor,
}) => {
  await visitor.visit();
  const chat = await visitor.open();
  await chat.getByRole('textbox', { name: 'Write a message' }).pressSequentially('He');
  for (const { page } of [owner, colleague])
    await expect(page.getByRole('navigation', { name: 'Chats' }).getByText('typing …')).toBeVisible();
  await visitor.write('Hello, who is quicker?');
  for (const { page } of [owner, colleague]) await expect(page.getByText(/Visitor [\w-]* ?is waiting/)).toBeVisible();
  await Promise.all([openChat(owner, 'who is quicker'), openChat(colleague, 'who is quicker')]);
  const buttons = [owner, colleague].map(({ page }) => page.getByRole('button', { name: 'Pick up' }));
  await Promise.all(buttons.map((button) => button.waitFor()));
  await Promise.all(buttons.map((button) => button.evaluate((element: HTMLElement) => element.click())));
  const wins = await Promise.all(
    [owner, colleague].map(async ({ page }) => {
      await expect(page.getByText(/picked up the chat/)).toBeVisible();
      return page.getByText('You picked up the chat').isVisible();
    }),
  );
  expect(wins.filter(Boolean)).toHaveLength(1);
  const [winner, loser] = wins[0] ? [owner, colleague] : [colleague, owner];
  await expect(loser.page.getByText(`${winner.name} was faster`)).toBeVisible();
  await expect(loser.page.getByText(`Open with ${winner.name}`)).toBeVisible();
});

test('B9 C4: visitors online are seen live, filtered, and invited; who invited is told of the answer', async ({ owner, newVisitor }) => {
  const [first, second] = [await newVisitor(), await newVisitor()];
  await first.visit('/lamps');
  await second.visit('/delivery');
  const { page } = owner;
  await page.getByRole('link', { name: 'Visitors' }).click();
  await expect(page.getByRole('heading', { name: '2 visitors' })).toBeVisible();
  await expect(page.getByText('Page /lamps')).toBeVisible();
  await page.getByRole('main').getByRole('searchbox').fill('delivery');
  await expect(page.getByText('Page /lamps')).toBeHidden();
  await page.getByRole('main').getByRole('searchbox').fill('');
  await expect(page.getByText('Page /lamps')).toBeVisible();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: 'Invite 2 visitors' }).click();
  await page.getByLabel('What to say').fill('May I show you around?');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('2 visitors invited')).toBeVisible();
  const chat = await first.open();
  await expect(chat.getByText('May I show you around?')).toBeVisible();
  await first.write('Yes please');
  await expect(page.getByText(/New message from/)).toBeVisible();
  await second.page.close();
  await expect(page.getByRole('heading', { name: '1 visitor' })).toBeVisible();
});

test('C5: details, tags, notes, canned responses, edits and what the visitor is typing', async ({ owner, colleague, account, visitor }) => {
  await changeSettings(account, { preview: true });
  await call(owner.request, 'POST', '/api/canned', { shortcut: 'hi', text: 'Hello {visitor.name}, {operator.name} here', shared: true });
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('how much is it');
  await openChat(owner, 'how much is it');
  const { page } = owner;
  await page.getByRole('button', { name: 'Pick up' }).click();
  await chat.getByRole('textbox', { name: 'Write a message' }).pressSequentially('my card is 4111 1111 1111 1111');
  await expect(page.getByText(/is typing: my card is •••• •••• •••• ••••/)).toBeVisible();
  await expect(chat.getByText('What you type is visible while you type it.')).toBeVisible();
  await chat.getByRole('textbox', { name: 'Write a message' }).fill('');
  await page.getByLabel('Name', { exact: true }).fill('Vera');
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Vera' })).toBeVisible();
  await page.getByLabel('Add a tag').fill('vip');
  await page.getByLabel('Add a tag').press('Enter');
  await expect(page.getByRole('button', { name: 'Remove vip' })).toBeVisible();
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByRole('textbox', { name: 'Write a note for colleagues' }).fill('careful, a regular');
  await page.getByRole('textbox', { name: 'Write a note for colleagues' }).press('Enter');
  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Write to the visitor' });
  await field.pressSequentially('/hi');
  await field.press('Enter');
  await expect(field).toHaveValue('Hello Vera, Ada here');
  await field.press('Enter');
  await expect(chat.getByText('Hello Vera, Ada here')).toBeVisible();
  await page.getByText('Hello Vera, Ada here', { exact: true }).hover();
  await page.getByRole('button', { name: 'Edit' }).last().click();
  await page.getByRole('textbox', { name: 'Edit' }).fill('Hello Vera, it is 89');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(chat.getByText('Hello Vera, it is 89')).toBeVisible();
  await expect(chat.getByText('careful, a regular')).toHaveCount(0);
  await colleague.page.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: 'Vera' }).click();
  await expect(colleague.page.getByText('careful, a regular')).toBeVisible();
  await page.getByText('Hello Vera, it is 89', { exact: true }).hover();
  await page.getByRole('button', { name: 'Delete' }).last().click();
  await expect(chat.getByText('Message deleted')).toBeVisible();
  await expectAccessible(page);
});

test('C5 D6: a blocked visitor is taken out of the chat and sees none until unblocked', async ({ owner, visitor }) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('something rude');
  await openChat(owner, 'something rude');
  await owner.page.getByRole('button', { name: 'More', exact: true }).click();
  await owner.page.getByRole('button', { name: 'Block visitor' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Block visitor' }).click();
  await expect.poll(() => visitor.page.locator('foyer-chat').count()).toBe(0);
  await visitor.page.goto(visitor.address('/again'));
  await expect(visitor.page.getByRole('heading', { name: 'A plain page' })).toBeVisible();
  await owner.page.getByRole('button', { name: 'More', exact: true }).click();
  await owner.page.getByRole('button', { name: 'Unblock visitor' }).click();
  await expect(owner.page.getByText('You unblocked the visitor')).toBeVisible();
  // The site is told a moment after the chat: until then a new page is refused like the one before.
  await expect
    .poll(async () => {
      const answer = new Promise((resolve) => {
        visitor.page.once('websocket', (ws) => ws.once('framereceived', ({ payload }) => resolve(JSON.parse(`${payload}`).t)));
      });
      await visitor.page.goto(visitor.address('/back'));
      return answer;
    })
    .toBe('welcome');
  const chat = await visitor.open();
  await expect(chat.getByText('something rude')).toBeVisible();
});

test('C6: a chat is handed over with a note, taken or given back, and a colleague is invited in and leaves', async ({
  owner,
  colleague,
  visitor,
}) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('a hard question');
  await openChat(owner, 'a hard question');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  const offer = async (note: string) => {
    await owner.page.getByRole('button', { name: 'Hand over' }).click();
    await owner.page.getByLabel('Note for them').fill(note);
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
    await expect(owner.page.getByText(/Offered to Grace, \d+ s left/)).toBeVisible();
  };
  await offer('you know this');
  await expect(colleague.page.getByText(/Ada hands .* over to you/).first()).toBeVisible();
  await openChat(colleague, 'a hard question');
  await expect(colleague.page.getByText(/hands this chat over to you\. \d+ s left “you know this”/)).toBeVisible();
  await colleague.page.getByRole('button', { name: 'Decline' }).click();
  await expect(owner.page.getByText('The offer was declined')).toBeVisible();
  await owner.page.getByRole('button', { name: 'More', exact: true }).click();
  await owner.page.getByRole('button', { name: 'Invite a colleague' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Invite a colleague' }).click();
  await expect(chat.getByText('Grace joined')).toBeVisible();
  await answer(colleague, 'I can help');
  await expect(chat.getByText('I can help')).toBeVisible();
  await colleague.page.getByRole('button', { name: 'More', exact: true }).click();
  await colleague.page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(chat.getByText('Grace left')).toBeVisible();
  await offer('now it is yours');
  await colleague.page.getByRole('button', { name: 'Accept' }).click();
  await expect(owner.page.getByText('Open with Grace')).toBeVisible();
  await expect(chat.getByRole('heading', { name: 'Grace' })).toBeVisible();
});

test('C7: a chat is closed into a category, whose addresses get the whole transcript', async ({ owner, visitor }) => {
  const address = freshEmail('billing');
  await call(owner.request, 'POST', '/api/categories', { name: 'Invoices', emails: [address] });
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('my invoice is wrong');
  await openChat(owner, 'my invoice is wrong');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'I mend it');
  await owner.page.getByRole('button', { name: 'Close', exact: true }).click();
  await owner.page.getByLabel('Into which category?').selectOption('Invoices');
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Close this chat' }).click();
  await expect(chat.getByText('The chat has ended')).toBeVisible();
  const [mail] = await mailsTo(owner.request, address);
  expect(mail!.subject).toContain('Invoices');
  expect(mail!.text).toMatch(/my invoice is wrong[\s\S]*I mend it/);
  await owner.page.getByRole('link', { name: 'Statistics' }).click();
  await expect(owner.page.getByRole('row', { name: 'Invoices 1' }).first()).toBeVisible();
});

test('C8 C11: name, photo, transcript address, language, theme and away timer are kept; the address gets a copy of own chats', async ({
  owner,
  visitor,
}) => {
  const { page } = owner;
  const copies = freshEmail('copies');
  await page.goto(`${HOST}/app/settings/profile`);
  await page.getByLabel('Name').fill('Ada L.');
  await page.getByLabel('Send me a copy').fill(copies);
  await page.getByLabel('Show me as away').fill('30');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
  await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png });
  await expect(page.getByRole('button', { name: 'Remove' })).toBeVisible();
  await page.getByLabel('Appearance').selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page);
  await page.getByLabel('Language').selectOption('Spanish');
  await expect(page.getByRole('link', { name: 'Ajustes' })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('link', { name: 'Ajustes' })).toBeVisible();
  await page.locator('select').first().selectOption('en');
  await openChats(owner);
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('who are you');
  await openChat(owner, 'who are you');
  await page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'Ada herself');
  await expect(chat.getByRole('heading', { name: 'Ada L.' })).toBeVisible();
  await expect.poll(() => chat.locator('header img.face').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close this chat' }).click();
  expect((await mailsTo(owner.request, copies))[0]!.text).toContain('Ada herself');
});

test('C15: next waiting, canned by slash, send, close and the palette, all without a mouse', async ({ owner, newVisitor }) => {
  await call(owner.request, 'POST', '/api/canned', { shortcut: 'bye', text: 'Goodbye', shared: false });
  for (const text of ['waits longest', 'came later']) {
    const visitor = await newVisitor();
    await visitor.visit();
    await visitor.open();
    await visitor.write(text);
    await expect(owner.page.getByRole('link').filter({ hasText: text })).toBeVisible();
  }
  const { page } = owner;
  await page.keyboard.press('Alt+n');
  await expect(page.getByRole('log').getByText('waits longest')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Write, and pick up the chat' })).toBeFocused();
  await page.keyboard.type('/bye');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('log').getByText('Goodbye')).toBeVisible();
  await page.keyboard.press('Alt+c');
  await expect(page.getByRole('dialog', { name: 'Close this chat' })).toBeVisible();
  await page.getByLabel('Into which category?').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('You ended the chat')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('statist');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Right now' })).toBeVisible();
});

test('A5: settings are shown live in the preview while editing, and on open pages when saved', async ({ owner, account, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  const { page } = owner;
  await page.goto(`${HOST}/app/settings/sites/${account.site.id}`);
  await page.getByLabel('Greeting').fill('Ahoy there!');
  const preview = () => page.frames().find((frame) => frame.parentFrame()?.url().endsWith('/w/preview'));
  await expect
    .poll(async () =>
      preview()
        ?.locator('.app')
        .textContent()
        .catch(() => ''),
    )
    .toContain('Ahoy there!');
  // The preview takes the keyboard from nobody.
  await expect(page.getByLabel('Greeting')).toBeFocused();
  await expect(chat.getByText('Ahoy there!')).toBeHidden();
  await page.getByLabel('Ask before the chat begins').check();
  await expect
    .poll(async () =>
      preview()
        ?.locator('form.fields')
        .textContent()
        .catch(() => ''),
    )
    .toContain('Start chat');
  await page.getByLabel('Ask before the chat begins').uncheck();
  await page.getByLabel('Only answer within business hours').check();
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByLabel('Only answer within business hours').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(chat.getByText('Ahoy there!')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Allowed origins').fill('https://shop.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  const refused = await visitor.context.newPage();
  await refused.goto(visitor.address('/refused'));
  await page.goto(`${HOST}/app/setup`);
  await expect(page.getByText(/not among the allowed origins/)).toBeVisible();
});

test('I1 C2: an operator who loses the line writes on; all of it arrives once, and the lists catch up without a reload', async ({
  owner,
  newVisitor,
}) => {
  const visitor = await newVisitor();
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('are you there');
  await openChat(owner, 'are you there');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'yes');
  await expect(chat.getByText('yes', { exact: true })).toBeVisible();
  await owner.context.setOffline(true);
  await answer(owner, 'in the lift');
  await answer(owner, 'still in it');
  await expect(owner.page.getByRole('log').getByText('Sending …').last()).toBeVisible();
  const other = await newVisitor();
  await other.visit();
  await other.open();
  await other.write('somebody new');
  await visitor.write('hello?');
  await owner.context.setOffline(false);
  await expect(owner.page.getByRole('navigation', { name: 'Chats' }).getByText('somebody new')).toBeVisible();
  await expect(owner.page.getByText('All caught up')).toBeVisible();
  await expect(chat.getByText('still in it')).toBeVisible();
  const said = await chat.locator('.message .text').allTextContents();
  await expect(owner.page.getByRole('log').locator('[dir=auto]')).toHaveText(said.slice(1));
  expect([...said].sort()).toEqual(['Hello! How can we help?', 'are you there', 'hello?', 'in the lift', 'still in it', 'yes'].sort());
  expect(said.indexOf('in the lift')).toBeLessThan(said.indexOf('still in it'));
});
