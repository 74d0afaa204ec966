/** The visitors tab in a real browser while 2,000 visitors move: long tasks, as the browser itself counts them. */
import { chromium } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from '../scripts/browser.ts';
import { endTool } from '../scripts/processes.ts';
import { serve } from '../scripts/serve.ts';
import { crowd } from './crowd.ts';
import { during, MOVES_PER_SECOND, ONLINE } from './visitors.ts';

const SECONDS = 20;
const STATE = '.tmp/bench-state';

export interface Smoothness {
  /** Tasks over 50 ms while the list was watched, and while it was scrolled through as well; the longest of each, ms. */
  watching: { longTasks: number; longest: number };
  scrolling: { longTasks: number; longest: number };
  rowsDrawn: number;
  seconds: number;
}

export async function smoothness(port: number): Promise<Smoothness> {
  const served = await serve({ port, state: STATE });
  const browser = await chromium.launch({ executablePath: await browserPath(), args: BROWSER_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const { request } = page.context();
    const headers = { origin: served.url };
    const email = `bench-${Date.now()}@test.example`;
    await request.post(`${served.url}/api/sign-up`, { headers, data: { name: 'Ada', email, password: 'correct horse battery' } });
    const [site] = (await (await request.get(`${served.url}/api/sites`)).json()) as { id: string }[];
    const many = await crowd(ONLINE, 'http://shop.localhost', () => `${served.url}/w/v1/site?site=${site!.id}`);
    await page.goto(`${served.url}/app/visitors`);
    await page.getByRole('heading', { name: `${ONLINE.toLocaleString('en')} visitors` }).waitFor();
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    });
    const tasks = async () => {
      const durations = await page.evaluate(() => (window as unknown as { seen: number[] }).seen.splice(0));
      return { longTasks: durations.length, longest: Math.max(0, ...durations) };
    };
    const move = (who: number, n: number) => many.move(who, `/page-${n}`);
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('moved');
    // What counts nothing would find nothing: one long task of our own has to be seen.
    await page.evaluate(() => {
      setTimeout(() => {
        const until = performance.now() + 120;
        while (performance.now() < until);
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if ((await tasks()).longest < 100) throw new Error('the browser does not tell of long tasks');
    await during(SECONDS, MOVES_PER_SECOND, many, move);
    const watching = await tasks();
    await page.mouse.move(600, 500);
    const scrolls = (async () => {
      for (let n = 0; n < SECONDS * 10; n++) {
        await page.mouse.wheel(0, n % 60 < 40 ? 400 : -300);
        await new Promise((resolve) => setTimeout(resolve, 80));
      }
    })();
    await during(SECONDS, MOVES_PER_SECOND, many, move);
    await scrolls;
    const scrolling = await tasks();
    const rowsDrawn = await page.getByRole('row').count();
    many.close();
    return { watching, scrolling, rowsDrawn, seconds: SECONDS };
  } finally {
    await browser.close();
    await endTool(served.process);
  }
}
