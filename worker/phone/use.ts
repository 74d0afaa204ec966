/** What was sent and received, by month, number and person: sums of the rollup, never single messages. */
import type { SmsUse } from '../../protocol/numbers.ts';
import { csv } from '../statistics/csv.ts';
import { regionOfAccount } from './contacts.ts';
import { displayNumber } from './numbers.ts';

type Db = { DB: D1Database };

/** Twelve months up to `to`; numbers and people of `month` alone where it is given. */
export interface Period {
  to: string;
  month?: string | undefined;
}

/** The month that is so many later; `2026-11`. */
export function monthBeside(month: string, by: number): string {
  const [year = 0, at = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, at - 1 + by)).toISOString().slice(0, 7);
}

const SENT = "coalesce(sum(segments) FILTER (WHERE direction = 'out'), 0) AS sent";
const RECEIVED = "coalesce(sum(segments) FILTER (WHERE direction = 'in'), 0) AS received";
/** Names of people by their PersonId. */
const NAME = `CASE by WHEN '' THEN '' ELSE coalesce((SELECT name FROM user WHERE id = substr(by, 3)), '') END`;
const WITHIN = 'FROM phone_use WHERE account = ?1 AND month BETWEEN ?2 AND ?3';

const spanOf = ({ to, month }: Period): [string, string] => (month ? [month, month] : [monthBeside(to, -11), to]);

/** For owners and admins: the chart and the tables beside it. */
export async function readUse(env: Db, account: string, period: Period): Promise<SmsUse> {
  const span = spanOf(period);
  const [months, numbers, people] = await env.DB.batch<Record<string, string | number>>([
    env.DB.prepare(`SELECT month, ${SENT}, ${RECEIVED} ${WITHIN} GROUP BY month`).bind(account, monthBeside(period.to, -23), period.to),
    // Those that were given up are told as long as they count.
    env.DB.prepare(
      `SELECT n.id, n.e164, n.label, coalesce(u.sent, 0) AS sent, coalesce(u.received, 0) AS received FROM phone_number n
       LEFT JOIN (SELECT number, ${SENT}, ${RECEIVED} ${WITHIN} GROUP BY number) u ON u.number = n.id
       WHERE n.account = ?1 AND (n.removed_at IS NULL OR u.number IS NOT NULL) ORDER BY sent + received DESC, n.created_at, n.id`,
    ).bind(account, ...span),
    env.DB.prepare(
      `SELECT by AS id, ${NAME} AS name, ${SENT} ${WITHIN} AND direction = 'out' GROUP BY by HAVING sent > 0 ORDER BY sent DESC, by`,
    ).bind(account, ...span),
  ]);
  const region = await regionOfAccount(env, account);
  const known = new Map(months!.results.map((row) => [row.month, row as { sent: number; received: number }]));
  const of = (month: string) => known.get(month) ?? { sent: 0, received: 0 };
  return {
    months: Array.from({ length: 12 }, (_, at) => {
      const month = monthBeside(period.to, at - 11);
      const [{ sent, received }, before] = [of(month), of(monthBeside(month, -12))];
      return { month, sent, received, sentBefore: before.sent, receivedBefore: before.received };
    }),
    numbers: (numbers!.results as unknown as SmsUse['numbers']).map((row) => ({ ...row, display: displayNumber(row.e164, region) })),
    people: people!.results as unknown as SmsUse['people'],
  };
}

/** A line for each month, number and person. */
export async function useCsv(env: Db, account: string, period: Period): Promise<string> {
  const { results } = await env.DB.prepare(
    `SELECT month, (SELECT e164 FROM phone_number WHERE id = number) AS e164, (SELECT label FROM phone_number WHERE id = number) AS label,
       ${NAME} AS name, by, direction, messages, segments ${WITHIN} AND messages > 0 ORDER BY month, e164, direction, by`,
  )
    .bind(account, ...spanOf(period))
    .all<{ month: string; e164: string; label: string; name: string; by: string; direction: string; messages: number; segments: number }>();
  const head = ['month', 'number', 'label', 'person', 'person_id', 'direction', 'messages', 'sms'];
  return csv([
    head,
    ...results.map(({ month, e164, label, name, by, direction, messages, segments }) => [
      ...[month, e164, label, name, by],
      ...[direction, messages, segments],
    ]),
  ]);
}
