/**
 * What the consumer writes. Facts and the rollups counted from them change in one transaction, and rollups are counted anew for each quarter
 * of an hour that was touched: whatever comes twice or late, the end is the same.
 */

import { slotOf } from './calendar.ts';
import { type ChatFact, durationOf, isMissed, isOffline, responseOf } from './fact.ts';
import type { BroadcastFact, StatisticsJob } from './jobs.ts';
import { BUCKETS, bucketOf } from './spread.ts';

const FACT_COLUMNS = [
  'room',
  'episode',
  'seq',
  'account',
  'site',
  'slot',
  'listing',
  'advertiser',
  'category',
  'category_name',
  'operators',
  'answered_by',
  'owner',
  'meaningful',
  'missed',
  'offline',
  'response',
  'response_bucket',
  'duration',
  'duration_bucket',
  'rating',
  'fact',
] as const;

type FactRow = Record<(typeof FACT_COLUMNS)[number], string | number | null>;

const user = (person: string | null): string | null => person?.slice(2) ?? null;

/** A fact as a row, with what follows from it. Operators are known by their user ids. */
export function factRow(fact: ChatFact): FactRow {
  const [response, duration] = [responseOf(fact), durationOf(fact)];
  const { room, episode, seq, account, site, listing, advertiser, category, rating } = fact;
  return {
    room,
    episode,
    seq,
    account,
    site,
    slot: slotOf(fact.openedAt),
    listing,
    advertiser,
    category: category?.id ?? '',
    category_name: category?.name ?? '',
    operators: JSON.stringify(fact.operators.map(user)),
    answered_by: user(fact.answeredBy),
    owner: user(fact.owner),
    meaningful: fact.meaningful ? 1 : 0,
    missed: isMissed(fact) ? 1 : 0,
    offline: isOffline(fact) ? 1 : 0,
    response,
    response_bucket: response === null ? null : bucketOf('response', response),
    duration,
    duration_bucket: duration === null ? null : bucketOf('duration', duration),
    rating,
    fact: JSON.stringify(fact),
  };
}

const UPSERT_FACTS = `
  INSERT INTO chat_fact (${FACT_COLUMNS.join(', ')})
  SELECT ${FACT_COLUMNS.map((column) => `value ->> '$.${column}'`).join(', ')} FROM json_each(?1) WHERE true
  ON CONFLICT (room, episode) DO UPDATE SET ${FACT_COLUMNS.slice(2)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
  WHERE excluded.seq > chat_fact.seq`;

const KNOWN = `
  SELECT room, episode, seq FROM chat_fact
  WHERE (room, episode) IN (SELECT value ->> '$.room', value ->> '$.episode' FROM json_each(?1))`;

const CLEAR_ROLLUPS = `
  DELETE FROM chat_rollup WHERE (site, slot) IN (SELECT value ->> '$[0]', value ->> '$[1]' FROM json_each(?1))`;

const numbers = Array.from({ length: BUCKETS }, (_, at) => at);
const TOUCHED = `json_each(?1) touched JOIN chat_fact f ON f.site = touched.value ->> '$[0]' AND f.slot = touched.value ->> '$[1]'`;

/** Each chat once as it is, and once for everyone who took part: to them belongs the response they gave and the rating of what they owned. */
const COUNT_ROLLUPS = `
  INSERT INTO chat_rollup (
    account, site, slot, operator, category, listing, advertiser, category_name, chats, meaningful, missed, offline,
    responses, response_sum, ${numbers.map((at) => `response_${at}`).join(', ')},
    durations, duration_sum, ${numbers.map((at) => `duration_${at}`).join(', ')}, ratings, rating_sum
  )
  SELECT account, site, slot, operator, category, listing, advertiser, max(category_name), count(*), sum(meaningful), sum(missed), sum(offline),
    count(response), coalesce(sum(response), 0), ${numbers.map((at) => `count(CASE WHEN response_bucket = ${at} THEN 1 END)`).join(', ')},
    count(duration), coalesce(sum(duration), 0), ${numbers.map((at) => `count(CASE WHEN duration_bucket = ${at} THEN 1 END)`).join(', ')},
    count(rating), coalesce(sum(rating), 0)
  FROM (
    SELECT account, site, slot, '' AS operator, category, listing, advertiser, category_name, meaningful, missed, offline,
      response, response_bucket, duration, duration_bucket, rating
    FROM ${TOUCHED}
    UNION ALL
    SELECT account, site, slot, o.value AS operator, category, listing, advertiser, category_name, meaningful, missed, offline,
      CASE WHEN answered_by = o.value THEN response END AS response, CASE WHEN answered_by = o.value THEN response_bucket END AS response_bucket,
      duration, duration_bucket, CASE WHEN owner = o.value THEN rating END AS rating
    FROM ${TOUCHED}, json_each(f.operators) o
  )
  GROUP BY account, site, slot, operator, category, listing, advertiser`;

