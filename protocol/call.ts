/** A call in a room: its state, folded from the log, and what the two ends say to each other meanwhile, which nobody keeps. */
import type { Entry, EntryDraft, PersonId } from './entries.ts';

/** How long it rings, ms. In a room of several the call itself goes on. */
export const RINGS = 45_000;

/** What somebody sends. `none`: they watch and listen. */
export type CallMedia = 'none' | 'audio' | 'video';

export interface Call {
  /** seq of its `call_started`, which names it. */
  id: number;
  /** Who called. */
  by: PersonId;
  /** What they called with. */
  media: CallMedia;
  since: number;
  /** Who answered first, when, and with what. */
  answered?: { by: PersonId; at: number; media: CallMedia };
  /** In a room of several: who came in after that, each once. They may have left since. */
  joined?: PersonId[];
}

/** Why a call that was answered ended: by one of the two (of several: the last left), because one (all) was gone for too long, or with the chat or room. */
export type CallEnding = 'hung_up' | 'lost' | 'chat';
/** Why a call was not answered: in time, by the other's wish, by the caller's own, because the caller was gone, or because the chat ended. */
export type CallMissing = 'unanswered' | 'declined' | 'cancelled' | 'lost' | 'chat';

/** The call after one more entry; null for none. The same object when the entry changes nothing. */
export function foldCall(call: Call | null, entry: Entry): Call | null {
  switch (entry.kind) {
    case 'call_started':
      return { id: entry.seq, by: entry.by, media: entry.media, since: entry.at };
    case 'call_answered':
      if (call?.answered) return { ...call, joined: [...(call.joined ?? []), entry.by] };
      return call && { ...call, answered: { by: entry.by, at: entry.at, media: entry.media } };
    case 'call_ended':
    case 'call_missed':
    case 'erased':
      return null;
    default:
      return call;
  }
}

/** What has a call, after an entry that may be about it. The same object when the entry changes nothing. */
export function withCall<T extends { call?: Call }>(of: T, entry: Entry): T {
  const { call: before = null, ...rest } = of;
  const call = foldCall(before, entry);
  return call === before ? of : ({ ...rest, ...(call ? { call } : {}) } as T);
}

/** The entry that ends a call now; its duration counts from the answer. */
export const endOf = ({ answered }: Call, ended: CallEnding, missed: CallMissing, now: number): EntryDraft =>
  answered
    ? { kind: 'call_ended', seconds: Math.max(0, Math.round((now - answered.at) / 1000)), reason: ended }
    : { kind: 'call_missed', reason: missed };

/** Whether this person called or answered. In a room of several they may have left since. */
export const isInCall = ({ by, answered, joined }: Call, person: PersonId): boolean =>
  person === by || person === answered?.by || (joined?.includes(person) ?? false);

/** What somebody sends right now. */
export interface Sending {
  audio: boolean;
  video: boolean;
  /** The video is a screen, to be read rather than looked at. */
  screen?: true;
}

/**
 * What one end says to the other. `hello` begins it, and again after a lost line; the rest is what WebRTC needs
 * (https://www.w3.org/TR/webrtc/#perfect-negotiation-example), and what is muted.
 */
export type Signal =
  | ({ k: 'hello' } & Sending)
  | ({ k: 'media' } & Sending)
  | { k: 'description'; type: 'offer' | 'answer'; sdp: string }
  | { k: 'candidate'; candidate: string; mid: string | null; line: number | null };

/**
 * A signal with its way. `leg` names the end it comes from, made anew with each page; `to` the end it is for, which `hello` may not know. In a call of
 * several: `turn` counts the connections between the two ends, from 1, the newest is meant; `by` whose leg it is, which the room adds.
 */
export interface SignalFrame {
  t: 'signal';
  call: number;
  leg: string;
  to?: string;
  turn?: number;
  by?: PersonId;
  data: Signal;
}
