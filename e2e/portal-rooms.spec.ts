import type { Page } from '@playwright/test';
import { type Account, call, HOST, linkOf, type Operator } from './support/account.ts';
import { addClient, type Client, portalOf } from './support/client.ts';
import { expect, expectAccessible, test } from './support/test.ts';

const list = (page: Page) => page.getByRole('navigation', { name: 'Rooms', exact: true });
const field = (page: Page) => page.getByRole('textbox', { name: /^Write in / });
const log = (page: Page) => page.getByRole('log');
const message = (page: Page, text: string) => log(page).locator('[data-seq]').filter({ hasText: text }).first();
const tab = (page: Page, name: RegExp) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
  await expect(log(page).getByText(text)).toBeVisible();
}

const openRoom = async (page: Page, name: string) => {
  await list(page).getByRole('link').filter({ hasText: name }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
};

const begin = async ({ request }: Operator, name: string, people: string[], form = 'clients') =>
  (await call<{ room: string }>(request, 'POST', '/api/client-rooms', { cid: crypto.randomUUID(), form, name, people })).room;

const add = ({ request }: Operator, room: string, people: string[]) =>
  call(request, 'POST', `/api/client-rooms/${room}/people`, { people });

/** Everything a page's sockets and requests brought it. */
function bytesOf(page: Page): string[] {
  const told: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => told.push(String(payload))));
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) told.push(await response.text().catch(() => ''));
  });
  return told;
}

const clientsOf = (account: Account, browser: Parameters<typeof addClient>[0], errors: string[]) => async (name: string) => {
  const client = await addClient(browser, account, name);
  client.page.on('pageerror', (error) => errors.push(String(error)));
  return client;
};
const person = ({ id }: Client) => `c_${id}`;

