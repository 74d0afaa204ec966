/** The ledger of messages and of what the provider told, in D1. Each step is one statement, so that consumers side by side do not both do it. */
import { type Consent, OPEN } from '../../protocol/opt-out.ts';
import type { Env } from '../env.ts';
import type { PhoneBody } from '../http/schema.ts';
import type { MessageError } from './decide.ts';
import { laterState, type MessageState } from './states.ts';

type Db = Pick<Env, 'DB'>;

/** A message that is to be sent. */
export interface Outgoing {
  /** Idempotency key: the same id is sent once, whatever happens. */
  id: string;
  account: string;
  room: string;
  /** Id of the own number. */
  number: string;
  other: string;
  by: string;
  text: string;
  media: string[];
  segments: number;
  notice?: boolean;
}

/** A message as sending needs it, with its number. */
export interface LedgerRow {
  id: string;
  account: string;
  room: string;
  number: string;
  other: string;
  state: MessageState;
  segments: number;
  notice: boolean;
  body: PhoneBody | null;
  dueAt: number;
  triedAt: number | null;
  from: string;
  capabilities: string[];
  removedAt: number | null;
  monthlyCap: number | null;
  /** Month in which its owner was warned of the cap last. */
  warned: string;
  quietFrom: number | null;
  quietTo: number | null;
  timeZone: string;
  nextAt: number;
}

/** Writes a message down as waiting. Nothing changes for one that is there, or whose number is not the account's. */
export const writeOutgoing = async (env: Db, message: Outgoing, now: number): Promise<void> =>
  void (await outgoingStatement(env, message, now).run());

/** The same, to be run with others. */
export function outgoingStatement(env: Db, message: Outgoing, now: number): D1PreparedStatement {
  const { id, account, room, number, other, by, text, media, segments, notice = false } = message;
  return env.DB.prepare(
    `INSERT OR IGNORE INTO phone_message (id, account, room, number, other, direction, state, segments, by, notice, body, at)
     SELECT ?1, account, ?3, id, ?5, 'out', 'queued', ?6, ?7, ?8, ?9, ?10 FROM phone_number WHERE id = ?4 AND account = ?2`,
  ).bind(id, account, room, number, other, segments, by, notice ? 1 : 0, JSON.stringify({ text, media }), now);
}

/** Writes down a message that came. */
export async function writeReceived(
  env: Db,
  message: { id: string; account: string; number: string; other: string; provider: string; segments: number; at: number },
): Promise<void> {
  const { id, account, number, other, provider, segments, at } = message;
  await env.DB.prepare(
    `INSERT OR IGNORE INTO phone_message (id, account, number, other, direction, state, segments, provider, at)
     VALUES (?1, ?2, ?3, ?4, 'in', 'received', ?5, ?6, ?7)`,
  )
    .bind(id, account, number, other, segments, provider, at)
    .run();
}

export async function readMessage(env: Db, id: string): Promise<LedgerRow | null> {
  const row = await env.DB.prepare(
    `SELECT m.id, m.account, m.room, m.number, m.other, m.state, m.segments, m.notice, m.body, m.due_at AS dueAt, m.tried_at AS triedAt,
       n.e164 AS "from", n.capabilities, n.removed_at AS removedAt, n.monthly_cap AS monthlyCap, n.warned, n.quiet_from AS quietFrom,
       n.quiet_to AS quietTo, n.time_zone AS timeZone, n.next_at AS nextAt
     FROM phone_message m JOIN phone_number n ON n.id = m.number AND n.account = m.account WHERE m.id = ?1 AND m.direction = 'out'`,
  )
    .bind(id)
    .first<Omit<LedgerRow, 'body' | 'notice' | 'capabilities'> & { body: string | null; notice: number; capabilities: string }>();
  if (!row) return null;
  return { ...row, notice: row.notice === 1, body: row.body && JSON.parse(row.body), capabilities: JSON.parse(row.capabilities) };
}

/** SMS that a number sent since `since`, but for one message. */
export async function usedSince(env: Db, number: string, since: number, but: string): Promise<number> {
  const row = await env.DB.prepare(`SELECT ${USED} AS used`).bind(number, since, but).first<{ used: number }>();
  return row?.used ?? 0;
}
const USED = `(SELECT coalesce(sum(segments), 0) FROM phone_message
  WHERE number = ?1 AND tried_at >= ?2 AND id <> ?3 AND direction = 'out' AND state <> 'failed')`;

/** Gives a message its place in the pace of its number; false when another took one meanwhile. */
export async function takeSlot(env: Db, { id, number, nextAt }: LedgerRow, slot: number, next: number): Promise<boolean> {
  const [moved] = await env.DB.batch([
    env.DB.prepare('UPDATE phone_number SET next_at = ?1 WHERE id = ?2 AND next_at = ?3').bind(next, number, nextAt),
    env.DB.prepare('UPDATE phone_message SET due_at = ?1 WHERE id = ?2 AND due_at = 0 AND changes() = 1').bind(slot, id),
  ]);
  return (moved?.meta.changes ?? 0) > 0;
}

