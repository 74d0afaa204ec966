/** What the pages read: rollups only, summed by the database, never single chats. */
import type { Part } from '../../protocol/statistics.ts';
import type { Scope } from './access.ts';
import type { VisitorCount } from './jobs.ts';
import { BUCKETS } from './spread.ts';

const buckets = (name: string): string[] => Array.from({ length: BUCKETS }, (_, at) => `${name}_${at}`);
const COLUMNS = [
  ...['chats', 'meaningful', 'missed', 'offline', 'responses', 'response_sum', 'durations', 'duration_sum', 'ratings', 'rating_sum'],
  ...buckets('response'),
  ...buckets('duration'),
];
const SUMS = COLUMNS.map((column) => `sum(${column}) AS ${column}`).join(', ');

/** Sums of the columns of chat_rollup. */
export type Sums = Record<string, number>;
export type SlotSums = Sums & { slot: number };
export type PartSums = { id: string; name: string } & Record<string, number | string>;

/** Parts that are wanted alone. */
export type Filter = Partial<Record<Part, string>>;

/** [start, end) in ms since epoch. */
export interface Span {
  start: number;
  end: number;
}

export interface Counts {
  slots: SlotSums[];
  visitors: VisitorCount[];
  parts: Record<Part, PartSums[]>;
  staffing: { slot: number; chats: number; missed: number }[];
}

/** The best of a list of listings. */
const TOP = 10;

/** When a site's first chat began, as far as it is counted; null for none. */
export const firstSlot = (db: D1Database, { site }: Scope): Promise<number | null> =>
  db.prepare('SELECT min(slot) AS slot FROM chat_rollup WHERE site = ?').bind(site).first<number>('slot');

/** Everything a report is made of: `all` with the period before, `now` without, `staffing` for the hours of the week. */
export async function readCounts(
  db: D1Database,
  scope: Scope,
  filter: Filter,
  { all, now, staffing }: Record<'all' | 'now' | 'staffing', Span>,
): Promise<Counts> {
  const select = (columns: string, span: Span, { operator = '', ...rest }: Filter, more: string, named = false): D1PreparedStatement => {
    const parts = Object.entries({ ...rest, ...(operator === EACH ? {} : { operator }) }).filter(([, value]) => value !== undefined);
    const where = ['account = ?', 'site = ?', 'slot >= ?', 'slot < ?', ...parts.map(([part]) => `${part} = ?`)];
    if (operator === EACH) where.push("operator <> ''");
    if (named) where.push("listing <> ''");
    const values = [scope.account, scope.site, span.start, span.end, ...parts.map(([, value]) => value)];
    if (scope.advertisers) {
      where.push('advertiser IN (SELECT value FROM json_each(?))');
      values.push(JSON.stringify(scope.advertisers));
    }
    return db.prepare(`SELECT ${columns} FROM chat_rollup WHERE ${where.join(' AND ')} ${more}`).bind(...values);
  };
  const part = (name: Part, label: string, more = '', named = false) =>
    select(`${name} AS id, ${label} AS name, ${SUMS}`, now, filter, `GROUP BY ${name} ORDER BY chats DESC, id ${more}`, named);
  const [slots, visitors, operators, categories, listings, hours] = await db.batch([
    select(`slot, ${SUMS}`, all, filter, 'GROUP BY slot'),
    db
      .prepare('SELECT slot, visitors FROM visitor_rollup WHERE account = ? AND site = ? AND slot >= ? AND slot < ?')
      .bind(scope.account, scope.site, all.start, all.end),
    select(
      `operator AS id, coalesce((SELECT name FROM user WHERE user.id = operator), '') AS name, ${SUMS}`,
      now,
      { ...filter, operator: filter.operator ?? EACH },
      'GROUP BY operator ORDER BY chats DESC, id',
    ),
    part('category', 'max(category_name)'),
    // What has no listing is no listing.
    part(
      'listing',
      'coalesce((SELECT name FROM listing l WHERE l.site = chat_rollup.site AND l.key = chat_rollup.listing), listing)',
      `LIMIT ${TOP}`,
      true,
    ),
    select('slot, sum(chats) AS chats, sum(missed) AS missed', staffing, filter, 'GROUP BY slot'),
  ]);
  return {
    slots: slots!.results as SlotSums[],
    visitors: visitors!.results as unknown as VisitorCount[],
    parts: {
      operator: operators!.results as PartSums[],
      category: categories!.results as PartSums[],
      listing: listings!.results as PartSums[],
    },
    staffing: hours!.results as Counts['staffing'],
  };
}

/** In place of an operator: each of them. No user has such an id. */
const EACH = '*';
