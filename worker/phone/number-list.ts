/** Numbers as owners see and change them, and as operators choose among theirs. */
import { and, eq, inArray } from 'drizzle-orm';
import type { NumberCapability, NumberInfo, NumberSettings, OwnNumberInfo, VoiceLanguage } from '../../protocol/numbers.ts';
import { database } from '../http/database.ts';
import { numberUse, phoneNumber, site } from '../http/schema.ts';
import type { Operator } from '../http/session.ts';
import { regionOfAccount } from './contacts.ts';
import { monthOf } from './decide.ts';
import { displayNumber } from './numbers.ts';

type Db = { DB: D1Database };

interface Row {
  id: string;
  e164: string;
  label: string;
  capabilities: string;
  monthlyCap: number | null;
  quietFrom: number | null;
  quietTo: number | null;
  timeZone: string;
  language: VoiceLanguage;
  greeting: string;
  used: number;
  uses: string;
}

/** The account's numbers, the oldest first, or one of them. */
export async function listNumbers(env: Db, account: string, now: number, id = ''): Promise<NumberInfo[]> {
  const { results } = await env.DB.prepare(
    `SELECT n.id, n.e164, n.label, n.capabilities, n.monthly_cap AS monthlyCap, n.quiet_from AS quietFrom, n.quiet_to AS quietTo,
       n.time_zone AS timeZone, n.language, n.greeting,
       (SELECT coalesce(sum(segments), 0) FROM phone_use
        WHERE account = ?1 AND month = ?2 AND number = n.id AND direction = 'out') AS used,
       (SELECT json_group_array(json_object('kind', kind, 'target', target, 'phone', phone))
        FROM (SELECT kind, target, phone FROM number_use WHERE number = n.id AND account = ?1 ORDER BY turn, target)) AS uses
     FROM phone_number n WHERE n.account = ?1 AND n.removed_at IS NULL AND (?3 = '' OR n.id = ?3) ORDER BY n.created_at, n.id`,
  )
    .bind(account, monthOf(now).name, id)
    .all<Row>();
  const region = await regionOfAccount(env, account);
  return results.map(({ capabilities, quietFrom, quietTo, uses, ...row }) => {
    const all = JSON.parse(uses) as { kind: string; target: string; phone: string }[];
    return {
      ...row,
      display: displayNumber(row.e164, region),
      capabilities: JSON.parse(capabilities),
      quiet: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
      operators: all.flatMap(({ kind, target: user, phone }) => (kind === 'operator' ? [{ user, phone }] : [])),
      sites: all.flatMap(({ kind, target }) => (kind === 'site' ? [target] : [])),
    };
  });
}

/**
 * Makes a number what its settings say, with all that it is assigned to; people and phones are checked already, of sites the account's own count.
 * A new cap is warned of anew.
 */
export async function changeNumber(env: Db, account: string, id: string, settings: NumberSettings): Promise<void> {
  const { label, monthlyCap, quiet, timeZone, language, greeting, operators, sites } = settings;
  const db = database(env);
  const owned =
    sites.length > 0
      ? await db
          .select({ id: site.id })
          .from(site)
          .where(and(eq(site.account, account), inArray(site.id, sites)))
      : [];
  const uses = [
    ...operators.map(({ user, phone }, turn) => ({ number: id, account, kind: 'operator' as const, target: user, phone, turn })),
    ...owned.map((one) => ({ number: id, account, kind: 'site' as const, target: one.id, phone: '', turn: 0 })),
  ];
  await env.DB.batch([
    env.DB.prepare(
      `UPDATE phone_number SET label = ?3, warned = iif(monthly_cap IS ?4, warned, ''), monthly_cap = ?4, quiet_from = ?5, quiet_to = ?6,
         time_zone = ?7, language = ?8, greeting = ?9 WHERE id = ?1 AND account = ?2`,
    ).bind(id, account, label, monthlyCap, quiet?.from ?? null, quiet?.to ?? null, timeZone, language, greeting),
    env.DB.prepare('DELETE FROM number_use WHERE number = ?1 AND account = ?2').bind(id, account),
    env.DB.prepare(
      `INSERT INTO number_use (number, account, kind, target, phone, turn)
       SELECT ?1, ?2, value ->> 'kind', value ->> 'target', value ->> 'phone', value ->> 'turn' FROM json_each(?3)`,
    ).bind(id, account, JSON.stringify(uses)),
  ]);
}

/** Ends all that a number is assigned to. */
export async function unassignNumber(env: Db, account: string, id: string): Promise<void> {
  await database(env)
    .delete(numberUse)
    .where(and(eq(numberUse.number, id), eq(numberUse.account, account)));
}

/**
 * Numbers that somebody writes and calls with: those assigned to them, those of sites where they answer, and for owners and admins those that are
 * nobody's yet; like the members of conversations (sms-facts.ts).
 */
export async function ownNumbers(env: Db, { user, member }: Operator): Promise<OwnNumberInfo[]> {
  const { account, access } = member;
  const { results } = await env.DB.prepare(
    `SELECT n.id, n.e164, n.label, n.capabilities, max(coalesce(u.kind = 'operator', 0)) AS direct FROM phone_number n
     LEFT JOIN number_use u ON u.number = n.id AND u.account = n.account
     WHERE n.account = ?1 AND n.removed_at IS NULL AND ((u.kind = 'operator' AND u.target = ?2) OR (u.kind = 'site' AND ?3) OR (u.kind IS NULL AND ?4))
     GROUP BY n.id ORDER BY direct DESC, n.created_at, n.id`,
  )
    .bind(account.id, user.id, access.listingsOnly ? 0 : 1, access.admin ? 1 : 0)
    .all<{ id: string; e164: string; label: string; capabilities: string; direct: number }>();
  const region = await regionOfAccount(env, account.id);
  return results.map(({ capabilities, direct: _, ...row }) => ({
    ...row,
    display: displayNumber(row.e164, region),
    capabilities: JSON.parse(capabilities) as NumberCapability[],
  }));
}

/** Of some numbers those that are no account's. */
export async function freeOf(env: Db, numbers: string[]): Promise<Set<string>> {
  const { results } = await env.DB.prepare(
    'SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM phone_number WHERE e164 = value AND removed_at IS NULL)',
  )
    .bind(JSON.stringify(numbers))
    .all<{ value: string }>();
  return new Set(results.map(({ value }) => value));
}

/** E.164 of a number of the account; null when it is not theirs. */
export async function numberOf(env: Db, account: string, id: string): Promise<string | null> {
  const [row] = await database(env)
    .select({ e164: phoneNumber.e164, removedAt: phoneNumber.removedAt })
    .from(phoneNumber)
    .where(and(eq(phoneNumber.id, id), eq(phoneNumber.account, account)));
  return row && row.removedAt === null ? row.e164 : null;
}
