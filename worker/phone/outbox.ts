import { and, desc, eq } from 'drizzle-orm';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { derivedKey } from '../http/ids.ts';
import { outboxSms } from '../http/schema.ts';
import type { E164 } from './e164.ts';
import { type Capability, type OwnNumber, PhoneFailure, type PhonePort } from './port.ts';

/** An SMS or call in the local outbox. `at`: ms since epoch. */
export type OutboxSms = typeof outboxSms.$inferSelect;

/** What numbers of the outbox can do. */
export const CAPABILITIES: Capability[] = ['sms', 'mms', 'voice'];

/** Towns in which numbers are made up. */
const AREAS = ['202', '303', '404', '505', '606', '702', '808', '907'];

/** Numbers that nobody has: kept free for stories by the North American numbering plan (555-0100 to 555-0199). The upper half is left to phones that are played. */
export const OUTBOX_NUMBERS: OwnNumber[] = AREAS.flatMap((area) =>
  Array.from({ length: 50 }, (_, at) => `${area}55501${String(at).padStart(2, '0')}`),
).map((digits) => ({ provider: `PN-outbox-1${digits}`, e164: `+1${digits}` as E164, capabilities: CAPABILITIES }));

/** Where recordings are that were left through the outbox. */
export const recordingKey = (id: string): string => `outbox-recordings/${id}`;
const recordingPath = '/dev/phone/recordings/';
export const recordingUrl = (host: string, id: string): string => `${host}${recordingPath}${id}`;

/** Signs the webhooks of the outbox; nobody else knows it. */
export const outboxToken = (env: Pick<Env, 'SECRET'>): Promise<string> => derivedKey(env.SECRET, 'phone outbox');

/** The embedded provider: keeps messages and calls in D1, where development reads and answers them at `/dev/phone`. */
export function outboxPhone(env: Pick<Env, 'DB' | 'FILES' | 'PUBLIC_URL'>, now: () => number = Date.now): PhonePort {
  const write = async (kind: 'sms' | 'call', entry: Pick<OutboxSms, 'from' | 'to' | 'text' | 'media' | 'message'>) => {
    // Of the same message or call there is one, however often it is asked for.
    const id = `${kind === 'sms' ? 'SM' : 'CA'}-${entry.message}`;
    await database(env)
      .insert(outboxSms)
      .values({ id, at: now(), kind, ...entry })
      .onConflictDoNothing();
    return id;
  };
  return {
    answersOptWords: false,
    async send({ id, from, to, text, media }) {
      return { provider: await write('sms', { from, to, text, media, message: id }), segments: 0 };
    },
    async find({ id }) {
      const rows = await database(env)
        .select({ provider: outboxSms.id })
        .from(outboxSms)
        .where(and(eq(outboxSms.message, id), eq(outboxSms.kind, 'sms')));
      return rows.map(({ provider }) => ({ provider, segments: 0 }));
    },
    call: ({ id, number, own, other }) => write('call', { from: number, to: own, text: other, media: [], message: id }),
    endCall: async () => undefined,
    async lookUp(number) {
      const { parseNumber } = await import('./numbers.ts');
      const parsed = parseNumber(number, '');
      if (typeof parsed === 'string') return { valid: false, kind: 'unknown', carrier: '', country: '' };
      const { kind, country } = parsed;
      return { valid: true, kind: kind === 'other' ? 'mobile' : kind, carrier: 'Outbox', country };
    },
    async fetch(url) {
      const found = await env.FILES.get(recordingKey(idIn(env, url)));
      if (!found) throw new PhoneFailure('Outbox: no such recording', 'wrong');
      return new Response(found.body, { headers: { 'content-type': found.httpMetadata?.contentType ?? 'application/octet-stream' } });
    },
    async forget(url) {
      await env.FILES.delete(recordingKey(idIn(env, url)));
    },
    numbers: async () => OUTBOX_NUMBERS,
    adopt: async () => undefined,
  };
}

function idIn({ PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>, url: string): string {
  const start = `${PUBLIC_URL}${recordingPath}`;
  const id = url.startsWith(start) ? url.slice(start.length) : '';
  if (!/^[\w-]{1,64}$/.test(id)) throw new PhoneFailure('Outbox: not an address of a recording', 'wrong');
  return id;
}

/** The newest messages and calls; `to` one number exactly. */
export async function readOutboxPhone(
  env: { DB: D1Database },
  { to, limit = 200 }: { to?: string; limit?: number } = {},
): Promise<OutboxSms[]> {
  return database(env)
    .select()
    .from(outboxSms)
    .where(to === undefined ? undefined : eq(outboxSms.to, to))
    .orderBy(desc(outboxSms.at), desc(outboxSms.id))
    .limit(limit);
}

export async function readOutboxSms(env: { DB: D1Database }, id: string): Promise<OutboxSms | undefined> {
  const [row] = await database(env).select().from(outboxSms).where(eq(outboxSms.id, id));
  return row;
}
