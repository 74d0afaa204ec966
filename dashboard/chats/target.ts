/** The entry that is to be shown, by the address (`?seq=`) or by a click: brought into view once, however far back it is, and set off. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { AnyRoom } from '../stores/rooms.ts';

/** `target`: the entry to set off; null for none. `atEnd`: whether the history keeps to its end, which it then does no more. */
export function useTarget(
  room: AnyRoom,
  list: RefObject<HTMLElement | null>,
  atEnd: { current: boolean },
): { target: number | null; jump: (seq: number) => void } {
  const named = Number(useLocation().query?.seq) || null;
  const [asked, setAsked] = useState<{ seq: number } | null>(null);
  const reached = useRef<{ seq: number } | null>(null);
  const { entries, older, loaded } = room.view.value;
  const first = entries[0]?.seq ?? 0;
  const target = asked === null ? null : (entries.find(({ seq }) => seq >= asked.seq)?.seq ?? null);
  useEffect(() => setAsked(named === null ? null : { seq: named }), [named]);
  useLayoutEffect(() => {
    if (asked === null || !loaded || entries.length === 0 || reached.current === asked) return;
    if (first > asked.seq && older !== 'none') {
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
  }, [asked, loaded, first, older]);
  return { target, jump: (seq) => setAsked({ seq }) };
}
