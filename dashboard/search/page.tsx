/** Everything that was said in the account, as far as one may see it. */
import { isOperator } from '../../protocol/entries.ts';
import { SEARCHED_KINDS } from '../../protocol/search.ts';
import { myId, people } from '../stores/desk.ts';
import { placeOf } from './question.ts';
import { roomName } from './results.tsx';
import { t } from './texts.ts';
import { SearchView } from './view.tsx';

export default function SearchPage() {
  return (
    <SearchView
      searcher={{
        me: myId.value,
        page: '/app/search',
        route: '/search',
        people: people.value,
        kinds: SEARCHED_KINDS,
        rooms: [],
        placeOf,
        unnamed: ({ by, room }) => (isOperator(by) ? t('formerColleague') : room.kind === 'visitor' ? roomName(room) : ''),
      }}
    />
  );
}
