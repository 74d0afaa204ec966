import { expect, test } from 'vitest';
import { DEFAULT_PREFERENCES } from '../../protocol/api.ts';
import { Browser, OWN_ORIGIN, signUp } from '../http/test-browser.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4]);

const putPhoto = (browser: Browser, body: Uint8Array | string) =>
  browser.fetch('/api/me/photo', { method: 'PUT', headers: { origin: OWN_ORIGIN, 'content-type': 'image/png' }, body });

test('C11: name, preferences and account name are kept', async () => {
  const { browser } = await signUp();
  await browser.call('PUT', '/api/me', { name: 'Ada King' });
  await browser.call('PUT', '/api/account', { name: 'Engines' });
  const preferences = { ...DEFAULT_PREFERENCES, transcriptEmail: 'copies@example.com', theme: 'dark', awayAfter: 0 };
  expect((await browser.call('PUT', '/api/me/preferences', preferences)).status).toBe(200);
  expect(await browser.me()).toMatchObject({ user: { name: 'Ada King' }, account: { name: 'Engines' }, preferences });
  expect(await browser.refused('PUT', '/api/me/preferences', { ...preferences, transcriptEmail: 'nowhere' })).toBe('bad_request');
  expect(await browser.refused('PUT', '/api/me/preferences', { ...preferences, timeZone: 'Mars/Olympus' })).toBe('bad_request');
  // A page of an earlier version does not send what it does not know.
  const { timeZone: _unknown, ...before } = preferences;
  expect((await browser.call('PUT', '/api/me/preferences', before)).body).toEqual(preferences);
  expect(await browser.refused('PUT', '/api/me', { name: 'two\nlines' })).toBe('bad_request');
});

test('C11: a photo is shown to everybody and replaced', async () => {
  const { browser } = await signUp();
  expect((await putPhoto(browser, PNG)).status).toBe(200);
  const first = (await browser.me()).user.photo!;
  const shown = await new Browser().fetch(new URL(first).pathname);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(shown.headers.get('content-security-policy')).toContain('sandbox');
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PNG);
  await putPhoto(browser, PNG);
  expect((await new Browser().fetch(new URL(first).pathname)).status).toBe(404);
  await browser.call('DELETE', '/api/me/photo');
  expect((await browser.me()).user.photo).toBeUndefined();
});

test('a photo is an image by its bytes, and of bounded size', async () => {
  const { browser } = await signUp();
  const code = async (response: Response) => ((await response.json()) as { code: string }).code;
  expect(await code(await putPhoto(browser, '<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('file_type');
  expect(await code(await putPhoto(browser, 'GIF89a'))).toBe('file_type');
  expect(await code(await putPhoto(browser, ''))).toBe('file_empty');
  const large = new Uint8Array(1024 * 1024 + 1);
  large.set(PNG);
  expect(await code(await putPhoto(browser, large))).toBe('too_large');
});
