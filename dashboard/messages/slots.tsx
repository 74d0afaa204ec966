/** Where docked conversations and missed messages show: what shows them is loaded when there are any. */
import { useEffect, useState } from 'preact/hooks';
import { useLoaded } from '../design/loaded.ts';
import { caughtUp, smsRooms, teamRooms, unreadIn } from '../stores/desk.ts';
import { canDock, docks } from '../stores/docks.ts';
import { me } from '../stores/me.ts';

/** Docked conversations, at the foot of every page. */
export function DocksSlot() {
  const Docks = useLoaded(canDock.value && docks.value.length > 0, async () => (await import('./docks.tsx')).Docks);
  return Docks ? <Docks /> : null;
}

/** What one has not read among colleagues and by SMS, by room. */
export const unreadNow = (): Map<string, number> =>
  new Map([
    ...[...teamRooms.value.values()].map(({ id, unread }) => [id, unread] as const),
    ...[...smsRooms.value.values()].map((room) => [room.id, unreadIn(room)] as const),
  ]);

/** What waited when one signed in, above every page; told once in this window, so that a reload does not tell it again. */
export function MissedSlot() {
  const [missed, setMissed] = useState<ReadonlyMap<string, number>>(new Map());
  const known = caughtUp.value;
  const key = `foyer.missed|${me.value?.user.id}`;
  useEffect(() => {
    if (!known || sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, 'told');
    setMissed(unreadNow());
  }, [known]);
  // Signed out: the next time it is told again.
  useEffect(() => () => sessionStorage.removeItem(key), []);
  const isAny = [...missed.values()].some((count) => count > 0);
  const Missed = useLoaded(isAny, async () => (await import('./missed.tsx')).Missed);
  return Missed && isAny ? <Missed missed={missed} onClose={() => setMissed(new Map())} /> : null;
}
