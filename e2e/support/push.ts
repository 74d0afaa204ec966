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
    await page.context().grantPermissions(['notifications'], { origin: HOST });
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

  /** Hands a push to the service worker, as the browser does. */
  async deliver(push: PushPayload): Promise<void> {
    await expect.poll(() => this.registration()).not.toBe('');
    const delivery = { origin: HOST, registrationId: this.registration(), data: JSON.stringify(push) };
    await this.cdp.send('ServiceWorker.deliverPushMessage', delivery);
  }

  async worker(): Promise<Worker> {
    const context = this.page.context();
    return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  }

  /** Titles and texts of the notifications that are shown. */
  async notifications(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ title, body }) => `${title}|${body}`);
    });
  }

  /** A tap on the notification that is shown. */
  async tap(): Promise<void> {
    const worker = await this.worker();
    await worker.evaluate(async () => {
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration } & EventTarget;
      const [notification] = await scope.registration.getNotifications();
      const Click = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
      scope.dispatchEvent(new Click('notificationclick', { notification }));
    });
  }
}

/** The page is put behind another one, or brought to the front again, as its person sees it. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
