/** A visitor on a page with the embed. The widget lives in a closed shadow root; its frame is found by its script. */
import { type BrowserContext, expect, type Frame, type Page } from '@playwright/test';
import { FOREIGN, HOST } from './account.ts';

export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly site: string;
  readonly #host: string;

  constructor(page: Page, site: string, host = HOST) {
    this.page = page;
    this.context = page.context();
    this.site = site;
    this.#host = host;
  }

  address(path = '/', more = ''): string {
    return `${FOREIGN}${path}?host=${encodeURIComponent(this.#host)}&site=${this.site}${more}`;
  }

  /** Goes to a page of the site and waits for the launcher. */
  async visit(path = '/', more = ''): Promise<this> {
    await this.page.goto(this.address(path, more));
    await this.launched();
    return this;
  }

  launched(): Promise<unknown> {
    return this.page.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  }

  api(...call: [name: string, ...args: unknown[]]): Promise<void> {
    return this.page.evaluate((args) => window.Foyer?.(...(args as [string])), call);
  }

  /** The chat, opened. */
  async open(): Promise<Frame> {
    await this.api('open');
    return this.chat();
  }

  async chat(): Promise<Frame> {
    let found: Frame | undefined;
    await expect
      .poll(async () => {
        for (const frame of this.page.frames()) {
          if (
            frame !== this.page.mainFrame() &&
            (await frame
              .locator('.app')
              .count()
              .catch(() => 0)) > 0
          )
            found = frame;
        }
        return found !== undefined;
      })
      .toBe(true);
    return found!;
  }

  async write(text: string): Promise<void> {
    const chat = await this.chat();
    await chat.getByRole('textbox', { name: 'Write a message' }).fill(text);
    await chat.getByRole('textbox', { name: 'Write a message' }).press('Enter');
  }

  /** Texts of all messages shown, in order. */
  async messages(): Promise<string[]> {
    return (await this.chat()).locator('.message .text').allTextContents();
  }
}

declare global {
  interface Window {
    Foyer?: (...call: [name: string, ...args: unknown[]]) => void;
  }
}
