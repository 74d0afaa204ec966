import { useEffect, useRef } from 'preact/hooks';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import type { CallPlace } from '../call/place.ts';
import type { Host } from '../host.ts';
import type { Beside } from './beside.ts';
import { t } from './i18n.ts';
import { loadCall } from './scripts.ts';
import { keepIn, kept } from './storage.ts';

/** Where a call is shown while one is on. A visitor who does not look is told beside the launcher. */
export function CallSlot({
  host,
  room,
  view,
  beside,
  open,
}: {
  host: Host;
  room: RoomClient | null;
  view: RoomView;
  beside: Beside;
  open: boolean;
}) {
  const slot = useRef<HTMLDivElement>(null);
  const { call } = view.chat;
  const id = call?.id;
  const name = (call && view.people[call.by]?.name) || t('someone');
  useEffect(() => {
    if (!room || !id) return;
    let stop: (() => void) | undefined;
    let gone = false;
    const key = `foyer.${host.site}.call`;
    const place: CallPlace = {
      room,
      call: id,
      name,
      ice: { address: `${host.base}/w/v1/ice`, token: host.state().token },
      kept: () => kept('sessionStorage', key),
      keep: (text) => keepIn('sessionStorage', key, text),
    };
    void loadCall(host.base).then((show) => {
      if (!gone) stop = show(slot.current!, place);
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [room, id]);
  const rings = !!call && !call.answered;
  useEffect(() => {
    if (!rings || open) return;
    beside.note({ name, text: t('calls', { name }) });
    beside.blink(name);
    return () => beside.note(null);
  }, [rings, open]);
  return <div ref={slot} />;
}
