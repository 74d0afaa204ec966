/** The built app with an account of its own, and a browser in which its owner is signed in. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { BROWSER_ARGS, browserPath } from '../scripts/browser.ts';
import { endTool, root } from '../scripts/processes.ts';
import { serve } from '../scripts/serve.ts';

const STATE = '.tmp/bench-state';

export interface App {
  url: string;
  browser: Browser;
  /** The owner's. */
  page: Page;
  site: string;
}

/** Serves, signs up, does the work, and leaves nothing running. */
export async function inApp<T>(port: number, work: (app: App) => Promise<T>): Promise<T> {
  // With what an earlier run left, a number would be somebody else's.
  rmSync(join(root, STATE), { recursive: true, force: true });
  const served = await serve({ port, state: STATE });
  // Servers that help through firewalls are not on this machine, and nobody is asked for them.
  const args = [...BROWSER_ARGS, '--host-resolver-rules=MAP stun.cloudflare.com ~NOTFOUND'];
  const browser = await chromium.launch({ executablePath: await browserPath(), args });
  try {
    // Without a language of its own the browser takes the machine's, which may be none that a browser has.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const { request } = context;
    const headers = { origin: served.url };
    const email = `bench-${Date.now()}@test.example`;
    await request.post(`${served.url}/api/sign-up`, { headers, data: { name: 'Ada', email, password: 'correct horse battery' } });
    const [site] = (await (await request.get(`${served.url}/api/sites`)).json()) as { id: string }[];
    return await work({ url: served.url, browser, page: await context.newPage(), site: site!.id });
  } finally {
    await browser.close();
    await endTool(served.process);
  }
}
