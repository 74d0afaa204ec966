/** Phone numbers as people write them and as they are kept: E.164. Pure, on the server alone (the library is 29 KB). */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number that can be dialled from anywhere: `+` and up to 15 digits (ITU-T E.164). */
export type E164 = `+${string}`;

/**
 * What a number is by its digits alone: `landline` surely takes no SMS; `other` may be a mobile number or not, which only the carriers know
 * (`PhonePort.lookUp`). `special`: toll-free, premium and the like.
 */
export type NumberKind = 'mobile' | 'landline' | 'special' | 'other';

/** A number that was understood. */
export interface ParsedNumber {
  e164: E164;
  /** ISO 3166-1; empty where several countries share it or none has it. */
  country: string;
  kind: NumberKind;
}

/** Why something is no number to write to or call. */
export type NumberFault = 'invalid' | 'unknown_country' | 'short_code';

const KINDS: Record<string, NumberKind> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'landline',
  FIXED_LINE_OR_MOBILE: 'other',
  VOIP: 'other',
  PERSONAL_NUMBER: 'other',
  PAGER: 'special',
  PREMIUM_RATE: 'special',
  SHARED_COST: 'special',
  TOLL_FREE: 'special',
  UAN: 'special',
  VOICEMAIL: 'special',
};

/** Digits of anything that is a number; an extension and letters are none. */
const WRITTEN = /^[+＋]?[\d\s().\-/‐-―\u00a0]+$/;

/** Reads a number. `region` (ISO 3166-1) is where one without a country code is dialled. */
export function parseNumber(text: string, region: string): ParsedNumber | NumberFault {
  const written = text.normalize('NFKC').trim();
  if (written.length > 40 || !WRITTEN.test(written)) return 'invalid';
  const digits = written.replace(/\D/g, '');
  const parsed = parsePhoneNumberFromString(written, { ...(isRegion(region) ? { defaultCountry: region } : {}), extract: false });
  // Small countries have numbers as short as a short code.
  if (!parsed?.isValid()) {
    if (!written.startsWith('+')) return isShortCode(digits) ? 'short_code' : 'invalid';
    return parsed || digits.length <= 6 ? 'invalid' : 'unknown_country';
  }
  return { e164: parsed.number as E164, country: parsed.country ?? '', kind: KINDS[parsed.getType() ?? ''] ?? 'other' };
}

/** Whether digits are a short code (3 to 6 of them): it can write to us, and is answered as it is, but nobody dials it from abroad. */
export const isShortCode = (text: string): boolean => /^\d{3,6}$/.test(text);

/** Whether a text is E.164 already, as providers send it. */
export const isE164 = (text: string): text is E164 => /^\+[1-9]\d{6,14}$/.test(text);

/** A country or territory that has numbers. */
export const isRegion = (region: string): region is CountryCode => isSupportedCountry(region);

/** Country of a number, for who has not chosen a region: that of their own number. */
export const regionOf = (e164: string): string => parsePhoneNumberFromString(e164)?.country ?? '';

/** As people of `region` write it: nationally where it is theirs, internationally otherwise. What is no number stays as it is. */
export function displayNumber(number: string, region: string): string {
  const parsed = isE164(number) ? parsePhoneNumberFromString(number) : undefined;
  if (!parsed) return number;
  return parsed.country !== undefined && parsed.country === region ? parsed.formatNational() : parsed.formatInternational();
}
