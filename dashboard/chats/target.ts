/** The entry that the address names (`?seq=`): brought into view once, however far back it is, and set off. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { AnyRoom } from '../stores/rooms.ts';

/** Answers the entry to set off; null for none. `atEnd`: whether the history keeps to its end, which it then does no more. */
export function useTarget(room: AnyRoom, list: RefObject<HTMLElement | null>, atEnd: { current: boolean }): number | null {
  const { query } = useLocation();
  const asked = Number(query.seq) || null;
  const reached = useRef<number | null>(null);
  const { entries, older, caughtUp } = room.view.value;
  const first = entries[0]?.seq ?? 0;
  const target = asked === null ? null : (entries.find(({ seq }) => seq >= asked)?.seq ?? null);
  useLayoutEffect(() => {
    if (asked === null || !caughtUp || reached.current === asked) return;
    if (first > asked && older !== 'none') {
      atEnd.current = false;
      room.client.loadOlder();
      return;
    }
    reached.current = asked;
    const element = list.current?.querySelector<HTMLElement>(`[data-seq="${target}"]`);
    if (!element) return;
    atEnd.current = false;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
  }, [asked, caughtUp, first, older]);
  return target;
}
