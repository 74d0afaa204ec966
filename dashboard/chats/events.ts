import type { Entry, PersonId } from '../../protocol/entries.ts';
import { dateTime, onClock } from '../design/time.ts';
import { t } from './texts.ts';

/** What a line of the log says that is no message; empty for what needs no line. */
export function eventText(entry: Entry, by: string, nameOf: (person: PersonId) => string): string {
  switch (entry.kind) {
    case 'opened':
      if (entry.via === 'form') return t('e_openedForm');
      return entry.via === 'invitation' ? t('e_openedInvitation') : t('e_opened', { episode: entry.episode });
    case 'released':
      return entry.reason === 'left' ? t('e_released', { by }) : t('e_removed');
    case 'offered':
      return t('e_offered', { by, to: entry.to.name }) + (entry.note ? ` “${entry.note}”` : '');
    case 'returned':
      return t(`e_returned_${entry.reason}`, { by });
    case 'joined':
      return t('e_joined', { by, inviter: nameOf(entry.invitedBy) });
    case 'closed':
      return entry.category ? t('e_closedInto', { by, category: entry.category.name }) : t('e_closed', { by });
    case 'rated':
      return t('e_rated', { score: entry.score }) + (entry.comment ? ` “${entry.comment}”` : '');
    case 'page':
      return entry.url ? t('e_page', { title: entry.title || entry.url }) : '';
    case 'transcript':
      return entry.address ? t('e_transcript', { address: entry.address }) : '';
    case 'form':
      return [t('e_form'), Object.values(entry.values).join(', ')].filter(Boolean).join(': ');
    case 'erased':
      return t('e_erased');
    case 'blocked':
      return (
        (entry.until === undefined ? t('e_blocked', { by }) : t('e_blockedUntil', { by, time: dateTime(entry.until) })) +
        (entry.reason ? ` “${entry.reason}”` : '')
      );
    case 'call_ended':
      return t(entry.reason === 'lost' ? 'e_call_ended_lost' : 'e_call_ended', { time: onClock(entry.seconds) });
    case 'call_missed':
      return t(`e_call_missed_${entry.reason}`, { by });
    case 'from_broadcast':
      return t('e_from_broadcast', { name: entry.name });
    case 'call_started':
    case 'call_answered':
    case 'taken':
    case 'left':
    case 'unanswered':
    case 'details':
    case 'tagged':
    case 'unblocked':
      return t(`e_${entry.kind}`, { by });
    default:
      return '';
  }
}
