/** Clients' sessions that end: sockets are cut wherever the person may have one. */
import { and, eq } from 'drizzle-orm';
import { clientPersonId } from '../../protocol/entries.ts';
import { repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { clientSession } from '../http/schema.ts';
import { placesOf } from './clients.ts';

/** Cuts every socket of these sessions. Their rows must be gone already, so that nothing reconnects. */
export async function cutClientSessions(env: Env, user: string, sessions: string[]): Promise<void> {
  if (sessions.length === 0) return;
  for (const { account, client } of await placesOf(env, user)) {
    const desk = deskOf(env, account);
    const rooms = await repeated(() => desk.roomsOf(clientPersonId(client)));
    for (const session of sessions) {
      await repeated(() => desk.endSession(session));
      // A few at a time: a request may hold only so many connections.
      for (let from = 0; from < rooms.length; from += 20) {
        await Promise.all(rooms.slice(from, from + 20).map((room) => repeated(() => roomOf(env, room).endSession(session))));
      }
    }
  }
}

/** Removes sessions' rows, then their sockets; all of the user's, or one. False when there was none. */
export async function endClientSessions(env: Env, user: string, only?: string): Promise<boolean> {
  const ended = await database(env)
    .delete(clientSession)
    .where(and(eq(clientSession.userId, user), only === undefined ? undefined : eq(clientSession.id, only)))
    .returning({ id: clientSession.id });
  await cutClientSessions(
    env,
    user,
    ended.map(({ id }) => id),
  );
  return ended.length > 0;
}

export async function clientSessionsOf(env: Env, user: string): Promise<string[]> {
  const rows = await database(env).select({ id: clientSession.id }).from(clientSession).where(eq(clientSession.userId, user));
  return rows.map(({ id }) => id);
}
