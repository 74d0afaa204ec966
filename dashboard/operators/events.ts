import type { Entry, PersonId } from '../../protocol/entries.ts';
import { callText } from '../conversation/calls.ts';
import { myId } from '../stores/desk.ts';
import { t } from './texts.ts';

/** What a line of a room of colleagues says that is no message; empty for what needs no line. */
export function teamEventText(entry: Entry, by: string, nameOf: (person: PersonId) => string): string {
  const named = (ids: PersonId[]) => ids.map((id) => (id === myId.value ? t('youInside') : nameOf(id))).join(', ');
  switch (entry.kind) {
    case 'created':
      return entry.form === 'group' ? t('e_created', { by, name: entry.name }) : '';
    case 'renamed':
      return t('e_renamed', { by, name: entry.name });
    case 'added':
      return t('e_added', { by, people: named(entry.people) });
    case 'removed':
      return entry.by === 'system' ? t('e_gone', { people: named(entry.people) }) : t('e_removed', { by, people: named(entry.people) });
    case 'left':
      return t('e_left', { by });
    case 'promoted':
      return t('e_promoted', { person: named([entry.person]) });
    case 'demoted':
      return t('e_demoted', { person: named([entry.person]) });
    default:
      return callText(entry, by, entry.by === myId.value);
  }
}
