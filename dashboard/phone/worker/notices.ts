/** Notifications: what they say, and where they lead. */
import type { PushPayload } from '../../../protocol/push.ts';
import en from '../en.json';
import es from '../es.json';
import { pathOf } from '../path.ts';

declare const self: ServiceWorkerGlobalScope;

/** A notification younger than this is replaced without another tone: the open app has just shown the same, ms. */
const FRESH = 15_000;

const TEXTS = { en, es };

/** Shows a push. Whatever it holds, something is shown: browsers take the permission from those who keep quiet. */
export async function show(payload: Partial<PushPayload> | null): Promise<void> {
  const { kind = 'test', room = '', name = '', text = '', language = 'auto' } = payload ?? {};
  const texts = textsOf(language);
  const title = (texts[`push_${kind}` as keyof typeof texts] ?? 'Foyer').replace('{name}', name || texts.visitor);
  const tag = `room:${room}`;
  const shown = await self.registration.getNotifications({ tag });
  const fresh = shown.some(({ data }) => ((data as { at?: number } | null)?.at ?? 0) > Date.now() - FRESH);
  const silent = kind === 'settled';
  await self.registration.showNotification(title, {
    body: text,
    icon: '/app/icon-192.png',
    badge: '/app/badge-96.png',
    tag,
    data: { room, at: Date.now() },
    silent,
    // Not yet in the types of all browsers' standards.
    ...({ renotify: !fresh && !silent } as object),
  });
}

/** A click: the app comes to the front with that room, or opens with it. */
export async function open({ data }: Notification): Promise<void> {
  const room = (data as { room?: string } | null)?.room ?? '';
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const app = windows.find(({ url }) => new URL(url).pathname.startsWith('/app/'));
  if (!app) {
    await self.clients.openWindow(pathOf(room));
    return;
  }
  app.postMessage({ t: 'open', room });
  // A browser may refuse to bring it to the front; the room is open then all the same.
  await app.focus().catch(() => undefined);
}

function textsOf(wanted: string): typeof en {
  const asked = wanted === 'auto' ? self.navigator.languages : [wanted];
  const known = asked.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in TEXTS);
  return TEXTS[(known ?? 'en') as keyof typeof TEXTS];
}
