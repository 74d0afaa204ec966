import { useEffect, useRef, useState } from 'preact/hooks';
import type { Host } from '../host.ts';
import { loadCast } from './scripts.ts';
import { keep, storage } from './storage.ts';

/**
 * Where a broadcast for this page is shown, without anybody opening anything: the frame of a chat that is closed shows it alone, small. Answers whether
 * it does.
 */
export function useCast(host: Host, inCall: boolean, open: boolean) {
  const slot = useRef<HTMLDivElement>(null);
  const [cast, setCast] = useState('');
  const key = `foyer.${host.site}.cast`;
  const live = host.state().broadcast?.live;
  const isWelcome = !inCall && !host.box.hidden && storage.getItem(key) !== live?.id;
  // That it has ended, the broadcast itself tells for a moment.
  const wanted = isWelcome ? live?.id : '';
  useEffect(() => {
    if (wanted !== undefined) setCast(wanted);
  }, [wanted]);
  useEffect(() => {
    if (!cast) return;
    let stop: (() => void) | undefined;
    let gone = false;
    const onGone = (closed: boolean) => {
      if (closed) keep(key, cast);
      setCast('');
    };
    void loadCast(host.base).then((show) => {
      if (!gone) stop = show(slot.current!, { host, cast, onGone });
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, [cast]);
  const isSmall = cast !== '' && !open;
  useEffect(() => {
    host.box.querySelector('iframe')!.className = isSmall ? 'small' : '';
  }, [isSmall]);
  return { slot, isSmall };
}
