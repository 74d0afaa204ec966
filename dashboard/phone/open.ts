import { pathOf } from './path.ts';

/** Leads to a room from outside the pages: a banner, a push, a line that was shown. */
export function openRoom(room: string): void {
  history.pushState(null, '', pathOf(room));
  dispatchEvent(new PopStateEvent('popstate'));
}
