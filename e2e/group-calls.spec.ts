import type { Page } from '@playwright/test';
import { addColleague, call, type Operator } from './support/account.ts';
import { addClient } from './support/client.ts';
import { allowDevices, expectPicture, expectSound, noRelays, paintCamera, paintScreen } from './support/picture.ts';
import { expect, expectAccessible, test } from './support/test.ts';

const panel = (page: Page, name: string) => page.getByRole('region', { name: `Call: ${name}` });
const log = (page: Page) => page.getByRole('log');

const group = async ({ request }: Operator, name: string, members: string[]) =>
  (await call<{ room: string }>(request, 'POST', '/api/team-rooms', { kind: 'group', cid: crypto.randomUUID(), name, members })).room;

const open = ({ page }: Operator, room: string) => page.goto(`/app/operators/${room}`);

/** Says yes to the preview, with a camera of one's own where one has a colour. */
async function goesIn(page: Page, action: 'Call' | 'Join'): Promise<void> {
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('video')).toBeVisible();
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

async function starts(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  await goesIn(page, 'Call');
}

async function joins(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await goesIn(page, 'Join');
}

test('G3 C9: three in a group call see each other', async ({ owner, colleague, browser, account }) => {
  const lin = await addColleague(browser, account, 'Lin');
  const room = await group(owner, 'Launch', [colleague.id, lin.id]);
  const all = [
    [owner.page, 'Ada', 'red'],
    [colleague.page, 'Grace', 'fuchsia'],
    [lin.page, 'Lin', 'blue'],
  ] as const;
  for (const one of [owner, colleague, lin]) {
    await allowDevices(one.context);
    await open(one, room);
  }
  for (const [page, , colour] of all) await paintCamera(page, colour);
  await starts(owner.page);
  await joins(colleague.page);
  await expect(lin.page.getByText('Ada and Grace are in a call')).toBeVisible();
  await joins(lin.page);
  for (const [page, own] of all) {
    for (const [, name, colour] of all) {
      await expectPicture(page, name === own ? 'Your own picture' : name, colour);
      if (name !== own) await expectSound(page, name);
    }
  }
  await panel(colleague.page, 'Launch').getByRole('button', { name: 'Leave' }).click();
  await expect(owner.page.locator('video[aria-label="Grace"]')).toHaveCount(0);
  await expect(colleague.page.getByText('Ada and Lin are in a call')).toBeVisible();
  await expectPicture(owner.page, 'Lin', 'blue');
  for (const { page } of [owner, lin]) await panel(page, 'Launch').getByRole('button', { name: 'Leave' }).click();
  await expect(log(colleague.page).getByText(/^Call, \d:\d\d/)).toBeVisible();
  await lin.context.close();
});

test('G3: a call rings on every page, is found in the list and in its room, and fits a phone', async ({ owner, colleague }) => {
  const room = await group(owner, 'Launch', [colleague.id]);
  for (const one of [owner, colleague]) await allowDevices(one.context);
  await open(owner, room);
  await starts(owner.page);
  await expect(panel(owner.page, 'Launch').getByText('Ringing')).toBeVisible();
  await expect(colleague.page.getByText('Incoming call: Launch')).toBeVisible();
  await expectAccessible(colleague.page);
  await colleague.page.getByRole('button', { name: 'Not now' }).click();
  await expect(colleague.page.getByText('Incoming call: Launch')).toBeHidden();
  await colleague.page.getByRole('link', { name: /^Operators/ }).click();
  await colleague.page.getByRole('link').filter({ hasText: 'A call is on' }).click();
  await joins(colleague.page);
  await expectPicture(owner.page, 'Grace', 'none');
  const { page } = owner;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 700 });
  await expect(panel(page, 'Launch').getByRole('button', { name: 'Leave' })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
});

test('C9: a colleague is called from the page of colleagues; a call nobody came to is told as missed', async ({ owner, colleague }) => {
  await allowDevices(owner.context);
  await owner.page.goto('/app/operators');
  await owner.page.getByRole('button', { name: 'Call Grace' }).click();
  await goesIn(owner.page, 'Call');
  await expect(colleague.page.getByText('Incoming call: Ada')).toBeVisible();
  await panel(owner.page, 'Grace').getByRole('button', { name: 'Leave' }).click();
  await expect(colleague.page.getByText('Incoming call: Ada')).toBeHidden();
  await expect(log(owner.page).getByText('Nobody joined your call')).toBeVisible();
  await expect(owner.page.locator('video')).toHaveCount(0);
});

