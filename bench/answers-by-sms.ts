/** An operator's answer by SMS: how long it takes from the carrier's request to the visitor's screen, beside a message that an operator writes in the app. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIRequestContext, Frame } from '@playwright/test';
import { type App, inApp } from './app.ts';
import { median } from './median.ts';

const ROUNDS = 20;
const OWN = '+12025550160';
const MOBILE = '+12025550161';

export interface AnswersMeasured {
  rounds: number;
  /** Medians, ms. */
  bySms: number;
  inApp: number;
  /** Median of the rounds' ratios. */
  ratio: number;
}

export const answersBySms = (port: number): Promise<AnswersMeasured> =>
  inApp(port, async (app) => {
    const embed = `<!doctype html><title>Shop</title><script async src="${app.url}/w.js" data-site="${app.site}"></script>`;
    const shop = createServer((_, response) => response.setHeader('content-type', 'text/html').end(embed)).listen(0);
    try {
      return await measure(app, `http://localhost:${(shop.address() as AddressInfo).port}/`);
    } finally {
      shop.close();
    }
  });

async function measure({ url, browser, page: operator }: App, shop: string): Promise<AnswersMeasured> {
  const { request } = operator.context();
  await confirmed(request, url);
  const visitor = await (await browser.newContext()).newPage();
  await operator.goto(`${url}/app/chats`);
  await visitor.goto(shop);
  await visitor.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  const framed = visitor.waitForEvent('frameattached');
  await visitor.evaluate(() => window.Foyer?.('open'));
  const chat = await framed;
  await operator.goto('about:blank');
  await chat.getByRole('textbox', { name: 'Write a message' }).fill('Is it free?');
  await chat.getByRole('textbox', { name: 'Write a message' }).press('Enter');
  await gotBy(request, url, 'Is it free?');
  const sms = (text: string) => until(chat, text, async () => void (await play(request, url, 'sms', { from: MOBILE, to: OWN, text })));
  // The first picks the chat up, and loads what is loaded once.
  await sms('The first');
  await operator.goto(`${url}/app/chats`);
  await operator.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: 'The first' }).click();
  const box = operator.getByRole('textbox', { name: 'Write to the visitor' });
  const typed = async (text: string) => {
    await box.fill(text);
    return until(chat, text, () => box.press('Enter'));
  };
  await typed('The second');
  const [texted, written]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const both = [async () => texted.push(await sms(`Texted ${round}.`)), async () => written.push(await typed(`Written ${round}.`))];
    // Who goes first takes turns.
    for (const one of round % 2 ? both.reverse() : both) await one();
  }
  return {
    rounds: ROUNDS,
    bySms: median(texted),
    inApp: median(written),
    ratio: median(texted.map((ms, round) => ms / written[round]!)),
  };
}

/** ms from the act to the text on the visitor's screen. */
async function until(chat: Frame, text: string, act: () => Promise<void>): Promise<number> {
  const shown = chat.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.body.textContent?.includes(wanted)) return;
          watch.disconnect();
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
        look();
      }),
    text,
  );
  const began = performance.timeOrigin + performance.now();
  await act();
  return (await shown) - began;
}

async function play(request: APIRequestContext, url: string, path: string, form: Record<string, string>): Promise<void> {
  const response = await request.post(`${url}/dev/phone/${path}`, { form, headers: { origin: url }, maxRedirects: 0 });
  if (response.status() !== 303) throw new Error(`${path}: ${response.status()}`);
}

/** Waits for an SMS and answers it. */
async function gotBy(request: APIRequestContext, url: string, words: string): Promise<string> {
  for (;;) {
    const sent = (await (await request.get(`${url}/dev/phone.json?to=${encodeURIComponent(MOBILE)}`)).json()) as { text: string }[];
    const found = sent.find(({ text }) => text.includes(words));
    if (found) return found.text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The account has a number, its owner a mobile one that is confirmed. */
async function confirmed(request: APIRequestContext, url: string): Promise<void> {
  const headers = { origin: url };
  const { account } = (await (await request.get(`${url}/api/me`)).json()) as { account: { id: string } };
  await play(request, url, 'numbers', { account: account.id, number: OWN });
  await request.post(`${url}/api/me/mobile`, { headers, data: { number: MOBILE } });
  const code = (await gotBy(request, url, 'is your code')).slice(0, 6);
  await request.post(`${url}/api/me/mobile/confirm`, { headers, data: { code } });
  await request.put(`${url}/api/me/mobile`, { headers, data: { texts: true } });
}
