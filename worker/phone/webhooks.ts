/** Reads what Twilio tells. Pure but for the check of the signature. */
import * as v from 'valibot';
import { segmentsOf } from '../../protocol/segments.ts';
import { readBytes } from '../http/body.ts';
import type { E164 } from './e164.ts';
import type { CallEvent, MessageStatus, ReceivedMessage, RecordingEvent } from './events.ts';
import { type Fields, isSigned, isSignedBody } from './signature.ts';
import { stateOf } from './states.ts';
import { reasonOfDelivery } from './twilio-errors.ts';

/** Bytes of a body: ten addresses of files and 1,600 characters of text, with room. */
const MAX_BODY = 64 * 1024;
/** Files of one message. */
const MAX_MEDIA = 10;

/** What came with a request: its form and, under their own names, what we put into its address. */
export type Told = Record<string, string>;

/**
 * The fields of a request by Twilio to `url`, the address that Twilio was given; null when it is forged. Throws when the body is too large.
 * Fields of the address are ours, and win.
 */
export async function readTold(request: Request, url: string, token: string): Promise<Told | null> {
  const body = await readBytes(request, MAX_BODY);
  const signature = request.headers.get('x-twilio-signature');
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const own = Object.fromEntries(new URL(url).searchParams);
  if (type === 'application/json') {
    if (!(await isSignedBody(token, url, body, signature))) return null;
    return { ...textsOf(json(body)), ...own };
  }
  const fields: Fields = [...new URLSearchParams(new TextDecoder().decode(body))];
  if (!(await isSigned(token, url, fields, signature))) return null;
  return { ...Object.fromEntries(fields), ...own };
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

const textsOf = (value: unknown): Told =>
  Object.fromEntries(Object.entries(typeof value === 'object' && value ? value : {}).filter(([, one]) => typeof one === 'string'));

const id = v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/));
/** Ours; empty where nothing of ours is behind it. */
const ours = v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{0,100}$/)), '');
const end = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const count = v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number)), '0');
const text = v.optional(v.pipe(v.string(), v.maxLength(10_000)), '');

const message = v.object({ MessageSid: id, From: end, To: end, Body: text, NumMedia: count, NumSegments: count });
const status = v.object({ id: ours, MessageSid: id, MessageStatus: text, ErrorCode: v.optional(count) });
const call = v.object({
  id: ours,
  CallSid: id,
  CallStatus: text,
  CallDuration: count,
  number: v.optional(end),
  other: v.optional(end),
  From: end,
  To: end,
});
const dialled = v.object({
  id: ours,
  CallSid: id,
  number: end,
  other: end,
  DialCallStatus: text,
  DialBridged: text,
  DialCallDuration: count,
});
const recording = v.object({
  CallSid: id,
  RecordingSid: id,
  RecordingUrl: v.pipe(v.string(), v.url()),
  RecordingStatus: text,
  RecordingDuration: count,
  number: end,
  other: end,
});

/** An event as it was told: whose number it is about has still to be found. */
export type Unplaced<E> = Omit<E, 'account' | 'number'> & { number: string };

/** A message that came in; null when it is none. */
export function messageIn(told: Told, at: number): Unplaced<ReceivedMessage> | null {
  const read = v.safeParse(message, told);
  if (!read.success) return null;
  const { MessageSid, From, To, Body, NumMedia, NumSegments } = read.output;
  const media = [...Array(Math.min(NumMedia, MAX_MEDIA)).keys()].flatMap((at) => {
    const [url, type] = [told[`MediaUrl${at}`], told[`MediaContentType${at}`]];
    return url && URL.canParse(url) ? { url, type: type ?? '' } : [];
  });
  const segments = NumSegments || segmentsOf(Body).segments || 1;
  return { kind: 'message', id: MessageSid, at, number: To, other: From, text: Body, media, segments };
}

/** What became of a message from here; null for what says nothing of that. */
export function statusIn(told: Told, at: number): MessageStatus | null {
  const read = v.safeParse(status, told);
  const state = read.success && stateOf(read.output.MessageStatus);
  if (!read.success || !state) return null;
  const { id, MessageSid, MessageStatus, ErrorCode } = read.output;
  const lost = state === 'failed' || state === 'undelivered';
  const reason = lost ? reasonOfDelivery(ErrorCode || null) : null;
  return { kind: 'status', id: `${MessageSid}:${MessageStatus}`, at, message: id, provider: MessageSid, state, reason };
}

const OVER = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

/** That a call rings, or is over. Of one that came in the own number is the one that was called. */
export function callIn(told: Told, at: number): Unplaced<CallEvent> | null {
  const read = v.safeParse(call, told);
  if (!read.success) return null;
  const { id: own, CallSid, CallStatus, CallDuration: seconds, number, other, From, To } = read.output;
  const state = OVER.includes(CallStatus) ? 'ended' : CallStatus === 'ringing' ? 'ringing' : null;
  if (!state) return null;
  return { kind: 'call', id: `${CallSid}:${state}`, at, number: number ?? To, other: other ?? From, call: CallSid, own, state, seconds };
}

/** Whether who was dialled took the call: a phone that was picked up without the key was not connected. */
export const hasTalked = ({ DialCallStatus, DialBridged }: Told): boolean => DialCallStatus === 'completed' && DialBridged !== 'false';

/** That two people have talked; null when who was dialled did not take the call. */
export function talkIn(told: Told, at: number): Unplaced<CallEvent> | null {
  const read = v.safeParse(dialled, told);
  if (!read.success || !hasTalked(told)) return null;
  const { id: own, CallSid, number, other, DialCallDuration: seconds } = read.output;
  return { kind: 'call', id: `${CallSid}:talked`, at, number, other, call: CallSid, own, state: 'talked', seconds };
}

/** A message that was left; null when nothing was said. */
export function recordingIn(told: Told, at: number): Unplaced<RecordingEvent> | null {
  const read = v.safeParse(recording, told);
  if (!read.success || read.output.RecordingStatus !== 'completed') return null;
  const { CallSid, RecordingSid, RecordingUrl: url, RecordingDuration: seconds, number, other } = read.output;
  return { kind: 'recording', id: RecordingSid, at, number, other, call: CallSid, url, seconds };
}

/** The event with its account. */
export const placed = <E extends { number: string }>(
  event: E,
  { account, e164 }: { account: string; e164: E164 },
): E & { account: string; number: E164 } => ({
  ...event,
  account,
  number: e164,
});
