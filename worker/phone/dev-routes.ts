/**
 * The local phone, while developing: `/dev/phone`, `/dev/phone/:id`, `/dev/phone.json?to=`. What a phone or carrier would do is done by hand, and
 * goes through the same addresses as Twilio's requests, signed. Not there in production.
 */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import type { AppEnv } from '../http/context.ts';
import { sameOrigin } from '../http/origin.ts';
import { onError } from '../http/problems.ts';
import { playIncoming, playOutgoing, type Tell } from './dev-call.ts';
import { type E164, isE164 } from './e164.ts';
import { addNumber } from './number-store.ts';
import { CAPABILITIES, type OutboxSms, outboxToken, readOutboxPhone, readOutboxSms, recordingKey, recordingUrl } from './outbox.ts';
import { phoneEntryPage, phonePage } from './outbox-page.tsx';
import { sign } from './signature.ts';

/** Nothing runs and nothing loads. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/** Bytes of a file or recording. */
const MAX_FILE = 5 * 1024 * 1024;

const line = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));
const smsForm = v.object({ from: line, to: line, text: v.pipe(v.string(), v.maxLength(1600)) });
const callForm = v.object({ from: line, to: line, takenAt: v.optional(v.pipe(v.string(), v.regex(/^\d{0,2}$/)), '') });
const numberForm = v.object({ account: line, number: v.pipe(v.string(), v.trim(), v.check(isE164)) });
const statusForm = v.object({ status: v.picklist(['delivered', 'undelivered']) });

const NOTICES = {
  sent: 'The message was sent.',
  told: 'That was told.',
  taken: 'The call was taken.',
  recorded: 'Nobody took the call; the message was left.',
  missed: 'Nobody took the call.',
  given: 'The number was given to the account.',
  kept: 'The number is somebody’s already.',
};

/** `hooks`: what takes Twilio's requests (`phoneHookRoutes`). */
export const phoneDevRoutes = (hooks: Hono<AppEnv>) => {
  const outside = new Hono<AppEnv>().route('/hooks/phone', hooks);
  outside.onError(onError);

  /** Tells something as Twilio would. */
  const tellAs =
    (c: Context<AppEnv>): Tell =>
    async (address, fields) => {
      const [url = ''] = (URL.canParse(address) ? address : `${c.env.PUBLIC_URL}/hooks/phone/${address}`).split('#');
      const form = Object.entries(fields);
      const headers = { 'x-twilio-signature': await sign(await outboxToken(c.env), url, form) };
      const response = await outside.request(url, { method: 'POST', headers, body: new URLSearchParams(form) }, c.env);
      if (!response.ok) throw new Refusal('bad_request', `The answer was ${response.status}.`);
      return response.text();
    };

  return new Hono<AppEnv>()
    .use('*', async (c, next) => {
      if (c.env.ENVIRONMENT !== 'development') throw new Refusal('not_found');
      await next();
    })
    .use('/phone/*', sameOrigin)
    .get('/phone', async (c) => html(c, phonePage(await readOutboxPhone(c.env), await ownNumbers(c), noticeOf(c))))
    .get('/phone.json', async (c) => {
      const to = c.req.query('to');
      return c.json(await readOutboxPhone(c.env, to === undefined ? {} : { to }));
    })
    .get('/phone/:id', async (c) => html(c, phoneEntryPage(await entryOf(c, c.req.param('id')), noticeOf(c))))
    .post('/phone/sms', async (c) => {
      const { from, to, text } = await readForm(c, smsForm);
      const sid = `SM${crypto.randomUUID().replaceAll('-', '')}`;
      const file = await fileOf(c, 'file', 'ME');
      const media: Record<string, string> = file ? { NumMedia: '1', MediaUrl0: file.url, MediaContentType0: file.type } : { NumMedia: '0' };
      await tellAs(c)('sms', { MessageSid: sid, From: from, To: to, Body: text, ...media });
      return c.redirect('/dev/phone?notice=sent', 303);
    })
    .post('/phone/calls', async (c) => {
      const { from, to, takenAt } = await readForm(c, callForm);
      const sid = `CA${crypto.randomUUID().replaceAll('-', '')}`;
      const call = { sid, from, to, takenAt: takenAt === '' ? null : Number(takenAt), recording: await recordingOf(c) };
      return c.redirect(`/dev/phone?notice=${await playIncoming(tellAs(c), call)}`, 303);
    })
    .post('/phone/numbers', async (c) => {
      const { account, number } = await readForm(c, numberForm);
      const own = { provider: `PN-outbox-${number.slice(1)}`, e164: number as E164, capabilities: [...CAPABILITIES] };
      const id = await addNumber(c.env, account, own, '');
      return c.redirect(`/dev/phone?notice=${id ? 'given' : 'kept'}`, 303);
    })
    .post('/phone/:id/status', async (c) => {
      const { id, message } = await entryOf(c, c.req.param('id'), 'sms');
      const { status } = await readForm(c, statusForm);
      const code: Record<string, string> = status === 'undelivered' ? { ErrorCode: '30005' } : {};
      await tellAs(c)(`status?${new URLSearchParams({ id: message })}`, { MessageSid: id, MessageStatus: status, ...code });
      return c.redirect(`/dev/phone/${encodeURIComponent(id)}?notice=told`, 303);
    })
    .post('/phone/:id/call', async (c) => {
      const { id: sid, message: id, from: number, to: own, text: other } = await entryOf(c, c.req.param('id'), 'call');
      const { taken } = await c.req.parseBody();
      await playOutgoing(tellAs(c), { sid, id, own, number, other, taken: taken === 'yes' });
      return c.redirect(`/dev/phone/${encodeURIComponent(sid)}?notice=${taken === 'yes' ? 'taken' : 'missed'}`, 303);
    });
};

