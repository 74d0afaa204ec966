import { describe, expect, test, vi } from 'vitest';
import type { SocketLike } from '../../protocol/client/connection.ts';
import type { WatcherClientFrame, WatcherServerFrame } from '../../protocol/frames.ts';
import type { VisitorRow, VisitorsLook } from '../../protocol/visitors.ts';
import { rangeOnScreen } from './range.ts';
import { VisitorsWatch } from './watch.ts';

const LOOK: VisitorsLook = { sort: 'came', down: true, kind: 'all', text: '', language: 'en', first: 0, count: 30 };
const HELD: VisitorsLook = { ...LOOK, hold: true };

const row = (id: string): VisitorRow => ({
  id,
  page: { url: '/', title: id },
  referrer: '',
  language: 'en',
  device: { kind: 'other', name: '' },
  visits: 1,
  since: 1,
  tabs: 1,
});

function watching() {
  vi.useFakeTimers();
  const sockets: (SocketLike & { sent: WatcherClientFrame[]; hear(frame: WatcherServerFrame): void })[] = [];
  const watch = new VisitorsWatch(() => {
    const sent: WatcherClientFrame[] = [];
    const socket = {
      readyState: 1,
      sent,
      send: (text: string) => void sent.push(JSON.parse(text)),
      close: () => undefined,
      onopen: null as SocketLike['onopen'],
      onmessage: null as SocketLike['onmessage'],
      onclose: null as SocketLike['onclose'],
      hear: (frame: WatcherServerFrame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
    };
    sockets.push(socket);
    return socket;
  }, LOOK);
  watch.start();
  sockets[0]!.onopen?.();
  const { sent } = sockets[0]!;
  sent.length = 0;
  return { watch, sockets, sent, looks: () => sent.splice(0).map(({ look }) => look) };
}

describe('Watching', () => {
  test('tells what is looked at, once, and of a quick succession the last', () => {
    const { watch, looks } = watching();
    watch.look({ ...LOOK, first: 4 });
    for (const first of [8, 12, 16]) watch.look({ ...LOOK, first });
    expect(looks()).toEqual([{ ...LOOK, first: 4 }]);
    vi.advanceTimersByTime(200);
    watch.look({ ...LOOK, first: 16 });
    expect(looks()).toEqual([{ ...LOOK, first: 16 }]);
  });

  test('holds what is on the screen: opening details, or a smaller list, moves nothing; another window is shown first', () => {
    const { watch, looks } = watching();
    watch.look(HELD);
    vi.advanceTimersByTime(200);
    expect(looks()).toEqual([HELD]);
    watch.look({ ...HELD, open: 'v1', count: 20 });
    vi.advanceTimersByTime(200);
    expect(looks()).toEqual([{ ...HELD, open: 'v1', count: 20 }]);
    watch.look(HELD);
    vi.advanceTimersByTime(200);
    expect(looks()).toEqual([HELD]);
    watch.look({ ...HELD, first: 40 });
    vi.advanceTimersByTime(200);
    expect(looks()).toEqual([
      { ...LOOK, first: 40 },
      { ...HELD, first: 40 },
    ]);
    watch.refresh();
    expect(looks()).toEqual([
      { ...LOOK, first: 40 },
      { ...HELD, first: 40 },
    ]);
  });

  test('on a new line says what is looked at by then; the old rows are shown until the new ones are there', () => {
    const { watch, sockets } = watching();
    sockets[0]!.hear({ t: 'welcome', v: 1 });
    sockets[0]!.hear({ t: 'visitors', online: 1, total: 1, first: 0, order: ['v1'], set: [row('v1')] });
    watch.look({ ...HELD, first: 0 });
    sockets[0]!.onclose?.({ code: 1006 });
    watch.look({ ...HELD, text: 'lamp' });
    vi.advanceTimersByTime(2_000);
    expect(watch.window.value?.order).toEqual(['v1']);
    sockets[1]!.onopen?.();
    expect(sockets[1]!.sent).toEqual([
      { t: 'hello', v: 1, look: { ...LOOK, text: 'lamp' } },
      { t: 'look', look: { ...HELD, text: 'lamp' } },
    ]);
    sockets[1]!.hear({ t: 'visitors', online: 3, total: 1, first: 0, order: ['v2'], set: [row('v2')] });
    expect([watch.window.value?.order, watch.window.value?.rows.size]).toEqual([['v2'], 1]);
  });
});

describe('The range on screen', () => {
  test.each([0, 1, 30, 63, 64, 65, 1_000, 6_399, 12_345])('at %i px is within the window that is asked for', (scrolled) => {
    const { first, count, top, bottom } = rangeOnScreen(scrolled, 640, 64, 80);
    expect(first).toBeLessThanOrEqual(top);
    expect(first + count).toBeGreaterThanOrEqual(bottom);
    expect(count).toBeLessThanOrEqual(80);
  });

  test('is asked for anew only every few rows', () => {
    const firsts = Array.from({ length: 100 }, (_, i) => rangeOnScreen(2_000 + i * 8, 640, 64, 80).first);
    expect(new Set(firsts).size).toBeLessThanOrEqual(5);
  });

  test('is nothing before the height of a row is known', () => {
    expect(rangeOnScreen(0, 640, 0, 80).count).toBe(0);
  });
});
