/** A room with clients as it is handed out whole, a page at a time. */
import type { ExportPage } from '../contracts/room.ts';
import type { ClientConversation } from './conversation.ts';
import { shown } from './members.ts';

/** Entries in one page: of the longest texts they stay below what one call may carry (32 MiB). */
const PAGE = 500;

export function exportedPage(conversation: ClientConversation, after: number): ExportPage {
  const { log, members, state } = conversation;
  const entries = log.after(after, PAGE).map(({ entry }) => entry);
  const inside = after === 0 ? members.inside().map(shown) : [];
  return { entries, people: conversation.peopleIn(entries), inside, head: log.head, room: state.client };
}
