import { addColleague, call } from './support/account.ts';
import { atBroadcast, end, goLive, hasNone, PREVIEW, sees, switchOn, tab, visitors, watching } from './support/broadcast.ts';
import { allowDevices, expectPicture, expectSound, noRelays, paintCamera, paintScreen } from './support/picture.ts';
import { expect, expectAccessible, openChats, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

test('G2 C1: a broadcast reaches six visitors at once, and who comes during it', async ({ owner, newVisitor }) => {
  test.setTimeout(120_000);
  const [late, ...six] = await visitors(newVisitor, 7);
  await late!.page.goto('about:blank');
  await atBroadcast(owner);
  await expect(owner.page.getByText('6 visitors now')).toBeVisible();
  await expectAccessible(owner.page);
  await goLive(owner);
  await Promise.all(six.map(sees));
  await expect(watching(owner, 6)).toBeVisible();
  await expect(owner.page.getByRole('button', { name: /^Bring Visitor .* on stage$/ })).toHaveCount(6);
  for (const colorScheme of ['dark', 'light'] as const) {
    await owner.page.emulateMedia({ colorScheme });
    await expectAccessible(owner.page);
  }
  await owner.page.setViewportSize({ width: 360, height: 700 });
  await expect(owner.page.getByRole('button', { name: 'End', exact: true })).toBeInViewport({ ratio: 1 });
  await owner.page.setViewportSize({ width: 1280, height: 800 });

  // Whoever comes joins, and who goes is counted no more.
  await late!.visit('/late');
  await sees(late!);
  await expect(watching(owner, 7)).toBeVisible();
  await late!.page.goto('about:blank');
  await expect(watching(owner, 6)).toBeVisible();

  await end(owner);
  for (const visitor of six) await expect((await visitor.chat()).getByText('The broadcast has ended')).toBeVisible();
});

test('G2: picked visitors alone are reached', async ({ owner, newVisitor }) => {
  const [bo, cy, other] = (await visitors(newVisitor, 3)) as [Visitor, Visitor, Visitor];
  await bo.visit('/bo');
  await cy.visit('/cy');
  await allowDevices(owner.context);
  await paintCamera(owner.page, 'red');
  await owner.page.getByRole('link', { name: 'Visitors' }).click();
  for (const name of ['/bo', '/cy']) await owner.page.getByRole('row').filter({ hasText: name }).getByRole('checkbox').check();
  await owner.page.getByRole('button', { name: 'Broadcast to these' }).click();
  await expect(owner.page.getByLabel('Visitors you pick')).toBeChecked();
  await expect(owner.page.getByRole('checkbox', { name: 'Page /bo' })).toBeChecked();
  await expect(owner.page.getByRole('checkbox', { name: 'Page /', exact: false }).and(owner.page.locator(':not(:checked)'))).toHaveCount(1);
  await switchOn(owner);
  await expectAccessible(owner.page);
  await goLive(owner);
  await Promise.all([sees(bo), sees(cy)]);
  await expect(watching(owner, 2)).toBeVisible();
  await expect(owner.page.getByText('2 picked visitors')).toBeVisible();
  await hasNone(other);
});

test('G2: a broadcast to one page reaches who is on it, or comes to it', async ({ owner, newVisitor }) => {
  const [there, elsewhere] = (await visitors(newVisitor, 2)) as [Visitor, Visitor];
  await there.visit('/shop');
  await atBroadcast(owner);
  await owner.page.getByLabel('One page').check();
  const go = owner.page.getByRole('button', { name: 'Go live' });
  await expect(go).toBeDisabled();
  await owner.page.getByLabel('Address of the page').fill('shop');
  await expect(owner.page.getByRole('alert')).toContainText('This is no address of a page');
  await owner.page.getByLabel('Address of the page').fill(`${new URL(there.page.url()).origin}/shop?from=mail`);
  await goLive(owner);
  await sees(there);
  await hasNone(elsewhere);
  await elsewhere.visit('/shop');
  await sees(elsewhere);
  await expect(watching(owner, 2)).toBeVisible();
});

test('G2: the operator goes to other pages, loads them anew and goes on', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit();
  await atBroadcast(owner);
  await goLive(owner);
  const chat = await sees(visitor);
  const { page } = owner;
  await page.getByRole('link', { name: 'Chats', exact: true }).click();
  const bar = page.getByRole('region', { name: 'Your broadcast' });
  await expect(bar.getByText('1 watching')).toBeVisible();
  await expectPicture(page, 'Your own picture', 'red');
  await bar.getByRole('button', { name: 'Turn microphone off' }).click();
  await expect(bar.getByRole('button', { name: 'Turn microphone on' })).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  // Its camera is Chromium's own now: the picture that comes is not the one from before.
  await expectPicture(page, 'Your own picture', 'none');
  await expectPicture(chat, 'Ada', 'none');
  await expect(bar.getByText('1 watching')).toBeVisible();
  await bar.getByRole('link', { name: 'To the broadcast' }).click();
  await expect(watching(owner, 1)).toBeVisible();
  await end(owner);
});

