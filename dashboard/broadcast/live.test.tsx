import { render } from 'preact';
import { act } from 'preact/test-utils';
import { LocationProvider } from 'preact-iso';
import { afterEach, expect, test, vi } from 'vitest';
import type { HostView } from '../../protocol/client/video/cast-host/line.ts';
import { Live } from './live.tsx';
import type { OwnCast } from './own.ts';

const line = { stage: vi.fn(), answered: vi.fn() };
const host = { setAudio: vi.fn(), setVideo: vi.fn(), setScreen: vi.fn(), switchCamera: vi.fn() };

const castWith = (view: Partial<HostView>, more: Partial<OwnCast> = {}): OwnCast => ({
  site: 's1',
  studio: { host, line, end: vi.fn() } as never,
  view: {
    connection: 'open',
    loaded: true,
    carrier: 'peer',
    most: 12,
    live: {
      id: 'c1',
      by: { id: 'o_1', name: 'Ada' },
      since: Date.now(),
      carrier: 'peer',
      sending: { audio: true, video: false },
      take: 1,
      audience: { to: 'picked', visitors: ['a', 'b'] },
    },
    own: true,
    elsewhere: false,
    count: 0,
    waiting: 0,
    people: [],
    questions: [],
    ended: null,
    ...view,
  },
  picture: { status: 'live', local: null, sending: { audio: true, video: false }, fault: null, guest: null },
  lacks: null,
  unknown: false,
  fault: null,
  ...more,
});

const show = async (cast: OwnCast): Promise<string> => {
  await act(() =>
    render(
      <LocationProvider>
        <Live cast={cast} />
      </LocationProvider>,
      document.body,
    ),
  );
  return document.body.textContent ?? '';
};
const press = (name: string) => act(() => document.querySelector<HTMLElement>(`[aria-label="${name}"]`)!.click());

afterEach(() => {
  render(null, document.body);
  vi.clearAllMocks();
});

test('G4: when all places are taken it says so, with the settings for more', async () => {
  expect(await show(castWith({ count: 12 }))).not.toContain('SFU_APP_ID');
  const told = await show(castWith({ count: 12, waiting: 3 }));
  expect(told).toContain('12 watch, which is as many as connect to you directly; 3 wait for a place.');
  for (const name of ['SFU_APP_ID', 'SFU_APP_SECRET', 'REALTIMEKIT_']) expect(told).toContain(name);
  expect(await show(castWith({ most: null, count: 500, waiting: 30 }))).toContain('30 wait for the picture');
});

test('G5: a line, a picture and a device that are not there are told', async () => {
  expect(await show(castWith({ connection: 'waiting' }))).toContain('The connection to the site is lost');
  const { picture } = castWith({});
  expect(await show(castWith({}, { picture: { ...picture!, status: 'lost' } }))).toContain('does not get through');
  expect(await show(castWith({}, { fault: 'busy' }))).toContain('Another program is using the device');
  expect(await show(castWith({}, { lacks: 'camera' }))).toContain('Your camera is off since the page was loaded anew');
  const again = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Switch camera on again');
  await act(() => again!.click());
  expect(host.setVideo).toHaveBeenCalledWith(true);
});

test('I9: one viewer at a time is on stage, and questions are answered', async () => {
  const bo = { visitor: 'v_bo', name: 'Bo', room: 'r1', since: Date.now() };
  const cy = { visitor: 'v_cy', name: 'Cy', room: 'r2', since: Date.now() };
  const questions = [{ id: 'q1', text: 'How much?', votes: 3 }];
  await show(castWith({ count: 2, people: [bo, cy], questions }));
  await press('Bring Cy on stage');
  expect(line.stage).toHaveBeenLastCalledWith('v_cy', true);
  await press('Answered: How much?');
  expect(line.answered).toHaveBeenLastCalledWith('q1', true);
  await show(castWith({ count: 2, people: [bo, { ...cy, stage: 'on' }] }));
  expect(document.querySelector<HTMLButtonElement>('[aria-label="Bring Bo on stage"]')!.disabled).toBe(true);
  await press('Take Cy off the stage');
  expect(line.stage).toHaveBeenLastCalledWith('v_cy', false);
});
