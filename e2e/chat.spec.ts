import { changeSettings, FOREIGN, HOST } from './support/account.ts';
import { answer, expect, expectAccessible, openChat, openChats, test } from './support/test.ts';
import { Visitor } from './support/visitor.ts';

/** A picture of one pixel (PNG). */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

test('B1: one line on a page of another origin draws the launcher; the chat is loaded only when it is wanted, in four requests', async ({
  visitor,
}) => {
  const requests: string[] = [];
  visitor.page.on('request', (request) => request.url().startsWith(HOST) && requests.push(request.url()));
  visitor.page.on('websocket', (socket) => requests.push(socket.url()));
  await visitor.visit();
  expect(requests.map((url) => new URL(url).pathname)).toEqual(['/w.js', '/w/v1/site']);
  const chat = await visitor.open();
  await expect(chat.getByText('Hello! How can we help?')).toBeVisible();
  expect(requests.map((url) => new URL(url).pathname.replace(/-\w{10}\.js/, '.js'))).toEqual([
    '/w.js',
    '/w/v1/site',
    '/w/chat-en.js',
    '/w/v1/room',
  ]);
  await expectAccessible(visitor.page);
});

test('B1: a page whose loader is older than the last deployment, or whose chat did not come, still opens it', async ({ visitor }) => {
  const { request } = visitor.page;
  const old = await request.get(`${HOST}/w/chat-en-0123456789.js`);
  expect(old.status()).toBe(200);
  expect(old.headers()['cache-control']).toBe('no-cache');
  let cut = true;
  await visitor.page.route(/\/w\/chat-en/, async (route) => {
    if (cut) await route.abort();
    else await route.continue();
    cut = false;
  });
  await visitor.visit();
  const chat = await visitor.open();
  await expect(chat.getByText('Hello! How can we help?')).toBeVisible();
});

test('B1: a page with hostile styles and scripts, or a strict content security policy, breaks nothing', async ({ newVisitor, owner }) => {
  for (const more of ['&hostile', '&csp']) {
    const visitor = await newVisitor();
    await visitor.visit('/', more);
    const chat = await visitor.open();
    await visitor.write(`from ${more}`);
    await expect(chat.locator('.message.own .state').last()).toContainText('Sent');
    const size = await chat.locator('.app').boundingBox();
    expect(size?.width).toBeGreaterThan(300);
    expect(size?.height).toBeGreaterThan(400);
    await expect(owner.page.getByRole('navigation', { name: 'Chats' }).getByText(`from ${more}`)).toBeVisible();
  }
});

test('B2: what is written shows at once, is delivered once in order, and says when it was seen', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('first');
  await visitor.write('second');
  await openChat(owner, 'second');
  await expect(owner.page.getByRole('log')).toContainText(/first[\s\S]*second/);
  await expect(chat.locator('.message.own .state').last()).toContainText('Seen');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'hello back');
  await expect(chat.getByRole('log').getByText('hello back')).toBeVisible();
  await expect(owner.page.getByRole('log')).toContainText('Seen');
});

test('B2: what is written offline is kept, and sent once and in order on return', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('before');
  await expect(chat.locator('.message.own .state').last()).toContainText('Sent');
  await visitor.context.setOffline(true);
  for (const text of ['one', 'two', 'three']) await visitor.write(text);
  await expect(chat.locator('.message.own .state').last()).toContainText('Sending');
  expect(await visitor.messages()).toEqual(['Hello! How can we help?', 'before', 'one', 'two', 'three']);
  await visitor.context.setOffline(false);
  await openChat(owner, 'three');
  await expect(chat.locator('.message.own .state').last()).toContainText(/Sent|Seen/);
  await expect(owner.page.getByRole('log').locator('[dir=auto]')).toHaveText(['before', 'one', 'two', 'three']);
  await visitor.page.reload();
  await expect.poll(() => visitor.messages()).toEqual(['Hello! How can we help?', 'before', 'one', 'two', 'three']);
});

test('B2: what was written offline is sent even when the page was left meanwhile', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('hello');
  await expect(chat.locator('.message.own .state').last()).toContainText('Sent');
  await visitor.page.routeWebSocket(/\/w\/v1\/room/, (socket) => void socket.close({ code: 1011 }));
  await visitor.context.setOffline(true);
  await visitor.write('written in the tunnel');
  await expect(chat.locator('.message.own .state').last()).toContainText('Sending');
  await visitor.page.close();
  await visitor.context.setOffline(false);
  const page = await visitor.context.newPage();
  await page.goto(visitor.address('/later'));
  await page.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  await page.evaluate(() => window.Foyer?.('open'));
  await openChat(owner, 'written in the tunnel');
  await expect(owner.page.getByRole('log').locator('[dir=auto]')).toHaveText(['hello', 'written in the tunnel']);
});

