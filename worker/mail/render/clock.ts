import type { Messages } from '../messages.ts';

/** Tells times as mails do: `21 November 2026 at 14:03 CET`. */
export function clock(m: Messages, timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat(m.language === 'en' ? 'en-GB' : m.language, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return (at) => format.format(at);
}
