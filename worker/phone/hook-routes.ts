/**
 * What Twilio tells: `/hooks/phone/<name>`. Messages and calls are taken at once, and what cannot be is kept in the queue; where that fails too,
 * the answer makes Twilio come again (addresses.ts says how often). Calls are answered with what is to be done with them.
 */
import { type Context, Hono } from 'hono';
import { Refusal } from '../../protocol/errors.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import type { PhoneEvent } from './events.ts';
import { numberByE164, phonesOf } from './number-store.ts';
import { hookToken, phonePort } from './provider.ts';
import type { Report } from './report.ts';
import { reportsTo } from './reports.ts';
import { afterMessage, connectOut, notHere, nothing, type Ringing, ringTurn, screenCall } from './spoken.ts';
import { takeEvent } from './take.ts';
import { callIn, hasTalked, messageIn, placed, readTold, recordingIn, statusIn, type Told, talkIn } from './webhooks.ts';

type Answer = (c: Context<AppEnv>, told: Told, report: Report) => Promise<string>;

export const phoneHookRoutes = (reportOf: (env: Env) => Report = reportsTo) =>
  new Hono<AppEnv>().post('/:hook', async (c) => {
    const hook = c.req.param('hook');
    if (!Object.hasOwn(HOOKS, hook)) throw new Refusal('not_found');
    // The address that Twilio was given: what a proxy makes of it does not count.
    const { pathname, search } = new URL(c.req.url);
    const told = await readTold(c.req.raw, `${c.env.PUBLIC_URL}${pathname}${search}`, await hookToken(c.env));
    if (!told) throw new Refusal('forged');
    const answer = await HOOKS[hook as keyof typeof HOOKS](c, told, reportOf(c.env));
    return c.body(answer, 200, { 'content-type': 'text/xml; charset=utf-8' });
  });

const HOOKS = {
  async sms(c, told, report) {
    const event = must(messageIn(told, Date.now()));
    const number = await numberByE164(c.env, event.number);
    // Nobody's any more: told as such, so that whoever runs this sees it at Twilio.
    if (!number) throw new Refusal('not_found');
    await take(c, placed(event, number), report);
    return nothing();
  },

  async status(c, told, report) {
    const event = statusIn(told, Date.now());
    if (event) await take(c, event, report);
    return nothing();
  },

  async voice(c, told, report) {
    // Twilio says `in-progress` of one that is forwarded: whatever it says, it rings here.
    const event = must(callIn({ ...told, CallStatus: 'ringing' }, Date.now()));
    const ringing = await ringingOf(c, event);
    const number = ringing && (await numberByE164(c.env, event.number));
    if (!ringing || !number) return notHere();
    await take(c, placed(event, number), report);
    return ringTurn(c.env.PUBLIC_URL, ringing, 0);
  },

  screen: async (c, told) => screenCall(c.env.PUBLIC_URL, told.language ?? 'en'),

  accept: async () => nothing(),

  async connect(c, told) {
    const { id = '', number = '', other = '' } = told;
    return (await numberByE164(c.env, number)) ? connectOut(c.env.PUBLIC_URL, { id, number, other }) : nothing();
  },

  async dialled(c, told, report) {
    const event = talkIn(told, Date.now());
    const number = await numberByE164(c.env, told.number ?? '');
    if (event && number) await take(c, placed(event, number), report);
    if (hasTalked(told) || told.turn === undefined) return nothing();
    const ringing = await ringingOf(c, { number: told.number ?? '', other: told.other ?? '' });
    return ringing ? ringTurn(c.env.PUBLIC_URL, ringing, (Number(told.turn) || 0) + 1) : nothing();
  },

  recorded: async (_c, told) => afterMessage(told.language ?? 'en'),

  async recording(c, told, report) {
    const event = recordingIn(told, Date.now());
    const number = event && (await numberByE164(c.env, event.number));
    if (event && number) await take(c, placed(event, number), report);
    return nothing();
  },

  async call(c, told, report) {
    const event = callIn(told, Date.now());
    const number = event && (await numberByE164(c.env, event.number));
    if (event && number) await take(c, placed(event, number), report);
    return nothing();
  },
} satisfies Record<string, Answer>;

function must<E>(event: E | null): E {
  if (!event) throw new Refusal('bad_request');
  return event;
}

/** What happens with a call to a number; null when it is nobody's. */
async function ringingOf(c: Context<AppEnv>, { number: e164, other }: { number: string; other: string }): Promise<Ringing | null> {
  const number = await numberByE164(c.env, e164);
  if (!number) return null;
  const phones = await phonesOf(c.env, number.account, number.id);
  return { number: number.e164, other, phones, greeting: number.greeting, language: number.language };
}

/** Files are fetched by the queue: the provider does not wait for that. */
const hasFiles = (event: PhoneEvent): boolean => event.kind === 'recording' || (event.kind === 'message' && event.media.length > 0);

const keep = (c: Context<AppEnv>, event: PhoneEvent): Promise<unknown> =>
  c.env.PHONE.send({ id: `event:${event.id}`, account: event.kind === 'status' ? null : event.account, kind: 'event', event });

/** Takes an event at once, or keeps it in the queue. Throws when neither can be: then Twilio tells it again. */
async function take(c: Context<AppEnv>, event: PhoneEvent, report: Report): Promise<void> {
  if (hasFiles(event)) {
    await keep(c, event);
    return;
  }
  try {
    await takeEvent(event, { env: c.env, port: phonePort(c.env), report });
  } catch (error) {
    console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: 'kept', kind: event.kind, reason: (error as Error).name }));
    await keep(c, event);
  }
}