test('B3: name, typing both ways, and what came while nobody looked', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('hello');
  await openChat(owner, 'hello');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await expect(chat.getByRole('heading', { name: 'Ada' })).toBeVisible();
  await expect(chat.getByText('We are here')).toBeVisible();
  await owner.page.getByRole('textbox', { name: 'Write to the visitor' }).pressSequentially('Let me');
  await expect(chat.getByText('Ada is typing')).toBeAttached();
  await chat.getByRole('textbox', { name: 'Write a message' }).pressSequentially('Than');
  await expect(owner.page.getByText(/Visitor [\w-]+ is typing/)).toBeVisible();
  const unread = visitor.page.evaluate(
    () => new Promise((resolve) => window.Foyer?.('on', 'unread', (count: number) => count > 0 && resolve(count))),
  );
  await visitor.api('close');
  await answer(owner, 'are you still there?');
  expect(await unread).toBe(1);
  await expect(owner.page.getByRole('log')).not.toContainText('Seen');
  await visitor.open();
  await expect(owner.page.getByRole('log')).toContainText('Seen');
  await visitor.api('hide');
  await answer(owner, 'nobody sees this');
  await expect(chat.getByText('nobody sees this')).toBeAttached();
  await expect(owner.page.getByRole('log')).not.toContainText('Seen');
  await visitor.api('show');
  await expect(owner.page.getByRole('log')).toContainText('Seen');
  const hide = (hidden: boolean) =>
    visitor.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await answer(owner, 'look here');
  await expect.poll(() => visitor.page.title()).toBe('💬 Ada');
  await hide(false);
  await expect.poll(() => visitor.page.title()).toBe('Page /');
});

test('B4: pictures and files with progress, emoji, links; what is not allowed says why', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('see https://example.com/lamp and javascript:alert(1)');
  const link = chat.getByRole('link', { name: 'https://example.com/lamp' });
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(chat.getByRole('link')).toHaveCount(1);
  await chat.getByRole('button', { name: 'Emoji' }).click();
  await chat.getByRole('button', { name: '👍' }).click();
  await chat.locator('input[type=file]').setInputFiles([
    { name: 'lamp.png', mimeType: 'image/png', buffer: PIXEL },
    { name: 'terms.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') },
    { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ program') },
  ]);
  await chat.locator('.messages').evaluate((list) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['dropped'], 'note.txt', { type: 'text/plain' }));
    for (const kind of ['dragover', 'drop']) list.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
  });
  await expect(chat.getByText('note.txt')).toBeVisible();
  await expect(chat.getByText('files of this type are not accepted')).toBeVisible();
  await chat.locator('.upload.failed').getByRole('button', { name: 'Discard' }).click();
  await chat.getByRole('button', { name: 'Send' }).click();
  await expect(chat.getByRole('img', { name: 'lamp.png' })).toBeVisible();
  await expect.poll(() => chat.getByRole('img', { name: 'lamp.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await openChat(owner, '👍');
  await expect(owner.page.getByRole('img', { name: 'lamp.png' })).toBeVisible();
  const download = owner.page.waitForEvent('download');
  await owner.page.getByRole('link', { name: 'Download terms.pdf' }).click();
  expect((await download).suggestedFilename()).toBe('terms.pdf');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await owner.page.locator('input[type=file]').setInputFiles({ name: 'answer.png', mimeType: 'image/png', buffer: PIXEL });
  await owner.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(chat.getByRole('img', { name: 'answer.png' })).toBeVisible();
});

test('B5: the conversation is there after a reload and on the next page, and all tabs show the same', async ({ owner, visitor }) => {
  await visitor.visit();
  await visitor.open();
  await visitor.write('remember me');
  await openChat(owner, 'remember me');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'I do');
  // A page that nobody has touched: what a test looks at counts as touched otherwise.
  await visitor.page.addInitScript(() => Object.defineProperty(UserActivation.prototype, 'hasBeenActive', { value: false }));
  await visitor.page.goto(visitor.address('/next'));
  await expect.poll(() => visitor.messages()).toEqual(['Hello! How can we help?', 'remember me', 'I do']);
  expect(await visitor.page.evaluate(() => document.activeElement?.localName), 'an open chat leaves the keyboard to the page').toBe('body');
  const second = await visitor.context.newPage();
  await second.goto(visitor.address('/second'));
  await second.waitForFunction(() => new Promise((resolve) => window.Foyer?.('on', 'ready', () => resolve(true))));
  await second.evaluate(() => window.Foyer?.('open'));
  const tab = second.frameLocator('foyer-chat iframe');
  await visitor.write('from the first tab');
  await expect
    .poll(async () => {
      const [, frame] = second.frames();
      return frame?.locator('.message .text').allTextContents();
    })
    .toEqual(['Hello! How can we help?', 'remember me', 'I do', 'from the first tab']);
  expect(tab).toBeDefined();
  await expect(owner.page.getByRole('log').locator('[dir=auto]')).toHaveText(['remember me', 'I do', 'from the first tab']);
});

