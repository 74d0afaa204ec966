/** Which room is whose, in D1: of an own number and a set of people, and where somebody is answered. */
import type { Env } from '../env.ts';
import { toHex } from '../http/ids.ts';

type Db = Pick<Env, 'DB'>;

/** Numbers of a conversation's people as they are kept: each once, in order. */
export const peopleKey = (people: readonly string[]): string => [...new Set(people)].sort().join(' ');

/** The room of a number and these people; null when they have none. */
export async function findSmsRoom({ DB }: Db, account: string, number: string, people: string): Promise<string | null> {
  return DB.prepare('SELECT room FROM sms_room WHERE number = ?2 AND people = ?3 AND account = ?1')
    .bind(account, number, people)
    .first<string>('room');
}

/** The same, made where there is none: two at once get one. */
export async function makeSmsRoom({ DB }: Db, account: string, number: string, people: string, now = Date.now()): Promise<string> {
  await DB.prepare(
    `INSERT INTO sms_room (account, number, people, room, created_at) SELECT account, id, ?3, ?4, ?5 FROM phone_number
     WHERE id = ?2 AND account = ?1 ON CONFLICT (number, people) DO NOTHING`,
  )
    .bind(account, number, people, `sms.${toHex(crypto.getRandomValues(new Uint8Array(16)))}`, now)
    .run();
  return (await findSmsRoom({ DB }, account, number, people))!;
}

/** What is kept of a room; null for one that is not the account's. */
export async function readSmsRoom({ DB }: Db, account: string, room: string): Promise<{ number: string; people: string[] } | null> {
  const row = await DB.prepare('SELECT number, people FROM sms_room WHERE room = ?2 AND account = ?1')
    .bind(account, room)
    .first<{ number: string; people: string }>();
  return row && { number: row.number, people: row.people.split(' ') };
}

/** The room goes on with other people. Answers whose room theirs is: another one when they have one already. */
export async function movePeople({ DB }: Db, account: string, room: string, number: string, people: string): Promise<string> {
  await DB.prepare('UPDATE OR IGNORE sms_room SET people = ?3 WHERE room = ?2 AND account = ?1').bind(account, room, people).run();
  return (await findSmsRoom({ DB }, account, number, people)) ?? room;
}

/** A room that was deleted: whoever writes begins another. */
export async function dropSmsRoom({ DB }: Db, account: string, room: string): Promise<void> {
  await DB.batch([
    DB.prepare('DELETE FROM sms_thread WHERE room = ?2 AND account = ?1').bind(account, room),
    DB.prepare('DELETE FROM sms_room WHERE room = ?2 AND account = ?1').bind(account, room),
  ]);
}

/** Where somebody was written to last; null for nowhere. */
export async function readThread({ DB }: Db, account: string, number: string, other: string): Promise<string | null> {
  return DB.prepare('SELECT room FROM sms_thread WHERE number = ?2 AND other = ?3 AND account = ?1')
    .bind(account, number, other)
    .first<string>('room');
}

/** From now on what somebody writes belongs to this room. Writes nothing when it does already. */
export const threadStatement = ({ DB }: Db, account: string, number: string, other: string, room: string): D1PreparedStatement =>
  DB.prepare(
    `INSERT INTO sms_thread (account, number, other, room) SELECT account, id, ?3, ?4 FROM phone_number WHERE id = ?2 AND account = ?1
     ON CONFLICT (number, other) DO UPDATE SET room = excluded.room WHERE room <> excluded.room`,
  ).bind(account, number, other, room);

/** Rooms of a number with somebody among their people. */
export async function roomsWith({ DB }: Db, account: string, number: string, other: string): Promise<string[]> {
  const { results } = await DB.prepare(
    `SELECT room FROM sms_room WHERE number = ?2 AND account = ?1 AND instr(' ' || people || ' ', ' ' || ?3 || ' ') > 0`,
  )
    .bind(account, number, other)
    .all<{ room: string }>();
  return results.map(({ room }) => room);
}

/** Rooms of a number in order, after one of them. */
export async function roomsOfNumber(
  { DB }: Db,
  account: string,
  number: string,
  after: string,
  count: number,
): Promise<{ room: string; people: string }[]> {
  const { results } = await DB.prepare(
    'SELECT room, people FROM sms_room WHERE number = ?2 AND account = ?1 AND people > ?3 ORDER BY people LIMIT ?4',
  )
    .bind(account, number, after, count)
    .all<{ room: string; people: string }>();
  return results;
}
