/**
 * Twilio, over its REST API 2010-04-01 and Lookup v2. https://www.twilio.com/docs/usage/api
 *
 * Twilio knows no idempotency key: a message of which no answer came is looked for before it is sent again. Our id goes along in the address
 * at which Twilio tells what became of it.
 */
import * as v from 'valibot';
import { retryAfter } from '../http/retry-after.ts';
import { hookUrl } from './addresses.ts';
import type { E164 } from './e164.ts';
import { type Capability, type LineKind, PhoneFailure, type PhonePort, type Sent } from './port.ts';
import { callOut } from './spoken.ts';
import { reasonOfAnswer } from './twilio-errors.ts';
import { fetchMedia, forgetMedia } from './twilio-media.ts';

const API = 'https://api.twilio.com';
const LOOKUPS = 'https://lookups.twilio.com';
const VERSION = '2010-04-01';
/** Milliseconds after which an answer is not waited for. */
const PATIENCE = 15_000;
/** Numbers asked for at once; Twilio's own most. */
const PAGE = 1000;

export interface TwilioConfig {
  account: string;
  /** User and password of requests: an API key and its secret, or the account itself and its token. */
  user: string;
  password: string;
  /** Where Twilio tells us of things: PUBLIC_URL. */
  host: string;
  /** Other addresses, for tests. */
  baseUrl?: string | undefined;
  lookupUrl?: string | undefined;
  patience?: number;
}

const text = v.nullish(v.string());
const message = v.object({ sid: v.string(), body: text, num_segments: text });
const messages = v.object({ messages: v.array(message) });
const created = v.object({ sid: v.string() });
const flag = v.optional(v.boolean(), false);
const numbers = v.object({
  next_page_uri: text,
  incoming_phone_numbers: v.array(
    v.object({ sid: v.string(), phone_number: v.string(), capabilities: v.nullish(v.object({ sms: flag, mms: flag, voice: flag })) }),
  ),
});
const line = v.object({
  valid: v.boolean(),
  country_code: text,
  line_type_intelligence: v.nullish(v.object({ type: text, carrier_name: text })),
});
const problem = v.object({ code: v.nullish(v.number()) });

