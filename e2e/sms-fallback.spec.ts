/** Operators without an app, played at the local phone: what they get and send there goes through Twilio's own addresses and the real queue. */
import type { Me } from '../protocol/api.ts';
import { type Account, call, HOST } from './support/account.ts';
import { expect, expectAccessible, openChats, test } from './support/test.ts';

let made = 0;
const someNumber = (area: string): string => `+1${area}555${String((Date.now() + 137 * ++made) % 10_000).padStart(4, '0')}`;

/** A phone and the account's number. */
class Phone {
  readonly own = someNumber('202');
  readonly mine = someNumber('303');
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  async #play(path: string, form: Record<string, string>): Promise<void> {
    const response = await this.#account.owner.request.post(`${HOST}/dev/phone/${path}`, { form, headers: { origin: HOST } });
    expect(response.ok()).toBe(true);
  }

  async give(): Promise<void> {
    const { account } = await call<Me>(this.#account.owner.request, 'GET', '/api/me');
    await this.#play('numbers', { account: account.id, number: this.own });
  }

  answer = (text: string): Promise<void> => this.#play('sms', { from: this.mine, to: this.own, text });

  /** What it got, newest first. */
  async got(): Promise<string[]> {
    const path = `/dev/phone.json?to=${encodeURIComponent(this.mine)}`;
    return (await call<{ text: string }[]>(this.#account.owner.request, 'GET', path)).map(({ text }) => text);
  }

  gets(text: string): Promise<void> {
    return expect.poll(async () => (await this.got()).some((one) => one.includes(text)), { timeout: 30_000 }).toBe(true);
  }

  /** Confirms the number in the settings, and leaves the app. */
  async confirm(): Promise<void> {
    const { page } = this.#account.owner;
    await this.give();
    await page.goto(`${HOST}/app/settings/profile`);
    await page.getByLabel('Your mobile number').fill(this.mine);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const field = page.getByLabel('Code that went to');
    await expect(field).toBeVisible();
    await this.gets('is your code');
    await field.fill(/^\d{6}/.exec((await this.got())[0]!)![0]);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByLabel('Answer by SMS when I am not connected').check();
    await expect(page.getByLabel('Answer by SMS when I am not connected')).toBeChecked();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto('about:blank');
  }
}

test('C12: an operator without an app gets an enquiry by SMS, the visitor sees the answer, and the app takes over', async ({
  account,
  visitor,
}) => {
  test.setTimeout(120_000);
  const phone = new Phone(account);
  await phone.confirm();
  await visitor.visit();
  const chat = await visitor.open();
  await expect(chat.getByRole('textbox', { name: 'Write a message' })).toBeVisible();
  await visitor.write('Is it free in May?');
  await phone.gets('Is it free in May?');
  await phone.answer('Yes, it is free');
  await expect(chat.getByText('Yes, it is free')).toBeVisible();
  await expect(chat.getByText(account.owner.name).first()).toBeVisible();
  await visitor.write('And in June?');
  await phone.gets('And in June?');

  await openChats(account.owner);
  const { page } = account.owner;
  await page.getByRole('navigation', { name: 'Chats' }).getByText('And in June?').click();
  await expect(page.getByRole('main').getByText('Yes, it is free').last()).toBeVisible();
  await visitor.write('I would come with a dog.');
  await expect(page.getByRole('main').getByText('I would come with a dog.').last()).toBeVisible();
  await page.getByRole('textbox', { name: 'Write to the visitor' }).fill('Dogs are welcome.');
  await page.keyboard.press('Enter');
  await expect(chat.getByText('Dogs are welcome.')).toBeVisible();
  expect((await phone.got()).some((text) => text.includes('dog'))).toBe(false);
});

test('C12: several visitors at once are told apart by their numbers', async ({ account, newVisitor }) => {
  test.setTimeout(120_000);
  const phone = new Phone(account);
  await phone.confirm();
  const [vic, mia] = [await newVisitor(), await newVisitor()];
  await vic.visit();
  await vic.open();
  await vic.write('Is it free?');
  await phone.gets('Is it free?');
  await mia.visit();
  await mia.open();
  await mia.write('How much is it?');
  await phone.gets('2 A visitor');
  await phone.answer('Yes');
  await phone.gets('For whom?');
  await phone.answer('2 40 a night');
  await phone.gets('Is "40 a night" for 2?');
  await phone.answer('2');
  await phone.answer('1 Yes, it is free');
  await expect((await mia.chat()).getByText('40 a night')).toBeVisible();
  await expect((await vic.chat()).getByText('Yes, it is free')).toBeVisible();
  expect((await vic.messages()).slice(-2)).toEqual(['Is it free?', 'Yes, it is free']);
  expect((await mia.messages()).slice(-2)).toEqual(['How much is it?', '40 a night']);
  await phone.answer('#close 1');
  await phone.gets('1 A visitor: closed.');
});
