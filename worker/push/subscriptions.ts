/** The table of devices that take pushes, and what an account's desk is told of them. Every query is of one account and user. */
import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { operatorId } from '../../protocol/entries.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import { repeated } from '../accounts/push.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { deskOf } from '../http/objects.ts';
import { membership, pushSubscription, session } from '../http/schema.ts';
import type { Device } from './port.ts';

/** Devices of one person in one account; the one not used for longest makes room for another. */
const DEVICES = 20;

export interface Owner {
  account: string;
  user: string;
}

const ofOwner = ({ account, user }: Owner) => and(eq(pushSubscription.account, account), eq(pushSubscription.user, user));

/** Keeps a device for the session it is used in. A device has one person: who subscribed last. */
export async function keepDevice(env: Env, owner: Owner, sessionId: string, device: Device): Promise<void> {
  const db = database(env);
  const now = Date.now();
  const row = { ...owner, session: sessionId, ...device, usedAt: now };
  await db
    .insert(pushSubscription)
    .values({ id: newId(), ...row, createdAt: now })
    .onConflictDoUpdate({ target: pushSubscription.endpoint, set: row });
  const newest = db
    .select({ id: pushSubscription.id })
    .from(pushSubscription)
    .where(ofOwner(owner))
    .orderBy(desc(pushSubscription.usedAt), desc(pushSubscription.id))
    .limit(1_000)
    .offset(DEVICES);
  await db.delete(pushSubscription).where(and(ofOwner(owner), inArray(pushSubscription.id, newest)));
  await tellListening(env, owner);
}

/** Forgets a device of a person; false when they have no such device. */
export async function dropDevice(env: Env, owner: Owner, by: { endpoint: string } | { id: string }): Promise<boolean> {
  const which = 'id' in by ? eq(pushSubscription.id, by.id) : eq(pushSubscription.endpoint, by.endpoint);
  const gone = await database(env)
    .delete(pushSubscription)
    .where(and(ofOwner(owner), which))
    .returning({ id: pushSubscription.id });
  if (gone.length === 0) return false;
  await tellListening(env, owner);
  return true;
}

/** Forgets the devices of sessions that have ended. */
export async function dropSessions(env: Env, user: string, sessions: string[]): Promise<void> {
  const gone = await database(env)
    .delete(pushSubscription)
    .where(and(eq(pushSubscription.user, user), inArray(pushSubscription.session, sessions)))
    .returning({ account: pushSubscription.account });
  for (const account of new Set(gone.map((row) => row.account))) await tellListening(env, { account, user });
}

/** Forgets all devices of somebody who leaves an account. */
export async function dropPerson(env: Env, owner: Owner): Promise<void> {
  await database(env).delete(pushSubscription).where(ofOwner(owner));
}

/** Devices of a person whose session lives. */
export async function devicesOf(env: Env, owner: Owner, now = Date.now()): Promise<(Device & { id: string })[]> {
  const { id, endpoint, p256dh, auth } = pushSubscription;
  return database(env)
    .select({ id, endpoint, p256dh, auth })
    .from(pushSubscription)
    .innerJoin(session, and(eq(session.id, pushSubscription.session), eq(session.userId, pushSubscription.user)))
    .where(and(ofOwner(owner), gt(session.expiresAt, new Date(now))));
}

/**
 * Tells the account's desk how a person wants to be called, as long as a device of theirs takes pushes: who has none costs the desk nothing.
 * It carries the whole state, so repeating it is harmless.
 */
export async function tellListening(env: Env, owner: Owner): Promise<void> {
  const db = database(env);
  const [places, devices] = await db.batch([
    db
      .select({ preferences: membership.preferences })
      .from(membership)
      .where(and(eq(membership.account, owner.account), eq(membership.user, owner.user))),
    db.select({ id: pushSubscription.id }).from(pushSubscription).where(ofOwner(owner)).limit(1),
  ]);
  const [place] = places;
  const alerts = place && devices.length > 0 ? readPreferences(place.preferences).alerts : null;
  await repeated(() => deskOf(env, owner.account).listen(operatorId(owner.user), alerts));
}

/** Language of a person's preferences in an account; null when they are no member. */
export async function languageOf(env: Env, owner: Owner): Promise<string | null> {
  const [place] = await database(env)
    .select({ preferences: membership.preferences })
    .from(membership)
    .where(and(eq(membership.account, owner.account), eq(membership.user, owner.user)));
  return place ? readPreferences(place.preferences).language : null;
}