test('G2: another window goes on with it, and the first is told', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit();
  await atBroadcast(owner);
  await goLive(owner);
  const chat = await sees(visitor);
  const second = await owner.context.newPage();
  await second.goto(owner.page.url());
  await expect(second.getByText(/You are live on .* from another window/)).toBeVisible();
  await second.getByRole('button', { name: 'Go on here' }).click();
  await expectPicture(second, 'Your own picture', 'none');
  await expectPicture(chat, 'Ada', 'none');
  await expect(owner.page.getByText('Your broadcast goes on in another window.')).toBeVisible();
  await expect(owner.page.getByRole('button', { name: 'Go on here' })).toBeVisible();
  await end({ ...owner, page: second });
  await expect(owner.page.getByRole('button', { name: 'Go live' })).toBeVisible();
});

test('G2: it ends by itself when the operator is gone', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit();
  await atBroadcast(owner);
  await goLive(owner);
  const chat = await sees(visitor);
  await owner.page.goto('about:blank');
  await expect(chat.getByText('The broadcast has ended')).toBeVisible({ timeout: 30_000 });
  await hasNone(visitor);
});

test('G2: a screen is broadcast, and then the camera', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit();
  const { page } = owner;
  await allowDevices(owner.context);
  await paintCamera(page, 'red');
  await paintScreen(page);
  await tab(owner).click();
  await page.getByLabel('Your screen').check();
  await page.getByRole('button', { name: 'Choose a screen' }).click();
  await expectPicture(page, PREVIEW, 'blue');
  await page.getByRole('button', { name: 'Go live' }).click();
  const chat = await visitor.chat();
  await expectPicture(chat, 'Ada', 'blue');
  await page.getByRole('button', { name: 'Stop sharing the screen' }).click();
  await expect(page.getByText('Your voice alone is on air.')).toBeVisible();
  await page.getByRole('button', { name: 'Turn camera on' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await page.getByRole('button', { name: 'Share screen' }).click();
  await expectPicture(chat, 'Ada', 'blue');
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Your screen is not shared any more');
  await expect(page.getByRole('button', { name: 'Share a screen again' })).toBeVisible();
  await expectAccessible(page);
});

test('G5: a camera that is refused, or not there, is told, and the voice goes out alone', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit();
  const { page } = owner;
  await page.evaluate(() => {
    const real = MediaDevices.prototype.getUserMedia;
    const faults = ['NotAllowedError', 'NotFoundError'];
    MediaDevices.prototype.getUserMedia = function (this: MediaDevices, constraints?: MediaStreamConstraints) {
      if (!constraints?.video) return real.call(this, constraints);
      return Promise.reject(new DOMException('made up', faults.shift() ?? 'NotFoundError'));
    };
  });
  await noRelays(owner.context);
  await tab(owner).click();
  await page.getByRole('button', { name: 'Switch on the camera' }).click();
  await expect(page.getByRole('alert')).toContainText('Your browser does not allow it');
  await expect(page.getByRole('button', { name: 'Go live' })).toBeDisabled();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Switch on the camera' }).click();
  await expect(page.getByRole('alert')).toContainText('No such device was found');
  await expect(page.getByText('You can share your screen or your voice alone.')).toBeVisible();
  await page.getByLabel('Nothing: your voice alone').check();
  await page.getByRole('button', { name: 'Go live' }).click();
  await expect(page.getByText('Your voice alone is on air.')).toBeVisible();
  await expectSound(await visitor.chat(), 'Ada');
  await page.getByRole('button', { name: 'Turn camera on' }).click();
  await expect(page.getByRole('alert')).toContainText('No such device was found');
});

