/** Where docked conversations and missed messages show: what shows them is loaded when there are any. */
import { useEffect, useState } from 'preact/hooks';
import { useLoaded } from '../design/loaded.ts';
import { seenBefore, smsRooms, teamRooms, unreadIn } from '../stores/desk.ts';
import { canDock, docks } from '../stores/docks.ts';

/** Docked conversations, at the foot of every page. */
export function DocksSlot() {
  const Docks = useLoaded(canDock.value && docks.value.length > 0, async () => (await import('./docks.tsx')).Docks);
  return Docks ? <Docks /> : null;
}

/** What one has not read among colleagues and by SMS, by room; of rooms whose newest is from after `since`, ms. */
export function unreadNow(since = 0): Map<string, number> {
  const all = [
    ...[...teamRooms.value.values()].map(({ id, last, unread }) => [id, last, unread] as const),
    ...[...smsRooms.value.values()].map((room) => [room.id, room.last, unreadIn(room)] as const),
  ];
  return new Map(all.flatMap(([id, last, unread]) => (unread > 0 && (last?.at ?? 0) > since ? [[id, unread] as const] : [])));
}

/** What came while one was away, above every page, when one is back. */
export function MissedSlot() {
  const [told, setTold] = useState<{ missed: ReadonlyMap<string, number>; since: number } | null>(null);
  const since = seenBefore.value;
  useEffect(() => {
    const missed = unreadNow(since ?? Number.POSITIVE_INFINITY);
    if (since !== null && missed.size > 0) setTold({ missed, since });
  }, [since]);
  const Missed = useLoaded(told !== null, async () => (await import('./missed.tsx')).Missed);
  return Missed && told ? <Missed {...told} onClose={() => setTold(null)} /> : null;
}
