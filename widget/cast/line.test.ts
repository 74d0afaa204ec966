import { expect, test } from 'vitest';
import type { Host, HostState } from '../host.ts';
import { openLine } from './line.ts';

function hosted() {
  const listeners: (() => void)[] = [];
  let state = { settings: {}, error: { t: 'error', code: 'other', message: 'from before' } } as unknown as HostState;
  const host = { state: () => state, subscribe: (listener: () => void) => listeners.push(listener), say: () => {} } as unknown as Host;
  const change = (part: object) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  return { host, change };
}

test('G2: each frame is heard once, whatever else of the state changes; those from before are not', () => {
  const { host, change } = hosted();
  const line = openLine(host);
  const [any, frames, lines]: [string[], string[], number[]] = [[], [], []];
  line.onAny((frame) => any.push(frame.t));
  line.onFrame((frame) => frames.push(frame.t));
  line.onLine(() => lines.push(1));
  change({});
  change({ signal: { t: 'signal' } });
  change({ open: true });
  change({ signal: { t: 'signal' } });
  change({ error: { t: 'error' } });
  expect(any).toEqual(['signal', 'signal', 'error']);
  expect(frames).toEqual(['signal', 'signal']);
  expect(lines).toEqual([]);
  // A welcome brings settings of its own.
  change({ settings: {} });
  expect(lines).toEqual([1]);
  line.stop();
  change({ settings: {}, signal: { t: 'signal' } });
  expect([any.length, lines.length]).toEqual([3, 1]);
});
