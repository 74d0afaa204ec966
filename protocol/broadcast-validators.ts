/** Validators of what viewers of a broadcast and its operator send. Only the server imports this file. */
import * as v from 'valibot';
import type { Audience, HostClientFrame } from './broadcast.ts';
import { LIMITS } from './limits.ts';
import { cid, leg, sending, signal } from './signal-validators.ts';

const cast = v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/));
const question = v.pipe(v.string(), v.regex(/^[\w-]{1,20}$/));
const visitor = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const castSignal = v.object({ t: v.literal('signal'), cast, leg, to: v.optional(leg), data: signal });

export const viewerFrames = [
  v.object({ t: v.literal('watch'), cast, on: v.boolean() }),
  castSignal,
  v.object({
    t: v.literal('ask'),
    cast,
    cid,
    text: v.pipe(v.string(), v.maxLength(LIMITS.line), v.trim(), v.minLength(1)),
  }),
  v.object({ t: v.literal('vote'), cast, question }),
  v.object({ t: v.literal('stage'), cast, do: v.picklist(['accept', 'decline', 'leave']) }),
] as const;

const audience: v.GenericSchema<Audience> = v.variant('to', [
  v.object({ to: v.literal('site') }),
  v.object({ to: v.literal('page'), url: v.pipe(v.string(), v.maxLength(LIMITS.url), v.url()) }),
  v.object({ to: v.literal('listing'), listing: v.pipe(v.string(), v.regex(/^[\w.:-]{1,100}$/)) }),
  v.object({ to: v.literal('picked'), visitors: v.pipe(v.array(visitor), v.minLength(1), v.maxLength(LIMITS.castPicked)) }),
]);

export const hostClientFrame: v.GenericSchema<HostClientFrame> = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.number(), page: leg, cast: v.optional(cast) }),
  v.object({ t: v.literal('start'), cid, audience, sending: v.object(sending) }),
  v.object({ t: v.literal('sending'), sending: v.object(sending) }),
  castSignal,
  v.object({ t: v.literal('stage'), visitor, on: v.boolean() }),
  v.object({ t: v.literal('answered'), question, on: v.boolean() }),
  v.object({ t: v.literal('end') }),
]) as v.GenericSchema<HostClientFrame>;
