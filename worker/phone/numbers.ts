/** Phone numbers as people write them and as they are kept. Pure, on the server alone; loaded when numbers are read (the library is 29 KB). */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { type E164, isE164, isShortCode } from './e164.ts';

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
