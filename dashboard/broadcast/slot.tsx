/** Where the broadcast of this window is shown on every page: what shows it is loaded when there is one. */
import { useLoaded } from '../calls/slot.tsx';
import { type OwnCast, ownCast } from './own.ts';

/** Above every page while it is live. */
export function CastSlot() {
  const cast = ownCast.value;
  const Bar = useLoaded<{ cast: OwnCast }>(cast?.view.own ?? false, async () => (await import('./bar.tsx')).CastBar);
  return cast?.view.own && Bar ? <Bar cast={cast} /> : null;
}
