/** Tells conversations by SMS that their number, or whom it is assigned to, has changed. */
import type { Env } from '../env.ts';
import { roomOf } from '../http/objects.ts';
import { smsFactsOf } from './sms-facts.ts';
import { roomsOfNumber } from './sms-rooms.ts';

/** Rooms told by one job. */
const AT_ONCE = 50;

/** To be called after a number was assigned, given up or renamed: its conversations follow by the queue. */
export async function tellNumber(env: Pick<Env, 'PHONE'>, account: string, number: string, after = ''): Promise<void> {
  await env.PHONE.send({ id: `number:${number}:${crypto.randomUUID()}`, account, kind: 'number', number, after });
}

/** To be called after members came, went, or may do other things: numbers of sites, and those that are nobody's, are theirs. */
export async function tellNumbers(env: Pick<Env, 'DB' | 'PHONE'>, account: string): Promise<void> {
  const { results } = await env.DB.prepare('SELECT id FROM phone_number WHERE account = ?1 AND removed_at IS NULL')
    .bind(account)
    .all<{ id: string }>();
  for (const { id } of results) await tellNumber(env, account, id);
}

/** Brings the rooms of a number in line, a page of them; the next job has the rest. */
export async function settleRooms(env: Env, account: string, number: string, after: string): Promise<void> {
  const rooms = await roomsOfNumber(env, account, number, after, AT_ONCE);
  const facts = await smsFactsOf(env, account, number, [...new Set(rooms.flatMap(({ people }) => people.split(' ')))]);
  if (!facts) return;
  await Promise.all(rooms.map(({ room }) => roomOf(env, room).settleSms(facts)));
  if (rooms.length === AT_ONCE) await tellNumber(env, account, number, rooms.at(-1)!.people);
}
