/** The visitors tab in a real browser while 2,000 visitors move: long tasks, as the browser itself counts them. */
import { inApp } from './app.ts';
import { crowd } from './crowd.ts';
import { during, MOVES_PER_SECOND, ONLINE } from './visitors.ts';

const SECONDS = 20;

export interface Smoothness {
  /** Tasks over 50 ms while the list was watched, and while it was scrolled through as well; the longest of each, ms. */
  watching: { longTasks: number; longest: number };
  scrolling: { longTasks: number; longest: number };
  rowsDrawn: number;
  seconds: number;
}

export const smoothness = (port: number): Promise<Smoothness> =>
  inApp(port, async ({ url, page, site }) => {
    const many = await crowd(ONLINE, 'http://shop.localhost', () => `${url}/w/v1/site?site=${site}`);
    await page.goto(`${url}/app/visitors`);
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
  });
