/** Where calls are shown: what shows them is loaded when there is one. */
import { useLoaded } from '../design/loaded.ts';
import { type GroupCall, ownCall, type PairCall } from './own.ts';
import type { RingProps } from './ring.tsx';
import type { RoomCallProps } from './room-call.tsx';
import type { VisitorCallProps } from './visitor-dialog.tsx';

/** The call of this window, above every page. */
export function CallSlot() {
  const call = ownCall.value;
  return call?.kind === 'group' ? <GroupSlot call={call} /> : call ? <PairSlot call={call} /> : null;
}

function PairSlot(props: { call: PairCall }) {
  const Panel = useLoaded<typeof props>(true, async () => (await import('./panel.tsx')).CallPanel);
  return Panel ? <Panel {...props} /> : null;
}

function GroupSlot(props: { call: GroupCall }) {
  const Panel = useLoaded<typeof props>(true, async () => (await import('./group-panel.tsx')).GroupPanel);
  return Panel ? <Panel {...props} /> : null;
}

/** Calls that ring. */
export function RingSlot(props: RingProps) {
  const Ring = useLoaded<RingProps>(props.calls.length > 0, async () => (await import('./ring.tsx')).Ring);
  return Ring ? <Ring {...props} /> : null;
}

/** In the head of a room of several: starts a call. */
export function CallButtonSlot(props: RoomCallProps) {
  const Call = useLoaded<RoomCallProps>(true, async () => (await import('./room-call.tsx')).CallButton);
  return Call ? <Call {...props} /> : null;
}

/** Below the head: who is in the call, and the way in. */
export function CallBarSlot(props: RoomCallProps) {
  const Bar = useLoaded<RoomCallProps>(true, async () => (await import('./room-call.tsx')).CallBar);
  return Bar ? <Bar {...props} /> : null;
}

/** What is asked before a visitor is called. */
export function VisitorCallSlot(props: VisitorCallProps) {
  const Asked = useLoaded<VisitorCallProps>(true, async () => (await import('./visitor-dialog.tsx')).VisitorCallDialog);
  return Asked ? <Asked {...props} /> : null;
}
