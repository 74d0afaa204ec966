/** Access that ends: sockets are cut wherever the person may have one, and devices take no more pushes. */
import { and, eq, inArray } from 'drizzle-orm';
import { isClientRoom } from '../../protocol/client-room.ts';
import { operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { isSmsRoom } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { partsOf } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { advertiser, advertiserOperator, mailMute, membership, numberUse, session, teamGroup, teamGroupMember } from '../http/schema.ts';
import { leaveMatters } from '../matters/rooms.ts';
import { dropMobile } from '../phone/mobiles.ts';
import { dropPerson, dropSessions } from '../push/subscriptions.ts';
import { maySee } from '../site/access.ts';
import { findMember, ownerRemains } from './members.ts';
import { pushDesk, repeated } from './push.ts';

/** Cuts every socket of these sessions of one user. Their rows must be gone already, so that nothing reconnects. */
export async function cutSessions(env: Env, user: string, sessions: string[]): Promise<void> {
  if (sessions.length === 0) return;
  await dropSessions(env, user, sessions);
  const accounts = await database(env).select({ id: membership.account }).from(membership).where(eq(membership.user, user));
  for (const { id } of accounts) {
    const rooms = await repeated(() => deskOf(env, id).roomsOf(operatorId(user)));
    for (const ended of sessions) {
      await repeated(() => deskOf(env, id).endSession(ended));
      await inEach(rooms, (room) => roomOf(env, room).endSession(ended));
    }
  }
}

/** Removes a session's row, then its sockets. False when the user has no such session. */
export async function endSession(env: Env, user: string, id: string): Promise<boolean> {
  const ended = await database(env)
    .delete(session)
    .where(and(eq(session.id, id), eq(session.userId, user)))
    .returning({ id: session.id });
  if (ended.length === 0) return false;
  await cutSessions(env, user, [id]);
  return true;
}

/**
 * Ends a membership: from now on no request passes, open chats go back to the queue, sockets are cut. Safe to repeat when a
 * part of it failed. Refuses `last_owner`.
 */
export async function removeMember(env: Env, account: string, user: string): Promise<void> {
  const db = database(env);
  const groups = db.select({ id: teamGroup.id }).from(teamGroup).where(eq(teamGroup.account, account));
  const place = and(eq(membership.account, account), eq(membership.user, user));
  await db.delete(membership).where(and(place, ownerRemains(account)));
  if ((await db.select().from(membership).where(place)).length > 0) throw new Refusal('last_owner');
  await db.delete(teamGroupMember).where(and(inArray(teamGroupMember.group, groups), eq(teamGroupMember.user, user)));
  const advertisers = db.select({ id: advertiser.id }).from(advertiser).where(eq(advertiser.account, account));
  await db.delete(advertiserOperator).where(and(inArray(advertiserOperator.advertiser, advertisers), eq(advertiserOperator.user, user)));
  await db.delete(mailMute).where(and(eq(mailMute.account, account), eq(mailMute.person, operatorId(user))));
  await db.delete(numberUse).where(and(eq(numberUse.account, account), eq(numberUse.kind, 'operator'), eq(numberUse.target, user)));
  await dropPerson(env, { account, user });
  await dropMobile(env, { account, user });
  const rooms = await repeated(() => deskOf(env, account).roomsOf(operatorId(user)));
  await pushDesk(env, account);
  await inEach(rooms, (room) => roomOf(env, room).removePerson(operatorId(user)));
  await leaveMatters(env, account, operatorId(user));
}

/** After a change of access: takes a member out of the rooms they may see no more; their open chats there go back to the queue. */
export async function cutStrangers(env: Env, account: string, user: string): Promise<void> {
  const found = await findMember(env, account, user);
  const rooms = await repeated(() => deskOf(env, account).roomsOf(operatorId(user)));
  // Rooms of colleagues are their members', whatever else they may see.
  const closed = rooms.filter(
    (room) => !found || !(isTeamRoom(room) || isClientRoom(room) || isSmsRoom(room) || maySee(found.access, partsOf(room).advertiser)),
  );
  await inEach(closed, (room) => roomOf(env, room).removePerson(operatorId(user)));
  // In rooms with clients, and by SMS, they stay, as what they are now.
  await inEach(
    rooms.filter((room) => isClientRoom(room) || isSmsRoom(room)),
    (room) => roomOf(env, room).recheck(operatorId(user)),
  );
}

/** Calls many rooms, a few at a time: a request may hold only so many connections. */
async function inEach(rooms: string[], call: (room: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < rooms.length; from += 20) {
    await Promise.all(rooms.slice(from, from + 20).map((room) => repeated(() => call(room))));
  }
}
