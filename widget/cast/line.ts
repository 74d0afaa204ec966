/** The site as a broadcast hears it: out of the host's state, in which the newest frame of each kind lies. */
import type { AudienceFrame } from '../../protocol/broadcast.ts';
import type { CastWire } from '../../protocol/client/video/cast-viewer/carriage.ts';
import type { ErrorFrame } from '../../protocol/frames.ts';
import type { Host, HostState } from '../host.ts';

export interface CastLine extends CastWire {
  /** Also refusals. */
  onAny(listener: (frame: AudienceFrame | ErrorFrame) => void): () => void;
  stop(): void;
}

const KINDS = ['broadcast', 'signal', 'questions', 'asked', 'stage', 'error'] as const;

/** Listens from now on. */
export function openLine(host: Host): CastLine {
  const frames = new Set<(frame: AudienceFrame | ErrorFrame) => void>();
  const lines = new Set<() => void>();
  let before: HostState | null = host.state();
  host.subscribe(() => {
    if (!before) return;
    const [earlier, now] = [before, host.state()];
    before = now;
    if (now.settings !== earlier.settings) for (const listener of lines) listener();
    for (const kind of KINDS) {
      const frame = now[kind];
      if (frame && frame !== earlier[kind]) for (const listener of frames) listener(frame);
    }
  });
  const onAny: CastLine['onAny'] = (listener) => {
    frames.add(listener);
    return () => frames.delete(listener);
  };
  return {
    say: host.say,
    onAny,
    onFrame: (listener) => onAny((frame) => frame.t !== 'error' && listener(frame)),
    onLine(listener) {
      lines.add(listener);
      return () => lines.delete(listener);
    },
    stop() {
      before = null;
    },
  };
}
