import { describe, expect, it } from 'vitest';
import { isInline, sniff, UNKNOWN_TYPE } from './sniff.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((char) => char.charCodeAt(0)) : part)));

const PNG = bytes([0x89], 'PNG\r\n', [0x1a], '\n', [0, 0, 0, 13], 'IHDR');

describe('sniff', () => {
  it.each([
    ['image/png', PNG],
    ['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0])],
    ['image/gif', bytes('GIF89a', [1, 0, 1, 0])],
    ['image/gif', bytes('GIF87a')],
    ['image/webp', bytes('RIFF', [4, 0, 0, 0], 'WEBPVP8 ')],
    ['image/avif', bytes([0, 0, 0, 28], 'ftypavif')],
    ['video/mp4', bytes([0, 0, 0, 28], 'ftypisom')],
    ['video/mp4', bytes([0, 0, 0, 28], 'ftypmp42')],
    ['audio/mp4', bytes([0, 0, 0, 28], 'ftypM4A ')],
    ['video/webm', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84], 'webm')],
    ['audio/mpeg', bytes('ID3', [4, 0])],
    ['audio/mpeg', bytes([0xff, 0xfb, 0x90, 0x64])],
    ['audio/ogg', bytes('OggS', [0, 2])],
    ['audio/wav', bytes('RIFF', [4, 0, 0, 0], 'WAVEfmt ')],
    ['application/pdf', bytes('%PDF-1.7')],
  ])('knows %s', (type, head) => expect(sniff(head)).toBe(type));

  it.each([
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['SVG after an XML head', bytes('<?xml version="1.0"?><svg/>')],
    ['HTML', bytes('<!doctype html><script>alert(1)</script>')],
    ['HTML with an image behind it', bytes('<!--', [...PNG], '--><script>alert(1)</script>')],
    ['HTML with a PDF inside', bytes('<script>alert(1)</script>%PDF-1.7')],
    ['a page in UTF-16', bytes([0xff, 0xfe], '<\0s\0')],
    ['a program', bytes('MZ', [0x90, 0])],
    ['a zip', bytes('PK', [3, 4])],
    ['Matroska that is not WebM', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x42, 0x82, 0x88], 'matroska')],
    ['QuickTime', bytes([0, 0, 0, 20], 'ftypqt  ')],
    ['an AVI', bytes('RIFF', [4, 0, 0, 0], 'AVI ')],
    ['a cut off PNG', PNG.subarray(0, 7)],
    ['nothing', new Uint8Array()],
  ])('leaves %s a download', (_name, head) => {
    expect(sniff(head)).toBe(UNKNOWN_TYPE);
    expect(isInline(sniff(head))).toBe(false);
  });

  it('gives a polyglot the type of its first bytes, which is inert', () => {
    expect(sniff(bytes('GIF89a/*', [0, 0], '*/=1;alert(1)//<script>'))).toBe('image/gif');
  });

  it('shows only images, sound and video in the page', () => {
    for (const type of ['application/pdf', 'image/svg+xml', 'text/html', UNKNOWN_TYPE]) expect(isInline(type), type).toBe(false);
    for (const type of ['image/png', 'video/mp4', 'audio/ogg']) expect(isInline(type), type).toBe(true);
  });
});
