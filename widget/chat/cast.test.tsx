import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Broadcast } from '../../protocol/broadcast.ts';
import type { CastPlace } from '../cast/place.ts';
import type { Host, HostState } from '../host.ts';
import { useCast } from './cast.tsx';
import { useBrowser } from './storage.ts';

const shown: (CastPlace & { stopped: boolean })[] = [];
vi.mock('./scripts.ts', () => ({
  loadCast: async () => (_slot: HTMLElement, place: CastPlace) => {
    const mine = { ...place, stopped: false };
    shown.push(mine);
    return () => {
      mine.stopped = true;
    };
  },
}));

const castOf = (id: string): Broadcast => ({
  id,
  by: { id: 'o_1', name: 'Ada' },
  since: 0,
  carrier: 'peer',
  sending: { audio: true, video: true },
  take: 1,
});

let host: Host;
let state: Partial<HostState>;
let inCall: boolean;
let open: boolean;

function Slot() {
  const { slot, isSmall } = useCast(host, inCall, open);
  return <div ref={slot} class={isSmall ? 'alone' : ''} />;
}

/** Draws what is now; what is loaded has come. */
const draw = () => act(async () => render(<Slot />, document.body));
const tell = (id: string | null) => {
  state = { ...state, broadcast: { t: 'broadcast', live: id === null ? null : castOf(id) } };
  return draw();
};
const now = () => shown.filter(({ stopped }) => !stopped).map(({ cast }) => cast);
const frameIs = () => host.box.querySelector('iframe')!.className;

beforeEach(() => {
  render(null, document.body);
  shown.length = 0;
  localStorage.clear();
  useBrowser();
  const box = document.createElement('div');
  box.append(document.createElement('iframe'));
  state = {};
  inCall = false;
  open = false;
  host = { base: '', site: 'shop', box, state: () => state as HostState, subscribe: () => {} } as unknown as Host;
});

test('B9: a broadcast is shown without anybody opening anything, small while the chat is closed', async () => {
  await draw();
  expect(now()).toEqual([]);
  expect(frameIs()).toBe('');
  await tell('first');
  expect(now()).toEqual(['first']);
  expect(frameIs()).toBe('small');
  open = true;
  await draw();
  expect(now()).toEqual(['first']);
  expect(frameIs()).toBe('');
});

test('G2: one that has ended stays until it was told; another takes its place at once', async () => {
  await tell('first');
  await tell(null);
  expect(now()).toEqual(['first']);
  await act(async () => shown[0]!.onGone(false));
  expect(now()).toEqual([]);
  expect(frameIs()).toBe('');
  await tell('second');
  await tell('third');
  expect(now()).toEqual(['third']);
});

test('G2: one that was closed stays closed in this browser, the next is shown', async () => {
  await tell('first');
  await act(async () => shown[0]!.onGone(true));
  expect(now()).toEqual([]);
  render(null, document.body);
  await tell('first');
  expect(now()).toEqual([]);
  await tell('second');
  expect(now()).toEqual(['second']);
});

test('G1 G2: a call has precedence, and a widget that is hidden shows nothing', async () => {
  inCall = true;
  await tell('first');
  expect(now()).toEqual([]);
  inCall = false;
  await draw();
  expect(now()).toEqual(['first']);
  inCall = true;
  await draw();
  expect(now()).toEqual([]);
  inCall = false;
  host.box.hidden = true;
  await draw();
  expect(now()).toEqual([]);
  host.box.hidden = false;
  await draw();
  expect(now()).toEqual(['first']);
});
