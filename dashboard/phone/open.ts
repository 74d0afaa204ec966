import { pathOf } from './path.ts';

/** Leads to a room from outside the pages: a banner, a push, a line that was shown. */
export function openRoom(room: string): void {
  history.pushState(null, '', pathOf(room));
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Takes away what this device shows of a room: the person is in it now. */
export async function clearNotices(room: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/app/');
  for (const shown of (await registration?.getNotifications({ tag: `room:${room}` })) ?? []) shown.close();
}
