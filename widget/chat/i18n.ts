/** Set by the build: one script for each language. */
import { texts } from './texts/current.ts';
import type { Texts } from './texts/en.ts';

export const language = document.documentElement.lang || 'en';
document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';

export function t(key: keyof Texts, values: Record<string, string | number> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
}

const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
const moment = new Intl.DateTimeFormat(language, { weekday: 'long', hour: 'numeric', minute: '2-digit' });

export const timeOf = (at: number): string => time.format(at);
export const momentOf = (at: number): string => moment.format(at);

/** Seconds as whole minutes, in words. */
export const minutes = (seconds: number): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(Math.max(1, Math.ceil(seconds / 60)));

/** A duration as clocks show it. */
export const lasting = (seconds: number): string => `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;

/** Name of a day: today, yesterday, or the day. */
export function dayOf(at: number, now: number): string {
  const days = Math.round((startOf(now) - startOf(at)) / 86_400_000);
  return days === 0 ? t('today') : days === 1 ? t('yesterday') : day.format(at);
}
const startOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
