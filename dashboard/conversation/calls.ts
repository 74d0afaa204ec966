import type { Entry } from '../../protocol/entries.ts';
import { onClock } from '../design/time.ts';
import { t } from './texts.ts';

/** What a line about a call of several says; empty for lines about other things. */
export function callText(entry: Entry, by: string, isOwn: boolean): string {
  switch (entry.kind) {
    case 'call_started':
    case 'call_answered':
      return t(`e_${entry.kind}`, { by });
    case 'call_ended':
      return t('e_call_ended', { time: onClock(entry.seconds) });
    case 'call_missed':
      return t(isOwn ? 'e_call_missedOwn' : 'e_call_missed');
    default:
      return '';
  }
}
