/** Click to call: the operator's own phone rings, then they are connected with the other party. */
import { Hono } from 'hono';
import * as v from 'valibot';
import type { PhoneCallBegun } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { SmsFacts } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { sha256 } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import { isE164 } from './e164.ts';
import { PhoneFailure, type PhonePort } from './port.ts';
import { phonePort } from './provider.ts';
import { smsFactsOf } from './sms-facts.ts';
import { makeSmsRoom, readSmsRoom } from './sms-rooms.ts';
import { requireSmsRoom } from './sms-routes.ts';

/** Calls one operator may begin. */
const CALLS: Limit = { name: 'phone-calls', max: 60, seconds: 3600 };

const calling = v.object({
  cid: v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/)),
  number: v.pipe(v.string(), v.maxLength(64)),
  to: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40)),
  room: v.optional(v.pipe(v.string(), v.maxLength(64))),
});

export const phoneCallRoutes = (portOf: (env: Env) => Pick<PhonePort, 'call'> = phonePort) =>
  new Hono<AppEnv>().use(requireOperator).post('/', async (c) => {
    const asked = await readJson(c, calling);
    const me = operator(c);
    const person = operatorPerson(me);
    const account = me.member.account.id;
    const { otherNumber, usableNumber } = await import('./number-check.ts');
    const number = await usableNumber(c.env, me, asked.number);
    if (!isE164(number.phone)) throw new Refusal('no_own_phone');
    const other = await otherNumber(c.env, account, number.e164, asked.to);
    await countAttempt(c.env, CALLS, me.user.id);
    const room = asked.room ?? (await makeSmsRoom(c.env, account, number.id, other));
    const facts = await factsOf(c.env, account, number.id, room, other);
    accepted(await roomOf(c.env, room).openSms(person, room, facts));
    // Of the same asking it is the same call, which the provider or the log knows.
    const id = `${room}:c${(await sha256(`${me.user.id} ${asked.cid}`)).slice(0, 24)}`;
    const about = { call: id, direction: 'out', person: other } as const;
    const begun = accepted(await roomOf(c.env, room).phoneCall(room, facts, { ...about, state: 'began', by: person.id }));
    if (begun.fresh) {
      try {
        await portOf(c.env).call({ id, number: number.e164, own: number.phone, other, language: number.language });
      } catch (error) {
        if (!(error instanceof PhoneFailure)) throw error;
        console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: 'call_refused', account, reason: error.message }));
        await roomOf(c.env, room).phoneCall(room, facts, { ...about, state: 'missed' });
        throw new Refusal('call_refused');
      }
    }
    return c.json({ room, seq: begun.seq } satisfies PhoneCallBegun, 201);
  });

/** What the room has to know; refuses `not_found` for one that is not of this number and person. */
async function factsOf(env: Env, account: string, number: string, room: string, other: string): Promise<SmsFacts> {
  requireSmsRoom(room);
  const known = await readSmsRoom(env, account, room);
  const facts = known?.number === number && known.people.includes(other) ? await smsFactsOf(env, account, number, known.people) : null;
  if (!facts) throw new Refusal('not_found');
  return facts;
}
