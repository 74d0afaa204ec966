import type { Frame } from '@playwright/test';
import type { Operator } from './support/account.ts';
import { allowDevices, expectPicture, expectSound, noRelays, paintCamera, paintScreen } from './support/picture.ts';
import { expect, expectAccessible, expectAccessibleChat, openChat, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

/** A chat that the owner has picked up; the owner's camera is red, the visitor's blue. */
async function inChat(owner: Operator, visitor: Visitor): Promise<Frame> {
  await allowDevices(owner.context);
  await noRelays(visitor.context);
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('Can you show me?');
  await openChat(owner, 'Can you show me?');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await paintCamera(owner.page, 'red');
  await paintCamera(chat, 'blue');
  return chat;
}

const panel = ({ page }: Operator) => page.getByRole('region', { name: /^Call with/ });
const visitorName = async ({ page }: Operator) => page.locator('section[aria-label^="Call with"] strong').textContent();

/** The owner calls, with camera or microphone alone. */
async function calls({ page }: Operator, media: 'video' | 'audio' = 'video'): Promise<void> {
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  const dialog = page.getByRole('dialog');
  if (media === 'video') await expectPicture(page, 'Your own picture, as you will be seen', 'red');
  else {
    await dialog.getByLabel('Only with microphone').check();
    await expect(dialog.locator('video')).toHaveCount(0);
  }
  await dialog.getByRole('button', { name: 'Call', exact: true }).click();
}

test('G1 B9: a call with pictures both ways, which either side switches off and on, and ends', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  await calls(owner);
  await expect(panel(owner).getByText('Ringing')).toBeVisible();
  await expect(chat.getByText('Ada is calling with video')).toBeVisible();
  await expectAccessibleChat(visitor);
  await chat.getByRole('button', { name: 'Watch only' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await expectSound(chat, 'Ada');
  await expect(panel(owner).getByText('The visitor sends nothing')).toBeVisible();

  // The visitor is told before the browser asks.
  await chat.getByRole('button', { name: 'Turn camera on' }).click();
  await expect(chat.getByText('Before your camera or microphone goes on')).toBeVisible();
  await chat.getByRole('button', { name: 'Continue' }).click();
  const name = (await visitorName(owner))!;
  await expectPicture(owner.page, name, 'blue');
  await expectPicture(chat, 'Your own picture', 'blue');

  await expectAccessibleChat(visitor);
  for (const colorScheme of ['dark', 'light'] as const) {
    await owner.page.emulateMedia({ colorScheme });
    await expectAccessible(owner.page);
  }
  await owner.page.setViewportSize({ width: 360, height: 700 });
  await expect(panel(owner).getByRole('button', { name: 'Hang up' })).toBeInViewport({ ratio: 1 });
  await owner.page.setViewportSize({ width: 1280, height: 800 });

  await panel(owner).getByRole('button', { name: 'Turn camera off' }).click();
  await expect(chat.getByRole('button', { name: 'Full screen' })).toHaveCount(0);
  await panel(owner).getByRole('button', { name: 'Turn camera on' }).click();
  await expectPicture(chat, 'Ada', 'red');

  await chat.getByRole('button', { name: 'Hang up' }).click();
  await expect(owner.page.getByRole('log').getByText(/Call, \d:\d\d/)).toBeVisible();
  await expect(chat.getByText(/Call, \d:\d\d/)).toBeVisible();
  await expect(panel(owner)).toHaveCount(0);
  await expect(chat.locator('video')).toHaveCount(0);
});

test('G1: a call with voices alone, which the operator ends', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  await allowDevices(visitor.context);
  await calls(owner, 'audio');
  await expect(chat.getByText('Ada is calling', { exact: true })).toBeVisible();
  await chat.getByRole('button', { name: 'Answer with microphone' }).click();
  await expectSound(chat, 'Ada');
  await expectSound(owner.page, (await visitorName(owner))!);
  await expect(chat.getByRole('button', { name: 'Full screen' })).toHaveCount(0);
  await chat.getByRole('button', { name: 'Turn microphone off' }).click();
  await expect(panel(owner).getByText('The visitor sends nothing')).toBeVisible();
  // The call goes along to another page of the dashboard.
  await owner.page.getByRole('link', { name: 'Visitors' }).click();
  await expect(panel(owner).getByRole('link', { name: 'To the chat' })).toBeVisible();
  await panel(owner).getByRole('button', { name: 'Hang up' }).click();
  await expect(panel(owner)).toHaveCount(0);
  await expect(chat.getByText(/Call, \d:\d\d/)).toBeVisible();
  await visitor.write('Thank you');
});

test('G1: a call that nobody takes is told as missed, to a visitor who does not look too', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  await visitor.api('close');
  await calls(owner);
  await expect
    .poll(() => chat.evaluate(() => (window as { foyerHost?: { box: HTMLElement } }).foyerHost?.box.textContent))
    .toContain('Ada is calling');
  await visitor.api('open');
  await chat.getByRole('button', { name: 'Not now' }).click();
  await expect(owner.page.getByRole('log').getByText('Missed call: the visitor declined')).toBeVisible();
  await expect(chat.getByText('Missed call')).toBeVisible();
  await calls(owner);
  await expect(chat.getByText('Ada is calling with video')).toBeVisible();
  await panel(owner).getByRole('button', { name: 'Hang up' }).click();
  await expect(owner.page.getByRole('log').getByText(/took the call back/)).toBeVisible();
});