test('E2 E3: clients write in their rooms and never see who is in them; whoever is added sees the whole history, whoever is removed is out at once', async ({
  browser,
  account,
  owner,
  colleague,
  errors,
}) => {
  const join = clientsOf(account, browser, errors);
  const [claire, carl, chloe] = [await join('Claire'), await join('Carl'), await join('Chloe كلوي')];
  await expect(claire.page.getByText('No rooms yet')).toBeVisible();
  await expectAccessible(claire.page);
  const told = bytesOf(claire.page);
  await claire.page.reload();

  const room = await begin(owner, 'The move', [`o_${colleague.id}`, person(claire), person(carl)]);
  for (const { page } of [owner, colleague]) {
    await page.goto(`${HOST}/app/rooms/${room}`);
    await expect(page.getByRole('heading', { name: 'The move', level: 1 })).toBeVisible();
  }
  await write(owner.page, 'When shall we begin?');
  // It is there without a reload, counted in the list, in the navigation and in the title.
  await expect(list(claire.page).getByRole('link').filter({ hasText: 'When shall we begin?' })).toContainText('1 unread message');
  await expect(tab(claire.page, /^Rooms/)).toContainText('1 unread message');
  await expect(claire.page).toHaveTitle(/^\(1\) /);
  await openRoom(claire.page, 'The move');
  await expect(message(claire.page, 'When shall we begin?')).toContainText('Ada');
  await expect(claire.page).not.toHaveTitle(/^\(/);
  await write(claire.page, 'On Monday, please');
  await expect(log(owner.page).getByText('On Monday, please')).toBeVisible();
  await expect(log(colleague.page).getByText('On Monday, please')).toBeVisible();
  // Carl and Grace are in the room and have said nothing: nothing tells of them.
  expect(told.join('\n')).toContain('When shall we begin?');
  expect(told.join('\n')).not.toMatch(/Carl|Grace/);
  expect(told.join('\n')).not.toContain(carl.id);
  expect(told.join('\n')).not.toContain(colleague.id);
  for (const name of ['Details', 'Rename', 'Archive']) await expect(claire.page.getByRole('button', { name })).toHaveCount(0);
  await expect(claire.page.getByText(/Seen by/)).toHaveCount(0);
  await expectAccessible(claire.page);

  await add(owner, room, [person(chloe)]);
  await openRoom(chloe.page, 'The move');
  for (const text of ['When shall we begin?', 'On Monday, please']) await expect(log(chloe.page).getByText(text)).toBeVisible();
  await write(chloe.page, 'صباح الخير 🌿');
  await expect(message(claire.page, 'صباح الخير')).toContainText('Chloe كلوي');
  await openRoom(carl.page, 'The move');
  await write(carl.page, 'I come too');

  // Removed: the open room is gone at once, the list follows, and nothing said later comes through.
  const later = bytesOf(carl.page);
  await call(owner.request, 'DELETE', `/api/client-rooms/${room}/people/${person(carl)}`);
  await expect(carl.page.getByText('You are not in this room any more')).toBeVisible();
  await expect(log(carl.page)).toHaveCount(0);
  await expect(list(carl.page).getByRole('link')).toHaveCount(0);
  await expect(carl.page.getByText('You are not in “The move” any more.')).toBeVisible();
  await write(owner.page, 'Only for those who are here');
  await expect(log(claire.page).getByText('Only for those who are here')).toBeVisible();
  expect(later.join('\n')).not.toContain('Only for those');
  await expectAccessible(carl.page);
  await carl.page.goto(`${await portalOf(account)}/rooms/${room}`);
  await expect(carl.page.getByText('This room is not yours to see')).toBeVisible();
  // And back again, without a reload.
  await add(owner, room, [person(carl)]);
  await expect(log(carl.page).getByText('Only for those who are here')).toBeVisible();
  for (const { context } of [claire, carl, chloe]) await context.close();
});

test('E4: announcements are read by clients and not answered; an archived room stays as it is; a link in a mail opens at its message', async ({
  browser,
  account,
  owner,
  errors,
}) => {
  const claire = await clientsOf(account, browser, errors)('Claire');
  const { page } = claire;
  const news = await begin(owner, 'News', [person(claire)], 'announcement');
  await owner.page.goto(`${HOST}/app/rooms/${news}`);
  await write(owner.page, 'We have moved');
  await openRoom(page, 'News');
  await expect(log(page).getByText('We have moved')).toBeVisible();
  await expect(page.getByText(/announces things here. Nobody answers/)).toBeVisible();
  await expect(field(page)).toHaveCount(0);
  await message(page, 'We have moved').hover();
  await message(page, 'We have moved').getByRole('button', { name: 'React', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Reply' })).toHaveCount(0);
  await page.getByRole('button', { name: 'React with 🎉' }).first().click();
  await expect(message(owner.page, 'We have moved').getByRole('button', { name: '🎉, 1 person' })).toBeVisible();

  const room = await begin(owner, 'The move', [person(claire)]);
  await owner.page.goto(`${HOST}/app/rooms/${room}`);
  for (let n = 1; n <= 12; n++) await write(owner.page, `Step ${n}:\n${'and so on\n'.repeat(8)}`.trim());
  const at = Number(await message(owner.page, 'Step 2:').getAttribute('data-seq'));
  await openRoom(page, 'The move');
  await field(page).fill('Half written');
  // As its mail does; signed out meanwhile, by a link that comes by mail.
  await tab(page, /^Me/).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  const address = `${await portalOf(account)}/rooms/${room}?seq=${at}`;
  await page.goto(address);
  await page.getByRole('button', { name: 'Sign in by a link in a mail' }).click();
  await page.getByLabel('Email').fill(claire.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.goto(await linkOf(owner.request, claire.email, '/link?'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(address);
  await expect(page.locator(`[data-seq="${at}"]`)).toBeFocused();
  await expect(message(page, 'Step 2:')).toBeInViewport();
  await expect(message(page, 'Step 12:')).not.toBeInViewport();
  // What was half written was left to nobody.
  await expect(field(page)).toHaveValue('');

  await call(owner.request, 'PATCH', `/api/client-rooms/${room}`, { archived: true });
  await expect(page.getByText('This room is archived. Nothing can be added to it.')).toBeVisible();
  await expect(field(page)).toHaveCount(0);
  await tab(page, /^Rooms/).click();
  await expect(list(page).getByRole('link')).toHaveCount(1);
  await page.getByRole('button', { name: 'Archived' }).click();
  await openRoom(page, 'The move');
  await expectAccessible(page);
  await claire.context.close();
});

test('E5: clients send pictures and files, answer, react, name who has written, edit, and delete with the cross', async ({
  browser,
  account,
  owner,
  colleague,
  errors,
}) => {
  const join = clientsOf(account, browser, errors);
  const [claire, carl] = [await join('Claire'), await join('Carl')];
  const { page } = claire;
  const room = await begin(owner, 'The move', [`o_${colleague.id}`, person(claire), person(carl)]);
  await owner.page.goto(`${HOST}/app/rooms/${room}`);
  await colleague.page.goto(`${HOST}/app/rooms/${room}`);
  await write(colleague.page, 'Shall we begin on Monday?');
  await openRoom(page, 'The move');
  await openRoom(carl.page, 'The move');

  const logo = await owner.request.get(`${HOST}/app/icon-192.png`);
  await page.locator('input[type=file]').setInputFiles([
    { name: 'plan.png', mimeType: 'image/png', buffer: await logo.body() },
    { name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('boxes') },
    { name: 'all.zip', mimeType: 'application/zip', buffer: Buffer.alloc(20 * 1024 * 1024 + 1) },
  ]);
  await expect(page.getByText(/larger than allowed/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).last().click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByRole('button', { name: 'Emoji' }).click();
  await page.getByRole('combobox', { name: 'Search' }).fill('fire');
  await page.getByRole('option', { name: '🔥' }).first().click();
  await expect(field(page)).toHaveValue('🔥');
  await write(page, 'My plan');
  for (const reader of [owner.page, carl.page]) {
    await expect(reader.getByRole('img', { name: 'plan.png' })).toHaveJSProperty('complete', true);
    await expect(reader.getByRole('link', { name: 'Download list.txt' })).toBeVisible();
  }

  // An answer that names its author; others who are in the room and have not written cannot be named.
  await message(page, 'Monday').hover();
  await message(page, 'Monday').getByRole('button', { name: 'Reply' }).first().click();
  await expect(page.getByText('Reply to Grace')).toBeVisible();
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('@');
  await expect(page.getByRole('option')).toHaveText(['Grace']);
  await page.keyboard.press('Enter');
  await page.keyboard.type('yes, Monday it is');
  await page.keyboard.press('Enter');
  await expect(message(colleague.page, 'Monday it is').getByRole('button', { name: /this answers/ })).toContainText('Shall we begin');
  await expect(message(colleague.page, 'Monday it is').locator('mark')).toHaveText('@Grace');

  await message(carl.page, 'Monday it is').hover();
  await message(carl.page, 'Monday it is').getByRole('button', { name: 'React', exact: true }).click();
  await carl.page.getByRole('button', { name: 'React with 👍' }).first().click();
  await message(page, 'Monday it is').getByRole('button', { name: '👍, 1 person' }).click();
  await expect(message(owner.page, 'Monday it is').getByRole('button', { name: '👍, 2 people' })).toBeVisible();
  await expectAccessible(page);

  // Own messages can be changed and deleted, those of others not.
  await message(page, 'Monday it is').getByRole('button', { name: 'More about this message' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Edit' }).fill('Tuesday would be better');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(carl.page, 'Tuesday would be better')).toContainText('edited');
  await expect(message(carl.page, 'Tuesday would').getByRole('button', { name: 'Delete message' })).toHaveCount(0);
  await message(page, 'My plan').hover();
  await message(page, 'My plan').getByRole('button', { name: 'Delete message' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(carl.page.getByRole('img', { name: 'plan.png' })).toHaveCount(0);
  await expect(log(owner.page).getByText('My plan')).toHaveCount(0);

  // Mails of this room alone are switched off, and stay off.
  const mute = page.getByRole('button', { name: 'No mails of unread messages of this room' });
  await mute.click();
  await expect(page.getByText('No more mails of this room.')).toBeVisible();
  await page.reload();
  await expect(mute).toHaveAttribute('aria-pressed', 'true');

  await page.setViewportSize({ width: 360, height: 740 });
  await expect(field(page)).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Back to the rooms' }).click();
  await expect(list(page).getByRole('link')).toBeInViewport();
  await expectAccessible(page);
  for (const { context } of [claire, carl]) await context.close();
});

test('I1 E2: what a client writes without a line is kept, over a reload too, and sent once when it is back', async ({
  browser,
  account,
  owner,
  errors,
}) => {
  const claire = await clientsOf(account, browser, errors)('Claire');
  const { page } = claire;
  const room = await begin(owner, 'The move', [person(claire)]);
  await owner.page.goto(`${HOST}/app/rooms/${room}`);
  await write(owner.page, 'Where are you?');
  const lines: (() => void)[] = [];
  let isCut = false;
  await page.routeWebSocket(/\/api\/portal\//, (socket) => {
    if (isCut) return void socket.close({ code: 1011 });
    const server = socket.connectToServer();
    lines.push(() => {
      void socket.close({ code: 1011 });
      void server.close({ code: 1000 });
    });
  });
  await page.reload();
  await openRoom(page, 'The move');
  await expect(log(page).getByText('Where are you?')).toBeVisible();
  isCut = true;
  for (const cut of lines) cut();
  await expect(page.getByText('No connection. What you write is kept, and sent when it is back.')).toBeVisible();
  await field(page).fill('In the train');
  await page.keyboard.press('Enter');
  await expect(log(page).getByText('In the train')).toBeVisible();
  await expect(log(page).getByText('Sending')).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(log(page).getByText('In the train')).toBeVisible();
  await expect(log(owner.page).getByText('In the train')).toHaveCount(0);
  isCut = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(log(owner.page).getByText('In the train')).toHaveCount(1);
  await expect(log(page).getByText('Sending')).toHaveCount(0);
  await expect(log(page).getByText('In the train')).toHaveCount(1);
  await expect(page.getByText('No connection.')).toHaveCount(0);
  await claire.context.close();
});

test('E8: a client finds what was said in own rooms, by words, person and room, and nothing of any other', async ({
  browser,
  account,
  owner,
  errors,
}) => {
  const join = clientsOf(account, browser, errors);
  const [claire, carl] = [await join('Claire'), await join('Carl')];
  const { page } = claire;
  const mine = await begin(owner, 'The move', [person(claire)]);
  const second = await begin(owner, 'The garden', [person(claire)]);
  const theirs = await begin(owner, 'Carl’s move', [person(carl)]);
  for (const [room, text] of [
    [mine, 'The café by the harbour'],
    [second, 'No harbour here'],
    [theirs, 'The harbour is a secret'],
  ] as const) {
    await owner.page.goto(`${HOST}/app/rooms/${room}`);
    await write(owner.page, text);
  }
  await openRoom(page, 'The move');
  await write(page, 'I like that cafe');
  const told = bytesOf(page);
  await tab(page, /^Search/).click();
  const search = page.getByRole('searchbox', { name: 'Search messages, files and rooms' });
  await expect(search).toBeFocused();
  const found = page.getByRole('region', { name: /^Messages/ }).getByRole('listitem');
  // The index hears of what was said a moment later.
  await expect(async () => {
    await search.fill('');
    await search.fill('cafe');
    await expect(found).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  await expect(found.first().locator('mark')).toHaveText('cafe');
  await expect(found.nth(1).locator('mark')).toHaveText('café');
  await page.getByLabel('From', { exact: true }).selectOption('Claire (You)');
  await expect(found).toHaveCount(1);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await search.fill('harb');
  await expect(found).toHaveCount(2);
  await page.getByLabel('Where').selectOption('The garden');
  await expect(found).toHaveCount(1);
  await expectAccessible(page);
  await page.reload();
  await expect(found).toHaveText(/No harbour here/);
  await found.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/rooms/${second}\\?seq=\\d+$`));
  await expect(message(page, 'No harbour here')).toBeVisible();
  await tab(page, /^Search/).click();
  for (const text of ['secret', 'Carl']) {
    await search.fill(text);
    await expect(page.getByText('Nothing found')).toBeVisible();
  }
  expect(told.join('\n')).not.toMatch(/secret|Carl/);
  for (const { context } of [claire, carl]) await context.close();
});

test('E11: portal chat lights up for who is assigned to the room, on every page, and for nobody else', async ({
  browser,
  account,
  owner,
  colleague,
  errors,
}) => {
  const claire = await clientsOf(account, browser, errors)('Claire');
  const room = await begin(owner, 'The move', [`o_${colleague.id}`, person(claire)]);
  const bar = (page: Page) => page.getByRole('region', { name: 'Portal chat' });
  await owner.page.goto(`${HOST}/app/statistics`);
  await colleague.page.goto(`${HOST}/app/visitors`);
  await expect(bar(owner.page).getByRole('button')).toBeDisabled();
  await openRoom(claire.page, 'The move');
  await write(claire.page, 'Are you there?');
  await bar(owner.page)
    .getByRole('button', { name: /Portal chat/ })
    .click();
  await expectAccessible(owner.page);
  await expect(bar(colleague.page)).toHaveCount(0);
  await bar(owner.page)
    .getByRole('link', { name: /Are you there\?/ })
    .click();
  await expect(message(owner.page, 'Are you there?')).toBeVisible();
  await expect(bar(owner.page).getByRole('button', { name: 'Portal chat', exact: true })).toBeDisabled();
  // Another is assigned: it is theirs from the next message on.
  await call(owner.request, 'PATCH', `/api/client-rooms/${room}`, { assignee: `o_${colleague.id}` });
  await write(claire.page, 'And now?');
  await bar(colleague.page)
    .getByRole('button', { name: /Portal chat/ })
    .click();
  await expect(bar(colleague.page).getByRole('link', { name: /And now\?/ })).toBeVisible();
  await expect(bar(owner.page)).toHaveCount(0);
  await claire.context.close();
});
