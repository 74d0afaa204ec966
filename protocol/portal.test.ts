import { describe, expect, test } from 'vitest';
import { portalPlace } from './portal.ts';

describe('A place that a link in a mail leads to', () => {
  test('is a page of the portal', () => {
    for (const place of ['/', '/rooms/client.0123abcd?seq=12', '/search?q=caf%C3%A9&files=1', '/matters/0197-x/status'])
      expect(portalPlace(place)).toBe(place);
  });

  test('is never outside of it', () => {
    for (const place of [
      undefined,
      '',
      'rooms',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/rooms/../../app',
      '/a b',
      '/<b>',
      `/${'a'.repeat(401)}`,
    ])
      expect(portalPlace(place), place ?? 'nothing').toBe('/');
  });
});
