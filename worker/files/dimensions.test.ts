import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dimensions } from './dimensions.ts';
import { sniff } from './sniff.ts';

const from = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

/** Whole images made by common encoders. */
const PNG_1X1 = from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==');
const GIF_1X1 = from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
const WEBP_LOSSY_1X1 = from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA');
const WEBP_LOSSLESS_1X1 = from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==');

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

describe('dimensions', () => {
  it.each([
    ['a PNG', PNG_1X1],
    ['a GIF', GIF_1X1],
    ['a lossy WebP', WEBP_LOSSY_1X1],
    ['a lossless WebP', WEBP_LOSSLESS_1X1],
  ])('of %s of one pixel', (_name, head) => expect(dimensions(sniff(head), head)).toEqual({ width: 1, height: 1 }));

  it('of a JPEG, behind tables and a thumbnail of other size', () => {
    // SOI, APP0, DHT (0xc4, in the range of frame headers but none), fill byte, SOF2 of 640 × 480
    const head = hex('ffd8 ffe0 0008 4a464946 0001 ffc4 0004 0000 ff ffc2 0011 08 01e0 0280 03 012200 021101 031101');
    expect(dimensions(sniff(head), head)).toEqual({ width: 640, height: 480 });
  });

  it('of an extended WebP', () => {
    const head = hex('52494646 00000000 57454250 56503858 0a000000 10000000 7f0200 df0100');
    expect(dimensions(sniff(head), head)).toEqual({ width: 640, height: 480 });
  });

  it('are unknown for types without pixels', () => {
    expect(dimensions('application/pdf', PNG_1X1)).toBeUndefined();
    expect(dimensions('video/mp4', PNG_1X1)).toBeUndefined();
  });

  it('are unknown for an image cut off in its header, of zero width, or that lies about segments', () => {
    expect(dimensions('image/png', PNG_1X1.subarray(0, 18))).toBeUndefined();
    expect(dimensions('image/gif', hex('474946383961 0000 0100'))).toBeUndefined();
    expect(dimensions('image/jpeg', hex('ffd8 ffe0 0000 ffe0 0000'))).toBeUndefined();
    expect(dimensions('image/jpeg', hex('ffd8 ffe0 ffff'))).toBeUndefined();
  });

  it('never throw or hang, whatever the bytes', () => {
    const type = fc.constantFrom('image/png', 'image/jpeg', 'image/gif', 'image/webp');
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 200 }), (kind, head) => {
        const found = dimensions(kind, head);
        if (found) expect(found.width > 0 && found.height > 0).toBe(true);
      }),
    );
  });
});
