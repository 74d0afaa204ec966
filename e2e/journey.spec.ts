import { DEFAULT_PREFERENCES, type SiteInfo } from '../protocol/api.ts';
import { addColleague, call, freshEmail, HOST, linkOf, mailsTo, PASSWORD } from './support/account.ts';
import { answer, expect, openChat, test } from './support/test.ts';
import { Visitor } from './support/visitor.ts';

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
const DAY = 24 * 60 * 60 * 1000;

test('The main job, A1 A3 B1 to B6 C2 C3 C5 to C8: from signing up to the conversation of the day before', async ({ browser, errors }) => {
  test.setTimeout(120_000);
  // The owner signs up and sees the line.
  const context = await browser.newContext();
  const page = await context.newPage();
  const email = freshEmail('journey');
  await page.goto(`${HOST}/app/sign-up`);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByText('Waiting for the line to be seen')).toBeVisible();
  await page.goto(await linkOf(context.request, email, '/verify'));
  await expect(page.getByText('Your email address is confirmed.')).toBeVisible();
  const [site] = await call<SiteInfo[]>(context.request, 'GET', '/api/sites');
  const owner = { context, page, request: context.request, email, name: 'Ada', id: '' };
  const grace = await addColleague(browser, { owner, site: site! });
  const [copies, sales] = [freshEmail('copies'), freshEmail('sales')];
  await call(context.request, 'PUT', '/api/me/preferences', {
    transcriptEmail: copies,
    language: 'auto',
    theme: 'auto',
    awayAfter: 10,
    alerts: DEFAULT_PREFERENCES.alerts,
  });
  await call(context.request, 'POST', '/api/categories', { name: 'Orders', emails: [sales] });
  await call(context.request, 'POST', '/api/canned', { shortcut: 'bye', text: 'Goodbye from {operator.name}', shared: true });
  for (const operator of [owner, grace]) {
    await operator.page.goto(`${HOST}/app/chats`);
    await expect(operator.page.getByText('All caught up')).toBeVisible();
  }

  // A plain page of another origin with the line; the visitor writes, both are alerted, one wins.
  const visitor = await new Visitor(await (await browser.newContext()).newPage(), site!.id).visit();
  visitor.page.on('pageerror', (error) => errors.push(String(error)));
  let chat = await visitor.open();
  await visitor.write('Do you ship to Porto?');
  for (const operator of [owner, grace]) await expect(operator.page.getByText(/Visitor [\w-]* ?is waiting/)).toBeVisible();
  await Promise.all([openChat(owner, 'Porto'), openChat(grace, 'Porto')]);
  const buttons = [owner, grace].map((operator) => operator.page.getByRole('button', { name: 'Pick up' }));
  await Promise.all(buttons.map((button) => button.waitFor()));
  await Promise.all(buttons.map((button) => button.evaluate((element: HTMLElement) => element.click())));
  await expect(owner.page.getByText(/picked up the chat/)).toBeVisible();
  const adaWon = await owner.page.getByText('You picked up the chat').isVisible();
  const [winner, loser] = adaWon ? [owner, grace] : [grace, owner];
  await expect(loser.page.getByText(`${winner.name} was faster`)).toBeVisible();

  // Text, picture, emoji, typing, seen.
  await winner.page.getByRole('textbox', { name: 'Write to the visitor' }).pressSequentially('We');
  await expect(chat.getByText(`${winner.name} is typing`)).toBeAttached();
  await answer(winner, 'We do! 🎉');
  await expect(chat.getByText('We do! 🎉')).toBeVisible();
  await chat.locator('input[type=file]').setInputFiles({ name: 'hall.png', mimeType: 'image/png', buffer: PIXEL });
  await chat.getByRole('button', { name: 'Send' }).click();
  await expect(winner.page.getByRole('img', { name: 'hall.png' })).toBeVisible();
  await expect(chat.locator('.message.own .state').last()).toContainText('Seen');

  // A reload, a second tab, a tunnel.
  await visitor.page.reload();
  chat = await visitor.chat();
  const second = new Visitor(await visitor.context.newPage(), site!.id);
  await second.visit('/second');
  const secondChat = await second.open();
  await visitor.context.setOffline(true);
  await visitor.write('I am in a tunnel');
  await visitor.write('still in it');
  await visitor.context.setOffline(false);
  await expect(winner.page.getByRole('log').getByText('still in it')).toBeVisible();
  const said = ['Do you ship to Porto?', 'We do! 🎉', 'I am in a tunnel', 'still in it'];
  await expect(winner.page.getByRole('log').locator('[dir=auto]')).toHaveText(said);
  for (const frame of [chat, secondChat]) await expect(frame.locator('.message .text')).toHaveText(['Hello! How can we help?', ...said]);

  // Handed over, a note, a canned response, closed into a category.
  await winner.page.getByRole('button', { name: 'Hand over' }).click();
  await winner.page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
  await loser.page.getByRole('button', { name: 'Accept' }).click();
  await expect(chat.getByRole('heading', { name: loser.name })).toBeVisible();
  await loser.page.getByRole('button', { name: 'Note', exact: true }).click();
  await loser.page.getByRole('textbox', { name: 'Write a note for colleagues' }).fill('gets free delivery');
  await loser.page.getByRole('textbox', { name: 'Write a note for colleagues' }).press('Enter');
  await expect(winner.page.getByText('gets free delivery')).toBeVisible();
  await loser.page.getByRole('button', { name: 'Reply', exact: true }).click();
  await loser.page.getByRole('textbox', { name: 'Write to the visitor' }).pressSequentially('/bye');
  await loser.page.keyboard.press('Enter');
  await loser.page.keyboard.press('Enter');
  await expect(chat.getByText(`Goodbye from ${loser.name}`)).toBeVisible();
  await loser.page.getByRole('button', { name: 'Close', exact: true }).click();
  await loser.page.getByLabel('Into which category?').selectOption('Orders');
  await loser.page.getByRole('dialog').getByRole('button', { name: 'Close this chat' }).click();
  await expect(chat.getByText('The chat has ended')).toBeVisible();
  const vera = freshEmail('vera');
  await chat.getByRole('button', { name: 'More' }).click();
  await chat.getByRole('button', { name: 'Email me the transcript' }).click();
  await chat.getByRole('textbox', { name: 'Email me the transcript' }).fill(vera);
  await chat.getByRole('button', { name: 'Send', exact: true }).click();

  // The transcript is there for category, operator and visitor, without the note.
  for (const address of [sales, copies, vera]) {
    const [{ text } = { text: '' }] = await mailsTo(context.request, address);
    expect(text).toMatch(/Do you ship to Porto\?[\s\S]*We do![\s\S]*still in it[\s\S]*Goodbye/);
    expect(text).not.toContain('gets free delivery');
  }

  // The next day, by the visitor's clock: the same conversation, which the operator reads too.
  await second.page.close();
  await visitor.page.close();
  const tomorrow = new Visitor(await visitor.context.newPage(), site!.id);
  await tomorrow.page.clock.install({ time: Date.now() + DAY });
  await tomorrow.visit('/tomorrow');
  const again = await tomorrow.open();
  await expect(again.getByText('Yesterday')).toBeVisible();
  await expect(again.getByText('still in it')).toBeVisible();
  await again.getByRole('button', { name: 'Write again' }).click();
  await tomorrow.write('It arrived, thank you');
  await openChat(winner, 'It arrived, thank you');
  await expect(winner.page.getByRole('log')).toContainText(
    /Do you ship to Porto\?[\s\S]*gets free delivery[\s\S]*closed the chat into Orders[\s\S]*It arrived, thank you/,
  );
  for (const each of [owner, grace, tomorrow]) await each.context.close();
});
