/**
 * Cloudflare Realtime's SFU (formerly Calls): one browser sends a broadcast to it, and all who watch get it from there. A *session* is one
 * browser's connection; this side opens sessions, and carries offers and answers between browser and SFU. The secret stays here.
 * https://developers.cloudflare.com/realtime/sfu/api/
 *
 * Changes to one session must follow each other: the next begins when the exchange of offer and answer before it is complete. That is up to the
 * caller, who alone knows when the browser has answered. Different sessions are independent.
 */
import * as v from 'valibot';
import { retryAfter } from '../http/retry-after.ts';
import { type FailureReason, VideoFailure } from './failure.ts';
import { PATIENCE, type Patience, patiently } from './patience.ts';

/** Milliseconds after which an answer is not waited for. Asking for a track waits at the SFU until its first packets come. */
const TIMEOUT = 10_000;

export interface SfuConfig {
  appId: string;
  secret: string;
  /** Another address, for tests. */
  baseUrl?: string | undefined;
  timeout?: number;
  patience?: Patience;
}

/** Where a track is: who sends it, and how they named it. */
export interface TrackPlace {
  session: string;
  name: string;
}

/** What became of one track. With `error` (the SFU's code) it is not there, whatever became of the others. */
export interface TrackResult {
  name: string;
  /** Place in the connection of the session that was changed. */
  mid?: string;
  error?: string;
}

/** A track of a session, as the SFU has it. `active` does not say that packets arrive. */
export interface TrackState {
  name: string;
  mid: string;
  location: 'local' | 'remote';
  active: boolean;
}

/** What the SFU does. Each call throws `VideoFailure`; after `gone` and `unsure` the session is made anew. */
export interface SfuPort {
  /** A new session; it ends by itself when no browser connects. */
  open(): Promise<string>;
  /** A browser sends tracks: takes its offer, gives the answer to it. */
  publish(session: string, offer: string, tracks: { mid: string; name: string }[]): Promise<{ answer: string; tracks: TrackResult[] }>;
  /**
   * A browser is to get tracks: gives an offer, which it answers with `answer`. `rid` is the layer of simulcast it would like best; with less
   * bandwidth, or when that layer is not sent, it gets the next in alphabetical order. No offer where none of the tracks could be had.
   */
  watch(session: string, tracks: (TrackPlace & { rid?: string })[]): Promise<{ offer: string | null; tracks: TrackResult[] }>;
  /** The browser's answer to the offer of `watch`. */
  answer(session: string, answer: string): Promise<void>;
  /** Stops tracks at once, without an exchange. Those that are closed already count as closed. */
  close(session: string, mids: string[]): Promise<void>;
  /** Tracks of a session. */
  look(session: string): Promise<TrackState[]>;
}

const failed = { errorCode: v.optional(v.string()) };
const description = v.object({ type: v.picklist(['offer', 'answer']), sdp: v.string() });
const track = v.object({ ...failed, trackName: v.optional(v.string()), mid: v.optional(v.string()) });
const opened = v.object({ ...failed, sessionId: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)) });
const changed = v.object({ ...failed, sessionDescription: v.optional(description), tracks: v.optional(v.array(track), []) });
const answered = v.object(failed);
const state = v.object({
  ...failed,
  tracks: v.optional(
    v.array(
      v.object({ trackName: v.string(), mid: v.string(), location: v.picklist(['local', 'remote']), status: v.optional(v.string()) }),
    ),
    [],
  ),
});