test('B6: at the end the visitor rates the chat and gets the transcript by email', async ({ owner, visitor }) => {
  await visitor.visit();
  const chat = await visitor.open();
  await visitor.write('a question');
  await openChat(owner, 'a question');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await answer(owner, 'an answer');
  await expect(chat.getByText('an answer')).toBeVisible();
  await chat.getByRole('button', { name: 'More' }).click();
  await chat.getByRole('button', { name: 'End chat' }).click();
  await chat.getByRole('button', { name: 'End it' }).click();
  await chat.getByRole('radio', { name: '4 of 5' }).check();
  await chat.getByRole('textbox', { name: 'Anything to add?' }).fill('quick and kind');
  await chat.getByRole('button', { name: 'Send rating' }).click();
  await expect(chat.getByText('Thank you for your rating.')).toBeVisible();
  await expect(owner.page.getByText(/Rated 4 of 5 “quick and kind”/)).toBeVisible();
  await chat.getByRole('button', { name: 'More' }).click();
  await chat.getByRole('button', { name: 'Email me the transcript' }).click();
  const address = `vic-${Date.now()}@test.example`;
  await chat.getByRole('textbox', { name: 'Email me the transcript' }).fill(address);
  await chat.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(chat.getByText(`The transcript goes to ${address}.`)).toBeVisible();
  const { mailsTo } = await import('./support/account.ts');
  expect((await mailsTo(owner.request, address))[0]!.text).toContain('an answer');
});

test('B10: the page opens, closes, hides, prefills, listens and takes the widget away', async ({ owner, visitor }) => {
  await visitor.visit();
  await visitor.api('attributes', { plan: 'pro' });
  await visitor.api('track', 'added to cart', { item: 'lamp' });
  await visitor.api('prefill', 'I want the lamp');
  const chat = await visitor.chat();
  await expect(chat.getByRole('textbox', { name: 'Write a message' })).toHaveValue('I want the lamp');
  await owner.page.getByRole('link', { name: 'Visitors' }).click();
  await owner.page.getByRole('button', { name: /^Visitor [\w-]+$/ }).click();
  await expect(owner.page.getByText('plan: pro')).toBeVisible();
  await expect(owner.page.getByText('added to cart')).toBeVisible();
  await visitor.page.evaluate(() => history.pushState(null, '', '/cart?host=&site='));
  await expect(owner.page.getByText(`${FOREIGN}/cart`).first()).toBeVisible();
  const closed = visitor.page.evaluate(() => new Promise((resolve) => window.Foyer?.('on', 'close', () => resolve('closed'))));
  await visitor.api('close');
  expect(await closed).toBe('closed');
  await visitor.api('destroy');
  expect(await visitor.page.locator('foyer-chat').count()).toBe(0);
  await expect(owner.page.getByRole('heading', { name: '0 visitors' })).toBeVisible();
});

test('B11: in Arabic from right to left, and on a phone in full', async ({ browser, account, errors }) => {
  const context = await browser.newContext({ locale: 'ar', viewport: { width: 360, height: 740 } });
  const visitor = await new Visitor(await context.newPage(), account.site.id).visit();
  const chat = await visitor.open();
  expect(await chat.evaluate(() => document.documentElement.dir)).toBe('rtl');
  await expect(chat.getByText('Hello! How can we help?')).toBeHidden();
  expect((await chat.locator('.app').boundingBox())?.width).toBe(360);
  await expectAccessible(visitor.page);
  expect(errors).toEqual([]);
  await context.close();
});

