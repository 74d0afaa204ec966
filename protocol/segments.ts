/**
 * How many SMS a text is. Pure, the same where it is typed, sent and counted. A text in the alphabet of GSM (3GPP TS 23.038, with its extension
 * table and without national ones) is 160 characters in one SMS and 153 in each of several; any other is sent as UCS-2, 70 and 67 units of 16 bits.
 */

/** Positions of the basic table; ESC is none. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each is two: ESC and its position. */
const EXTENSION = new Set('\f^{}\\[~]|€');

const SIZES = { gsm7: { one: 160, part: 153 }, ucs2: { one: 70, part: 67 } } as const;

/** What a text becomes on its way. */
export interface Segments {
  encoding: 'gsm7' | 'ucs2';
  /** SMS that are sent and paid for; 0 for no text. */
  segments: number;
  /** Septets (gsm7) or 16 bits (ucs2) in all. */
  units: number;
  /** Units free in the last SMS. */
  left: number;
  /** Characters because of which it is not GSM's alphabet, each once, at most ten. */
  forcing: string[];
}

/** Segments of a text. A character that is two units long is never split between two SMS. */
export function segmentsOf(text: string): Segments {
  const characters = [...text.toWellFormed()];
  const forcing = new Set<string>();
  for (const character of characters) if (!BASIC.has(character) && !EXTENSION.has(character) && forcing.size < 10) forcing.add(character);
  const encoding = forcing.size === 0 ? 'gsm7' : 'ucs2';
  const { one, part } = SIZES[encoding];
  const lengths = characters.map((character) => (encoding === 'ucs2' ? character.length : EXTENSION.has(character) ? 2 : 1));
  const units = lengths.reduce((sum, length) => sum + length, 0);
  if (units <= one) return { encoding, segments: units === 0 ? 0 : 1, units, left: one - units, forcing: [...forcing] };
  let segments = 1;
  let used = 0;
  for (const length of lengths) {
    if (used + length > part) {
      segments += 1;
      used = 0;
    }
    used += length;
  }
  return { encoding, segments, units, left: part - used, forcing: [...forcing] };
}
