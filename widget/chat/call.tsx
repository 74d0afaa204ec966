import { useEffect, useRef } from 'preact/hooks';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import type { CallPlace } from '../call/place.ts';
import type { Host } from '../host.ts';
import type { Beside } from './beside.ts';
import { language, t } from './i18n.ts';
import { keepIn, kept } from './storage.ts';

/** Set by the build: what the file names of calls end with. */
declare const CALL_BUILD: string;

const RETRY_AFTER = 3_000;
let loading: Promise<NonNullable<Window['foyerCall']>> | undefined;

/** Loads the script of calls, once; a page without network gets it later. */
function load(base: string): NonNullable<typeof loading> {
  loading ??= new Promise((resolve) => {
    const fetchCall = () => {
      const script = document.createElement('script');
      script.src = `${base}/w/call-${language}-${CALL_BUILD}.js`;
      script.onload = () => resolve(window.foyerCall!);
      script.onerror = () => setTimeout(fetchCall, RETRY_AFTER);
      document.head.append(script);
    };
    fetchCall();
  });
  return loading;
}

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
    void load(host.base).then((show) => {
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
