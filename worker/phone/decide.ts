/** Whether and when a message leaves, decided from the facts of the moment. Pure. */
import { WARN_AT } from '../../protocol/numbers.ts';
import type { RefusalReason } from './port.ts';

/**
 * Why a message did not leave or arrive, as the ledger and rooms have it: a reason of the provider's, or one of ours: `number_removed` (it is not
 * the account's any more), `cannot_sms` (or cannot take files), `cap` (the month's SMS are used up).
 */
export type MessageError = RefusalReason | 'number_removed' | 'cannot_sms' | 'cap';

/** Minutes of a day between which nothing is sent; may go over midnight. */
export interface QuietHours {
  from: number;
  to: number;
  /** IANA */
  timeZone: string;
}

export interface SendFacts {
  now: number;
  /** The own number is still the account's. */
  held: boolean;
  capabilities: string[];
  hasMedia: boolean;
  /** The other end wants no messages. */
  stopped: boolean;
  /** It answers a word such as STOP: neither what was stopped, nor the hour, nor the cap holds it. */
  notice: boolean;
  quiet: QuietHours | null;
  /** SMS of this month, without this message, and how many may leave; null for any number. */
  used: number;
  cap: number | null;
  segments: number;
}

export type Decision = { do: 'send' } | { do: 'wait'; until: number } | { do: 'refuse'; error: MessageError };

export function decide(facts: SendFacts): Decision {
  const { now, held, capabilities, hasMedia, stopped, notice, quiet, used, cap, segments } = facts;
  if (!held) return { do: 'refuse', error: 'number_removed' };
  if (!capabilities.includes(hasMedia ? 'mms' : 'sms')) return { do: 'refuse', error: 'cannot_sms' };
  if (notice) return { do: 'send' };
  if (stopped) return { do: 'refuse', error: 'stopped' };
  if (cap !== null && used + segments > cap) return { do: 'refuse', error: 'cap' };
  const until = quiet ? quietUntil(quiet, now) : now;
  return until > now ? { do: 'wait', until } : { do: 'send' };
}

/** Whether this message takes the month over the share of its cap that is warned of. */
export const crossesWarning = (used: number, segments: number, cap: number | null): boolean =>
  cap !== null && used < cap * WARN_AT && used + segments >= cap * WARN_AT;

const MINUTE = 60_000;

/**
 * When it is not quiet any more, ms; `now` when it is not quiet. Clocks that are put forward or back are read again at the next try: the answer
 * never lies behind the end, but may lie an hour before it.
 */
export function quietUntil({ from, to, timeZone }: QuietHours, now: number): number {
  const minute = minuteOfDay(timeZone, now);
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return now;
  const left = (to - minute + 24 * 60) % (24 * 60);
  return Math.floor(now / MINUTE) * MINUTE + left * MINUTE;
}

function minuteOfDay(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return part('hour') * 60 + part('minute');
}

/** Begin of the calendar month of UTC, ms, and its name. */
export function monthOf(now: number): { begin: number; name: string } {
  const date = new Date(now);
  return { begin: Date.UTC(date.getUTCFullYear(), date.getUTCMonth()), name: date.toISOString().slice(0, 7) };
}

/** ms that one SMS takes of a number's pace. Twilio sends one a second from a long code. https://help.twilio.com/articles/115002943027 */
export const PER_SEGMENT = 1_000;

/**
 * The place of a message in the pace of its number: when it may leave, and from when on the next may. Messages go out one after the other, each
 * taking as long as it has segments.
 */
export function pace(nextAt: number, now: number, segments: number): { slot: number; next: number } {
  const slot = Math.max(nextAt, now);
  return { slot, next: slot + Math.max(segments, 1) * PER_SEGMENT };
}
