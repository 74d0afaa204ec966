/** Validators of what ends of calls and broadcasts say to each other. */
import * as v from 'valibot';
import { LIMITS } from './limits.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

/** A command's id, made by its sender. */
export const cid = v.pipe(v.string(), v.minLength(8), v.maxLength(64), v.regex(/^[\w-]+$/));
/** Names an end of a call or broadcast. */
export const leg = v.pipe(v.string(), v.minLength(8), v.maxLength(64), v.regex(/^[\w-]+$/));
export const sending = { audio: v.boolean(), video: v.boolean(), screen: v.optional(v.literal(true)) };
export const signal = v.variant('k', [
  v.object({ k: v.literal('hello'), ...sending }),
  v.object({ k: v.literal('media'), ...sending }),
  v.object({ k: v.literal('description'), type: v.picklist(['offer', 'answer']), sdp: text(LIMITS.description) }),
  v.object({
    k: v.literal('candidate'),
    candidate: text(LIMITS.candidate),
    mid: v.nullable(text(64)),
    line: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000))),
  }),
]);
