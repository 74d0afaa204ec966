/** A client who is no client of an account any more. What they wrote stays, with their name. */
import { and, eq, isNull } from 'drizzle-orm';
import { clientPersonId } from '../../protocol/entries.ts';
import { repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { deskOf } from '../http/objects.ts';
import { client, mailMute } from '../http/schema.ts';
import { leaveMatters } from '../matters/rooms.ts';
import { placesOf } from './clients.ts';
import { endClientSessions } from './cut-off.ts';

/**
 * From now on no request of theirs passes; their invitation's link is dead, their sockets are cut, and rooms and matters know them no more. Sessions
 * end with it when they are a client of nobody else. Safe to repeat when a part of it failed. False for strangers.
 */
export async function removeClient(env: Env, account: string, id: string): Promise<boolean> {
  const db = database(env);
  const own = and(eq(client.account, account), eq(client.id, id));
  await db
    .update(client)
    .set({ removedAt: Date.now(), tokenHash: null })
    .where(and(own, isNull(client.removedAt)));
  const [row] = await db.select({ user: client.user }).from(client).where(own);
  if (!row) return false;
  const person = clientPersonId(id);
  await db.delete(mailMute).where(and(eq(mailMute.account, account), eq(mailMute.person, person)));
  if (row.user && (await placesOf(env, row.user)).length === 0) await endClientSessions(env, row.user);
  await leaveMatters(env, account, person);
  await repeated(() => deskOf(env, account).removeClient(person));
  return true;
}
