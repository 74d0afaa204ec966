/** Who searches and where: operators in the dashboard, clients in their portal. */
import type { PersonId } from '../../protocol/entries.ts';
import type { FoundMessage, FoundRoom, SearchedKind } from '../../protocol/search.ts';

export interface Searcher {
  me: PersonId | null;
  /** Address of the page. */
  page: string;
  /** Where the server is asked. */
  route: string;
  /** Whose messages can be asked for. */
  people: readonly { id: PersonId; name: string }[];
  /** Kinds of rooms that can be asked for; empty where there is one. */
  kinds: readonly SearchedKind[];
  /** Rooms that can be asked for by name. */
  rooms: readonly { id: string; name: string }[];
  /** Where a room is opened, at one of its messages. */
  placeOf: (room: Pick<FoundRoom, 'id' | 'kind'>, seq?: number) => string;
  /** What the author of a message is called whose name is not known any more. */
  unnamed: (message: FoundMessage) => string;
}
