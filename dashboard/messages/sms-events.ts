import type { Entry, PersonId } from '../../protocol/entries.ts';
import { type SmsPerson, smsTitle } from '../../protocol/sms.ts';
import { onClock } from '../design/time.ts';
import { myId, personName } from '../stores/desk.ts';
import { t } from './texts.ts';

/** What a line of a conversation by SMS says that is no message; empty for what needs no line. */
export function smsEventText(entry: Entry, by: string, people: readonly SmsPerson[]): string {
  const nameOf = (e164: string): string => {
    const person = people.find((one) => one.e164 === e164);
    return person?.name || person?.national || e164;
  };
  const colleagues = (ids: PersonId[]) => ids.map((id) => (id === myId.value ? t('youInside') : personName(id) || t('former'))).join(', ');
  switch (entry.kind) {
    case 'sms_people':
      return entry.by === 'system' ? '' : t('e_people', { by, people: smsTitle({ name: '', people: entry.people }) });
    case 'sms_number':
      return entry.number === null ? t('e_number_gone') : '';
    case 'sms_opted':
      return t(`e_opted_${entry.word}`, { person: nameOf(entry.person) });
    case 'phone_call': {
      const values = { by, person: nameOf(entry.person), time: onClock(entry.seconds ?? 0) };
      return t(`e_call_${entry.direction}_${entry.state}`, values);
    }
    case 'renamed':
      return entry.name ? t('e_renamed', { by, name: entry.name }) : t('e_unnamed', { by });
    case 'added':
      return entry.by === 'system' ? '' : t('e_added', { by, people: colleagues(entry.people) });
    case 'left':
      return t('e_left', { by });
    default:
      return '';
  }
}
