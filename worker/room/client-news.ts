/** What a room with clients tells its desk. */
import type { ClientReport } from '../contracts.ts';
import type { ClientConversation } from './conversation.ts';
import { lastOf, newsAfter } from './news.ts';

/** The state, what is new, and the read marks that moved. How much each has not read the desk counts, whatever their number. */
export function clientReport({ state, log, members }: ClientConversation, after: number): ClientReport {
  const { account, room, client } = state;
  const news = newsAfter(log, after);
  return {
    kind: 'client',
    room,
    account,
    seq: log.head,
    client,
    last: client.erased ? null : lastOf(log.newest(['message'])?.entry ?? log.get(1)?.entry),
    reads: members.untold(),
    news,
    marked: news.flatMap((entry) => (entry.kind === 'marked' && entry.on ? (log.get(entry.of)?.entry ?? []) : [])),
  };
}