test('G3: a client in the portal joins, and calls', async ({ owner, account, browser }) => {
  const vic = await addClient(browser, account);
  const begin = { cid: crypto.randomUUID(), form: 'clients', name: 'The move', people: [`c_${vic.id}`] };
  const { room } = await call<{ room: string }>(owner.request, 'POST', '/api/client-rooms', begin);
  await allowDevices(owner.context);
  await allowDevices(vic.context);
  await owner.page.goto(`/app/rooms/${room}`);
  await paintCamera(owner.page, 'red');
  await paintCamera(vic.page, 'blue');
  await starts(owner.page);
  await expect(vic.page.getByText('Incoming call: The move')).toBeVisible();
  await expectAccessible(vic.page);
  await vic.page.getByRole('link', { name: 'Join' }).click();
  await goesIn(vic.page, 'Join');
  await expectPicture(owner.page, 'Vic', 'blue');
  await expectPicture(vic.page, 'Ada', 'red');
  await vic.page.setViewportSize({ width: 360, height: 700 });
  await expect(panel(vic.page, 'The move').getByRole('button', { name: 'Leave' })).toBeInViewport({ ratio: 1 });
  await expectAccessible(vic.page);
  await panel(owner.page, 'The move').getByRole('button', { name: 'Leave' }).click();
  await expect(vic.page.getByText('Nobody else is here yet')).toBeVisible();
  await panel(vic.page, 'The move').getByRole('button', { name: 'Leave' }).click();
  await expect(log(vic.page).getByText(/^Call, \d:\d\d/)).toBeVisible();
  await starts(vic.page);
  await expect(owner.page.getByText('Vic is in a call')).toBeVisible();
  await vic.context.close();
});

/** Two in a call in a room of theirs; who is first has a red camera, the other a pink one. */
async function two(owner: Operator, colleague: Operator): Promise<void> {
  const room = await group(owner, 'Us', [colleague.id]);
  for (const [one, colour] of [
    [owner, 'red'],
    [colleague, 'fuchsia'],
  ] as const) {
    await allowDevices(one.context);
    await open(one, room);
    await paintCamera(one.page, colour);
  }
  await starts(owner.page);
  await joins(colleague.page);
  await expectPicture(owner.page, 'Grace', 'fuchsia');
  await expectPicture(colleague.page, 'Ada', 'red');
}

test('G3 F5: a shared screen reaches the others and the camera comes back', async ({ owner, colleague }) => {
  await two(owner, colleague);
  await paintScreen(owner.page, 'blue');
  await panel(owner.page, 'Us').getByRole('button', { name: 'Share screen' }).click();
  await expectPicture(colleague.page, 'Ada', 'blue');
  const shown = colleague.page.locator('video[aria-label="Ada"]');
  await expect(shown).toHaveCSS('object-fit', 'contain');
  await expectAccessible(colleague.page);
  await panel(owner.page, 'Us').getByRole('button', { name: 'Stop sharing the screen' }).click();
  await expectPicture(colleague.page, 'Ada', 'red');
  await expect(shown).toHaveCSS('object-fit', 'cover');
});

test('G5: one reloads and is in again; one whose network is gone comes back', async ({ owner, colleague }) => {
  await two(owner, colleague);
  await owner.page.reload();
  // Its camera is Chromium's own now: the picture that comes is not the one from before.
  await expectPicture(colleague.page, 'Ada', 'none');
  await expectPicture(owner.page, 'Grace', 'fuchsia');
  await expect(panel(owner.page, 'Us')).toBeVisible();

  await noRelays(colleague.context);
  const network = await colleague.context.newCDPSession(colleague.page);
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
  // What is cut has to be made under conditions of which the browser knows.
  await colleague.page.reload();
  await expectPicture(owner.page, 'Grace', 'none');
  await expectPicture(colleague.page, 'Ada', 'none');
  await is(true);
  await expect(owner.page.getByText('connection lost')).toBeVisible({ timeout: 25_000 });
  await is(false);
  await expect(owner.page.getByText('connection lost')).toBeHidden({ timeout: 25_000 });
  await expectPicture(owner.page, 'Grace', 'none');
  await expectPicture(colleague.page, 'Ada', 'none');
});
