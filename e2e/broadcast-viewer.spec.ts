import type { Frame } from '@playwright/test';
import type { Operator } from './support/account.ts';
import { atBroadcast, goLive as beginLive } from './support/broadcast.ts';
import { expectPicture, expectSound, noRelays, paintCamera } from './support/picture.ts';
import { expect, expectAccessibleChat, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

/** The owner broadcasts to everyone on the site; the camera is red. */
async function goLive(owner: Operator): Promise<void> {
  await atBroadcast(owner);
  await beginLive(owner);
}

const player = (chat: Frame) => chat.getByRole('region', { name: 'Broadcast by Ada' });

/** The frame that shows the broadcast, which nobody has opened. */
async function watching(visitor: Visitor): Promise<Frame> {
  const chat = await visitor.chat();
  await expectPicture(chat, 'Ada', 'red');
  return chat;
}

test('G2 B9: a broadcast shows itself to who is on the site, muted, and stays closed once closed', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  const sockets: string[] = [];
  visitor.page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname));
  await visitor.visit();
  await goLive(owner);
  const chat = await watching(visitor);
  await expect(player(chat).getByText('Live', { exact: true })).toBeVisible();
  await expect(chat.getByRole('textbox', { name: 'Write a message' })).toBeHidden();
  await expectAccessibleChat(visitor);
  const sound = () => chat.locator('video[aria-label="Ada"]').evaluate((video) => !(video as HTMLVideoElement).muted);
  expect(await sound()).toBe(false);
  await chat.getByRole('button', { name: 'Turn sound on' }).click();
  await expect.poll(sound).toBe(true);
  await expectSound(chat, 'Ada');
  await chat.getByRole('button', { name: 'Turn sound off' }).click();
  await expect.poll(sound).toBe(false);

  // On a phone it leaves the page its room, and every button can be reached.
  await visitor.page.setViewportSize({ width: 320, height: 600 });
  for (const name of ['Close the broadcast', 'Write', 'Full screen']) {
    await expect(chat.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
  }
  for (const colorScheme of ['dark', 'light'] as const) {
    await visitor.page.emulateMedia({ colorScheme });
    await expectAccessibleChat(visitor);
  }
  await visitor.page.setViewportSize({ width: 1280, height: 800 });

  await expect(owner.page.getByText('1 watching')).toBeVisible();
  await chat.getByRole('button', { name: 'Close the broadcast' }).click();
  await expect(player(chat)).toHaveCount(0);
  await expect(owner.page.getByText('0 watch')).toBeVisible();
  await visitor.visit('/next');
  await visitor.chat();
  // Whoever only watches costs no room.
  expect(sockets).not.toContain('/w/v1/room');
  const next = await visitor.open();
  await expect(next.getByRole('textbox', { name: 'Write a message' })).toBeVisible();
  expect(sockets).toContain('/w/v1/room');
  await expect(player(next)).toHaveCount(0);
});