/** The SFU through Cloudflare's API. */
export function sfuPort({ appId, secret, baseUrl, timeout = TIMEOUT, patience = PATIENCE }: SfuConfig): SfuPort {
  const base = `${(baseUrl || 'https://rtc.live.cloudflare.com/v1').replace(/\/$/, '')}/apps/${encodeURIComponent(appId)}/sessions`;

  /** One request. `repeatable`: doing it twice does no harm (docs: "Retry and reconnect"), so it is also repeated where no answer came. */
  const ask = <S extends v.GenericSchema<unknown, { errorCode?: string | undefined }>>(
    shape: S,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { body, repeatable = false }: { body?: object; repeatable?: boolean } = {},
  ): Promise<v.InferOutput<S>> =>
    patiently(
      async () => {
        // Names no session, so that what is logged leads to nobody.
        const step = `${method} ${path.replace(/^\/(?!new$)[^/]+/, '/…')}`;
        let response: Response;
        let text: string;
        try {
          response = await fetch(`${base}${path}`, {
            method,
            headers: { authorization: `Bearer ${secret}`, ...(body ? { 'content-type': 'application/json' } : {}) },
            ...(body ? { body: JSON.stringify(body) } : {}),
            redirect: 'manual',
            signal: AbortSignal.timeout(timeout),
          });
          text = await response.text();
        } catch {
          throw new VideoFailure(`SFU: ${step}: no answer`, 'unsure');
        }
        const parsed = v.safeParse(shape, json(text));
        if (response.ok && parsed.success && !parsed.output.errorCode) return parsed.output;
        throw failure(step, response, text);
      },
      patience,
      repeatable,
    );
  const at = (session: string, path = ''): string => `/${encodeURIComponent(session)}${path}`;

  return {
    async open() {
      const { sessionId } = await ask(opened, 'POST', '/new', { repeatable: true });
      return sessionId;
    },

    async publish(session, offer, tracks) {
      const body = {
        sessionDescription: { type: 'offer', sdp: offer },
        tracks: tracks.map(({ mid, name }) => ({ location: 'local', mid, trackName: name })),
      };
      const { sessionDescription, tracks: results } = await ask(changed, 'POST', at(session, '/tracks/new'), { body });
      if (sessionDescription?.type !== 'answer') throw new VideoFailure('SFU: publish: no answer to the offer', 'unsure');
      return { answer: sessionDescription.sdp, tracks: results.map(resultOf) };
    },

    async watch(session, tracks) {
      const body = {
        tracks: tracks.map(({ session: owner, name, rid }) => ({
          location: 'remote',
          sessionId: owner,
          trackName: name,
          ...(rid ? { simulcast: { preferredRid: rid, priorityOrdering: 'asciibetical', ridNotAvailable: 'asciibetical' } } : {}),
        })),
      };
      const { sessionDescription, tracks: results } = await ask(changed, 'POST', at(session, '/tracks/new'), { body });
      return { offer: sessionDescription?.type === 'offer' ? sessionDescription.sdp : null, tracks: results.map(resultOf) };
    },

    async answer(session, answer) {
      const body = { sessionDescription: { type: 'answer', sdp: answer } };
      await ask(answered, 'PUT', at(session, '/renegotiate'), { body });
    },

    async close(session, mids) {
      const body = { tracks: mids.map((mid) => ({ mid })), force: true };
      const { tracks: results } = await ask(changed, 'PUT', at(session, '/tracks/close'), { body, repeatable: true });
      const open = mids.filter((mid) => {
        const result = results.find((one) => one.mid === mid);
        return !result || (result.errorCode !== undefined && result.errorCode !== 'close_track_error');
      });
      if (open.length > 0) throw new VideoFailure(`SFU: close: ${open.length} of ${mids.length} tracks are not closed`, 'later');
    },

    async look(session) {
      const { tracks } = await ask(state, 'GET', at(session), { repeatable: true });
      return tracks.map(({ trackName, mid, location, status }) => ({ name: trackName, mid, location, active: status === 'active' }));
    },
  };
}

const resultOf = ({ trackName = '', mid, errorCode }: v.InferOutput<typeof track>): TrackResult => ({
  name: trackName,
  ...(mid === undefined ? {} : { mid }),
  ...(errorCode === undefined ? {} : { error: codeIn(errorCode) }),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A code of theirs and nothing else that may stand there. */
const codeIn = (code: unknown): string => (typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'unknown_error');

/** https://developers.cloudflare.com/realtime/sfu/observability/error-codes/ */
function failure(step: string, { ok, status, headers }: Response, text: string): VideoFailure {
  const body = json(text) as { errorCode?: unknown } | null;
  const given = body?.errorCode;
  const code = given === undefined ? '' : ` ${codeIn(given)}`;
  const seconds = retryAfter(headers.get('retry-after'));
  return new VideoFailure(`SFU: ${step}: ${status}${code}`, reasonOf(ok, status, given, seconds), seconds);
}

function reasonOf(ok: boolean, status: number, code: unknown, seconds: number | undefined): FailureReason {
  if (status === 410 || (ok && code === 'session_error')) return 'gone';
  // 425: the browser is not connected yet.
  if (status === 429 || status === 425 || code === 'retryable_transient_error') return 'later';
  if (status >= 500) return seconds === undefined ? 'unsure' : 'later';
  // What went well by its status but cannot be read has happened, for all we know.
  return ok && code === undefined ? 'unsure' : 'refused';
}
