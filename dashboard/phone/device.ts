/** Whether this browser takes pushes, and how it begins and ends to. A subscription belongs to the person who switched it on here. */
import { signal } from '@preact/signals';
import { get, HttpError, post } from '../http.ts';

/** `install`: an iPhone takes pushes only in the installed app. */
export type PushState = 'unsupported' | 'install' | 'denied' | 'off' | 'on';

export const pushState = signal<PushState>('off');

/** Who switched it on: on a shared machine the next person is asked anew. */
const OWNER = 'foyer.push';

/** On iPhones and iPads (which call themselves Macs). */
export const isIphone = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
export const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true);

/** One thing after the other: who signs out while the device is being kept takes it along all the same. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

/** The service worker once it runs; one that cannot be had must not hold up signing out. */
async function running(): Promise<ServiceWorkerRegistration> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new HttpError('unavailable')), 10_000));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

async function present(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration('/app/');
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

function without(): PushState | null {
  if (isIphone() && !isInstalled()) return 'install';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

/** Finds out how it is, and tells the server again of a device that is on: its session may be another one, the key too. */
export const keepDevice = (user: string): Promise<void> => inTurn(() => keep(user));
async function keep(user: string): Promise<void> {
  const refused = without();
  const subscription = refused ? null : await present();
  if (subscription && localStorage.getItem(OWNER) === user) {
    pushState.value = 'on';
    await subscribe(user);
  } else pushState.value = refused ?? 'off';
}

/** Asks for permission and subscribes. Answers how it is then. */
export const switchOn = (user: string): Promise<PushState> => inTurn(() => begin(user));
async function begin(user: string): Promise<PushState> {
  if (!without() && Notification.permission === 'default') await Notification.requestPermission();
  const refused = without() ?? (Notification.permission === 'granted' ? null : 'off');
  if (!refused) await subscribe(user);
  pushState.value = refused ?? 'on';
  return pushState.value;
}

export const switchOff = (): Promise<void> => inTurn(end);
async function end(): Promise<void> {
  const subscription = await present();
  localStorage.removeItem(OWNER);
  if (pushState.value === 'on') pushState.value = 'off';
  if (!subscription) return;
  await subscription.unsubscribe();
  await post('/push/unsubscribe', { endpoint: subscription.endpoint });
}

/** Before signing out: the server ends the device with the session, here it ends with the person. */
export const forgetDevice = (): Promise<void> => inTurn(forget);
async function forget(): Promise<void> {
  if (localStorage.getItem(OWNER) === null) return;
  localStorage.removeItem(OWNER);
  if (pushState.value === 'on') pushState.value = 'off';
  await (await present())?.unsubscribe();
}

/** Sends a push to this device, now. */
export async function testDevice(): Promise<void> {
  const subscription = await present();
  if (!subscription) throw new HttpError('no_device');
  await post('/push/test', { endpoint: subscription.endpoint });
}

async function subscribe(user: string): Promise<void> {
  const { key } = await get<{ key: string }>('/push/key');
  const registration = await running();
  let subscription = await registration.pushManager.getSubscription();
  const bound = subscription?.options.applicationServerKey;
  if (subscription && bound && toBase64Url(bound) !== key) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  await post('/push/subscribe', { endpoint, ...keys });
  localStorage.setItem(OWNER, user);
}

const toBase64Url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=/g, '');