const UPSERT_VISITORS = `
  INSERT INTO visitor_rollup (account, site, slot, visitors)
  SELECT value ->> '$.account', value ->> '$.site', value ->> '$.slot', value ->> '$.visitors' FROM json_each(?1) WHERE true
  ON CONFLICT (site, slot) DO UPDATE SET visitors = max(visitors, excluded.visitors)`;

const BROADCAST_COLUMNS = [
  'id',
  'account',
  'site',
  'operator',
  'name',
  'audience',
  'since',
  'seconds',
  'ending',
  'viewers',
  'chats',
] as const satisfies (keyof BroadcastFact)[];

/** What was told of a broadcast that was on never takes the place of how it ended. */
const UPSERT_BROADCASTS = `
  INSERT INTO broadcast (${BROADCAST_COLUMNS.join(', ')})
  SELECT ${BROADCAST_COLUMNS.map((column) => `value ->> '$.${column}'`).join(', ')} FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET ${BROADCAST_COLUMNS.slice(7)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
  WHERE excluded.seconds IS NOT NULL OR broadcast.seconds IS NULL`;

/** Of several facts of one chat the newest. */
function newest(facts: ChatFact[]): ChatFact[] {
  const found = new Map<string, ChatFact>();
  for (const fact of facts) {
    const key = `${fact.room}:${fact.episode}`;
    if ((found.get(key)?.seq ?? -1) < fact.seq) found.set(key, fact);
  }
  return [...found.values()];
}

/** Takes jobs of the statistics queue: all of them, or none and it throws. */
export async function record(db: D1Database, jobs: readonly StatisticsJob[]): Promise<void> {
  const facts = await unknown(db, newest(jobs.flatMap((job) => (job.kind === 'chat' ? job.fact : []))));
  const visitors = jobs.flatMap((job) =>
    job.kind === 'visitors' ? job.counts.map((count) => ({ account: job.account, site: job.site, ...count })) : [],
  );
  const statements: D1PreparedStatement[] = [];
  if (facts.length > 0) {
    const rows = facts.map(factRow);
    const touched = [...new Set(rows.map(({ site, slot }) => JSON.stringify([site, slot])))];
    const slots = `[${touched.join(',')}]`;
    statements.push(
      db.prepare(UPSERT_FACTS).bind(JSON.stringify(rows)),
      db.prepare(CLEAR_ROLLUPS).bind(slots),
      db.prepare(COUNT_ROLLUPS).bind(slots),
    );
  }
  if (visitors.length > 0) statements.push(db.prepare(UPSERT_VISITORS).bind(JSON.stringify(visitors)));
  const broadcasts = jobs.flatMap((job) => (job.kind === 'broadcast' ? job.broadcast : []));
  if (broadcasts.length > 0) statements.push(db.prepare(UPSERT_BROADCASTS).bind(JSON.stringify(broadcasts)));
  if (statements.length > 0) await db.batch(statements);
}

/** Without those that are there already, with all that was counted from them: most repeats end here. */
async function unknown(db: D1Database, facts: ChatFact[]): Promise<ChatFact[]> {
  if (facts.length === 0) return [];
  const keys = JSON.stringify(facts.map(({ room, episode }) => ({ room, episode })));
  const { results } = await db.prepare(KNOWN).bind(keys).all<{ room: string; episode: number; seq: number }>();
  const known = new Map(results.map(({ room, episode, seq }) => [`${room}:${episode}`, seq]));
  return facts.filter(({ room, episode, seq }) => (known.get(`${room}:${episode}`) ?? -1) < seq);
}
