/** A broadcast as its operator and its viewers have it in their browsers. */
import type { Frame, Locator } from '@playwright/test';
import type { Operator } from './account.ts';
import { allowDevices, expectPicture, noRelays, paintCamera } from './picture.ts';
import { expect } from './test.ts';
import type { Visitor } from './visitor.ts';

export const PREVIEW = 'Your own picture, as you will be seen';
export const tab = ({ page }: Operator): Locator => page.getByRole('link', { name: 'Broadcast', exact: true });
export const watching = ({ page }: Operator, count: number): Locator => page.getByRole('heading', { name: `Live ${count} watch` });

/** The owner's Broadcast tab, with a red picture of themselves. */
export async function atBroadcast(owner: Operator): Promise<void> {
  await allowDevices(owner.context);
  await paintCamera(owner.page, 'red');
  await tab(owner).click();
  await expectPicture(owner.page, PREVIEW, 'red');
}

export const goLive = async ({ page }: Operator): Promise<void> => {
  await page.getByRole('button', { name: 'Go live' }).click();
  await expectPicture(page, 'Your own picture', 'red');
};

export async function end({ page }: Operator): Promise<void> {
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End broadcast' }).click();
  await expect(page.getByText('The broadcast is over.').first()).toBeVisible();
}

/** Visitors who are on the site, in browsers of their own. */
export async function visitors(newVisitor: () => Promise<Visitor>, count: number): Promise<Visitor[]> {
  const all: Visitor[] = [];
  for (let n = 0; n < count; n++) {
    const visitor = await newVisitor();
    await noRelays(visitor.context);
    all.push(await visitor.visit());
  }
  return all;
}

/** What the visitor has of the broadcast, without having opened anything. */
export const sees = async (visitor: Visitor): Promise<Frame> => {
  const frame = await visitor.chat();
  await expectPicture(frame, 'Ada', 'red');
  return frame;
};
export const hasNone = async ({ page }: Visitor): Promise<void> => {
  for (const frame of page.frames()) await expect(frame.locator('video')).toHaveCount(0);
};
