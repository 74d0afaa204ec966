/** Everything that was said in the client's own rooms. */
import { clientPersonId } from '../../protocol/entries.ts';
import { SearchView } from '../search/view.tsx';
import { rooms } from './desk.ts';
import { me } from './me-store.ts';
import { api, at, portal } from './portal.ts';

export default function Search() {
  const { id, name } = me.value!;
  const mine = clientPersonId(id);
  return (
    <SearchView
      searcher={{
        me: mine,
        page: at('/search'),
        route: api('/search'),
        people: [{ id: mine, name }],
        kinds: [],
        rooms: [...rooms.value.values()].map((room) => ({ id: room.id, name: room.client.name })),
        placeOf: (room, seq) => at(`/rooms/${encodeURIComponent(room.id)}${seq === undefined ? '' : `?seq=${seq}`}`),
        unnamed: () => portal!.name,
      }}
    />
  );
}
