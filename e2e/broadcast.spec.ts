import type { Frame } from '@playwright/test';
import type { Operator } from './support/account.ts';
import { allowDevices, expectPicture, expectSound, noRelays, paintCamera, paintScreen } from './support/picture.ts';
import { expect, expectAccessible, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const PREVIEW = 'Your own picture, as you will be seen';
const tab = ({ page }: Operator) => page.getByRole('link', { name: 'Broadcast', exact: true });
const watching = ({ page }: Operator, count: number) => page.getByRole('heading', { name: `Live ${count} watch` });

/** The owner's Broadcast tab, with a red picture of themselves. */
async function atBroadcast(owner: Operator): Promise<void> {
  await allowDevices(owner.context);
  await paintCamera(owner.page, 'red');
  await tab(owner).click();
  await expectPicture(owner.page, PREVIEW, 'red');
}

const goLive = async ({ page }: Operator): Promise<void> => {
  await page.getByRole('button', { name: 'Go live' }).click();
  await expectPicture(page, 'Your own picture', 'red');
};

async function end({ page }: Operator): Promise<void> {
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End broadcast' }).click();
  await expect(page.getByText('The broadcast is over.').first()).toBeVisible();
}

/** Visitors who are on the site, in browsers of their own. */
async function visitors(newVisitor: () => Promise<Visitor>, count: number): Promise<Visitor[]> {
  const all: Visitor[] = [];
  for (let n = 0; n < count; n++) {
    const visitor = await newVisitor();
    await noRelays(visitor.context);
    all.push(await visitor.visit());
  }
  return all;
}

/** What the visitor has of the broadcast, without having opened anything. */
const sees = async (visitor: Visitor): Promise<Frame> => {
  const frame = await visitor.chat();
  await expectPicture(frame, 'Ada', 'red');
  return frame;
};
const hasNone = async ({ page }: Visitor): Promise<void> => {
  for (const frame of page.frames()) await expect(frame.locator('video')).toHaveCount(0);
};

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
  for (const [visitor, name] of [
    [bo, 'Bo'],
    [cy, 'Cy'],
    [other, 'Di'],
  ] as const)
    await visitor.api('identify', { name });
  await allowDevices(owner.context);
  await paintCamera(owner.page, 'red');
  await owner.page.getByRole('link', { name: 'Visitors' }).click();
  for (const name of ['Bo', 'Cy']) await owner.page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  await owner.page.getByRole('button', { name: 'Broadcast to these' }).click();
  await expect(owner.page.getByLabel('Visitors you pick')).toBeChecked();
  await expect(owner.page.getByRole('checkbox', { name: /^Bo/ })).toBeChecked();
  await expect(owner.page.getByRole('checkbox', { name: /^Di/ })).not.toBeChecked();
  await expectPicture(owner.page, PREVIEW, 'red');
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
  await expect(bar.getByText('1 watches')).toBeVisible();
  await expectPicture(page, 'Your own picture', 'red');
  await bar.getByRole('button', { name: 'Turn microphone off' }).click();
  await expect(bar.getByRole('button', { name: 'Turn microphone on' })).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  // Its camera is Chromium's own now: the picture that comes is not the one from before.
  await expectPicture(page, 'Your own picture', 'none');
  await expectPicture(chat, 'Ada', 'none');
  await expect(bar.getByText('1 watches')).toBeVisible();
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
  await expectPicture(page, PREVIEW, 'blue');
  await page.getByRole('button', { name: 'Go live' }).click();
  const chat = await visitor.chat();
  await expectPicture(chat, 'Ada', 'blue');
  await page.getByRole('button', { name: 'Stop sharing the screen' }).click();
  await expect(page.getByText('Your voice alone is on air.')).toBeVisible();
  await page.getByRole('button', { name: 'Turn camera on' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await page.getByRole('button', { name: 'Share a screen' }).click();
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
