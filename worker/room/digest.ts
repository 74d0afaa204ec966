/**
 * Mails of unread messages: which messages of a room with clients one round of mails is about, who has not read them, and what a mail says. Pure
 * but for the log it reads.
 */
import type { PersonId } from '../../protocol/entries.ts';
import { DIGEST_MINUTES } from '../../protocol/portal.ts';
import type { Digest } from '../contracts/room.ts';
import type { ClientConversation } from './conversation.ts';
import type { LoggedMessage } from './log.ts';
import type { Member } from './members.ts';

/** What one mail holds at most; some mail programs hide what is beyond 100 KB. Older messages are counted. */
const SHOWN = { messages: 50, characters: 40_000 };

/** The messages of one round: those behind `from`, up to `upto`. No message is in two rounds. */
export interface Round {
  from: number;
  upto: number;
}

/** What a room keeps of its mails. */
export interface MailingState {
  /** Up to this seq rounds are closed. */
  mailed?: number;
  /** As the desk told it last. */
  digestMinutes?: number;
  /** A closed round whose jobs are not all with the queue: those of people up to `after` (by id) are. */
  handing?: (Round & { after: string }) | null;
}

/** Time between the first unread message and its mails, ms. */
export const pauseOf = ({ digestMinutes = DIGEST_MINUTES.usual }: MailingState): number => digestMinutes * 60_000;

/** Whether somebody has not read one of these messages, in seq order: one of somebody else, after their read mark. */
export function unreadAmong(messages: readonly LoggedMessage[]): (reader: Pick<Member, 'id' | 'read'>) => boolean {
  const newest = messages.at(-1);
  const byAnother = messages.findLast(({ by }) => by !== newest?.by);
  return ({ id, read }) => ((id === newest?.by ? byAnother : newest)?.seq ?? 0) > read;
}

/** The oldest of these messages that one of the readers has not read. */
export function firstUnread(
  messages: readonly LoggedMessage[],
  readers: readonly Pick<Member, 'id' | 'read'>[],
): LoggedMessage | undefined {
  // Who has read least has not read it, unless they wrote it: then it is for the one who has read least of the others.
  let least: Pick<Member, 'id' | 'read'> | undefined;
  let next: Pick<Member, 'id' | 'read'> | undefined;
  for (const reader of readers) {
    if (!least || reader.read < least.read) [least, next] = [reader, least];
    else if (!next || reader.read < next.read) next = reader;
  }
  return messages.find(({ seq, by }) => {
    const reader = by === least?.id ? next : least;
    return reader !== undefined && seq > reader.read;
  });
}

/** Who is to get a mail of a round, by id, from behind `after`; at most `limit` of them. */
export function unreadPeople(
  messages: readonly LoggedMessage[],
  inside: readonly Member[],
  { after, limit }: { after: string; limit: number },
): PersonId[] {
  const hasUnread = unreadAmong(messages);
  return inside
    .filter((member) => member.id > after && hasUnread(member))
    .map(({ id }) => id)
    .sort()
    .slice(0, limit);
}

/** What a mail of a round says to somebody now; null when they have read it all, are in the room no more, or nothing is sent of it any more. */
export function digestOf({ state, log, members }: ClientConversation, person: PersonId, { from, upto }: Round): Digest | null {
  const reader = members.get(person);
  const { name, form, archived, erased } = state.client;
  if (!reader?.inside || archived || erased) return null;
  const unread = log.messages(Math.max(from, reader.read), upto).filter(({ by }) => by !== person);
  if (unread.length === 0) return null;
  const messages: Digest['messages'] = [];
  let characters = 0;
  for (const { seq } of unread.toReversed()) {
    const entry = log.get(seq)?.entry;
    if (entry?.kind !== 'message') continue;
    characters += entry.text.length;
    if (messages.length > 0 && (messages.length >= SHOWN.messages || characters > SHOWN.characters)) break;
    const { at, by, text, files = [] } = entry;
    messages.unshift({ seq, at, by, name: members.get(by)?.name ?? '', text, files });
  }
  return { name, writable: form !== 'announcement' || person.startsWith('o_'), messages, earlier: unread.length - messages.length };
}
