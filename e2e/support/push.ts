/** A phone in a browser test: the page subscribes with keys that the test holds, and pushes are handed to the real service worker. */
import type { CDPSession, Page, Worker } from '@playwright/test';
import type { PushPayload } from '../../protocol/push.ts';
import { newDevice, type TestDevice } from '../../worker/testing/device.ts';
import { FOREIGN, HOST } from './account.ts';
import { expect } from './test.ts';

export class Phone {
  private constructor(
    readonly page: Page,
    private readonly device: TestDevice,
    private readonly cdp: CDPSession,
    private readonly registration: () => string,
  ) {}

  /** Makes the browser of this page one that a push service knows. To be called before the page is opened. */
  static async of(page: Page): Promise<Phone> {
    const device = await newDevice();
    await page.addInitScript(
      ({ endpoint, p256dh, auth }) => {
        const KEY = 'test.subscribed';
        const subscription = {
          endpoint,
          options: { userVisibleOnly: true },
          toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
          unsubscribe: async () => {
            localStorage.removeItem(KEY);
            return true;
          },
        } as unknown as PushSubscription;
        Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
        PushManager.prototype.subscribe = async () => {
          localStorage.setItem(KEY, '1');
          return subscription;
        };
        PushManager.prototype.getSubscription = async () => (localStorage.getItem(KEY) ? subscription : null);
      },
      { endpoint: device.endpoint, p256dh: device.p256dh, auth: device.auth },
    );
    const cdp = await page.context().newCDPSession(page);
    let registration = '';
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      registration =
        registrations.find(({ scopeURL, isDeleted }) => !isDeleted && scopeURL === `${HOST}/app/`)?.registrationId ?? registration;
    });
    await cdp.send('ServiceWorker.enable');
    return new Phone(page, device, cdp, () => registration);
  }

  /** Everything the push service was given for this phone, read with its keys. */
  async received(): Promise<PushPayload[]> {
    const response = await fetch(`${FOREIGN}/push/${encodeURIComponent(this.device.endpoint)}`);
    const bodies = (await response.json()) as string[];
    return Promise.all(bodies.map(async (body) => JSON.parse(await this.device.read(Buffer.from(body, 'base64'))) as PushPayload));
  }

  /** The push of a kind, once it was sent. */
  async receives(kind: PushPayload['kind']): Promise<PushPayload> {
    let found: PushPayload | undefined;
    const find = async () => {
      found = (await this.received()).findLast((push) => push.kind === kind);
      return found?.kind;
    };
    await expect.poll(find, { timeout: 30_000 }).toBe(kind);
    return found!;
  }

  /** Hands a push to the service worker, as the browser does, and waits until it has shown something. */
  async deliver(push: PushPayload): Promise<void> {
    const before = await (await this.#screen()).evaluate(() => (globalThis as unknown as Screen).showings);
    await expect.poll(() => this.registration()).not.toBe('');
    const delivery = { origin: HOST, registrationId: this.registration(), data: JSON.stringify(push) };
    await this.cdp.send('ServiceWorker.deliverPushMessage', delivery);
    const worker = await this.#screen();
    await expect.poll(() => worker.evaluate(() => (globalThis as unknown as Screen).showings)).toBe(before + 1);
  }

  /** Titles and texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    const worker = await this.#screen();
    return worker.evaluate(() => (globalThis as unknown as Screen).shown.map(({ title, body }) => `${title}|${body}`));
  }

  /** A tap on the notification that is shown. */
  async tap(): Promise<void> {
    const worker = await this.#screen();
    await worker.evaluate(async () => {
      const scope = globalThis as unknown as Screen & EventTarget;
      const work: Promise<unknown>[] = [];
      const waitUntil = (promise: Promise<unknown>) => work.push(promise);
      scope.dispatchEvent(Object.assign(new Event('notificationclick'), { notification: scope.shown[0], waitUntil }));
      await Promise.all(work);
    });
  }

  /** The service worker, with a place for notifications: this browser has no screen to show them on, and refuses them. */
  async #screen(): Promise<Worker> {
    const context = this.page.context();
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await worker.evaluate(() => {
      const scope = globalThis as unknown as Screen & { registration: ServiceWorkerRegistration };
      if (scope.shown) return;
      scope.shown = [];
      scope.showings = 0;
      const drop = (tag: string) => {
        scope.shown = scope.shown.filter((one) => one.tag !== tag);
      };
      scope.registration.showNotification = async (title, { tag = '', body = '', data } = {}) => {
        drop(tag);
        scope.shown.push({ title, body, tag, data, close: () => drop(tag) });
        scope.showings++;
      };
      const find = async ({ tag }: { tag?: string } = {}) => scope.shown.filter((one) => tag === undefined || one.tag === tag);
      scope.registration.getNotifications = find as unknown as ServiceWorkerRegistration['getNotifications'];
    });
    return worker;
  }
}

interface Screen {
  shown: { title: string; body: string; tag: string; data: unknown; close: () => void }[];
  showings: number;
}

/** The page is put behind another one, or brought to the front again, as its person sees it. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
