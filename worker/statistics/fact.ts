/**
 * What statistics know of one chat, folded from the entries of its episode. Pure, so that any recount from the log ends the same, and told
 * as a whole each time, so that repeats and other orders do no harm.
 */
import { type Entry, type EntryOf, isOperator, type PersonId } from '../../protocol/entries.ts';

/** Where a chat happened. `advertiser` is empty where it is the site's own. */
export interface Origin {
  account: string;
  site: string;
  room: string;
  advertiser: string;
}

export interface ChatFact extends Origin {
  episode: number;
  /** Key of the listing from whose page it began; empty for none. */
  listing: string;
  /** seq of the entry that last changed more than the number of messages: the same seq is the same fact. */
  seq: number;
  via: EntryOf<'opened'>['via'];
  openedAt: number;
  /** When the visitor first wrote; null while only an operator did. */
  askedAt: number | null;
  /** The first operator's message after that. */
  firstAnswerAt: number | null;
  answeredBy: PersonId | null;
  /** Nobody took it in time, or the visitor left a message instead. */
  unansweredAt: number | null;
  closedAt: number | null;
  rating: number | null;
  /** Who picked it up last. */
  owner: PersonId | null;
  /** Everyone who wrote, picked up or joined, in this order. */
  operators: PersonId[];
  category: { id: string; name: string } | null;
  /** Counted up to `seq`. */
  visitorMessages: number;
  /** Since the visitor first wrote. */
  operatorMessages: number;
  /** At least one message of each side after the greeting. */
  meaningful: boolean;
}

/** The fact after one more entry; null before the first chat. An `opened` begins the next. */
export function foldFact(fact: ChatFact | null, entry: Entry, origin: Origin): ChatFact | null {
  if (entry.kind === 'opened') return begun(entry, origin);
  if (!fact) return null;
  const next = changed(fact, entry);
  return isNews(fact, next) ? { ...next, seq: entry.seq } : next;
}

const begun = ({ seq, at, episode, via, listing }: EntryOf<'opened'>, origin: Origin): ChatFact => ({
  ...origin,
  episode,
  listing: listing?.key ?? '',
  seq,
  via,
  openedAt: at,
  askedAt: null,
  firstAnswerAt: null,
  answeredBy: null,
  unansweredAt: null,
  closedAt: null,
  rating: null,
  owner: null,
  operators: [],
  category: null,
  visitorMessages: 0,
  operatorMessages: 0,
  meaningful: false,
});

function changed(fact: ChatFact, entry: Entry): ChatFact {
  const { at, by } = entry;
  switch (entry.kind) {
    case 'message':
      return isOperator(by) ? answered(took(fact, by), entry) : asked(fact, at);
    case 'form':
      if (entry.form !== 'offline') return fact;
      return { ...(entry.values.message ? asked(fact, at) : fact), unansweredAt: fact.unansweredAt ?? at };
    case 'taken':
      return { ...took(fact, by), owner: by };
    case 'joined':
      return took(fact, by);
    case 'unanswered':
      return { ...fact, unansweredAt: fact.unansweredAt ?? at };
    case 'closed':
      // A chat that the visitor ended is closed once more, into a category.
      return { ...fact, closedAt: fact.closedAt ?? at, category: entry.category ?? fact.category };
    case 'rated':
      return { ...fact, rating: entry.score };
    default:
      return fact;
  }
}

const took = (fact: ChatFact, person: PersonId): ChatFact =>
  fact.operators.includes(person) ? fact : { ...fact, operators: [...fact.operators, person] };

const asked = (fact: ChatFact, at: number): ChatFact => ({
  ...fact,
  askedAt: fact.askedAt ?? at,
  visitorMessages: fact.visitorMessages + 1,
});

/** What operators say before the visitor has written is greeting and invitation, and counts for nothing. */
function answered(fact: ChatFact, { at, by }: EntryOf<'message'>): ChatFact {
  if (fact.askedAt === null) return fact;
  const first = fact.firstAnswerAt === null ? { firstAnswerAt: at, answeredBy: by, meaningful: true } : {};
  return { ...fact, ...first, operatorMessages: fact.operatorMessages + 1 };
}

/** Whether more changed than the number of messages: those alone are told with the next change. */
function isNews(before: ChatFact, after: ChatFact): boolean {
  const told = ({ visitorMessages: _visitor, operatorMessages: _operator, ...rest }: ChatFact) => JSON.stringify(rest);
  return before !== after && told(before) !== told(after);
}

/** Facts that changed with these entries, the newest of each chat; `fact` is what held before them. */
export function factsAfter(
  fact: ChatFact | null,
  entries: readonly Entry[],
  origin: Origin,
): { fact: ChatFact | null; changed: ChatFact[] } {
  const changes = new Map<number, ChatFact>();
  let now = fact;
  for (const entry of entries) {
    now = foldFact(now, entry, origin);
    if (now?.seq === entry.seq) changes.set(now.episode, now);
  }
  return { fact: now, changed: [...changes.values()] };
}

/** Left to the offline form from the beginning: nobody was asked to answer at once. */
export const isOffline = ({ via }: ChatFact): boolean => via === 'form';

/** A visitor wrote, and the chat timed out or ended before anybody answered. */
export function isMissed(fact: ChatFact): boolean {
  const { askedAt, firstAnswerAt, unansweredAt, closedAt } = fact;
  if (isOffline(fact) || askedAt === null) return false;
  const over = Math.min(unansweredAt ?? Number.POSITIVE_INFINITY, closedAt ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(over) && (firstAnswerAt === null || firstAnswerAt > over);
}

/** How long the visitor waited for the first answer, ms; null when it came too late or never: that is a missed chat, or an offline message. */
export const responseOf = (fact: ChatFact): number | null =>
  fact.askedAt === null || fact.firstAnswerAt === null || isMissed(fact) || isOffline(fact) ? null : fact.firstAnswerAt - fact.askedAt;

/** From the beginning to the end of a chat that had somebody in it, ms. */
export const durationOf = (fact: ChatFact): number | null =>
  fact.closedAt === null || !fact.meaningful || isMissed(fact) || isOffline(fact) ? null : fact.closedAt - fact.openedAt;