test('I9 G2: a viewer asks before all, writes to the operator alone, and comes on stage and down again', async ({ owner, newVisitor }) => {
  const [guest, other] = (await visitors(newVisitor, 2)) as [Visitor, Visitor];
  await allowDevices(guest.context);
  await atBroadcast(owner);
  await goLive(owner);
  const { page } = owner;
  const chat = await sees(guest);
  const theirs = await sees(other);
  await paintCamera(chat, 'blue');
  await guest.open();

  await chat.getByText('Ask publicly').click();
  await chat.getByRole('textbox', { name: 'Your question' }).fill('Is it blue?');
  await chat.getByRole('button', { name: 'Ask', exact: true }).click();
  const board = page.getByRole('region', { name: '1 open question' });
  await expect(board.getByText('Is it blue?')).toBeVisible();
  await board.getByRole('button', { name: 'Answered: Is it blue?' }).click();
  await expect(page.getByRole('region', { name: '0 open questions' }).getByText('1 vote · answered')).toBeVisible();

  await guest.write('For you alone');
  const chats = page.getByRole('region', { name: 'Chats from this broadcast' });
  await expect(chats.getByRole('link').filter({ hasText: 'For you alone' })).toContainText('From the broadcast');

  await page
    .getByRole('listitem')
    .filter({ hasText: /Bring on stage/ })
    .filter({ has: page.getByRole('link', { name: /^Chat with/ }) })
    .getByRole('button')
    .click();
  await expect(page.getByText('asked on stage')).toBeVisible();
  await chat.getByRole('button', { name: 'Answer with camera' }).click();
  await expectPicture(page, 'The viewer on stage', 'blue');
  await expectPicture(theirs, 'A viewer, on stage', 'blue');
  await expectSound(page, 'What the viewer on stage says');
  await expectPicture(chat, 'Ada', 'red');
  await expectAccessible(page);
  await page.getByRole('button', { name: /off the stage$/ }).click();
  await expect(page.locator('video[aria-label="The viewer on stage"]')).toHaveCount(0);
  await expect(theirs.locator('video.guest')).toHaveCount(0);
  await expectPicture(chat, 'Ada', 'red');

  await page.getByRole('region', { name: 'Chats from this broadcast' }).getByRole('link').click();
  await expect(page.getByRole('log').getByText('For you alone')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Your broadcast' })).toBeVisible();
});

test('G2 D3: who answers one listing alone broadcasts to it alone', async ({ account, owner, browser, newVisitor }) => {
  const ann = await addColleague(browser, account, 'Ada');
  const listings = ['north', 'south'].map((key) => ({
    key,
    name: `Home ${key}`,
    advertiser: `${key} Estates`,
    operators: key === 'north' ? [ann.email] : [],
  }));
  await call(owner.request, 'PUT', `/api/sites/${account.site.id}/listings`, { listings });
  await call(owner.request, 'PUT', `/api/members/${ann.id}`, { listingsOnly: true });
  await openChats(ann);
  const [there, elsewhere] = [await newVisitor(), await newVisitor()];
  for (const visitor of [there, elsewhere]) await noRelays(visitor.context);
  await there.visit('/home', '&listing=north');
  await elsewhere.visit('/home', '&listing=south');
  await atBroadcast(ann);
  await expect(ann.page.getByRole('radio', { name: 'A listing' })).toBeChecked();
  await expect(ann.page.getByRole('radio', { name: 'Everyone on the site' })).toHaveCount(0);
  await expect(ann.page.getByLabel('Listing', { exact: true }).getByRole('option')).toHaveText(['Home north']);
  await goLive(ann);
  await sees(there);
  await expect(watching(ann, 1)).toBeVisible();
  await hasNone(elsewhere);
  await end(ann);
  await ann.context.close();
});