test('G2: who comes later joins; who writes has an own chat; the end is told', async ({ owner, visitor, newVisitor }) => {
  await goLive(owner);
  await noRelays(visitor.context);
  await visitor.visit();
  const chat = await watching(visitor);
  const other = await newVisitor();
  await noRelays(other.context);
  await other.visit('/other');
  await watching(other);
  await expect(owner.page.getByText('2 watch')).toBeVisible();

  await chat.getByRole('button', { name: 'Write' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await visitor.write('How much is the blue one?');
  await expect(chat.locator('.message .text').getByText('How much is the blue one?')).toBeVisible();
  await expectAccessibleChat(visitor);
  await visitor.api('close');
  await expectPicture(chat, 'Ada', 'red');

  await owner.page.getByRole('button', { name: 'End', exact: true }).click();
  await owner.page.getByRole('button', { name: 'End broadcast' }).click();
  await expect(chat.getByText('The broadcast has ended')).toBeVisible();
  await expect(player(chat)).toHaveCount(0);
  await expect(player(await other.chat())).toHaveCount(0);
});

test('G2 G5: it survives the operator’s reload, and who asked for little motion presses to watch', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.page.emulateMedia({ reducedMotion: 'reduce' });
  await visitor.visit();
  await goLive(owner);
  const chat = await visitor.chat();
  await expect(player(chat).getByText('It starts when you want it to')).toBeVisible();
  await expect(owner.page.getByText('0 watch')).toBeVisible();
  await expectAccessibleChat(visitor);
  await chat.getByRole('button', { name: 'Watch' }).click();
  await expectPicture(chat, 'Ada', 'red');
  await owner.page.reload();
  // Its camera is Chromium's own now: the picture that comes is not the one from before.
  await expectPicture(chat, 'Ada', 'none');
});

test('G2 B11 B12: nobody who has not agreed to being known sees it; from right to left in Arabic', async ({ owner, visitor }) => {
  await noRelays(visitor.context);
  await visitor.visit('/', '&consent=required');
  await visitor.api('language', 'ar');
  await goLive(owner);
  await expect(owner.page.getByText('0 watch')).toBeVisible();
  expect(visitor.page.frames()).toHaveLength(1);
  await visitor.api('consent', true);
  const chat = await watching(visitor);
  await expect(chat.locator('html')).toHaveAttribute('dir', 'rtl');
  await visitor.page.setViewportSize({ width: 320, height: 600 });
  const close = chat.getByRole('button', { name: 'إغلاق البث' });
  await expect(close).toBeInViewport({ ratio: 1 });
  await expectAccessibleChat(visitor);
  // By keyboard alone: close is the first of its buttons.
  await close.focus();
  await close.press('Enter');
  await expect(chat.locator('video')).toHaveCount(0);
});

test('I9: a viewer asks, votes, comes on stage and goes', async ({ owner, visitor, newVisitor }) => {
  await goLive(owner);
  const { page } = owner;
  await noRelays(visitor.context);
  await visitor.visit();
  const other = await newVisitor();
  await noRelays(other.context);
  await other.visit();
  const [chat, second] = [await watching(visitor), await watching(other)];
  await visitor.open();
  await other.open();

  for (const view of [chat, second]) await view.getByText('Ask publicly').click();
  await expect(chat.getByText('No questions yet')).toBeVisible();
  await chat.getByRole('textbox', { name: 'Your question' }).fill('Do you ship to Oslo?');
  await chat.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(chat.getByText('Your question is on the board')).toBeVisible();
  await expect(chat.getByRole('button', { name: 'Vote for “Do you ship to Oslo?”, votes: 1' })).toBeDisabled();
  await second.getByRole('button', { name: 'Vote for “Do you ship to Oslo?”, votes: 1' }).click();
  await expect(chat.getByRole('button', { name: 'Vote for “Do you ship to Oslo?”, votes: 2' })).toBeVisible();
  await expectAccessibleChat(visitor);
  await page.getByRole('button', { name: 'Answered: Do you ship to Oslo?' }).click();
  await expect(second.getByText('Answered')).toBeVisible();

  // The one who came last is first in the list: it is the other who is asked.
  await visitor.context.grantPermissions(['camera', 'microphone']);
  await other.context.grantPermissions(['camera', 'microphone']);
  await paintCamera(second, 'blue');
  await page
    .getByRole('button', { name: /^Bring .* on stage$/ })
    .first()
    .click();
  await expect(second.getByText('Ada asks you on stage')).toBeVisible();
  await expectAccessibleChat(other);
  await second.getByRole('button', { name: 'Answer with camera' }).click();
  await expectPicture(second, 'Your own picture', 'blue');
  await expect(second.getByText('You are on stage')).toBeVisible();
  await expectPicture(page, 'The viewer on stage', 'blue');
  const onStage = chat.locator('video.guest');
  await expectPicture(chat, (await onStage.getAttribute('aria-label'))!, 'blue');
  await expectAccessibleChat(other);

  await second.getByRole('button', { name: 'Leave the stage' }).click();
  await expect(onStage).toHaveCount(0);
  await expect(second.locator('video.mine')).toHaveCount(0);
  await expectPicture(second, 'Ada', 'red');
});