async function entryOf(c: Context<AppEnv>, id: string, kind?: OutboxSms['kind']): Promise<OutboxSms> {
  const entry = await readOutboxSms(c.env, id);
  if (!entry || (kind && entry.kind !== kind)) throw new Refusal('not_found');
  return entry;
}

/** Numbers that can be written to and called. */
async function ownNumbers(c: Context<AppEnv>): Promise<string[]> {
  const { results } = await c.env.DB.prepare('SELECT e164 FROM phone_number WHERE removed_at IS NULL ORDER BY e164 LIMIT 100').all<{
    e164: string;
  }>();
  return results.map(({ e164 }) => e164);
}

async function readForm<S extends v.GenericSchema>(c: Context<AppEnv>, schema: S): Promise<v.InferOutput<S>> {
  const read = v.safeParse(schema, await c.req.parseBody());
  if (!read.success) throw new Refusal('bad_request');
  return read.output;
}

/** A file of a form, kept where the outbox fetches it; null without one. */
async function fileOf(c: Context<AppEnv>, field: string, kind: string): Promise<{ sid: string; url: string; type: string } | null> {
  const { [field]: file } = await c.req.parseBody();
  // A browser sends an empty part for a field without a file.
  if (!(file instanceof File) || file.size === 0) return null;
  if (file.size > MAX_FILE) throw new Refusal('too_large');
  const sid = `${kind}${crypto.randomUUID().replaceAll('-', '')}`;
  const type = file.type || 'application/octet-stream';
  await c.env.FILES.put(recordingKey(sid), await file.arrayBuffer(), { httpMetadata: { contentType: type } });
  return { sid, url: recordingUrl(c.env.PUBLIC_URL, sid), type };
}

async function recordingOf(c: Context<AppEnv>) {
  const file = await fileOf(c, 'recording', 'RE');
  return file && { ...file, seconds: 10 };
}

function noticeOf(c: Context<AppEnv>): string {
  const notice = c.req.query('notice') ?? '';
  return Object.hasOwn(NOTICES, notice) ? NOTICES[notice as keyof typeof NOTICES] : '';
}

function html(c: Context<AppEnv>, page: string): Response {
  c.header('content-security-policy', POLICY);
  c.header('cache-control', 'no-store');
  return c.html(page);
}
