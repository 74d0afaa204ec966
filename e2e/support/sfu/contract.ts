/**
 * What the SFU's API takes, by its OpenAPI description (https://developers.cloudflare.com/realtime/static/realtime-api-2024-05-21.yaml) and the
 * pages beside it, as far as Foyer uses it. Strict: a field that the description does not have is refused here, so that tests fail where the real API
 * might silently ignore it.
 */
import * as v from 'valibot';

const text = v.pipe(v.string(), v.minLength(1));
const description = <T extends 'offer' | 'answer'>(type: T) =>
  v.strictObject({ type: v.literal(type), sdp: v.pipe(text, v.startsWith('v=0')) });
const rule = v.picklist(['none', 'asciibetical']);
const simulcast = v.strictObject({ preferredRid: v.optional(text), priorityOrdering: v.optional(rule), ridNotAvailable: v.optional(rule) });
/** Platform limit of one call. */
const tracks = <S extends v.GenericSchema>(track: S) => v.pipe(v.array(track), v.minLength(1), v.maxLength(64));

/** Sending: the browser's offer, and which of its parts are to be had under which name. */
export const publishRequest = v.strictObject({
  sessionDescription: description('offer'),
  tracks: tracks(v.strictObject({ location: v.literal('local'), mid: text, trackName: text })),
});

/** Watching: the SFU makes the offer. */
export const watchRequest = v.strictObject({
  tracks: tracks(v.strictObject({ location: v.literal('remote'), sessionId: text, trackName: text, simulcast: v.optional(simulcast) })),
});

export const renegotiateRequest = v.strictObject({ sessionDescription: description('answer') });

/** Only by force: a negotiated close would need the browser's offer. */
export const closeRequest = v.strictObject({ tracks: tracks(v.strictObject({ mid: text })), force: v.literal(true) });

export type Operation = 'open' | 'tracks' | 'renegotiate' | 'close' | 'look';

export interface Call {
  operation: Operation;
  app: string;
  session: string;
  body: unknown;
}

const ROUTES: [Operation, string, RegExp][] = [
  ['open', 'POST', /^\/apps\/([^/]+)\/sessions\/new()$/],
  ['tracks', 'POST', /^\/apps\/([^/]+)\/sessions\/([^/]+)\/tracks\/new$/],
  ['renegotiate', 'PUT', /^\/apps\/([^/]+)\/sessions\/([^/]+)\/renegotiate$/],
  ['close', 'PUT', /^\/apps\/([^/]+)\/sessions\/([^/]+)\/tracks\/close$/],
  ['look', 'GET', /^\/apps\/([^/]+)\/sessions\/([^/]+)$/],
];

/** A request as the description has it, or why it is none. `path` is below the API's base address. */
export function readCall(method: string, path: string, contentType: string | null, body: string): Call | { problem: string } {
  for (const [operation, verb, pattern] of ROUTES) {
    const [, app = '', session = ''] = pattern.exec(path) ?? [];
    if (verb !== method || !app) continue;
    if (operation === 'open' || operation === 'look') {
      return body === '' ? { operation, app, session, body: null } : { problem: `${operation} has no body` };
    }
    if (contentType !== 'application/json') return { problem: `content-type ${contentType}` };
    const shape =
      operation === 'tracks' ? v.union([publishRequest, watchRequest]) : operation === 'renegotiate' ? renegotiateRequest : closeRequest;
    const parsed = v.safeParse(shape, parse(body));
    if (!parsed.success) return { problem: `${operation}: ${JSON.stringify(v.flatten(parsed.issues))}` };
    return { operation, app, session, body: parsed.output };
  }
  return { problem: `no operation ${method} ${path}` };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