/** Marks a message as handed over, before it is: false when somebody else does it, or when the month's SMS were used up meanwhile. */
export async function claim(env: Db, row: LedgerRow, since: number, now: number): Promise<boolean> {
  const { meta } = await env.DB.prepare(
    `UPDATE phone_message SET state = 'sending', tried_at = ?4
     WHERE id = ?3 AND state = ?5 AND tried_at IS ?6 AND (notice = 1 OR ?7 IS NULL OR ${USED} + segments <= ?7)`,
  )
    .bind(row.number, since, row.id, now, row.state, row.triedAt, row.monthlyCap)
    .run();
  return meta.changes > 0;
}

/** After the provider took it. What it told of it meanwhile stays. */
export async function markSent(env: Db, id: string, sent: { provider: string; segments: number }): Promise<void> {
  await env.DB.prepare(
    `UPDATE phone_message SET provider = coalesce(provider, ?2), segments = iif(?3 > 0, ?3, segments), body = NULL,
       state = iif(state IN ('queued', 'sending', 'unsure'), 'sent', state) WHERE id = ?1`,
  )
    .bind(id, sent.provider, sent.segments)
    .run();
}

/** After a try that the provider did not take, or of which nothing was heard. */
export async function release(env: Db, id: string, state: 'queued' | 'unsure'): Promise<void> {
  await env.DB.prepare(`UPDATE phone_message SET state = ?2 WHERE id = ?1 AND state = 'sending'`).bind(id, state).run();
}

export async function markFailed(env: Db, id: string, error: MessageError): Promise<void> {
  await env.DB.prepare(
    `UPDATE phone_message SET state = 'failed', error = ?2, body = NULL WHERE id = ?1 AND state IN ('queued', 'sending', 'unsure')`,
  )
    .bind(id, error)
    .run();
}

/** A message by what the provider told with it. */
export async function findOutgoing(
  env: Db,
  { message, provider }: { message: string; provider: string },
): Promise<{ id: string; account: string; room: string; state: MessageState } | null> {
  return env.DB.prepare(
    `SELECT id, account, room, state FROM phone_message WHERE direction = 'out' AND (id = ?1 OR provider = ?2) ORDER BY id = ?1 DESC LIMIT 1`,
  )
    .bind(message, provider)
    .first();
}

/** Moves a message on to what the provider told; false when it moved meanwhile. */
export async function moveState(
  env: Db,
  id: string,
  known: MessageState,
  told: { state: MessageState; provider: string; error: MessageError | null },
): Promise<boolean> {
  const { meta } = await env.DB.prepare(
    'UPDATE phone_message SET state = ?3, provider = coalesce(provider, ?4), error = ?5, body = NULL WHERE id = ?1 AND state = ?2',
  )
    .bind(id, known, laterState(known, told.state), told.provider, told.error)
    .run();
  return meta.changes > 0;
}

/** Of the provider's ids, those that no message here has. */
export async function unknownOf(env: Db, providers: string[]): Promise<Set<string>> {
  const { results } = await env.DB.prepare(
    'SELECT value FROM json_each(?1) WHERE value NOT IN (SELECT provider FROM phone_message WHERE provider IS NOT NULL)',
  )
    .bind(JSON.stringify(providers))
    .all<{ value: string }>();
  return new Set(results.map(({ value }) => value));
}

/** Takes back a message of which no try was made: nothing is known of it any more. */
export async function withdraw(env: Db, id: string): Promise<void> {
  await env.DB.prepare("DELETE FROM phone_message WHERE id = ?1 AND direction = 'out' AND state = 'queued' AND tried_at IS NULL")
    .bind(id)
    .run();
}

/** What somebody said last of an own number. */
export async function readConsent(env: Db, account: string, number: string, other: string): Promise<Consent> {
  const row = await env.DB.prepare('SELECT stopped, at FROM opt_out WHERE account = ?1 AND number = ?2 AND other = ?3')
    .bind(account, number, other)
    .first<{ stopped: number; at: number }>();
  return row ? { stopped: row.stopped === 1, at: row.at } : OPEN;
}

/** The same fold as `foldConsent`, where it is kept. */
export async function writeConsent(env: Db, account: string, number: string, other: string, { stopped, at }: Consent): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO opt_out (account, number, other, stopped, at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (account, number, other) DO UPDATE SET stopped = excluded.stopped, at = excluded.at
     WHERE excluded.at > opt_out.at OR (excluded.at = opt_out.at AND opt_out.stopped = 0)`,
  )
    .bind(account, number, other, stopped ? 1 : 0, at)
    .run();
}

/** Notes that a number's owner was warned of its cap in a month. */
export async function noteWarning(env: Db, { number, monthlyCap }: LedgerRow, month: string): Promise<void> {
  await env.DB.prepare('UPDATE phone_number SET warned = ?2 WHERE id = ?1 AND monthly_cap IS ?3').bind(number, month, monthlyCap).run();
}

export async function wasTaken(env: Db, id: string): Promise<boolean> {
  return (await env.DB.prepare('SELECT 1 FROM phone_event WHERE id = ?1').bind(id).first()) !== null;
}

export async function markTaken(env: Db, id: string, now: number): Promise<void> {
  await env.DB.prepare('INSERT OR IGNORE INTO phone_event (id, at) VALUES (?1, ?2)').bind(id, now).run();
}
