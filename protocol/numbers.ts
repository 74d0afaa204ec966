/** Numbers of an account, as `/api/numbers` has them, and what was sent with them. */

/** What a number can do. */
export type NumberCapability = 'sms' | 'mms' | 'voice';

/** Languages in which callers are greeted when nothing of one's own is said. */
export const VOICE_LANGUAGES = ['en', 'es'] as const;
export type VoiceLanguage = (typeof VOICE_LANGUAGES)[number];

/** A number as people choose it: `display` is how it is written where the account is. */
export interface NumberName {
  e164: string;
  display: string;
  capabilities: NumberCapability[];
}

/** A number that one may write and call with. */
export interface OwnNumberInfo extends NumberName {
  id: string;
  label: string;
}

/** An operator a number is assigned to; `phone` is their own, which rings for calls to it, empty for none. Sent, it is as people write it. */
export interface NumberOperator {
  user: string;
  phone: string;
}

/** What owners and admins say of a number. */
export interface NumberSettings {
  label: string;
  /** SMS that may leave within a calendar month of UTC; null for any number. */
  monthlyCap: number | null;
  /** Minutes of the day between which nothing is sent, in `timeZone`; null: it always is. */
  quiet: { from: number; to: number } | null;
  timeZone: string;
  language: VoiceLanguage;
  /** Spoken before the tone of the voicemail; empty: a sentence in `language`. */
  greeting: string;
  /** In this order their phones ring. */
  operators: NumberOperator[];
  /** Ids of sites. */
  sites: string[];
}

/** A number of the account; `used` of the cap are the SMS that left this month. */
export interface NumberInfo extends OwnNumberInfo, NumberSettings {
  used: number;
}

/** From this share of a cap on its owner is warned. */
export const WARN_AT = 0.8;

/** SMS that left, and that came. One that is longer counts as many as the carriers make of it. */
interface SmsCount {
  sent: number;
  received: number;
}

/** SMS by month, number and person. Months are calendar months of UTC, `2026-11`. */
export interface SmsUse {
  /** The twelve months up to `to`, each with what left and came a year before. */
  months: (SmsCount & { month: string; sentBefore: number; receivedBefore: number })[];
  /** Of `month`, or of the twelve. */
  numbers: (SmsCount & Omit<OwnNumberInfo, 'capabilities'>)[];
  /** Who sent them, of `month` or of the twelve; an empty id is what left by itself, an empty name somebody who is gone. */
  people: { id: string; name: string; sent: number }[];
}
