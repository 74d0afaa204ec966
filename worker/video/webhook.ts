/**
 * What RealtimeKit tells of meetings. Signed (RSA-SHA256 over the body as it came) with one key for all of its customers, so a good signature says
 * that RealtimeKit wrote it, and not that it is about a meeting of ours: whoever takes an event looks the meeting up. Nothing in it says when it was
 * sent: the same may come again, and is known by its `id`. https://developers.cloudflare.com/realtime/realtimekit/webhooks/
 */
import { decodeBase64 } from 'hono/utils/encode';
import * as v from 'valibot';
import { readBytes } from '../http/body.ts';
import type { MeetingEvent } from './meeting-event.ts';

const KEY_URL = 'https://api.realtime.cloudflare.com/.well-known/webhooks.json';
/** Bytes of a body. */
const MAX_BODY = 64 * 1024;
/** Milliseconds after which the key is not waited for. */
const TIMEOUT = 5_000;
/** How long a key is believed, and how often at most a forged signature makes us ask for another, ms. */
const KEEP = 60 * 60_000;
const RETRY = 60_000;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const id = v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/));
const title = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(300))), undefined);
const about = { meeting: v.object({ id, sessionId: id, title }) };
const who = { participant: v.object({ customParticipantId: id, peerId: id }) };
const event = v.variant('event', [
  v.object({ event: v.literal('meeting.started'), ...about }),
  v.object({ event: v.literal('meeting.ended'), ...about }),
  v.object({ event: v.literal('meeting.participantJoined'), ...about, ...who }),
  v.object({ event: v.literal('meeting.participantLeft'), ...about, ...who }),
]);
const KINDS = {
  'meeting.started': 'started',
  'meeting.ended': 'ended',
  'meeting.participantJoined': 'joined',
  'meeting.participantLeft': 'left',
} as const;

/**
 * - `event`: what happened.
 * - `other`: by RealtimeKit, but nothing that is wanted here.
 * - `forged`: not by RealtimeKit.
 * - `unknown`: its key could not be had, so that nothing can be said; to be told again.
 */
export type Reading = { is: 'event'; event: MeetingEvent } | { is: 'other' | 'forged' | 'unknown' };

/** Reads a request that says it is RealtimeKit's. Throws only when the body is too large. */
export async function readHook(request: Request, now: number, keyUrl: string = KEY_URL): Promise<Reading> {
  const signature = signatureOf(request.headers.get('rtk-signature'));
  if (!signature) return { is: 'forged' };
  const body = await readBytes(request, MAX_BODY);
  const verified = await verify(body, signature, now, keyUrl);
  if (verified !== true) return { is: verified === null ? 'unknown' : 'forged' };
  const told = v.safeParse(event, json(body));
  const delivery = v.safeParse(id, request.headers.get('rtk-uuid'));
  if (!told.success || !delivery.success) return { is: 'other' };
  const { output } = told;
  return {
    is: 'event',
    event: {
      id: delivery.output,
      kind: KINDS[output.event],
      meeting: output.meeting.id,
      session: output.meeting.sessionId,
      ...('participant' in output ? { person: output.participant.customParticipantId, peer: output.participant.peerId } : {}),
      ...(output.meeting.title ? { title: output.meeting.title } : {}),
    },
  };
}

interface KeptKey {
  key: CryptoKey;
  at: number;
}
/** Of this isolate, by address. */
const kept = new Map<string, KeptKey>();

/** Forgets keys, for tests. */
export const forgetHookKeys = (): void => kept.clear();

/** null when there is no key to tell by. A signature that does not fit may be by a newer key, which is asked for. */
async function verify(body: Uint8Array, signature: Uint8Array, now: number, url: string): Promise<boolean | null> {
  const known = kept.get(url);
  const fresh = known && now - known.at < KEEP ? known : await renew(url, now);
  if (!fresh) return null;
  if (await fits(fresh.key, signature, body)) return true;
  if (fresh !== known || now - fresh.at < RETRY) return false;
  const newer = await renew(url, now);
  return newer ? fits(newer.key, signature, body) : null;
}

const fits = (key: CryptoKey, signature: Uint8Array, body: Uint8Array): Promise<boolean> =>
  crypto.subtle.verify(ALGORITHM, key, signature as BufferSource, body as BufferSource);

const keyAnswer = v.object({ data: v.object({ publicKey: v.pipe(v.string(), v.maxLength(10_000)) }) });

async function renew(url: string, now: number): Promise<KeptKey | null> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
    const { data } = v.parse(keyAnswer, await response.json());
    const der = decodeBase64(data.publicKey.replace(/-----[A-Z ]+-----|\s/g, ''));
    const made = { key: await crypto.subtle.importKey('spki', der, ALGORITHM, false, ['verify']), at: now };
    kept.set(url, made);
    return made;
  } catch {
    console.error(JSON.stringify({ level: 'error', code: 'webhook_key_failed' }));
    return null;
  }
}

function signatureOf(header: string | null): Uint8Array | null {
  try {
    return header && header.length < 2_000 ? decodeBase64(header) : null;
  } catch {
    return null;
  }
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
