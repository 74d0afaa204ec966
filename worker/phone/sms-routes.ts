/** Conversations by SMS. Whose number it is and who its people are comes from D1; what happens in the room, the Room decides. */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SmsRoomOpened } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { isSmsRoom, SMS } from '../../protocol/sms.ts';
import type { SmsAction, SmsFacts } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import { operator, operatorPerson, requireOperator } from '../http/session.ts';
import type { E164 } from './e164.ts';
import { phonePort } from './provider.ts';
import { smsFactsOf } from './sms-facts.ts';
import { dropSmsRoom, findSmsRoom, makeSmsRoom, movePeople, peopleKey, readSmsRoom } from './sms-rooms.ts';

/** Conversations one operator may open or change: each may ask the carriers about numbers. */
const OPEN: Limit = { name: 'sms-rooms', max: 120, seconds: 3600 };

/** Loaded with the first request: the library that reads numbers is nothing for pages and sockets. */
const checks = () => import('./number-check.ts');

const typed = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40));
const people = v.pipe(v.array(typed), v.minLength(1), v.maxLength(SMS.people));
const opening = v.object({ number: v.pipe(v.string(), v.maxLength(64)), people });
const naming = v.object({ name: v.pipe(v.string(), v.trim(), v.maxLength(LIMITS.line), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)) });
const own = v.object({ muted: v.optional(v.boolean()), hidden: v.optional(v.boolean()) });

export const smsRoutes = new Hono<AppEnv>()
  .use(requireOperator)

  /** Answers the room. Asked again, of the same number and people, it is the same one. */
  .post('/', async (c) => {
    const asked = await readJson(c, opening);
    const me = operator(c);
    await countAttempt(c.env, OPEN, me.user.id);
    const account = me.member.account.id;
    const number = await (await checks()).usableNumber(c.env, me, asked.number);
    const key = await keyOf(c.env, account, number, asked.people);
    const room = await makeSmsRoom(c.env, account, number.id, key);
    accepted(await roomOf(c.env, room).openSms(operatorPerson(me), room, await factsOf(c.env, account, number.id, key)));
    return c.json({ room } satisfies SmsRoomOpened);
  })

  .put('/:room/people', async (c) => {
    const asked = await readJson(c, v.object({ people }));
    const me = operator(c);
    const account = me.member.account.id;
    const { room, number: of } = await knownRoom(c);
    await countAttempt(c.env, OPEN, me.user.id);
    const number = await (await checks()).usableNumber(c.env, me, of);
    // Who may not see the room moves nobody.
    accepted(await roomOf(c.env, room).changeSms(operatorPerson(me), { kind: 'see' }));
    const key = await keyOf(c.env, account, number, asked.people);
    const theirs = await movePeople(c.env, account, room, number.id, key);
    const facts = await factsOf(c.env, account, number.id, key);
    if (theirs === room) accepted(await roomOf(c.env, room).changeSms(operatorPerson(me), { kind: 'people', facts }));
    else accepted(await roomOf(c.env, theirs).openSms(operatorPerson(me), theirs, facts));
    return c.json({ room: theirs } satisfies SmsRoomOpened);
  })

  .put('/:room', async (c) => {
    const { name } = await readJson(c, naming);
    return c.json(await change(c, { kind: 'rename', name }));
  })

  .put('/:room/mine', async (c) => {
    const wanted = await readJson(c, own);
    const { room } = await knownRoom(c);
    accepted(await roomOf(c.env, room).ownSms(operatorPerson(operator(c)), wanted));
    return c.json({});
  })

  .post('/:room/leave', async (c) => c.json(await change(c, { kind: 'leave' })))

  .delete('/:room', async (c) => {
    const { room } = await knownRoom(c);
    const answer = await change(c, { kind: 'erase' });
    await dropSmsRoom(c.env, operator(c).member.account.id, room);
    return c.json(answer);
  });

/** The object decides again: it alone knows whose it is. */
async function change(c: Context<AppEnv>, action: SmsAction): Promise<{ seq: number }> {
  const { room } = await knownRoom(c);
  const { seq } = accepted(await roomOf(c.env, room).changeSms(operatorPerson(operator(c)), action));
  return { seq };
}

/** A room of the account as the address names it; refuses `not_found`. */
async function knownRoom(c: Context<AppEnv>): Promise<{ room: string; number: string }> {
  const room = c.req.param('room') ?? '';
  requireSmsRoom(room);
  const found = await readSmsRoom(c.env, operator(c).member.account.id, room);
  if (!found) throw new Refusal('not_found');
  return { room, number: found.number };
}

/** Refuses `not_found` for what cannot be the name of a conversation by SMS. */
export function requireSmsRoom(room: string): void {
  if (!isSmsRoom(room) || !/^sms\.[\da-f]{32}$/.test(room)) throw new Refusal('not_found');
}

/** The people of a conversation, checked one by one. Who has a conversation already needs no asking of carriers. */
async function keyOf(env: Env, account: string, number: { id: string; e164: E164 }, asked: string[]): Promise<string> {
  const { otherNumber, requireSms } = await checks();
  const numbers: E164[] = [];
  for (const one of asked) numbers.push(await otherNumber(env, account, number.e164, one));
  const key = peopleKey(numbers);
  if (await findSmsRoom(env, account, number.id, key)) return key;
  for (const one of new Set(numbers)) await requireSms(phonePort(env), one);
  return key;
}

async function factsOf(env: Env, account: string, number: string, key: string): Promise<SmsFacts> {
  const facts = await smsFactsOf(env, account, number, key.split(' '));
  if (!facts) throw new Refusal('not_found');
  return facts;
}
