import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPushEndpoint } from './endpoint.ts';

test.each([
  'https://fcm.googleapis.com/fcm/send/abc:def',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAA',
  'https://web.push.apple.com/QGQ',
  'https://wns2-par02p.notify.windows.com/w/?token=a%3d',
])('%s is a push service', (address) => {
  expect(isPushEndpoint(address)).toBe(true);
});

test.each([
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://localhost/x',
  'https://foo.localhost/x',
  'https://metadata.google.internal/computeMetadata',
  'https://printer.local/',
  'https://intranet/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://10.0.0.8/',
  'https://169.254.169.254/latest/meta-data',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://push.example.com:8443/',
  'https://user:secret@push.example.com/',
  `https://push.example.com/${'x'.repeat(2_000)}`,
  'wss://push.example.com/',
  'file:///etc/passwd',
  '',
])('%s is refused', (address) => {
  expect(isPushEndpoint(address)).toBe(false);
});

test('no address of digits is ever one, however it is written', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4Extended(),
        fc.ipV6().map((ip) => `[${ip}]`),
      ),
      (host) => {
        expect(isPushEndpoint(`https://${host}/x`)).toBe(false);
      },
    ),
  );
});
