/** What a type may do in a browser: shown in the page, or only downloaded. */
const INLINE: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
]);

export const UNKNOWN_TYPE = 'application/octet-stream';

/** Whether a file of this type may be shown in a page instead of downloaded. */
export const isInline = (type: string): boolean => INLINE.has(type);

const ascii = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length));
const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);

/**
 * The type of a file by its first bytes (https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern), never by its name.
 * Only the very first bytes count, so that a page with an image inside stays a download. SVG and HTML are unknown on purpose.
 */
export function sniff(head: Uint8Array): string {
  if (starts(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (ascii(head, 0, 6) === 'GIF87a' || ascii(head, 0, 6) === 'GIF89a') return 'image/gif';
  if (ascii(head, 0, 4) === 'RIFF') return riff(ascii(head, 8, 4));
  if (ascii(head, 4, 4) === 'ftyp') return isoMedia(ascii(head, 8, 4));
  if (starts(head, 0x1a, 0x45, 0xdf, 0xa3)) return ascii(head, 0, 64).includes('\x42\x82\x84webm') ? 'video/webm' : UNKNOWN_TYPE;
  if (ascii(head, 0, 4) === 'OggS') return 'audio/ogg';
  if (ascii(head, 0, 5) === '%PDF-') return 'application/pdf';
  if (ascii(head, 0, 3) === 'ID3' || isMp3Frame(head)) return 'audio/mpeg';
  return UNKNOWN_TYPE;
}

function riff(form: string): string {
  if (form === 'WEBP') return 'image/webp';
  return form === 'WAVE' ? 'audio/wav' : UNKNOWN_TYPE;
}

/** By the major brand (ISO 14496-12). QuickTime and HEIC are not shown by most browsers: downloads. */
function isoMedia(brand: string): string {
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  if (brand === 'M4A ' || brand === 'M4B ') return 'audio/mp4';
  return /^(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|f4v )$/.test(brand) ? 'video/mp4' : UNKNOWN_TYPE;
}

/** A frame of MPEG layer III with a bit rate and a sampling rate that exist (ISO 11172-3, 2.4.2.3). */
function isMp3Frame(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  return (
    first === 0xff &&
    (second & 0xe6) === 0xe2 &&
    (second & 0x18) !== 0x08 &&
    third >> 4 !== 0x0f &&
    third >> 4 !== 0 &&
    (third & 0x0c) !== 0x0c
  );
}
