import type { Entry, PersonId } from '../../protocol/entries.ts';
import { t } from './texts.ts';

/** What a line of a matter's room says that is no message; empty for what needs no line. */
export function matterEventText(entry: Entry, by: string, nameOf: (person: PersonId) => string): string {
  const named = (ids: PersonId[]) => ids.map(nameOf).join(', ');
  switch (entry.kind) {
    case 'created':
      return t('e_created', { by });
    case 'renamed':
      return t('e_renamed', { by, name: entry.name });
    case 'added':
      return t('e_added', { by, people: named(entry.people) });
    case 'removed':
      return t('e_removed', { by, people: named(entry.people) });
    case 'left':
      return t('e_left', { by });
    case 'assigned':
      return t('e_assigned', { by, name: nameOf(entry.to) });
    case 'archived':
      return t(entry.on ? 'e_archived' : 'e_unarchived', { by });
    case 'marked':
      return t(entry.on ? 'e_marked' : 'e_unmarked', { by });
    default:
      return '';
  }
}
