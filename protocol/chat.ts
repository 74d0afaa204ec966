import { type Call, withCall } from './call.ts';
import { type Entry, isOperator, type OfferTarget, type PersonId } from './entries.ts';

/**
 * The state of a visitor's chat, folded from the log. The room stores it beside the log; clients get it once in
 * `welcome` and fold later entries themselves, with this same function.
 */
export interface Chat {
  /** `new` before the first entry; `unanswered` when nobody took it in time or an offline form was left. */
  status: 'new' | 'waiting' | 'open' | 'unanswered' | 'closed';
  /** Number of the present episode, from 1; 0 before the first. */
  episode: number;
  /** Since when the status holds, ms since epoch. */
  since: number;
  /** seq of the present episode's `opened`. */
  openedSeq: number;
  owner: PersonId | null;
  /** Operators in the chat besides the owner. */
  helpers: PersonId[];
  offer: { to: OfferTarget; by: PersonId; until: number; note?: string } | null;
  category: { id: string; name: string } | null;
  /** The listing from whose page the present episode began. */
  listing?: { key: string; name: string };
  /** 1 to 5, of the present episode. */
  rating: number | null;
  /** Whether an operator has written in the present episode. */
  answered: boolean;
  tags: string[];
  details: Record<string, string>;
  blocked: boolean;
  /** Who blocked the visitor, since and until when (ms; absent: for good), and why. */
  block?: { by: PersonId; at: number; until?: number; reason?: string; address?: true };
  /** The call that is on. */
  call?: Call;
  /** The visitor deleted their data. */
  erased?: true;
}

export const NEW_CHAT: Chat = {
  status: 'new',
  episode: 0,
  since: 0,
  openedSeq: 0,
  owner: null,
  helpers: [],
  offer: null,
  category: null,
  rating: null,
  answered: false,
  tags: [],
  details: {},
  blocked: false,
};

const status = (chat: Chat, next: Chat['status'], at: number): Chat => (chat.status === next ? chat : { ...chat, status: next, since: at });

/** The chat after one more entry. Returns the same object when the entry changes nothing. */
export function foldChat(chat: Chat, entry: Entry): Chat {
  switch (entry.kind) {
    case 'opened': {
      const { listing: _before, ...kept } = chat;
      return {
        ...kept,
        ...(entry.listing ? { listing: entry.listing } : {}),
        status: 'waiting',
        since: entry.at,
        episode: entry.episode,
        openedSeq: entry.seq,
        owner: null,
        helpers: [],
        offer: null,
        category: null,
        rating: null,
        answered: false,
      };
    }
    case 'message':
      return !chat.answered && isOperator(entry.by) ? { ...chat, answered: true } : chat;
    case 'taken':
      return {
        ...status(chat, 'open', entry.at),
        owner: entry.by,
        offer: null,
        helpers: chat.helpers.filter((helper) => helper !== entry.by),
      };
    case 'released':
      return { ...status(chat, 'waiting', entry.at), owner: null, offer: null };
    case 'offered': {
      const { to, until, note, by } = entry;
      return { ...chat, offer: { to, by, until, ...(note ? { note } : {}) } };
    }
    case 'returned':
      return { ...chat, offer: null };
    case 'joined':
      return chat.helpers.includes(entry.by) ? chat : { ...chat, helpers: [...chat.helpers, entry.by] };
    case 'left':
      return { ...chat, helpers: chat.helpers.filter((helper) => helper !== entry.by) };
    case 'closed':
      return { ...status(chat, 'closed', entry.at), offer: null, category: entry.category ?? null };
    case 'unanswered':
      return status(chat, 'unanswered', entry.at);
    case 'rated':
      return { ...chat, rating: entry.score };
    case 'form': {
      const details = { ...chat.details, ...entry.values };
      delete details.message;
      return entry.form === 'offline' ? { ...status(chat, 'unanswered', entry.at), details } : { ...chat, details };
    }
    case 'details': {
      const details = { ...chat.details };
      for (const [key, value] of Object.entries(entry.changes)) {
        if (value === null) delete details[key];
        else details[key] = value;
      }
      return { ...chat, details };
    }
    case 'tagged':
      return { ...chat, tags: entry.tags };
    case 'blocked': {
      const { by, at, until, reason, address } = entry;
      const known = { ...(until === undefined ? {} : { until }), ...(reason ? { reason } : {}), ...(address ? { address } : {}) };
      return { ...chat, blocked: true, block: { by, at, ...known } };
    }
    case 'unblocked': {
      const { block: _ended, ...rest } = chat;
      return { ...rest, blocked: false };
    }
    case 'erased': {
      const { episode, openedSeq, category, rating, answered, listing } = chat;
      const kept = { episode, openedSeq, category, rating, answered, ...(listing ? { listing } : {}) };
      return { ...NEW_CHAT, ...kept, status: 'closed', since: entry.at, erased: true };
    }
    case 'call_started':
    case 'call_answered':
    case 'call_ended':
    case 'call_missed':
      return withCall(chat, entry);
    case 'note':
    case 'edited':
    case 'deleted':
    case 'page':
    case 'transcript':
    case 'created':
    case 'renamed':
    case 'added':
    case 'removed':
    case 'promoted':
    case 'demoted':
    case 'reacted':
    case 'pinned':
    case 'marked':
    case 'archived':
    case 'assigned':
    case 'meeting_scheduled':
    case 'meeting_moved':
    case 'meeting_cancelled':
    case 'meeting_near':
    case 'sms_begun':
    case 'sms_people':
    case 'sms_number':
    case 'sms_state':
    case 'sms_again':
    case 'sms_opted':
    case 'phone_call':
      return chat;
  }
}

/** What a visitor may know of the chat: no tags, no offers, no details others wrote down. */
export function visitorChat(chat: Chat): Chat {
  const { block: _why, ...rest } = chat;
  return { ...rest, offer: null, tags: [], details: {}, helpers: [] };
}