test('B11: whatever the chat shows passes WCAG on a phone in the dark, and so do launcher and previews', async ({
  browser,
  account,
  errors,
}) => {
  const field = (key: string, type: 'text' | 'select', required: boolean) => ({ key, label: '', type, required });
  await changeSettings(account, {
    prechat: { enabled: true, text: '', fields: [field('name', 'text', true), { ...field('topic', 'select', false), options: ['Sales'] }] },
  });
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  // What is closed to every page is open to the one that looks at it.
  await page.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      return attach.call(this, { ...init, mode: 'open' });
    };
  });
  const visitor = await new Visitor(page, account.site.id).visit();
  await expectAccessible(page);
  const chat = await visitor.open();
  const press = (name: string) => chat.getByRole('button', { name, exact: true }).click();
  await press('Leave message');
  await expect(chat.getByText('Please fill this in.').first()).toBeVisible();
  await expectAccessible(page);

  const { owner } = account;
  await openChats(owner);
  await press('Start chat');
  await expect(chat.getByText('Please fill this in.').first()).toBeVisible();
  await expectAccessible(page);
  await chat.getByLabel('Name').fill('Vic');
  await press('Start chat');
  await visitor.write('hello');
  await expect(chat.getByText('Somebody will be with you in a moment.')).toBeVisible();
  await press('More');
  await expectAccessible(page);
  await press('Your data');
  await expect(chat.getByText('This is what we know about you.')).toBeVisible();
  await expectAccessible(page);
  await press('Cancel');
  await press('Emoji');
  await expectAccessible(page);
  await press('Emoji');

  await openChat(owner, 'hello');
  await owner.page.getByRole('button', { name: 'Pick up' }).click();
  await visitor.api('close');
  await answer(owner, 'here I am');
  await expect(page.getByText('here I am')).toBeVisible();
  await expectAccessible(page);
  await visitor.open();
  await press('More');
  await press('End chat');
  await expectAccessible(page);
  await press('End it');
  await expect(chat.getByRole('radio', { name: '4 of 5' })).toBeVisible();
  await expectAccessible(page);
  await press('More');
  await press('Email me the transcript');
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await context.close();
});

test('B1: two lines on a page draw one widget, and a browser that stores nothing still chats', async ({ owner, visitor }) => {
  await visitor.page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  });
  await visitor.visit();
  await visitor.page.evaluate(() => {
    const line = document.querySelector<HTMLScriptElement>('script[data-site]')!;
    const again = document.createElement('script');
    again.src = line.src;
    again.dataset.site = line.dataset.site ?? '';
    return new Promise((resolve) => {
      again.onload = resolve;
      document.body.append(again);
    });
  });
  expect(await visitor.page.locator('foyer-chat').count()).toBe(1);
  await visitor.open();
  await visitor.write('I keep nothing');
  await openChat(owner, 'I keep nothing');
});

test('B3: names, pages and messages that hold markup are shown as text, here and there', async ({ owner, visitor }) => {
  const markup = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>';
  await visitor.page.addInitScript((title) => {
    document.title = title;
    addEventListener('DOMContentLoaded', () => {
      document.title = title;
    });
  }, markup);
  await visitor.visit();
  await visitor.api('attributes', { name: markup });
  const chat = await visitor.open();
  await visitor.write(markup);
  await expect(chat.locator('.message.own .text')).toHaveText(markup);
  await owner.page.getByRole('navigation', { name: 'Chats' }).getByRole('link').filter({ hasText: 'img src' }).click();
  await expect(owner.page.getByRole('log').getByText(markup, { exact: true })).toBeVisible();
  await owner.page.getByLabel('Name', { exact: true }).fill(markup);
  await owner.page.getByLabel('Name', { exact: true }).press('Enter');
  await expect(owner.page.getByRole('heading', { name: markup })).toBeVisible();
  await owner.page.getByRole('link', { name: 'Visitors' }).click();
  await expect(owner.page.getByText(markup).first()).toBeVisible();
  for (const page of [owner.page, visitor.page]) expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(await chat.evaluate(() => 'hacked' in window)).toBe(false);
});

test('B10: hidden and shown, in a language of the page’s choice, with handlers that can be taken off', async ({ account, visitor }) => {
  expect(account.site.id).not.toBe('');
  await visitor.visit();
  const corner = () => visitor.page.evaluate(() => document.elementFromPoint(innerWidth - 40, innerHeight - 40)?.localName);
  expect(await corner()).toBe('foyer-chat');
  await visitor.api('hide');
  expect(await corner()).not.toBe('foyer-chat');
  await visitor.api('show');
  expect(await corner()).toBe('foyer-chat');
  await visitor.api('language', 'fr');
  const opens = await visitor.page.evaluate(async () => {
    let heard = 0;
    const handler = () => {
      heard++;
    };
    window.Foyer?.('on', 'open', handler);
    window.Foyer?.('open');
    window.Foyer?.('close');
    window.Foyer?.('off', 'open', handler);
    window.Foyer?.('open');
    return heard;
  });
  expect(opens).toBe(1);
  await expect((await visitor.chat()).getByText('Nous ne sommes pas là.')).toBeVisible();
});
