/** What a room of colleagues tells its desk. */
import type { PersonId } from '../../protocol/entries.ts';
import type { TeamReport } from '../contracts/reports.ts';
import type { TeamConversation } from './conversation.ts';
import { lastOf, newsAfter } from './news.ts';

/** The state, what is new, and how much each member has not read. */
export function teamReport({ state, log, members }: TeamConversation, after: number): TeamReport {
  const { account, room, team } = state;
  const unread: Record<string, number> = {};
  for (const id of team.members) {
    const read = members.get(id)?.read ?? 0;
    unread[id] = read < log.head ? log.countMessages(read, { not: id }) : 0;
  }
  const nameOf = (id: PersonId) => members.get(id)?.name ?? '';
  return {
    kind: 'team',
    room,
    account,
    seq: log.head,
    team,
    names: team.form === 'direct' ? Object.fromEntries(team.pair.map((id) => [id, nameOf(id)])) : {},
    last: lastOf(log.newest(['message'])?.entry ?? (team.form === 'group' ? log.get(1)?.entry : undefined)),
    unread,
    ...newsAfter(log, after),
  };
}