/** Twilio with one account's keys. */
export function twilioPort(config: TwilioConfig): PhonePort {
  const { account, host, baseUrl = API, lookupUrl = LOOKUPS, patience = PATIENCE } = config;
  const authorization = `Basic ${btoa(`${config.user}:${config.password}`)}`;
  const base = `${baseUrl}/${VERSION}/Accounts/${account}`;

  async function ask(step: string, url: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      const headers = { ...(init.headers as Record<string, string>), authorization };
      response = await fetch(url, { redirect: 'manual', ...init, headers, signal: AbortSignal.timeout(patience) });
    } catch {
      throw new PhoneFailure(`Twilio ${step}: no answer`, 'unsure');
    }
    if (response.status < 400) return response;
    const told = v.safeParse(problem, await response.json().catch(() => null));
    const code = told.success ? (told.output.code ?? null) : null;
    const wait = retryAfter(response.headers.get('retry-after'));
    throw new PhoneFailure(`Twilio ${step}: ${response.status} ${code ?? ''}`.trim(), reasonOfAnswer(response.status, code), wait);
  }
  async function json<S extends v.GenericSchema>(step: string, schema: S, url: string, init?: RequestInit): Promise<v.InferOutput<S>> {
    const response = await ask(step, url, init);
    const body = v.safeParse(schema, await response.json().catch(() => null));
    if (!body.success) throw new PhoneFailure(`Twilio ${step}: an answer of another shape`, 'unsure');
    return body.output;
  }

  return {
    // Unless that is switched off by Twilio's support, every long code does. https://help.twilio.com/articles/223134027
    answersOptWords: true,

    async send({ id, from, to, text, media }) {
      const fields = form({ To: to, From: from, StatusCallback: hookUrl(host, 'status', { id }) });
      if (text) fields.append('Body', text);
      for (const url of media) fields.append('MediaUrl', url);
      return sentOf(await json('send', message, `${base}/Messages.json`, { method: 'POST', body: fields }));
    },

    async find({ from, to, text }, since) {
      const query = new URLSearchParams({ From: from, To: to, 'DateSent>': new Date(since).toISOString(), PageSize: '50' });
      const found = await json('find', messages, `${base}/Messages.json?${query}`);
      return found.messages.filter(({ body }) => (body ?? '') === text).map(sentOf);
    },

    async call({ id, number, own, other, language }) {
      const fields = form({
        To: own,
        From: number,
        Twiml: callOut(host, { id, number, other, language }),
        StatusCallback: hookUrl(host, 'call', { id, number, other }),
        StatusCallbackMethod: 'POST',
      });
      for (const event of ['ringing', 'answered', 'completed']) fields.append('StatusCallbackEvent', event);
      return (await json('call', created, `${base}/Calls.json`, { method: 'POST', body: fields })).sid;
    },

    async endCall(provider) {
      const url = `${base}/Calls/${encodeURIComponent(provider)}.json`;
      try {
        await ask('end', url, { method: 'POST', body: form({ Status: 'completed' }) });
      } catch (error) {
        // 21220: it is not on any more.
        if (!(error instanceof PhoneFailure && /\b(404|21220)\b/.test(error.message))) throw error;
      }
    },

    async lookUp(number) {
      const url = `${lookupUrl}/v2/PhoneNumbers/${encodeURIComponent(number)}?Fields=line_type_intelligence`;
      const { valid, country_code, line_type_intelligence: type } = await json('look-up', line, url);
      return { valid, country: country_code ?? '', kind: kindOf(type?.type ?? ''), carrier: type?.carrier_name ?? '' };
    },

    fetch: (url) => fetchMedia(ask, baseUrl, account, url, patience),
    forget: (url) => forgetMedia(ask, baseUrl, account, url),

    async numbers() {
      const own = [];
      let next: string | null = `/${VERSION}/Accounts/${account}/IncomingPhoneNumbers.json?PageSize=${PAGE}`;
      while (next) {
        const page: v.InferOutput<typeof numbers> = await json('numbers', numbers, `${baseUrl}${next}`);
        for (const { sid, phone_number, capabilities } of page.incoming_phone_numbers)
          own.push({ provider: sid, e164: phone_number as E164, capabilities: capabilitiesOf(capabilities ?? {}) });
        next = page.next_page_uri ?? null;
      }
      return own;
    },

    async adopt(provider) {
      const fields = form({
        SmsUrl: hookUrl(host, 'sms', {}),
        SmsMethod: 'POST',
        VoiceUrl: hookUrl(host, 'voice', {}),
        VoiceMethod: 'POST',
        StatusCallback: hookUrl(host, 'call', {}),
        StatusCallbackMethod: 'POST',
      });
      await ask('adopt', `${base}/IncomingPhoneNumbers/${encodeURIComponent(provider)}.json`, { method: 'POST', body: fields });
    },
  };
}

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields);

const sentOf = ({ sid, num_segments }: v.InferOutput<typeof message>): Sent => ({ provider: sid, segments: Number(num_segments) || 0 });

const capabilitiesOf = (has: Partial<Record<Capability, boolean>>): Capability[] =>
  (['sms', 'mms', 'voice'] as const).filter((capability) => has[capability]);

const KINDS: Record<string, LineKind> = {
  mobile: 'mobile',
  landline: 'landline',
  fixedVoip: 'voip',
  nonFixedVoip: 'voip',
  personal: 'special',
  tollFree: 'special',
  premium: 'special',
  sharedCost: 'special',
  uan: 'special',
  voicemail: 'special',
  pager: 'special',
};
const kindOf = (type: string): LineKind => (Object.hasOwn(KINDS, type) ? KINDS[type]! : 'unknown');
