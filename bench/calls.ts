/** A call of two in real browsers: how long it takes from answering it to the other's first frame, beside a bare one, and what passes the room for it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from '@playwright/test';
import { PING, PONG } from '../protocol/frames.ts';
import { type App, inApp } from './app.ts';
import { bareCall } from './bare-call.ts';
import { median } from './median.ts';

const ROUNDS = 10;

/** Frames on the sockets of both to their room. */
interface Frames {
  toRoom: number;
  fromRoom: number;
}

export interface CallsMeasured {
  rounds: number;
  /** Medians, ms, and the median of the rounds' ratios. */
  bare: number;
  foyer: number;
  ratio: number;
  /** Medians, from the press that calls. */
  toFirstFrame: Frames;
  toHangUp: Frames;
}

export const calls = (port: number): Promise<CallsMeasured> =>
  inApp(port, async (app) => {
    const embed = `<!doctype html><title>Shop</title><script async src="${app.url}/w.js" data-site="${app.site}"></script>`;
    // Browsers let only pages that really come from this machine speak to it.
    const shop = createServer((_, response) => response.setHeader('content-type', 'text/html').end(embed)).listen(0);
    try {
      return await measure(app, `http://localhost:${(shop.address() as AddressInfo).port}/`);
    } finally {
      shop.close();
    }
  });

async function measure({ url, browser, page: operator }: App, shop: string): Promise<CallsMeasured> {
  const devices = ['camera', 'microphone'];
  await operator.context().grantPermissions(devices);
  const visitor = await (await browser.newContext({ permissions: devices })).newPage();
  const frames: Frames = { toRoom: 0, fromRoom: 0 };
  for (const page of [operator, visitor]) count(page, frames);
  await operator.goto(`${url}/app/chats`);
  await visitor.goto(shop);
  const chat = await openedChat(visitor);
  await chat.getByRole('textbox', { name: 'Write a message' }).fill('Can you show me?');
  await chat.getByRole('textbox', { name: 'Write a message' }).press('Enter');
  await operator.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: 'Can you show me?' }).click();
  await operator.getByRole('button', { name: 'Pick up' }).click();

  const bare = await bareCall(visitor, chat, operator);
  const own = () => call(operator, chat, frames);
  // The first of each is for what is loaded once.
  await bare.toFirstFrame();
  await own();
  const bares: number[] = [];
  const foyers: Called[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const both = [async () => bares.push(await bare.toFirstFrame()), async () => foyers.push(await own())];
    // Who goes first takes turns.
    for (const one of round % 2 ? both.reverse() : both) await one();
  }
  const frame = (of: 'toFirstFrame' | 'toHangUp'): Frames => ({
    toRoom: median(foyers.map((called) => called[of].toRoom)),
    fromRoom: median(foyers.map((called) => called[of].fromRoom)),
  });
  return {
    rounds: ROUNDS,
    bare: median(bares),
    foyer: median(foyers.map(({ ms }) => ms)),
    ratio: median(foyers.map(({ ms }, round) => ms / bares[round]!)),
    toFirstFrame: frame('toFirstFrame'),
    toHangUp: frame('toHangUp'),
  };
}

interface Called {
  ms: number;
  toFirstFrame: Frames;
  toHangUp: Frames;
}

/** The operator calls with video, the visitor answers with theirs, the operator sees it, and hangs up. */
async function call(operator: Page, chat: Frame, frames: Frames): Promise<Called> {
  await operator.getByRole('button', { name: 'Call', exact: true }).click();
  const ready = operator.getByRole('dialog').getByRole('button', { name: 'Call', exact: true });
  // Enabled once the preview is there.
  await operator.getByRole('dialog').locator('video').waitFor();
  Object.assign(frames, { toRoom: 0, fromRoom: 0 });
  await ready.click();
  const screen = operator.locator('section[aria-label^="Call with"] video[data-status]');
  const shown = screen.evaluate(
    (video: HTMLVideoElement) =>
      new Promise<number>((resolve) => video.requestVideoFrameCallback(() => resolve(performance.timeOrigin + performance.now()))),
  );
  const answer = chat.getByRole('button', { name: 'Answer with camera' });
  const pressed = answer.evaluate(
    (button) =>
      new Promise<number>((resolve) =>
        button.addEventListener('click', () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true }),
      ),
  );
  await answer.click();
  const ms = (await shown) - (await pressed);
  const toFirstFrame = { ...frames };
  await operator.getByRole('button', { name: 'Hang up' }).click();
  await chat.locator('.call').waitFor({ state: 'detached' });
  await screen.waitFor({ state: 'detached' });
  return { ms, toFirstFrame, toHangUp: { ...frames } };
}

/** Counts what a page says to a room and hears from it. */
function count(page: Page, frames: Frames): void {
  page.on('websocket', (socket) => {
    if (!/\/w\/v1\/room|\/api\/rooms\//.test(socket.url())) return;
    socket.on('framesent', ({ payload }) => {
      if (payload !== PING) frames.toRoom++;
    });
    socket.on('framereceived', ({ payload }) => {
      if (payload !== PONG) frames.fromRoom++;
    });
  });
}

async function openedChat(page: Page): Promise<Frame> {
  await page.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  const framed = page.waitForEvent('frameattached');
  await page.evaluate(() => window.Foyer?.('open'));
  return framed;
}

declare global {
  interface Window {
    Foyer?: (...call: [name: string, ...args: unknown[]]) => void;
  }
}
