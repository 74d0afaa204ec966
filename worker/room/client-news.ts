/** What a room with clients tells its desk. */
import type { ClientReport } from '../contracts/reports.ts';
import type { ClientConversation } from './conversation.ts';
import { lastOf, newsAfter } from './news.ts';

/** The state, what is new, and the read marks that moved. How much each has not read the desk counts, whatever their number. */
export function clientReport(conversation: ClientConversation, after: number): ClientReport {
  const { state, log, members } = conversation;
  const { account, room, client } = state;
  const page = newsAfter(log, after);
  return {
    kind: 'client',
    room,
    account,
    seq: log.head,
    client,
    last: client.erased ? null : lastOf(log.newest(['message'])?.entry ?? log.get(1)?.entry),
    reads: members.untold(),
    authors: conversation.peopleIn(page.news.filter(({ kind }) => kind === 'message')),
    ...page,
    marked: page.news.flatMap((entry) => (entry.kind === 'marked' && entry.on ? (log.get(entry.of)?.entry ?? []) : [])),
  };
}
