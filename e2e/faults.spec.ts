import { HOST } from './support/account.ts';
import { expect, openChat, test } from './support/test.ts';
import { Visitor } from './support/visitor.ts';

test('I1 B2 B5: what two tabs write offline arrives once and in the order of each, in both and at the operator’s', async ({
  owner,
  visitor,
}) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('hello');
  const second = new Visitor(await visitor.context.newPage(), visitor.site);
  await second.visit('/second');
  await second.open();
  await expect.poll(() => second.messages()).toContain('hello');
  await openChat(owner, 'hello');
  await visitor.context.setOffline(true);
  for (let n = 1; n <= 10; n++) {
    await visitor.write(`first ${n}`);
    await second.write(`second ${n}`);
  }
  await visitor.context.setOffline(false);
  await expect(owner.page.getByRole('log').locator('[dir=auto]')).toHaveCount(21);
  const arrived = await owner.page.getByRole('log').locator('[dir=auto]').allTextContents();
  for (const tab of ['first', 'second']) {
    expect(arrived.filter((text) => text.startsWith(tab))).toEqual(Array.from({ length: 10 }, (_, n) => `${tab} ${n + 1}`));
  }
  await expect.poll(() => visitor.messages()).toEqual(['Hello! How can we help?', ...arrived]);
  await expect.poll(() => second.messages()).toEqual(['Hello! How can we help?', ...arrived]);
});

test('A5 B1: a page of somebody else’s cannot frame the dashboard, nor drive the settings’ preview or the chat by messages', async ({
  owner,
  visitor,
  errors,
}) => {
  const { page } = visitor;
  await visitor.visit();
  const chat = await visitor.open();
  const framed = await page.evaluate(
    (source) =>
      new Promise<string>((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => resolve(`${frame.contentDocument?.body?.textContent ?? 'closed'}`);
        frame.src = source;
        document.body.append(frame);
      }),
    `${HOST}/app/chats`,
  );
  expect(framed).toBe('closed');
  expect(errors.splice(0).join()).toContain('frame-ancestors');
  const popup = page.waitForEvent('popup');
  await page.evaluate((source) => {
    (window as { forged?: Window | null }).forged = open(source);
  }, `${HOST}/w/preview`);
  const preview = await popup;
  await preview.waitForLoadState();
  await page.evaluate(() => {
    const settings = { name: 'Forged', colour: '#ff0000', theme: 'light', position: 'left', launcher: 'Forged', language: 'en' };
    for (const target of [(window as { forged?: Window }).forged!, window, ...[...Array(frames.length)].map((_, n) => frames[n]!)]) {
      target.postMessage({ foyerPreview: settings, view: 'launcher' }, '*');
      target.postMessage({ t: 'blocked' }, '*');
    }
  });
  await visitor.write('still here');
  await openChat(owner, 'still here');
  await expect(chat.getByText('still here')).toBeVisible();
  expect(await preview.locator('foyer-chat').count()).toBe(0);
});
