import { afterEach, expect, test, vi } from 'vitest';
import { openForCall } from './devices.ts';

afterEach(() => vi.unstubAllGlobals());

/** A browser whose camera fails like this; answers what it was asked for. */
function browser(fault: string | null, microphone: 'granted' | 'denied', hasMicrophone = true): string[] {
  const asked: string[] = [];
  const getUserMedia = async ({ audio, video }: MediaStreamConstraints) => {
    asked.push([audio ? 'audio' : '', video ? 'video' : ''].filter(Boolean).join('+'));
    if (!hasMicrophone) throw new DOMException('made up', 'NotFoundError');
    if (video && fault) throw new DOMException('made up', fault);
    return { getTracks: () => [audio && 'voice', video && 'picture'].filter(Boolean) };
  };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia }, permissions: { query: async () => ({ state: microphone }) } });
  return asked;
}

test('with all that is wanted nothing is asked twice', async () => {
  const asked = browser(null, 'granted');
  expect(await openForCall(true)).toEqual({ tracks: ['voice', 'picture'], without: null });
  expect(await openForCall(false)).toEqual({ tracks: ['voice'], without: null });
  expect(asked).toEqual(['audio+video', 'audio']);
});

test.each([
  ['NotFoundError', 'denied', 'missing'],
  ['NotReadableError', 'denied', 'busy'],
  ['NotAllowedError', 'granted', 'refused'],
] as const)('a camera that fails with %s leaves the voice', async (fault, microphone, without) => {
  browser(fault, microphone);
  expect(await openForCall(true)).toEqual({ tracks: ['voice'], without });
});

test('who refused both is not asked again', async () => {
  const asked = browser('NotAllowedError', 'denied');
  await expect(openForCall(true)).rejects.toMatchObject({ name: 'NotAllowedError' });
  expect(asked).toEqual(['audio+video']);
});

test('with no microphone there is no call', async () => {
  browser(null, 'granted', false);
  await expect(openForCall(true)).rejects.toMatchObject({ name: 'NotFoundError' });
  await expect(openForCall(false)).rejects.toMatchObject({ name: 'NotFoundError' });
});
