import type { Entry, PersonId } from '../../protocol/entries.ts';
import { callText } from '../conversation/calls.ts';
import { myId } from '../stores/desk.ts';
import { t } from './texts.ts';

/** People named in one line; of more the number. */
const NAMED = 5;

/** What a line of a room with clients says that is no message; empty for what needs no line. */
export function roomEventText(entry: Entry, by: string, nameOf: (person: PersonId) => string): string {
  const named = (ids: PersonId[]) => {
    const names = ids.slice(0, NAMED).map((id) => (id === myId.value ? t('youInside') : nameOf(id)));
    return ids.length > NAMED ? t('andMore', { names: names.join(', '), count: ids.length - NAMED }) : names.join(', ');
  };
  switch (entry.kind) {
    case 'created':
      return 'name' in entry ? t('e_created', { by, name: entry.name }) : '';
    case 'renamed':
      return t('e_renamed', { by, name: entry.name });
    case 'added':
      return t('e_added', { by, people: named(entry.people) });
    case 'removed':
      return entry.by === 'system' ? t('e_gone', { people: named(entry.people) }) : t('e_removed', { by, people: named(entry.people) });
    case 'left':
      return t('e_left', { by });
    case 'archived':
      return t(entry.on ? 'e_archived' : 'e_unarchived', { by });
    case 'assigned':
      return t('e_assigned', { by, person: named([entry.to]) });
    default:
      return callText(entry, by, entry.by === myId.value);
  }
}
