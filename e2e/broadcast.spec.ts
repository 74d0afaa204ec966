import type { Frame } from '@playwright/test';
import type { Operator } from './support/account.ts';
import { allowDevices, expectPicture, noRelays, paintCamera } from './support/picture.ts';
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
