/** Mails of unread messages, read and answered by hand in the outbox. */
import type { Page } from '@playwright/test';
import { type Account, call, HOST, linkOf, type Mail, mailsTo } from './support/account.ts';
import { addClient, portalOf } from './support/client.ts';
import { expect, expectAccessible, test } from './support/test.ts';

const ROOM = 'The move';

/** Writes in a room from a page of the dashboard. */
function say(page: Page, room: string, text: string): Promise<void> {
  return page.evaluate(
    ([room, text]) =>
      new Promise<void>((resolve, reject) => {
        const socket = new WebSocket(`/api/rooms/${room}/socket`, 'foyer.v1');
        const send = (frame: object) => socket.send(JSON.stringify(frame));
        socket.onerror = () => reject(new Error('no socket'));
        socket.onopen = () => send({ t: 'hello', v: 1 });
        socket.onmessage = ({ data }) => {
          const { t } = JSON.parse(data as string) as { t: string };
          if (t === 'welcome') send({ t: 'send', cid: crypto.randomUUID(), text });
          if (t === 'error') reject(new Error(data as string));
          if (t !== 'ack') return;
          socket.close();
          resolve();
        };
      }),
    [room, text] as const,
  );
}

/** The mails of unread messages that an address has, once one holds the text; newest first. */
async function digestsTo({ owner }: Account, to: string, text: string): Promise<Mail[]> {
  let found: Mail[] = [];
  await expect(async () => {
    found = (await mailsTo(owner.request, to)).filter(({ subject }) => subject.startsWith(ROOM));
    expect(found.some((mail) => mail.text.includes(text))).toBe(true);
  }).toPass({ timeout: 20_000 });
  return found;
}

test('I5 E6 E7: unread messages come by mail, once, to whoever has not read them, and are answered by mail', async ({
  browser,
  account,
  owner,
  colleague,
}) => {
  const clara = await addClient(browser, account, 'Clara');
  const carlos = await addClient(browser, account, 'Carlos');
  const chloe = await addClient(browser, account, 'Chloe');
  const me = `/api${new URL(await portalOf(account)).pathname}/me`;
  await call(carlos.context.request, 'PATCH', me, { language: 'es', timeZone: 'Europe/Madrid' });
  const people = [`o_${colleague.id}`, `c_${clara.id}`, `c_${carlos.id}`, `c_${chloe.id}`];
  const { room } = await call<{ room: string }>(owner.request, 'POST', '/api/client-rooms', {
    cid: crypto.randomUUID(),
    form: 'clients',
    name: ROOM,
    people,
  });
  // Chloe sits before the room and reads as it is said.
  await chloe.page.goto(`${await portalOf(account)}/rooms/${room}`);
  await expect(chloe.page.getByRole('heading', { name: ROOM, level: 1 })).toBeVisible();
  await say(owner.page, room, 'Which colour shall the door have?');
  await expect(chloe.page.getByRole('log').getByText('Which colour')).toBeVisible();
  for (const { email } of [clara, carlos, colleague]) {
    expect(await digestsTo(account, email, 'Which colour'), email).toHaveLength(1);
  }
  expect((await digestsTo(account, carlos.email, 'Which colour'))[0]!.text).toContain('Tienes un mensaje nuevo');

  // Clara answers from her mail program.
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${HOST}/dev/outbox`);
  await page.getByRole('row').filter({ hasText: clara.email }).getByRole('link', { name: ROOM }).click();
  await page.getByLabel('Text').fill('Blue, please.');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toHaveText('The answer was logged.');
  // What somebody else sends to her address is not in the room as hers.
  await page.getByLabel('From').fill('eve@elsewhere.example');
  await page.getByLabel('Text').fill('Red!');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toHaveText('The answer was held.');
  for (const { email } of [owner, colleague, carlos]) {
    const [mail] = await digestsTo(account, email, 'Blue, please.');
    expect(mail!.text).toContain('Clara');
    expect(mail!.text).not.toMatch(/Which colour|Red!/);
  }
  expect(await digestsTo(account, clara.email, 'Which colour'), 'her own answer is not mailed to her').toHaveLength(1);

  // Carlos wants no more of them, and says so in the mail itself.
  const stop = await linkOf(owner.request, carlos.email, '/unsubscribe/');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(stop);
  await expect(page.getByRole('heading', { name: `De la sala «${ROOM}»` })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'No recibir correos de esta sala' }).click();
  await expect(page.getByRole('button', { name: 'Volver a recibir correos de esta sala' })).toBeVisible();
  // Grace wants none of any room.
  await colleague.page.goto(`${HOST}/app/settings/profile`);
  const wanted = colleague.page.getByLabel('Mail me unread messages of rooms');
  await wanted.uncheck();
  await colleague.page.reload();
  await expect(wanted).not.toBeChecked();
  await say(owner.page, room, 'Blue it is.');
  await digestsTo(account, clara.email, 'Blue it is.');
  for (const { email } of [carlos, colleague]) {
    expect(await digestsTo(account, email, 'Blue, please.'), email).toHaveLength(2);
  }
  await expect(chloe.page.getByRole('log').getByText('Blue it is.')).toBeVisible();
  const toChloe = (await mailsTo(owner.request, chloe.email)).filter(({ subject }) => subject.startsWith(ROOM));
  expect(toChloe, 'what was read is not mailed').toEqual([]);
  for (const { context } of [clara, carlos, chloe]) await context.close();
  await page.context().close();
});
