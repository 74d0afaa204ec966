/** Who wants no mail of unread messages: of one room, or of any. */
import { and, count, eq } from 'drizzle-orm';
import type { PersonId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import type { MailMutes } from '../../protocol/portal.ts';
import type { Env } from '../env.ts';
import { database } from '../http/database.ts';
import { mailMute } from '../http/schema.ts';

/** Rooms that one person may mute by themselves. */
const MAX_MUTES = 1000;

const ownOf = (account: string, person: PersonId) => and(eq(mailMute.account, account), eq(mailMute.person, person));

/** What somebody has muted. */
export async function mutesOf(env: Pick<Env, 'DB'>, account: string, person: PersonId): Promise<MailMutes> {
  const rows = await database(env).select({ room: mailMute.room }).from(mailMute).where(ownOf(account, person));
  return { all: rows.some(({ room }) => room === ''), rooms: rows.flatMap(({ room }) => (room ? [room] : [])) };
}

/** Mutes a room, or all mails where `room` is empty; or takes it back. Refuses `too_many`. */
export async function setMute(env: Pick<Env, 'DB'>, account: string, person: PersonId, room: string, muted: boolean): Promise<void> {
  const db = database(env);
  const own = ownOf(account, person);
  if (!muted) {
    await db.delete(mailMute).where(and(own, eq(mailMute.room, room)));
    return;
  }
  // All mails can always be muted: whoever wants none is not told that they have muted too much.
  if (room !== '') {
    const [many] = await db.select({ rows: count() }).from(mailMute).where(own);
    if (many!.rows >= MAX_MUTES) throw new Refusal('too_many');
  }
  await db.insert(mailMute).values({ account, person, room }).onConflictDoNothing();
}
