import { call, HOST } from './support/account.ts';
import { Phone, setHidden } from './support/push.ts';
import { answer, expect, expectAccessible, openChat, test } from './support/test.ts';

test('C10 I5: a push calls who has no window in front, leads to the chat, and is taken back when a colleague picks up', async ({
  account: { owner },
  colleague,
  visitor,
}) => {
  test.setTimeout(120_000);
  const { page } = owner;
  const phone = await Phone.of(page);
  await page.goto(`${HOST}/app/alerts`);
  const push = page.getByRole('checkbox', { name: 'Push notifications on this device' });
  await push.click();
  await expect(push).toBeChecked();
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText('The notification arrives in a moment')).toBeVisible();
  await phone.deliver(await phone.receives('test'));
  await expect.poll(() => phone.notifications()).toEqual(['This is how an alert looks|']);

  await setHidden(page, true);
  await visitor.visit();
  await visitor.open();
  await visitor.write('Is anybody there at night?');
  const waiting = await phone.receives('waiting');
  expect(waiting).toMatchObject({ text: 'Is anybody there at night?', name: '' });
  await phone.deliver(waiting);
  await expect.poll(() => phone.notifications()).toContain('Visitor is waiting|Is anybody there at night?');

  await openChat(colleague, 'at night');
  await colleague.page.getByRole('button', { name: 'Pick up' }).click();
  const settled = await phone.receives('settled');
  expect(settled).toMatchObject({ room: waiting.room, text: '' });
  await phone.deliver(settled);
  await expect.poll(() => phone.notifications()).toEqual(['This is how an alert looks|', 'A colleague picked up Visitor|']);

  // A tap leads the open app to what it is about.
  await phone.tap();
  await expect(page).toHaveURL(`${HOST}/app/alerts`);
  await phone.tap();
  await expect(page).toHaveURL(`${HOST}/app/chats/${encodeURIComponent(waiting.room)}`);
  await expect(page.getByRole('log').getByText('at night')).toBeVisible();
  expect(await phone.notifications()).toEqual([]);

  // In front nothing is pushed, though the colleague hands the chat over.
  await setHidden(page, false);
  await answer(colleague, 'Yes, I am');
  expect((await phone.received()).map(({ kind }) => kind)).toEqual(['test', 'waiting', 'settled']);
});

test('C10: alerts by kind of event, by site and by hour are kept, and all can be disabled', async ({ owner, visitor }) => {
  const { page } = owner;
  await page.goto(`${HOST}/app/alerts`);
  await page.getByRole('checkbox', { name: 'A message in my chat: Sound' }).uncheck();
  await page.getByRole('checkbox', { name: 'A colleague picked up: Push' }).check();
  await page.getByRole('checkbox', { name: 'Do not call me at these hours' }).check();
  await page.getByLabel('From').fill('23:30');
  await page.getByLabel('Until').fill('06:15');
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
  await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
  await expectAccessible(page);
  const stored = async () => (await call<{ preferences: { alerts: object } }>(owner.request, 'GET', '/api/me')).preferences.alerts;
  const quiet = { enabled: true, from: 23 * 60 + 30, to: 6 * 60 + 15, timeZone: 'Asia/Tokyo' };
  await expect.poll(stored).toMatchObject({ quiet, events: { message: { sound: false }, taken: { push: true } } });
  await page.reload();
  await expect(page.getByLabel('Until')).toHaveValue('06:15');
  await expect(page.getByRole('checkbox', { name: 'A message in my chat: Sound' })).not.toBeChecked();
  await page.getByRole('checkbox', { name: 'Do not call me at these hours' }).uncheck();

  await page.getByRole('checkbox', { name: 'Disable all alerts' }).check();
  await expect.poll(stored).toMatchObject({ enabled: false });
  await visitor.visit();
  await visitor.open();
  await visitor.write('A quiet question');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByText('1 unread message')).toBeAttached();
  expect(await page.getByText(/is waiting/).count()).toBe(0);

  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  // Without motion no colour is half-way when it is measured.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectAccessible(page);
});

test('C10: who signs out takes the device along', async ({ account: { owner } }) => {
  const { page } = owner;
  const phone = await Phone.of(page);
  await page.goto(`${HOST}/app/alerts`);
  const push = page.getByRole('checkbox', { name: 'Push notifications on this device' });
  await push.click();
  await expect(push).toBeChecked();
  await page.getByRole('button', { name: 'Try it' }).click();
  await phone.receives('test');
  await page.reload();
  await expect(push).toBeChecked();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('foyer.push'))).toBeNull();
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).pushManager.getSubscription())).toBeNull();
  await openSignedIn(owner.email);

  async function openSignedIn(email: string): Promise<void> {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    // A page that is left takes the request of signing in along.
    await expect(page.getByText('All caught up')).toBeVisible();
    await page.goto(`${HOST}/app/alerts`);
    await expect(push).not.toBeChecked();
  }
});
