/** The app's service worker, `/app/sw.js`: the shell without a network, and notifications. */
import { open, show } from './notices.ts';
import { answer, dropOtherBuilds, keepBuild } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;

// A new one takes over at once; open pages notice, and load anew with their next step (register.ts).
self.addEventListener('install', (event) => event.waitUntil(keepBuild().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(dropOtherBuilds().then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const answered = answer(event.request);
  if (answered) event.respondWith(answered);
});

self.addEventListener('push', (event) => {
  let payload = null;
  try {
    payload = event.data?.json() ?? null;
  } catch {
    // Not one of ours; something has to be shown all the same.
  }
  event.waitUntil(show(payload));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification));
});

// The browser changed the subscription by itself: the server learns of the new one. (Without a session it is refused, as it should be.)
self.addEventListener('pushsubscriptionchange', ((
  event: ExtendableEvent & { newSubscription?: PushSubscription; oldSubscription?: PushSubscription },
) => {
  event.waitUntil(renew(event.newSubscription ?? null, event.oldSubscription ?? null));
}) as EventListener);

async function renew(given: PushSubscription | null, before: PushSubscription | null): Promise<void> {
  const made = given ?? (before ? await self.registration.pushManager.subscribe(before.options) : null);
  if (!made) return;
  const { endpoint, keys } = made.toJSON();
  const headers = { 'content-type': 'application/json' };
  await fetch('/api/push/subscribe', { method: 'POST', headers, body: JSON.stringify({ endpoint, ...keys }) });
}