test('G1 G3: the operator shares a screen, which the visitor sees, and the camera comes back', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  await calls(owner);
  await chat.getByRole('button', { name: 'Watch only' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await paintScreen(owner.page, 'blue');
  await panel(owner).getByRole('button', { name: 'Share screen' }).click();
  await expectPicture(chat, 'Ada', 'blue');
  await expect(chat.locator('video.theirs')).toHaveCSS('object-fit', 'contain');
  await panel(owner).getByRole('button', { name: 'Stop sharing the screen' }).click();
  await expectPicture(chat, 'Ada', 'red');
});

test('G5: a device that is refused or not there is told, and the call goes on without', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  const refuse = (name: string) =>
    chat.evaluate((fault) => {
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('made up', fault));
    }, name);
  await calls(owner);
  await refuse('NotAllowedError');
  await chat.getByRole('button', { name: 'Answer with camera' }).click();
  await expect(chat.getByRole('alert')).toContainText('Your browser does not allow it');
  await chat.getByRole('button', { name: 'Watch only' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await refuse('NotFoundError');
  await chat.getByRole('button', { name: 'Turn camera on' }).click();
  await chat.getByRole('button', { name: 'Continue' }).click();
  await expect(chat.getByRole('alert')).toContainText('No such device was found');
  await expectPicture(chat, 'Ada', 'red');
  await visitor.write('I have no camera');
  await expect(owner.page.getByRole('log').getByText('I have no camera')).toBeVisible();
});

test('G5: who loads the page anew, or goes to the next, is in the call again', async ({ owner, visitor }) => {
  let chat = await inChat(owner, visitor);
  await calls(owner);
  await chat.getByRole('button', { name: 'Watch only' }).click();
  await expectPicture(chat, 'Ada', 'red');

  await owner.page.reload();
  // Its camera is Chromium's own now: the picture that comes is not the one from before.
  await expect(panel(owner).getByText(/In the call/)).toBeVisible();
  await expectPicture(chat, 'Ada', 'none');

  await visitor.visit('/next');
  chat = await visitor.chat();
  await expectPicture(chat, 'Ada', 'none');
  await expect(chat.getByText(/Call, \d:\d\d/)).toHaveCount(0);
});

test('G5: a network that is gone and comes back, and a tab that is closed', async ({ owner, visitor }) => {
  const chat = await inChat(owner, visitor);
  const network = await visitor.context.newCDPSession(visitor.page);
  // Sockets that are to be cut later have to be made under conditions of which the browser knows.
  const is = (offline: boolean) =>
    network.send('Network.emulateNetworkConditions', {
      offline,
      latency: 1,
      downloadThroughput: 10_000_000,
      uploadThroughput: 10_000_000,
      packetLoss: offline ? 100 : 0,
    });
  await network.send('Network.enable');
  await is(false);
  await calls(owner);
  await chat.getByRole('button', { name: 'Watch only' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await is(true);
  await expect(chat.getByText('The connection is lost')).toBeVisible({ timeout: 25_000 });
  await is(false);
  await expect(chat.getByText('The connection is lost')).toBeHidden({ timeout: 25_000 });
  await expectPicture(chat, 'Ada', 'red');

  await visitor.page.close();
  await expect(owner.page.getByRole('log').getByText(/ended because the connection was gone/)).toBeVisible({ timeout: 25_000 });
  await expect(panel(owner)).toHaveCount(0);
});
