/** Where calls are shown: what shows them is loaded when there is one. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OpenRoom } from '../stores/rooms.ts';
import { type OwnCall, ownCall } from './store.ts';

export function useLoaded<P>(wanted: boolean, load: () => Promise<ComponentType<P>>): ComponentType<P> | null {
  const [loaded, setLoaded] = useState<ComponentType<P> | null>(null);
  useEffect(() => {
    if (wanted) void load().then((found) => setLoaded(() => found));
  }, [wanted]);
  return loaded;
}

/** The call of this window, above every page. */
export function CallSlot() {
  const call = ownCall.value;
  const Panel = useLoaded<{ call: OwnCall }>(call !== null, async () => (await import('./panel.tsx')).CallPanel);
  return call && Panel ? <Panel call={call} /> : null;
}

interface DialogProps {
  room: OpenRoom;
  name: string;
  onClose: () => void;
}

export function CallDialogSlot(props: DialogProps) {
  const Asked = useLoaded<DialogProps>(true, async () => (await import('./dialog.tsx')).CallDialog);
  return Asked ? <Asked {...props} /> : null;
}
